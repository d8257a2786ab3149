"""`heed diff`: two lessons, two films, or one of each, painted (tests/studio/painted.py)."""

import io
import json
import shutil

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio import places
from studio.cli import heed
from studio.crew import render
from studio.errors import UsageError
from studio.film import production
from studio.plan import plan, screen
from studio.review import compare, diff
from studio.review.findings import reworded
from tests.studio.conftest import MINIMAL, Inline, alone
from tests.studio.painted import SCREEN, painted_clip, rehearsed_clip

CHANGED = MINIMAL.replace("[1.2, 1.8]", "[1.2, 1.9]")


@pytest.fixture(scope="module", autouse=True)
def painted():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "Workers", Inline)
        patch.setattr(production, "render_clip", painted_clip)
        patch.setattr(compare, "render_clip", painted_clip)
        patch.setattr(diff, "rehearse_clip", rehearsed_clip)
        patch.setitem(screen.QUALITIES, "l", (SCREEN.width, SCREEN.height, SCREEN.fps))
        yield


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """Two published films, never to be changed."""
    home = tmp_path_factory.mktemp("films")
    return [film_of(home, name, text) for name, text in (("one", MINIMAL), ("two", CHANGED))]


def film_of(home, name, text):
    (home / f"{name}.yaml").write_text(text)
    found = plan.plan(Computed.of(read_lesson(home / f"{name}.yaml")), SCREEN, home / "renders")
    production.make_film(found, alone())
    return found.folder


@pytest.fixture
def lesson_of(tmp_path):
    def write(name, text):
        (tmp_path / f"{name}.yaml").write_text(text)
        return tmp_path / f"{name}.yaml"

    return write


def review_of(one, other):
    return diff.diff(one, other, "16:9", alone())


def states(review):
    return {part.name: part.status for part in review.parts}


SAME = {"1 title": "identical", "2 tokens": "identical", "3 pull": "identical"}


def test_films_are_compared_without_the_vectors_they_were_made_from(tmp_path):
    table = "{money: [2.6, 0.8], river: [-0.8, 2.4], bank: [1.2, 1.8]}"
    text = MINIMAL.replace(table, "{file: v.txt}")
    found = []
    for name, row in (("one", "1.2 1.8"), ("two", "1.2 1.9")):
        (tmp_path / "v.txt").write_text(f"money 2.6 0.8\nriver -0.8 2.4\nbank {row}\n")
        found.append(film_of(tmp_path, name, text))
    (tmp_path / "v.txt").unlink()
    review = review_of(*found)
    assert states(review) == {**SAME, "2 tokens": "changed", "3 pull": "changed"}
    assert (review.numbers[0].path, review.numbers[0].meaning) == ("table[1, 1]", "“bank”")
    assert review_of(found[0], found[0]).is_equal


def test_equal_lessons_are_equal_whatever_their_comments(lesson_of):
    review = review_of(lesson_of("a", MINIMAL), lesson_of("b", "# a word\n" + MINIMAL))
    assert states(review) == SAME
    assert review.is_equal
    assert [len(part.shown) for part in review.parts] == [1, 1, 1]


def test_a_changed_vector_is_seen_in_numbers_words_and_pictures(lesson_of):
    review = review_of(lesson_of("a", MINIMAL), lesson_of("b", CHANGED))
    assert states(review) == SAME | {"2 tokens": "changed", "3 pull": "changed"}
    first = review.numbers[0]
    assert (first.path, first.before, first.after) == ("table[2, 1]", 1.8, 1.9)
    pull = review.parts[2]
    moments = ["end of “ghost”", "end of “pull”", "end of “measure”", "end of “analogy”"]
    assert [shot.moment for shot in pull.shown] == moments
    assert all(shot.before and shot.after and shot.difference for shot in pull.shown)
    assert {words.name for words in pull.words} == {"say.pull", "say.measure"}


def test_beats_that_only_one_side_has(lesson_of):
    other = MINIMAL.replace("[title, tokens, pull]", "[tokens, softmax, pull]")
    review = review_of(lesson_of("a", MINIMAL), lesson_of("b", other))
    found = {part.beat: (part.status, part.place_before, part.place_after) for part in review.parts}
    assert found == {
        "title": ("missing", 1, None),
        "tokens": ("identical", 2, 1),
        "softmax": ("missing", None, 2),
        "pull": ("identical", 3, 3),
    }
    notes = {part.beat: (part.notes, part.shown[0]) for part in review.parts}
    assert notes["title"][0] == ("only before",)
    assert notes["title"][1].before
    assert notes["title"][1].after is None
    assert notes["softmax"][0] == ("only after",)
    assert notes["softmax"][1].after


