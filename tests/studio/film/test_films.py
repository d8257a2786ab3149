"""Several lessons in one call: one pool of workers, one progress, each film published by itself."""

import io
import json

import pytest
from rich.console import Console

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.crew.render import Crew
from studio.crew.workers import TaskFailedError
from studio.errors import RenderError
from studio.film import production
from studio.keep.cache import Cache
from studio.plan.plan import plan
from studio.plan.screen import Screen
from tests.studio.conftest import MINIMAL
from tests.studio.slow import slow_clip

SCREEN = Screen("16:9", 64, 36, 5)


@pytest.fixture
def plans(tmp_path):
    found = []
    for name, beats in (("one", "title, pull"), ("two", "title, tokens, pull")):
        file = tmp_path / f"{name}.yaml"
        file.write_text(MINIMAL.replace("title, tokens, pull", beats))
        found.append(plan(Computed.of(read_lesson(file)), SCREEN, tmp_path / "renders"))
    return found


class Studio:
    """Makes films here and now; what it drew and said."""

    def __init__(self, monkeypatch, inline, task):
        monkeypatch.setenv("HEED_FAKE", "{}")
        monkeypatch.setattr(production, "render_clip", task)
        self.said, self.pools = io.StringIO(), []

        def pool(jobs):
            self.pools.append(inline())
            return self.pools[-1]

        self.pool = pool

    def make(self, plans, cache=None):
        crew = Crew(2, Console(file=self.said, width=200), self.pool)
        return production.make_films(plans, crew, cache)


def beats(film):
    manifest = json.loads((film.parent / "manifest.json").read_text())
    return [clip["beat"] for clip in manifest["clips"]]


def test_all_clips_come_from_one_pool_and_every_film_is_whole(plans, monkeypatch, inline):
    studio = Studio(monkeypatch, inline, slow_clip)
    films = studio.make(plans)
    assert [film.parent.parent.name for film in films] == ["one", "two"]
    assert [beats(film) for film in films] == [["title", "pull"], ["title", "tokens", "pull"]]
    (pool,) = studio.pools
    assert sorted(pool.beats) == ["pull", "pull", "title", "title", "tokens"]
    lines = studio.said.getvalue().splitlines()
    assert {line.split("]")[0] for line in lines} == {f"[{n}/5" for n in range(1, 6)}
    assert {line.split("] ")[1].split()[0] for line in lines} == {"one", "two"}


def test_what_is_made_is_not_made_again(plans, monkeypatch, inline, tmp_path):
    studio, cache = Studio(monkeypatch, inline, slow_clip), Cache(tmp_path / "cache")
    studio.make(plans[:1], cache)
    studio.make(plans, cache)
    assert "one: nothing has changed" in studio.said.getvalue()
    assert len(studio.pools) == 2
    assert sorted(studio.pools[1].beats) == ["pull", "tokens"]  # the title is the first film's


def test_a_film_that_is_complete_stays_when_another_one_fails(plans, monkeypatch, inline):
    def fails_in_two(clip, folder, report):
        if clip.lesson.name == "two" and clip.spec.beat == "title":  # the shortest, so the last
            raise TaskFailedError("broken")
        return slow_clip(clip, folder, report)

    studio = Studio(monkeypatch, inline, fails_in_two)
    with pytest.raises(RenderError, match="broken"):
        studio.make(plans)
    assert plans[0].film.exists()
    assert not plans[1].folder.exists()
    assert list(plans[1].folder.parent.iterdir()) == []
