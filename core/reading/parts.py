"""Any part of a lesson's file, read and checked; every mistake is noted with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from core.documents import Document
from core.lesson import Attention, Voice
from core.problems import Address, Problem, did_you_mean

NOTHING: Any = object()  # where a file says nothing
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Names:
    """What a lesson calls its sentences and its heads, in order."""

    sentences: tuple[str, ...]
    heads: tuple[str, ...]


class PartReader:
    """Reads a document part by part, so that one bad part does not hide another's mistakes."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def fault(self, address: Address, message: str, *, at_key: bool = False) -> None:
        """Note a problem and go on."""
        self.problems.append(self.document.problem(address, message, at_key=at_key))

    def get(self, address: Address) -> Any:
        return self.document.get(address, NOTHING)

    def read(self, address: Address, adapter: TypeAdapter[Any], default: Any) -> Any:
        """The part at this address, checked; the default where it is absent or wrong."""
        content = self.get(address)
        if content is NOTHING:
            return default
        try:
            return adapter.validate_python(content)
        except ValidationError as error:
            self._explain(address, error)
            return default

    def required(self, key: str, adapter: TypeAdapter[Any], default: Any) -> Any:
        if self.get((key,)) is NOTHING:
            self.fault((), f"`{key}` is missing; add `{key}: …`")
            return default
        return self.read((key,), adapter, default)

    def model(
        self, address: Address, model: type[_Model], options: Any, names: Names
    ) -> _Model | None:
        """A beat or promise from its options, with sentences and heads turned into numbers."""
        if isinstance(options, dict):
            options = self._numbered(address, options, names)
        try:
            return model.model_validate(options)
        except ValidationError as error:
            fields = model.model_fields.items()
            known = [str(field.validation_alias or name) for name, field in fields]
            self._explain(address, error, known)
            return None

    def _numbered(
        self, address: Address, options: Mapping[str, Any], names: Names
    ) -> dict[str, Any]:
        numbered = dict(options)
        for key, known in (("sentence", names.sentences), ("head", names.heads)):
            if isinstance(options.get(key), str):
                numbered[key] = self._number_of(key, (*address, key), known)
        if isinstance(options.get("sentences"), list):
            count = len(options["sentences"])
            places = [(*address, "sentences", index) for index in range(count)]
            numbered["sentences"] = [
                self._number_of("sentence", place, names.sentences) for place in places
            ]
        return numbered

    def _number_of(self, what: str, address: Address, names: tuple[str, ...]) -> int:
        """The number, from 1, of a sentence or head that is named or numbered here."""
        wanted = self.get(address)
        if wanted in names:
            return names.index(wanted) + 1
        if isinstance(wanted, str) and re.fullmatch(r"[0-9]{1,3}", wanted):
            number = int(wanted)
            if 1 <= number <= len(names) or not names:
                return max(number, 1)
        if names:
            listed = f"a number from 1 to {len(names)}, or a {what}'s name"
            remedy = did_you_mean(str(wanted), names)
            self.fault(address, f"wanted {listed}, got {in_short(wanted)}; {remedy}")
        return 1

    def unknown_keys(self, address: Address, content: Mapping[str, Any], known: list[str]) -> None:
        for key in content:
            if key not in known:
                self.fault((*address, key), f"unknown key; {did_you_mean(key, known)}", at_key=True)

    def _explain(
        self, address: Address, error: ValidationError, known: list[str] | None = None
    ) -> None:
        """Pydantic's findings as problems in the lesson's words."""
        findings = error.errors(include_url=False)
        inside = {finding["loc"][:-1] for finding in findings}
        for finding in findings:
            if finding["type"] == "too_short" and finding["loc"] in inside:
                continue  # it counts only what can be read
            where = (*address, *(step for step in finding["loc"] if not _is_schema_step(step)))
            if finding["type"] == "extra_forbidden":
                names = known or _fields_near(address)
                remedy = did_you_mean(str(where[-1]), names)
                self.fault(where, f"unknown key; {remedy}", at_key=True)
            elif finding["type"] == "missing":
                self.fault(where[:-1], f"`{where[-1]}` is missing; add it")
            else:
                self.fault(where, _finding_text(finding))


def _is_schema_step(step: object) -> bool:
    """Whether pydantic named a branch of a union here, which the file does not have."""
    return isinstance(step, str) and (step.startswith("literal[") or step == "MapChoice")


def _fields_near(address: Address) -> list[str]:
    models: dict[Address, type[BaseModel]] = {("attention",): Attention, ("voice",): Voice}
    model = models.get(address)
    return list(model.model_fields) if model else []


_WANTED = {
    "float_parsing": "wanted a number",
    "float_type": "wanted a number",
    "int_parsing": "wanted a whole number",
    "int_type": "wanted a whole number",
    "int_from_float": "wanted a whole number",
    "finite_number": "wanted a finite number",
    "string_type": "wanted text",
    "tuple_type": "wanted a list",
    "list_type": "wanted a list",
    "dict_type": "wanted a mapping",
    "model_type": "wanted options",
    "model_attributes_type": "wanted options",
    "bool_parsing": "wanted true or false",
    "bool_type": "wanted true or false",
}


def _finding_text(finding: Any) -> str:
    got, kind, context = finding["input"], finding["type"], finding.get("ctx", {})
    if kind == "float_parsing" and got.strip(" .+-").lower() in ("nan", "inf", "infinity"):
        kind = "finite_number"
    if kind in _WANTED:
        remedy = "; write commas between numbers" if ";" in str(got) else ""
        return f"{_WANTED[kind]}, got {in_short(got)}{remedy}"
    if kind == "literal_error":
        choices = [choice.strip(" '") for choice in re.split(r",| or ", context["expected"])]
        remedy = did_you_mean(str(got), choices)
        return f"wanted one of {', '.join(choices)}, got {in_short(got)}; {remedy}"
    if kind == "string_pattern_mismatch":
        return f"wanted a colour such as #4CC9B0, got {in_short(got)}"
    bounds = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}
    bounds |= {"greater_than": ("gt", "more than"), "less_than": ("lt", "less than")}
    if kind in bounds:
        key, words = bounds[kind]
        return f"wanted {words} {context[key]:g}, got {in_short(got)}"
    sizes = {"too_short": ("min_length", "at least"), "too_long": ("max_length", "at most")}
    sizes |= {f"string_{name}": size for name, size in sizes.items()}
    if kind in sizes:
        key, words = sizes[kind]
        unit = "characters" if kind.startswith("string") else "entries"
        return f"wanted {words} {context[key]} {unit}, got {in_short(got)}"
    return f"{finding['msg'][0].lower()}{finding['msg'][1:]}, got {in_short(got)}"


def in_short(content: Any) -> str:
    """What was found, short enough for one line."""
    if content is None or content is NOTHING:
        return "nothing"
    if isinstance(content, dict):
        return "a mapping"
    if isinstance(content, (list, tuple)):
        return f"a list of {len(content)}"
    text = " ".join(str(content).split())
    return f"“{text[:39]}…”" if len(text) > 40 else f"“{text}”"
