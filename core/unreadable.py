"""What is wrong with a text that is no YAML, in its author's words, and what mends it."""

from __future__ import annotations

import re

import yaml

Place = tuple[int, int]  # line and column, from 1

KEY = re.compile(r"\s*(?:- +)?([^\s:#][^:#]*): +(.*\S)")
CURLY = re.compile("[“”„«»‘’]")


def fault_in(error: yaml.MarkedYAMLError, text: str) -> tuple[Place, str]:
    """Where YAML broke, and a line about it; of what never ends, where it begins."""
    lines, said = text.splitlines(), str(error.problem or error.context or "cannot be read")
    mark = error.problem_mark
    endless = "end of stream" in said or (mark is not None and mark.line >= len(lines))
    if mark is None or (error.context_mark and endless):
        mark = error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    line = lines[place[0] - 1] if place[0] <= len(lines) else ""
    return place, _told(said, line, place, lines) or f"not YAML: {said}"


def _told(said: str, line: str, place: Place, lines: list[str]) -> str | None:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab before the text; YAML wants spaces there"
    if "mapping values are not allowed" in said:
        is_key = ": " not in line[: place[1] - 1]
        return (_of_indentation(line, place, lines) if is_key else None) or _of_a_colon(line)
    if "block sequence entries are not allowed" in said:
        return "a dash after a key; begin the list on a line of its own, or write [a, b]"
    if "expected ',' or" in said:
        return f"a bracket that opens here is not closed; add the missing {said[-2]}"
    if "unexpected end of stream" in said:
        return "a quote that opens here is not closed; add one at the end of its text"
    if "could not find expected ':'" in said:
        return f"wanted “name: value”, got “{line.strip()}”; a colon and a space are missing"
    if "expected key" in said or "expected <block end>" in said:
        return _of_indentation(line, place, lines)
    return None


def _of_a_colon(line: str) -> str:
    match = KEY.match(line)
    if match is None:
        return "a colon inside a text; put quotes around the text"
    value = match[2]
    inner = CURLY.sub("", value) if CURLY.match(value) else value
    quoted = f'{match[1]}: "{inner}"' if '"' not in inner else f"{match[1]}: '{inner}'"
    why = "curly quotes are none to YAML" if CURLY.match(value) else "a colon inside a text"
    return f"{why}; write {quoted}"


def _of_indentation(line: str, place: Place, lines: list[str]) -> str | None:
    above = [each for each in lines[: place[0] - 1] if each.strip() and each.lstrip()[0] != "#"]
    if not above:
        return None
    here, there = (len(each) - len(each.lstrip()) for each in (line, above[-1]))
    if here == there:
        return None
    spaces = "space" if here == 1 else "spaces"
    return f"begins after {here} {spaces}, the line above after {there}; give both the same"
