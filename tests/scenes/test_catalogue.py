"""Every beat of the catalogue has its scene, and every scene its beat."""

from __future__ import annotations

import pytest

from core.catalogue.beats import BEATS
from scenes.kit.beat import beat_class
from tests.scenes.rehearsals import ROOT, configured, playing


def test_the_scenes_are_the_beats_of_the_catalogue() -> None:
    scenes = {path.stem for path in (ROOT / "scenes").glob("*.py")} - {"__init__"}
    assert scenes == set(BEATS)
    assert all(beat_class(name).spec_class is spec for name, spec in BEATS.items())


@pytest.mark.parametrize("name", BEATS)
def test_a_beat_without_arguments_plays_the_bank_lesson(name: str) -> None:
    with configured("16:9"):
        beat = beat_class(name)()
        assert beat.rehearse().timeline
    assert beat.spec.beat == name
    assert beat.trace.focus == "bank"


def test_every_beat_is_played_by_a_lesson() -> None:
    """For the tests of what can be read and is true: those play lessons."""
    assert all(playing(name) for name in BEATS)