def test_beats_in_another_order(lesson_of):
    other = MINIMAL.replace("[title, tokens, pull]", "[title, pull, tokens]")
    review = review_of(lesson_of("a", MINIMAL), lesson_of("b", other))
    moved = [part for part in review.parts if part.status == "changed"]
    assert len(moved) == 1
    assert moved[0].notes[0].startswith("stood at place ")


def test_promises_that_differ(lesson_of):
    promised = f"{MINIMAL}expect:\n  - closer: {{word: bank, to: money}}\n"
    review = review_of(lesson_of("a", MINIMAL), lesson_of("b", promised))
    assert states(review) == SAME
    assert review.promises_differ
    assert review.status == "changed"


def test_a_text_that_is_counted_shifts_no_others():
    was = {"label.promise1": "a", "label.promise2": "b", "label.promise3": "c", "heading": "x"}
    now = {"label.promise1": "b", "label.promise2": "c", "heading": "y"}
    assert {(each.before, each.after) for each in reworded(was, now)} == {
        ("a", None),
        ("x", "y"),
    }
    assert reworded(was, was) == ()


def test_a_film_is_equal_to_itself_by_folder_or_manifest(films):
    review = review_of(films[0], films[0] / "manifest.json")
    assert review.is_equal
    assert states(review) == SAME


def test_two_films(films):
    review = review_of(*films)
    assert states(review) == SAME | {"2 tokens": "changed", "3 pull": "changed"}
    assert review.numbers[0].path == "table[2, 1]"
    shot = review.parts[2].shown[-1]
    before, after = (np.asarray(Image.open(io.BytesIO(each))) for each in (shot.before, shot.after))
    assert before.shape == after.shape == (180, 320, 3)
    assert (before != after).any()


def test_a_lesson_and_its_film_are_alike(films, lesson_of):
    review = review_of(lesson_of("one", MINIMAL), films[0])
    assert states(review) == SAME
    assert any("are like a film's" in note for note in review.notes)


def test_a_lesson_and_the_film_of_another(films, lesson_of):
    review = review_of(films[0], lesson_of("b", CHANGED.replace("night", "paper")))
    assert review.status == "changed"
    assert review.numbers[0].path == "table[2, 1]"


def test_a_damaged_film_is_broken(films, tmp_path):
    folder = tmp_path / "film"
    shutil.copytree(films[0], folder)
    (folder / "film.mp4").write_bytes(b"")
    review = review_of(films[0], folder)
    assert review.status == "broken"
    assert any("film.mp4" in trouble for trouble in review.troubles)


def test_a_folder_that_is_no_film_is_the_authors_mistake(tmp_path, films):
    with pytest.raises(UsageError, match="published film's folder"):
        review_of(tmp_path, films[0])


def run(*arguments):
    command = ["diff", *map(str, arguments)]
    return CliRunner().invoke(heed, command, catch_exceptions=False)


def test_the_command(lesson_of, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "RENDERS", tmp_path / "renders")
    one, other = lesson_of("a", MINIMAL), lesson_of("b", CHANGED)
    ran = run(one, other)
    page = tmp_path / "renders" / "a-b-diff.html"
    assert (ran.exit_code, ran.stdout) == (1, f"{page}\n")
    assert "1 of the 3 beats is the same" in ran.stderr
    assert "bank: [1.2, 1.9]" in page.read_text()
    ran = run(one, one, "--html", tmp_path / "same.html")
    assert (ran.exit_code, ran.stdout) == (0, f"{tmp_path / 'same.html'}\n")


def test_the_command_names_broken_promises_first(lesson_of, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "RENDERS", tmp_path)
    broken = f"{CHANGED}expect:\n  - closer: {{word: bank, to: money, by: 0.99}}\n"
    ran = run(lesson_of("a", MINIMAL), lesson_of("b", broken))
    verdict = [line for line in ran.stderr.splitlines() if not line.startswith("[")]
    assert verdict[1].startswith("  not kept: “bank” ends closer to “money”")


def test_the_command_speaks_json(lesson_of, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "RENDERS", tmp_path / "renders")
    ran = run(lesson_of("a", MINIMAL), lesson_of("b", CHANGED), "--json")
    (found,) = json.loads(ran.stdout)
    assert ran.exit_code == 1
    assert found["kind"] == "diff"
    assert [clip["status"] for clip in found["clips"]] == ["identical", "changed", "changed"]
    assert not (tmp_path / "renders").exists()
