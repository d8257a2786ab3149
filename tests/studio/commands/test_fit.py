"""`heed fit` proposes, and writes only when it is told to, only numbers, and only in a moment."""

import json
import os
import shutil
import signal
import subprocess

import pytest

from core.catalogue.promises import judge
from core.computing import trace_of
from core.reading.lesson import read_lesson
from studio import cli

UNKEPT = """\
# A lesson with remarks.
title:   "Which bank?"   # oddly laid out
sentences: [money bank, river bank]
focus: bank

embeddings:
  money: [ 2.60,0.8 ]  # rich
  river: [-0.8, 2.4]
  'bank':
    - 1.2
    - "1.8"   # up
  cash: [3.2, 0.2]     # no sentence has it

expect:
  - unchanged:
  - weight: {on: money, at_least: 0.6}
"""


@pytest.fixture
def heed(capsys, monkeypatch):
    """Runs `heed fit`; gives its exit code, output and errors."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main(["fit", *(str(argument) for argument in arguments)])
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run


@pytest.fixture
def unkept(tmp_path):
    """The path of a lesson that breaks a promise."""
    path = tmp_path / "unkept.yaml"
    path.write_bytes(UNKEPT.encode())
    return path


def keeps_all(path):
    lesson = read_lesson(path)
    trace = trace_of(lesson)
    return all(judge(promise, trace).kept for promise in lesson.expect)


def test_it_proposes_and_touches_nothing(heed, unkept):
    code, out, err = heed(unkept)
    assert (code, err) == (0, "")
    assert "before   ✗ “bank” gives “money” a weight of at least 0.6: it is 0.479" in out
    assert "after    ✓ “bank” gives “money” a weight of at least 0.6: it is 0.6" in out
    assert "         ✓ “bank” keeps its row of the table" in out
    assert unkept.read_text() == UNKEPT


def test_its_diff_is_a_patch(heed, unkept, tmp_path):
    if not shutil.which("patch"):
        pytest.skip("needs the program patch")
    out = heed(unkept)[1]
    diff = out[out.index("--- ") :]
    assert all(line[:1] in "-+@ " for line in diff.splitlines())
    subprocess.run(["patch", str(unkept)], input=diff.encode(), check=True, capture_output=True)
    assert keeps_all(unkept)


def test_it_writes_when_told_to_and_only_numbers(heed, unkept):
    code, out, _ = heed(unkept, "-w")
    assert code == 0
    assert out.endswith(f"{unkept}: written\n")
    assert keeps_all(unkept)
    before, after = UNKEPT.splitlines(), unkept.read_text().splitlines()
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert changed
    for one, other in changed:
        assert without_digits(one) == without_digits(other)


def without_digits(line):
    return "".join(character for character in line if character not in "0123456789.-")


def test_bytes_that_are_no_text_of_ours_stay(heed, unkept):
    source = b"\xef\xbb\xbf" + UNKEPT.replace("\n", "\r\n").rstrip().encode()
    unkept.write_bytes(source)
    assert heed(unkept, "-w", "--words", "money")[0] == 0
    written = unkept.read_bytes()
    assert keeps_all(unkept)
    assert written.startswith(b"\xef\xbb\xbf# A lesson")
    assert written.count(b"\r\n") == source.count(b"\r\n")
    assert not written.endswith(b"\n")


def test_a_file_without_a_last_line_end_has_a_diff_that_says_so(heed, unkept):
    lines = "embeddings: {money: [2.6, 0.8], river: [-0.8, 2.4], bank: [1.2, 1.8]}"
    head = UNKEPT.partition("embeddings:")[0]
    promise = "expect: [weight: {on: money, at_least: 0.6}]\n"
    unkept.write_text(head + promise + lines)
    assert heed(unkept)[1].count("\n\\ No newline at end of file\n") == 2


def test_when_the_disk_is_full_the_lesson_is_as_it_was(heed, unkept, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    code, _, err = heed(unkept, "-w")
    assert code == 3
    assert "No space left" in err
    assert unkept.read_text() == UNKEPT
    assert [each.name for each in unkept.parent.iterdir()] == [unkept.name]


def test_a_lesson_that_keeps_its_promises_is_left_alone(heed, unkept):
    unkept.write_text(UNKEPT.replace("0.6}", "0.4}"))
    before = unkept.stat()
    code, out, _ = heed(unkept, "-w")
    assert code == 0
    assert out.startswith(f"{unkept}: all promises are kept already; nothing to change\n")
    assert "written" not in out
    assert unkept.stat().st_ino == before.st_ino


def test_what_cannot_be_is_said_with_its_place_and_nothing_is_written(heed, unkept):
    text = UNKEPT + "  - closer: {to: bank}\n"
    unkept.write_text(text)
    code, out, err = heed(unkept, "-w")
    assert code == 1
    (line,) = err.splitlines()
    assert line.startswith(f"{unkept}:17:5: promise 3: not found, even without other promises; ")
    assert "✗ “bank” ends closer to “bank”" in out
    assert "--- " not in out
    assert unkept.read_text() == text


def test_promises_in_each_others_way_are_named(heed, unkept):
    unkept.write_text(UNKEPT + "  - weight: {on: bank, at_least: 0.5}\n")
    code, _, err = heed(unkept)
    assert code == 1
    first, second = err.splitlines()
    assert "promise 2: not found together with promise 3; nearest: " in first
    assert "promise 3: not found together with promise 2; nearest: " in second


def test_a_mistake_in_the_lesson_is_said_as_always(heed, unkept):
    unkept.write_text(UNKEPT.replace("focus: bank", "focus: bnak"))
    code, out, err = heed(unkept)
    assert (code, out) == (2, "")
    assert err.startswith(f"{unkept}:4:8: focus: ")


def test_a_promise_of_what_is_not_there_is_a_mistake(heed, unkept):
    unkept.write_text(UNKEPT.replace("on: money", "on: river"))
    code, _, err = heed(unkept)
    assert code == 2
    assert "promise 2: weight: “river” is not a token of “money bank”" in err


def test_a_lesson_without_promises_is_told_what_to_add(heed, lesson_file):
    code, out, err = heed(lesson_file)
    assert (code, out) == (2, "")
    example = "expect: [{closer: {word: bank, to: money}}]"
    assert err == f"{lesson_file}:1:1: makes no promises; add some, for example {example}\n"


@pytest.mark.parametrize("arguments", [[], ["--what", "shear"]])
def test_vectors_in_another_file_stay_and_it_is_said_what_to_do(heed, unkept, arguments):
    rows = {"money": "2.6 0.8 1", "river": "-0.8 2.4 1", "bank": "1.2 1.8 1"}
    (unkept.parent / "words.vec").write_text("".join(f"{w} {row}\n" for w, row in rows.items()))
    begin, _, end = UNKEPT.partition("embeddings:")
    promises = end[end.index("expect:") :]
    unkept.write_text(f"{begin}embeddings:\n  file: words.vec\n{promises}")
    code, _, err = heed(unkept, *arguments)
    assert code == 2
    assert err.startswith(
        f"{unkept}:{'7:3: embeddings' if arguments else '7:9: embeddings.file'}: "
    )
    assert err.endswith("; copy its rows there in place of the file, or promise something else\n")
    assert len(err.splitlines()) == 1


def test_a_file_that_may_not_be_written_stays(heed, unkept, monkeypatch):
    monkeypatch.setattr("os.access", lambda _path, mode: mode != os.W_OK)
    code, out, err = heed(unkept, "-w")
    assert (code, out) == (2, "")
    assert err.startswith(f"{unkept}: may not be written; ")
    assert unkept.read_text() == UNKEPT


def test_a_shear_is_proposed_when_asked_for(heed, unkept):
    code, out, _ = heed(unkept, "--what", "shear", "--map", "W_K", "--head", 1)
    assert code == 0
    assert "+heads: [{W_K: [{shear: [" in out
    assert "shear of head 1, W_K" in out


def test_only_named_words_move(heed, unkept):
    report = json.loads(heed(unkept, "--json", "--words", "money,bank")[1])
    assert {change["name"] for change in report["changes"]} <= {"money", "bank"}
    report = json.loads(heed(unkept, "--json", "--words", "bank")[1])
    assert {change["name"] for change in report["changes"]} == {"bank"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--words", "mony"], "“mony” has no row; did you mean “money”"),
        (["--what", "shear", "--head", "2"], "wanted a head from 1 to 1, got 2"),
        (["--what", "shear", "--words", "bank"], "--words chooses among vectors"),
        (["--map", "W_K"], "add --what shear"),
    ],
)
def test_what_cannot_be_asked_for_is_the_callers_mistake(heed, unkept, arguments, message):
    code, _, err = heed(unkept, *arguments)
    assert code == 2
    assert message in err


def test_other_programs_are_told_everything(heed, unkept):
    code, out, err = heed(unkept, "--json")
    report = json.loads(out)
    assert (code, err) == (0, "")
    assert report["lesson"] == str(unkept)
    assert (report["kept"], report["written"]) == (True, False)
    assert {*report["changes"][0]} == {"name", "before", "after"}
    assert [each["before"]["kept"] for each in report["promises"]] == [True, False]
    assert [each["after"]["kept"] for each in report["promises"]] == [True, True]
    assert report["diff"].startswith(f"--- {unkept}\n+++ {unkept}\n@@ ")


def test_other_programs_are_told_that_it_was_written(heed, unkept):
    assert json.loads(heed(unkept, "--json", "-w")[1])["written"] is True
    assert keeps_all(unkept)


def test_other_programs_are_told_what_is_in_the_way(heed, unkept):
    unkept.write_text(UNKEPT + "  - weight: {on: bank, at_least: 0.5}\n")
    code, out, _ = heed(unkept, "--json")
    report = json.loads(out)
    assert (code, report["kept"], report["together"], report["alone"]) == (1, False, [1, 2], {})
