"""The vectors of the third lesson are what their script learns, from a corpus that is ours."""

from __future__ import annotations

import importlib.util
import re
import time
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from core.reading.vectors.files import Source, vectors_of

FOLDER = Path(__file__).parents[1] / "configs" / "vectors"
BIRD, MACHINE = ("wings", "reeds"), ("beam", "street")
SIDELESS = ("lifted", "long", "above")


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_vectors", FOLDER / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_vectors_are_what_the_script_learns_soon(make: ModuleType) -> None:
    start = time.process_time()
    learned = make.learned()
    assert time.process_time() - start < 10
    words = [line.split()[0] for line in (FOLDER / "crane.txt").read_text("utf-8").splitlines()]
    assert words == list(learned)
    assert 60 <= len(words) <= 100
    held = vectors_of(words, Source(FOLDER, "crane.txt")).rows
    for word, row in learned.items():
        assert np.allclose(held[word], row, rtol=0, atol=2e-4), word


def test_the_corpus_is_small_english_and_the_same_every_time(make: ModuleType) -> None:
    sentences = make.corpus()
    assert sentences == make.corpus()
    assert 1000 <= len(sentences) <= 3000
    assert all(re.fullmatch("[a-z ]+", sentence) for sentence in sentences)
    assert max(len(sentence.split()) for sentence in sentences) <= 30
    for word in ("crane", *SIDELESS):
        worlds = [
            any(word in each.split() for each in sentences[start : start + make.SENTENCES])
            for start in range(0, len(sentences), make.SENTENCES)
        ]
        assert worlds == [True, True, word != "crane"]


def test_what_decides_is_not_chosen_by_the_dice(
    make: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(1, 6):
        monkeypatch.setattr(make, "SEED", seed)
        rows = make.learned()
        agreement = {word: float(rows["crane"] @ row) for word, row in rows.items()}
        least = min(agreement[word] for word in (*BIRD, *MACHINE))
        assert all(agreement[word] < least / 2 for word in SIDELESS), seed
