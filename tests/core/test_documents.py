"""YAML is read as its author meant it, and hostile files are refused at once."""

import os
import time
from pathlib import Path

import pytest

from core.documents import LARGEST_FILE, parse_yaml, read_yaml
from core.problems import LessonError


def refusal(text: str) -> str:
    with pytest.raises(LessonError) as caught:
        parse_yaml(text, "bank.yaml")
    (problem,) = caught.value.problems
    return str(problem)


def test_words_stay_words() -> None:
    content = parse_yaml("[no, on, yes, 12:30, 1e3, null, ~, .nan, 007, 1_000]", "x").content
    assert content == ["no", "on", "yes", "12:30", "1e3", "null", "~", ".nan", "007", "1_000"]


def test_what_is_left_empty_is_nothing_but_quotes_are_a_text() -> None:
    assert parse_yaml("a:\nb: ''", "x").content == {"a": None, "b": ""}


def test_every_value_and_key_has_its_place() -> None:
    document = parse_yaml("heads:\n  - W_Q: [[1, 2]]\n", "x")
    assert document.place(("heads", 0, "W_Q")) == (2, 5)
    assert document.value_place(("heads", 0, "W_Q")) == (2, 10)
    assert document.value_place(("heads", 0, "W_Q", 0, 1)) == (2, 15)
    assert document.value_place(("heads", 0, "W_X")) == (2, 5)  # where it would stand


def test_every_value_has_its_span() -> None:
    text = "a: 'x y' # z\r\n💰:\r\n  - [1,  2.5]\r\n  - c: 3\r\n"
    spans = parse_yaml(text, "x").spans
    written = {path: text[slice(*span)] for path, span in spans.items()}
    assert written[("a",)] == "'x y'"
    assert written[("💰", 0)] == "[1,  2.5]"
    assert written[("💰", 0, 1)] == "2.5"
    assert written[("💰", 1)].rstrip() == "c: 3"
    assert written[()] == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &x 1", "bank.yaml:1:4: a: an anchor (&name) is not allowed; delete it"),
        ("a: *x", "bank.yaml:1:4: a: an alias (*name) is not allowed; write the value out"),
        ("a: !!str 1", "bank.yaml:1:4: a: a tag (!name) is not allowed"),
        ("a: 1\nb: 2\na: 3", "bank.yaml:3:1: a: duplicate: given twice; keep one of them"),
        ("? [a]\n: 1", "bank.yaml:1:3: wanted a word as key"),
        ("a: 1\n---\nb: 2", "bank.yaml:2:1: a second document starts here; keep one a file"),
        ("a: [1, 2", "bank.yaml:1:4: a bracket that opens here is not closed; add the missing ]"),
        ("a:\n\t- 1", "bank.yaml:2:1: a tab before the text; YAML wants spaces there"),
        ("a: Which: bank?", 'bank.yaml:1:9: a colon inside a text; write a: "Which: bank?"'),
        (
            "a: “Which: bank?”",
            'bank.yaml:1:10: curly quotes are none to YAML; write a: "Which',
        ),
        ('a: the "x": y', "bank.yaml:1:11: a colon inside a text; write a: 'the \"x\": y'"),
        (
            "a: 1\n b: 2",
            "bank.yaml:2:3: begins after 1 space, the line above after 0; give",
        ),
        ("a:\n  b: 1\n   c: 2", "bank.yaml:3:5: begins after 3 spaces, the line above after 2"),
        (
            "a:\n  b: 1\n  c [0]",
            "bank.yaml:3:3: wanted “name: value”, got “c [0]”; a colon",
        ),
        ("a: - b", "bank.yaml:1:4: a dash after a key; begin the list on a line of its own"),
        ('a: "b\nc: d', "bank.yaml:1:4: a quote that opens here is not closed"),
        ("a: \x07", "bank.yaml:1:4: a character that YAML does not allow"),
        ("[" * 40 + "]" * 40, "bank.yaml:1:33: [0][0][0]: wanted at most 32 levels"),
    ],
)
def test_what_is_refused(text: str, line: str) -> None:
    assert refusal(text).startswith(line)


def test_a_hundred_thousand_brackets_are_refused_at_once() -> None:
    start = time.perf_counter()
    assert "wanted at most 32 levels" in refusal("[" * 100_000)
    assert time.perf_counter() - start < 1


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"a" * (LARGEST_FILE + 1))
    with pytest.raises(LessonError, match="wanted at most 1,000,000 bytes"):
        read_yaml(file)


def test_files_that_are_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="no such file"):
        read_yaml(tmp_path / "none.yaml")
    with pytest.raises(LessonError, match="this is a folder"):
        read_yaml(tmp_path)
    file = tmp_path / "latin.yaml"
    file.write_bytes("a: 1\nb: café".encode("latin-1"))
    with pytest.raises(LessonError, match=r"latin.yaml:2:7: wanted UTF-8"):
        read_yaml(file)


def test_a_name_that_is_not_utf_8_is_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"caf\ufffd\.yaml:1:1: its name is not in UTF-8"):
        read_yaml(tmp_path / os.fsdecode(b"caf\xe9.yaml"))
