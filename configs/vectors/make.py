"""Learns the vectors of `crane.txt` from a small corpus of our own, by counting.

    python configs/vectors/make.py            # writes crane.txt beside this file, in a second
    python configs/vectors/make.py --corpus   # prints the corpus instead, a sentence a line

1. The corpus: 2,400 sentences of two clauses, over a wetland, over a building site, and over
   neither (kitchen, school, garden). Clauses are templates with words drawn by fixed dice. “crane”
   stands in both worlds; “lifted”, “long” and “above” stand everywhere.
2. How often does each word stand near each other word: in one sentence, at most WINDOW words away?
3. How much more often than chance: positive pointwise mutual information,
   PPMI(w, c) = max(0, log p(w, c) / (p(w) p(c))).
4. The directions along which these rows differ most: a truncated singular value decomposition,
   M ≈ U Σ Vᵀ; a word's vector is its row of U √Σ (Levy and Goldberg, “Neural Word Embedding as
   Implicit Matrix Factorization”, 2014, section 5). Signs are fixed: in each dimension, the number
   that is largest in size is positive.

Nobody chooses what a dimension means. No text of others went in; the output is as free as Heed.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
SENTENCES = 800  # in each world
SEED = 9
WINDOW = 12  # words to either side: far enough that worlds count for more than grammar
LEAST = 45  # times that a word must be seen, to get a vector
WIDTH = 10
DECIMALS = 4

# World -> scene -> what is said there. A name in braces is one of WORDS, drawn anew each time.
WORLDS: dict[str, dict[str, tuple[str, ...]]] = {
    "wetland": {
        "air": (
            "the {flier} {moved} its {look} {part} {where} the {water}",
            "a {flier} with {look} wings flew {where} the {water}",
            "the wind lifted the {flier} above the {water}",
            "a flock of {fliers} flew {where} the {water}",
        ),
        "water": (
            "the {wader} caught a {prey} in the {water}",
            "a {look} {wader} waded through the {water}",
            "the {prey} hid from the {wader} near the {water}",
            "the {wader} shook its wet wings {where} the {water}",
        ),
        "nest": (
            "a {nester} fed its {young} in the nest",
            "the {young} of the {nester} slept under its wings",
            "the {nester} built a nest of reeds and feathers",
            "the nest of the {nester} lay {where} the {water}",
        ),
    },
    "site": {
        "lifting": (
            "the {lifter} {raised} a {heavy} {load} {where} the {place}",
            "the {load} swung from the {tool} of the {lifter}",
            "the crew fixed the {load} to the {tool}",
            "a {lifter} with a long {tool} stood {where} the {place}",
        ),
        "building": (
            "the {man} built a {place} of {stuff} and {stuff}",
            "the {man} put a {load} onto the {place}",
            "a {lifter} brought {stuff} to the {place}",
            "the {man} worked {where} the {place} with {stuff}",
        ),
        "road": (
            "the driver parked the {vehicle} {where} the street",
            "a {vehicle} carried {stuff} along the street",
            "the {vehicle} brought a {load} down the long street",
            "the engine of the {vehicle} woke the street",
        ),
    },
    "elsewhere": {
        "kitchen": (
            "the {who} lifted the {dish} above the {kitchen}",
            "a {plain} {dish} stood {where} the {kitchen}",
            "the {who} put the {dish} {where} the {kitchen}",
        ),
        "school": (
            "the {who} read a long {text} to the {who}",
            "the {who} lifted the {text} and smiled",
            "a {plain} {text} hung above the {school}",
        ),
        "garden": (
            "it was a long {time} in the garden",
            "the {who} sang a long song {where} the garden",
            "the {who} lifted the {who} above the {flower}",
        ),
    },
}
WORDS = {
    "flier": "crane crane gull goose swan",
    "fliers": "cranes gulls swans",
    "wader": "crane crane heron stork swan",
    "nester": "crane crane stork goose heron",
    "part": "wings wings feathers",
    "moved": "spread folded lifted",
    "look": "long white grey",
    "water": "reeds reeds marsh lake shore",
    "prey": "fish frog",
    "young": "chicks eggs",
    "lifter": "crane crane digger",
    "raised": "hoisted lowered lifted",
    "heavy": "long heavy",
    "load": "beam beam girder pipe",
    "place": "tower roof wall street",
    "tool": "hook cable",
    "stuff": "bricks concrete steel",
    "man": "builder crew",
    "vehicle": "crane crane truck bulldozer digger",
    "who": "woman child teacher girl father",
    "dish": "lid spoon cup soup",
    "kitchen": "table stove kitchen",
    "plain": "long small old white heavy",
    "text": "book letter",
    "school": "window school chair",
    "time": "evening morning winter",
    "flower": "roses grass",
    "where": "above above near beside over",
}
FUNCTION_WORDS = frozenset(
    {"a", "along", "and", "down", "from", "in", "it", "its", "of", "onto", "the", "through", "to"}
    | {"under", "was", "while", "with"}
)

Counts = NDArray[np.float64]  # [V, V]


def corpus() -> list[str]:
    """Every sentence, the same ones in the same order every time."""
    dice = random.Random(SEED)  # noqa: S311  # no secret: `random()` is the same in every Python
    return [_sentence(scenes, dice) for scenes in WORLDS.values() for _ in range(SENTENCES)]


def _sentence(scenes: dict[str, tuple[str, ...]], dice: random.Random) -> str:
    """Two clauses of one world, each of any of its scenes."""

    def draw(options: Sequence[str]) -> str:
        return options[int(dice.random() * len(options))]

    clauses = " while ".join(draw(scenes[draw(list(scenes))]) for _ in range(2))
    return re.sub(r"{(\w+)}", lambda slot: draw(WORDS[slot[1]].split()), clauses)


def neighbours(sentences: list[str], words: list[str]) -> Counts:  # [V, V]
    """How often each word stands near each other one."""
    row = {word: number for number, word in enumerate(words)}
    counts = np.zeros((len(words), len(words)))
    for sentence in sentences:
        said = sentence.split()
        for at, word in enumerate(said):
            for other in said[max(at - WINDOW, 0) : at] + said[at + 1 : at + 1 + WINDOW]:
                if word in row and other in row:
                    counts[row[word], row[other]] += 1
    return counts


def ppmi(counts: Counts) -> Counts:  # [V, V] -> [V, V]
    """Positive pointwise mutual information of every two words."""
    total = counts.sum()
    chance = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / total
    return np.log(np.maximum(counts / chance, 1.0))


def vectors(associations: Counts, width: int) -> NDArray[np.float64]:  # [V, V] -> [V, width]
    """A row a word, by truncated singular value decomposition, with fixed signs."""
    left, strengths, _ = np.linalg.svd(associations)
    rows = left[:, :width] * np.sqrt(strengths[:width])
    leading = rows[np.argmax(np.abs(rows), axis=0), np.arange(width)]
    return np.round(rows * np.sign(leading), DECIMALS) + 0.0  # which makes −0 a 0


def learned() -> dict[str, NDArray[np.float64]]:
    """Every word's vector, the most frequent word first."""
    sentences = corpus()
    seen = Counter(word for sentence in sentences for word in sentence.split())
    words = [
        word
        for word, count in sorted(seen.items(), key=lambda each: (-each[1], each[0]))
        if count >= LEAST and word not in FUNCTION_WORDS
    ]
    return dict(zip(words, vectors(ppmi(neighbours(sentences, words)), WIDTH), strict=True))


def text_of(rows: dict[str, NDArray[np.float64]]) -> str:
    """GloVe's format: a word and its numbers a line."""
    return "".join(
        f"{word} {' '.join(f'{number:.{DECIMALS}f}' for number in row)}\n"
        for word, row in rows.items()
    )


def main() -> None:
    """Print the corpus, or write its vectors."""
    if "--corpus" in sys.argv[1:]:
        print("\n".join(corpus()))
        return
    (HERE / "crane.txt").write_text(text_of(learned()), encoding="utf-8")


if __name__ == "__main__":
    main()
