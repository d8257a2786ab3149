"""Spoilt lessons by the thousand: `python -m tests.core.mutate COUNT SEED` checks them all.

Every shipped lesson is spoilt in one to three places. It must be accepted, or be refused with
lines that have a file, a line and a message, in less than two seconds and half a gigabyte.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from core.problems import LessonError
from studio.check.checking import findings_of

ROOT = Path(__file__).parents[2]
LESSONS = [*sorted((ROOT / "configs").glob("*.yaml")), *sorted((ROOT / "tests/lessons").glob("*"))]
SLOWEST, LARGEST = 2.0, 512 * 1024  # seconds; kilobytes

JUNK = (
    *("", "~", "[]", "{}", "no", "0", "-1", "1e400", ".nan", ".inf", "-.inf", "1e6", "1000001"),
    *("[[1, 2], [3]]", "{a: 1}", "!!python/object:os.system x", "&a [1]", "*a", "'", '"', "|", ">"),
    *("2024-01-01", "0x10", "1_000", "[1, 2, 3]", "{rotate: x}", "{shear: [1]}", "identity"),
    *("{weight(bank)}", "{weight(bank, money):.9f}", "{", "}}", "{__class__}", "{focus:.2f}"),
    *('#read("/etc/passwd")', "$x$", "<b>", "\u202e", "\u0000", "💰", "\ud7ff", "a" * 41),
    *("x " * 65, "9" * 400, "[" * 40, "- " * 40, "? a", "%YAML 1.3", "---", "...", "\t", "\r"),
)
Spoil = Callable[[str, random.Random], str]


def _line(change: Callable[[list[str], int, random.Random], None]) -> Spoil:
    def spoil(text: str, chance: random.Random) -> str:
        lines = text.splitlines() or [""]
        change(lines, chance.randrange(len(lines)), chance)
        return "\n".join(lines) + "\n"

    return spoil


def _drop(lines: list[str], at: int, _: random.Random) -> None:
    del lines[at]


def _double(lines: list[str], at: int, _: random.Random) -> None:
    lines.insert(at, lines[at])


def _swap(lines: list[str], at: int, chance: random.Random) -> None:
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _indent(lines: list[str], at: int, chance: random.Random) -> None:
    lines[at] = chance.choice(["  ", "    ", "\t"]) + lines[at]


def _value(lines: list[str], at: int, chance: random.Random) -> None:
    key, colon, _ = lines[at].partition(":")
    lines[at] = f"{key}{colon} {chance.choice(JUNK)}"


def _key(lines: list[str], at: int, chance: random.Random) -> None:
    _, colon, rest = lines[at].partition(":")
    lines[at] = f"{chance.choice(JUNK)}{colon}{rest}"


def _character(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice("[]{}:,-#&*!|>'\"%@` 0e.\n") + text[at + chance.randrange(2) :]


def _piece(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.randrange(40) :]


def _word(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    words[chance.randrange(len(words))] = chance.choice(JUNK)
    return " ".join(words)


def _number(text: str, chance: random.Random) -> str:
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    if not places:
        return text
    at = chance.choice(places)
    return (
        text[:at] + chance.choice(["9999999", "-", "0.0000001", "x", "1e3", "۳"]) + text[at + 1 :]
    )


SPOILS: tuple[Spoil, ...] = (
    *(_line(each) for each in (_drop, _double, _swap, _indent, _value, _value, _key)),
    *(_character, _piece, _word, _word, _number, _number),
)


def spoilt(number: int, seed: int) -> bytes:
    """The lesson of this number."""
    chance = random.Random(f"{seed}-{number}")
    text = chance.choice(LESSONS).read_text("utf-8")
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        text = chance.choice(SPOILS)(text, chance)
    content = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.02:
        at = chance.randrange(len(content))
        content = content[:at] + bytes([chance.randrange(256)]) + content[at:]
    return content


def main(count: int, seed: int) -> None:
    """Check that many, and print what was found as JSON."""
    refused, slowest, wrong = 0, 0.0, list[str]()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "spoilt.yaml")
        for number in range(count):
            file.write_bytes(spoilt(number, seed))
            began = time.process_time()
            try:
                mistakes = findings_of(file).mistakes
            except LessonError as error:
                mistakes = error.problems
            except Exception as error:  # just what is looked for
                wrong.append(f"{number}: {type(error).__name__}: {error}")
                continue
            slowest = max(slowest, time.process_time() - began)
            refused += bool(mistakes)
            for each in mistakes:
                if each.file != str(file) or each.line < 1 or not each.message.strip():
                    wrong.append(f"{number}: {each}")
                if "\n" in str(each) or "Traceback" in str(each):
                    wrong.append(f"{number}: not one line: {each}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {"checked": count, "refused": refused, "slowest": slowest, "kilobytes": memory}
    print(json.dumps(found | {"wrong": wrong}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
