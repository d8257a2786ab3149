"""Marks: named moments of what is said, `Cold{@cold}, and the winner takes all.`, shown nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.problems import did_you_mean
from core.words.language import Choice, one_line
from core.words.templates import TOKEN, TemplateError

_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Mark:
    """A moment of a cue; without a voice, it comes when so many characters have been said."""

    name: str
    character: int  # of the spoken text: the first that is said after it
    seconds: float  # since the cue's beginning


def parts(template: str) -> Iterator[tuple[str, str | None]]:
    """The template between its marks, each piece with the mark at its end; None ends the last.

    Raises TemplateError for a mark without a name.
    """
    at = 0
    for match in TOKEN.finditer(template):
        sign = match.group(1)
        if sign is not None and sign.startswith("@"):
            if not _NAME.fullmatch(sign[1:]):
                raise TemplateError(f"cannot read {{{sign}}}; wanted a mark such as {{@cold}}")
            yield template[at : match.start()], sign[1:]
            at = match.end()
    yield template[at:], None


def unmarked(template: str) -> str:
    """The template without its marks, and without those that cannot be read."""
    return TOKEN.sub(lambda found: "" if found[0].startswith("{@") else found[0], template)


def names_in(template: str) -> tuple[str, ...]:
    """The marks in their order; raises TemplateError as `parts`."""
    return tuple(mark for _, mark in parts(template) if mark)


def offered(choice: Choice) -> tuple[str, ...]:
    """The marks of a text in all its variants."""
    names = (name for _, template in choice.variants for name in names_in(template))
    return tuple(dict.fromkeys(names))


def problems_in(template: str, cue: str, known: tuple[str, ...]) -> list[str]:
    """What is wrong with the marks of a cue that offers these; empty if nothing is."""
    try:
        names = names_in(template)
    except TemplateError as error:
        return [str(error)]
    unknown = [name for name in dict.fromkeys(names) if name not in known]
    doubled = [name for name in known if names.count(name) > 1]
    told = f"“{cue}” offers {' '.join(f'{{@{name}}}' for name in known) or 'no marks'}"
    return [
        *(f"no mark {{@{name}}} here; {told}{_meant(name, known)}" for name in unknown),
        *(f"wanted {{@{name}}} once, got it {names.count(name)} times" for name in doubled),
    ]


def placed(template: str, filled: Callable[[str], str]) -> tuple[str, dict[str, int]]:
    """What is said, in one line, and how many of its characters are said before each mark.

    `filled` puts numbers in place of placeholders. Raises TemplateError.
    """
    text, found = "", dict[str, str]()
    for piece, mark in parts(template):
        text += filled(piece)
        if mark:
            found.setdefault(mark, text)
    whole = one_line(text)
    # With a letter more, the space between what is said before and after a mark is counted.
    return whole, {
        mark: min(len(one_line(f"{before}.")) - 1, len(whole)) for mark, before in found.items()
    }


def _meant(name: str, known: tuple[str, ...]) -> str:
    remedy = did_you_mean(name, known)
    return f"; {remedy}" if remedy.startswith("did") else ""
