"""Plain Manim, Heed, and the least time that encoding takes, side by side in one sitting.

    .venv/bin/python -m benchmarks configs/bank.yaml                       # the whole film: hours
    .venv/bin/python -m benchmarks configs/bank.yaml --only pull --rounds 1

A round is plain, ours, limit, ours, plain: what slows the machine down for a while meets them all.
A round in which others used more than a tenth of the machine is measured again, twice at most.
Printed are medians, and medians of ratios taken round by round; then what keeps them comparable.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import guards, runs
from studio.plan.screen import QUALITIES, Screen

FOREIGN = 0.1  # of the machine's cores
TRIES = 3

Measure = Callable[[], runs.Run]


def main() -> None:
    """Measure, and print a table in Markdown."""
    asked = _arguments()
    screen = Screen.of(asked.quality)
    with tempfile.TemporaryDirectory(prefix="heed-benchmark-") as folder:
        work = runs.Work(asked.lesson.resolve(), screen, tuple(asked.only), Path(folder))
        work.prepare()
        print(f"{asked.lesson.name} at {screen.name}, {len(os.sched_getaffinity(0))} cores")
        films = {"plain": work.plain, "ours": work.ours, "limit": work.limit}
        rounds = _measured(asked, films, ("plain", "ours", "limit", "ours", "plain"))
        _show("cold", rounds)
        print()
        wrong = 0
        for line in guards.lines(work):
            print(line, flush=True)
            wrong += "WRONG" in line
        if not asked.cold:
            edits = {"plain edit": work.plain_edit, "ours edit": work.ours_edit}
            _show("one beat edited", _measured(asked, edits, tuple(edits)))
            small = {
                "nothing changed": work.unchanged,
                "still": work.still,
                "storyboard": work.storyboard,
            }
            _show("without a film", _measured(asked, small, tuple(small)))
    sys.exit(bool(wrong))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("lesson", type=Path)
    parser.add_argument("-q", "--quality", choices=list(QUALITIES), default="h")
    parser.add_argument("--only", action="append", default=[], metavar="BEAT")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cold", action="store_true", help="only the cold film")
    parser.add_argument("--noisy", action="store_true", help="accept the load of others")
    return parser.parse_args()


def _measured(
    asked: argparse.Namespace, ways: dict[str, Measure], order: tuple[str, ...]
) -> list[dict[str, list[runs.Run]]]:
    rounds = []
    for number in range(asked.rounds):
        for _ in range(TRIES):
            found: dict[str, list[runs.Run]] = {name: [] for name in ways}
            for name in order:
                found[name].append(ways[name]())
            foreign = max(run.foreign for each in found.values() for run in each)
            said = ", ".join(
                f"{name} {' '.join(f'{run.seconds:.1f}' for run in each)}"
                for name, each in found.items()
            )
            print(f"  round {number + 1}: {said} s; foreign load {foreign:.0%}", flush=True)
            if foreign < FOREIGN or asked.noisy:
                break
            print("  others used the machine: once more", flush=True)
        rounds.append(found)
    return rounds


def _show(title: str, rounds: list[dict[str, list[runs.Run]]]) -> None:
    """A table: median seconds, times as fast as the first, peak memory."""
    first, *_ = rounds[0]
    print(f"\n| {title} | seconds | {first} takes | peak memory |\n| --- | --- | --- | --- |")
    for name in rounds[0]:
        seconds = [statistics.mean(run.seconds for run in each[name]) for each in rounds]
        before = [statistics.mean(run.seconds for run in each[first]) for each in rounds]
        ratio = statistics.median(b / s for b, s in zip(before, seconds))
        memory = statistics.median(max(run.memory for run in each[name]) for each in rounds)
        median = statistics.median(seconds)
        print(f"| {name} | {median:.1f} | {ratio:.2f} × | {memory / 1e6:.0f} MB |")


if __name__ == "__main__":
    main()
