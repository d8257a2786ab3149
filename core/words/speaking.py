"""What a language pack says of numbers and signs, so that a voice can speak them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Speaking:
    """How a language speaks what it writes. `{0}` is a number in words."""

    cardinals: tuple[str, ...]  # from 0 to 99
    hundreds: tuple[str, ...]  # from 100 to 900, with nothing after them
    hundreds_and: tuple[str, ...]  # the same before more
    thousand: str  # 1000
    thousands: str  # `{0} thousand`
    minus: str
    point: str
    percent: str
    degree: str  # of 1
    degrees: str
    less: str  # `<0.01`
    more: str
    power: str  # `{0} times ten to the {1}`
    symbols: Mapping[str, str]  # by one character each
    before_thousand: Mapping[str, str] = field(default_factory=lambda: NOTHING)  # endings, shorter
    words: Mapping[str, str] = field(default_factory=lambda: NOTHING)  # as a lesson's `pronounce`


def speaking_of(content: Mapping[str, Any]) -> Speaking:
    """What stands under `spoken:` in a pack; TypeError or ValueError if it is not this."""
    lists = {
        name: tuple(part.strip() for part in content[name].split(","))
        for name in ("cardinals", "hundreds", "hundreds_and")
        if name in content
    }
    lists.setdefault("hundreds_and", lists.get("hundreds", ()))
    for name, count in {"cardinals": 100, "hundreds": 9, "hundreds_and": 9}.items():
        if (got := len(lists.get(name, ()))) != count:
            raise ValueError(f"{name}: wanted {count} words, got {got}")
    return Speaking(**{**content, **lists})
