"""`verify` finds whatever was changed, says what and where, and cries at nothing else.

The films are painted (tests/studio/painted.py), so that many can be made.
"""

import hashlib
import io
import json
import shutil
import tempfile
from functools import partial

import numpy as np
import pytest

from core.computing import Computed
from core.maths import similarity
from core.problems import LessonError
from core.reading.lesson import read_lesson
from scenes.kit.theme import BUNDLED_FONTS
from studio.check.checking import drawable_lesson
from studio.cli import heed
from studio.crew import render
from studio.errors import RenderError
from studio.film import assembly as film
from studio.film import production
from studio.keep.sources import Sources
from studio.plan.plan import plan
from studio.review import compare, verify
from tests.studio.conftest import Inline, alone
from tests.studio.painted import SCREEN, painted_clip

LESSON = """\
title: Which bank?
sentences: [money bank, river bank]
focus: bank
embeddings:
  money: [2.6, 0.8]
  river: [-0.8, 2.4]
  bank: [1.2, 1.8]
heads:
  - W_Q: [[1.0, 0.2], [0.1, 0.9]]
    W_K: [[0.8, -0.3], [0.4, 1.1]]
    W_V: [[1.0, 0.5], [-0.2, 0.7]]
  - W_Q: [{rotate: 30}]
    W_K: [{rotate: 50}]
    W_V: [{stretch: [0.9, 1.2]}]
W_O: [[0.6, 0, 0.4, 0], [0, 0.6, 0, 0.4]]
attention: {temperature: 1}
storyboard:
  - title
  - beat: tokens
    say: {split: "First, each sentence is cut into tokens."}
  - beat: scores
  - beat: pull
  - beat: pull
    head: 2
"""
ALL = ["1 title", "2 tokens", "3 scores", "4 pull", "5 pull"]
NUMBERED = ALL[1:]  # every beat but the title shows numbers


@pytest.fixture(scope="module", autouse=True)
def painted(checkout):
    """Everything is made by the painter, in this process, by code that stays as it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(production, "Sources", partial(Sources, checkout))
        patch.setattr(verify, "Sources", partial(Sources, checkout))
        patch.setattr(render, "Workers", Inline)
        patch.setattr(production, "render_clip", painted_clip)
        patch.setattr(compare, "render_clip", painted_clip)
        yield patch


@pytest.fixture(scope="module")
def made(tmp_path_factory, painted):
    """A published film and its lesson, never to be changed."""
    home = tmp_path_factory.mktemp("published")
    (home / "small.yaml").write_text(LESSON)
    found = plan(Computed.of(read_lesson(home / "small.yaml")), SCREEN, home / "renders")
    production.make_film(found, alone())
    return home


@pytest.fixture
def home(made, tmp_path):
    """A copy of the lesson and its film, for changes."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def folder_of(home):
    return home / "renders" / "small" / SCREEN.name


def review_of(home):
    return verify.verify(Computed.of(read_lesson(home / "small.yaml")), folder_of(home), alone())


def edit(home, *changes):
    path = home / "small.yaml"
    text = path.read_text()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text)


def names(review, *states):
    return [part.name for part in review.parts if part.status in states]


def part_of(review, name):
    (found,) = (part for part in review.parts if part.name == name)
    return found


def chosen(review):
    return [(each.path, each.before, each.after) for each in review.numbers if each.address]


def frames_differ(part):
    return part.where is not None and part.where.differing_frames > 0


def manifest_of(home):
    return json.loads((folder_of(home) / "manifest.json").read_text())


# ----------------------------------------------------------------------------------- no false alarm


def test_an_unchanged_film_is_identical_ten_times_over(home):
    for _ in range(10):
        review = review_of(home)
        assert review.is_equal, review.as_json()
        assert names(review, "identical") == ALL
        assert not review.numbers
        assert not any(part.notes or part.words or part.where for part in review.parts)


def test_a_comment_or_a_title_of_the_file_is_no_change_of_the_film(home):
    edit(home, ("focus: bank\n", "focus: bank  # the word to watch\n\n"))
    review = review_of(home)
    assert review.is_equal
    assert review.notes == ("the lesson's file has changed since",)


def test_nothing_published_is_touched_and_nothing_is_left_behind(home, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(scratch))

    def seen():
        files = sorted((home / "renders").rglob("*"))
        return [(file, file.stat().st_mtime_ns, file.stat().st_ino) for file in files]

    before = seen()
    edit(home, ("[1.2, 1.8]", "[1.2, 1.9]"))
    assert not review_of(home).is_equal
    assert seen() == before
    assert list(scratch.iterdir()) == []


# ------------------------------------------------------------------- changes of the lesson: numbers


@pytest.mark.parametrize(
    "old, new, number",
    [
        ("W_V: [[1.0, 0.5]", "W_V: [[1.01, 0.5]", ("W_V[0, 0]", 1.0, 1.01)),
        ("[0.4, 1.1]]", "[0.4, 1.11]]", ("W_K[1, 1]", 1.1, 1.11)),
        ("W_Q: [[1.0, 0.2]", "W_Q: [[1.0, 0.21]", ("W_Q[0, 1]", 0.2, 0.21)),
    ],
    ids=["W_V", "W_K", "W_Q"],
)
def test_a_weight_that_is_a_hundredth_larger(home, old, new, number):
    edit(home, (old, new))
    review = review_of(home)
    path, before, after = number
    assert chosen(review) == [(f"sentences[0].heads[0].{path}", before, after)]
    assert review.numbers[0].meaning == "head 1"
    part = part_of(review, "4 pull")
    assert part.numbers[0] == review.numbers[0]
    assert not any(each.path.startswith("sentences[0].heads[1]") for each in part.numbers)
    assert "4 pull" in names(review, "changed")
    assert "1 title" in names(review, "identical")


def test_an_embedding_in_its_third_decimal(home):
    edit(home, ("bank: [1.2, 1.8]", "bank: [1.2, 1.801]"))
    review = review_of(home)
    assert review.status == "changed"
    assert chosen(review) == [("table[2, 1]", 1.8, 1.801)]
    assert review.numbers[0].meaning == "“bank”"


def test_queries_and_keys_exchanged(home):
    text = (home / "small.yaml").read_text()
    swapped = text.replace("W_Q", "W_X").replace("W_K", "W_Q").replace("W_X", "W_K")
    (home / "small.yaml").write_text(swapped)
    review = review_of(home)
    assert names(review, "changed") == NUMBERED
    paths = {path.split(".")[-1].split("[")[0] for path, _, _ in chosen(review)}
    assert paths == {"W_Q", "W_K"}
    assert not any(".values[" in each.path for each in review.numbers)


def test_two_heads_exchanged(home):
    text = (home / "small.yaml").read_text()
    head, second = text.index("  - W_Q: [["), text.index("  - W_Q: [{")
    end = text.index("W_O:")
    (home / "small.yaml").write_text(
        text[:head] + text[second:end] + text[head:second] + text[end:]
    )
    review = review_of(home)
    assert set(names(review, "changed")) >= {"3 scores", "4 pull", "5 pull"}
    assert {path.split(".")[1] for path, _, _ in chosen(review)} == {"heads[0]", "heads[1]"}


@pytest.mark.parametrize(
    "switch, moved, kept",
    [
        ("temperature: 2", "weights", "dots"),
        ("temperature: 1, mask: causal", "masked", "dots"),
        ("temperature: 1, similarity: dot", "weights", "dots"),
        ("temperature: 1, similarity: cosine", "weights", "angles"),
        ("temperature: 1, residual: true", "outputs", "weights"),
    ],
)
def test_a_switch_of_attention(home, switch, moved, kept):
    edit(home, ("{temperature: 1}", f"{{{switch}}}"))
    review = review_of(home)
    assert names(review, "changed")
    fields = {each.path.split(".")[-1].split("[")[0] for each in review.numbers}
    assert moved in fields
    assert kept not in fields
    if "temperature: 2" in switch:
        assert ("temperature", 1.0, 2.0) in chosen(review)


# ------------------------------------------------------------------ changes of the lesson: the rest


def test_a_changed_narration_is_named_though_the_picture_be_the_same(home):
    edit(home, ("is cut into tokens", "is cut in 2 tokens"))  # as long as before
    review = review_of(home)
    assert names(review, "changed") == ["2 tokens"]
    (words,) = part_of(review, "2 tokens").words
    assert words.name == "say.split"
    assert words.before == "First, each sentence is cut into tokens."
    assert words.after == "First, each sentence is cut in 2 tokens."
    assert not frames_differ(part_of(review, "2 tokens"))


def test_a_longer_narration_makes_a_longer_clip(home):
    edit(home, ("is cut into tokens", "is cut into tokens, one after another, to the very end"))
    part = part_of(review_of(home), "2 tokens")
    assert part.frames_after > part.frames_before
    assert part.where.first_cue == "lookup"  # of the film: the new clip still says the longer cue
    assert part.where.differing_frames > part.frames_after - part.frames_before


def test_one_label(home):
    pull = "  - beat: pull\n    head: 2\n"
    edit(home, (pull, f"{pull}    labels: {{copy_moves: a copy goes}}\n"))
    review = review_of(home)
    assert names(review, "changed") == ["5 pull"]
    part = part_of(review, "5 pull")
    (words,) = part.words
    assert (words.name, words.after) == ("label.copy_moves", "a copy goes")
    assert frames_differ(part)
    left, top, _, _ = part.where.box
    assert left >= 200
    assert top >= 12


def test_one_heading(home):
    edit(home, ("    head: 2\n", "    head: 2\n    heading: The other head\n"))
    review = review_of(home)
    assert names(review, "changed") == ["5 pull"]
    (words,) = part_of(review, "5 pull").words
    assert (words.name, words.after) == ("heading", "The other head · head 2")
    assert frames_differ(part_of(review, "5 pull"))


def test_a_colour(home):
    edit(home, ("storyboard:\n", "theme: {base: night, key: '#4CC9FF'}\nstoryboard:\n"))
    review = review_of(home)
    assert names(review, "changed") == ALL
    assert "theme key: none before, #4CC9FF after" in review.notes
    assert not review.numbers


def test_another_theme(home):
    edit(home, ("storyboard:\n", "theme: paper\nstoryboard:\n"))
    review = review_of(home)
    assert names(review, "changed") == ALL
    assert "theme base: night before, paper after" in review.notes


def test_a_film_of_a_theme_of_its_own_is_verified_in_it(made, tmp_path):
    lesson = read_lesson(made / "small.yaml")
    found = plan(Computed.of(lesson), SCREEN, tmp_path, theme="paper")
    production.make_film(found, alone())
    assert verify.verify(Computed.of(lesson), found.folder, alone()).is_equal


def with_vectors(folder, rows):
    """The lesson, with vectors in a file beside it."""
    inline = "  money: [2.6, 0.8]\n  river: [-0.8, 2.4]\n  bank: [1.2, 1.8]\n"
    (folder / "small.yaml").write_text(LESSON.replace(inline, "  file: v.txt\n"))
    (folder / "v.txt").write_text(rows)
    return read_lesson(folder / "small.yaml")


def test_a_vector_of_a_file(tmp_path):
    rows = "money 2.6 0.8\nriver -0.8 2.4\nbank 1.2 1.8\nnever 1 1\n"
    lesson = with_vectors(tmp_path, rows)
    production.make_film(plan(Computed.of(lesson), SCREEN, tmp_path / "renders"), alone())
    (tmp_path / "v.txt").write_text("more 0 0\n" + rows.replace("never 1 1", "never 2 2"))
    assert review_of(tmp_path).is_equal
    (tmp_path / "v.txt").write_text(rows.replace("1.2 1.8", "1.2 1.9"))
    review = review_of(tmp_path)
    assert names(review, "changed") == NUMBERED
    assert review.notes == ("embeddings changed: “bank”",)
    assert (review.numbers[0].path, review.numbers[0].after) == ("table[1, 1]", 1.9)
    (tmp_path / "v.txt").write_text(rows.replace("\n", " 0.5\n"))
    lesson = (tmp_path / "small.yaml").read_text()
    (tmp_path / "small.yaml").write_text(lesson.split("heads:")[0])
    assert "embeddings changed: “money”, “bank”, “river”" in review_of(tmp_path).notes


def test_vectors_that_are_gone_are_a_mistake_of_the_lesson(tmp_path):
    with_vectors(tmp_path, "money 2.6 0.8\nriver -0.8 2.4\nbank 1.2 1.8\n")
    (tmp_path / "v.txt").unlink()
    with pytest.raises(LessonError, match=r"small.yaml:5:9: embeddings.file: no such file: v.txt"):
        drawable_lesson(tmp_path / "small.yaml")


def test_a_font(home):
    shutil.copyfile(BUNDLED_FONTS / "Inter-SemiBold.ttf", home / "bold.ttf")
    edit(home, ("storyboard:\n", "fonts: [bold.ttf]\nstoryboard:\n"))
    review = review_of(home)
    assert names(review, "changed") == ALL
    assert any(note.startswith("font bold.ttf: none before, ") for note in review.notes)
    note = "nothing it says or counts has changed: its look, code, a font or a version has"
    assert part_of(review, "1 title").notes == (note,)


def test_a_beat_that_is_gone(home):
    edit(home, ("  - beat: scores\n", ""))
    review = review_of(home)
    (gone,) = (part for part in review.parts if part.status == "missing")
    assert (gone.beat, gone.place_before, gone.place_after) == ("scores", 3, None)
    assert gone.notes == ("in the film, but no longer in the storyboard",)
    assert len(names(review, "identical")) == 4


def test_a_beat_that_is_new(home):
    edit(home, ("  - beat: scores\n", "  - beat: scores\n  - softmax\n"))
    review = review_of(home)
    assert names(review, "missing") == ["4 softmax"]
    assert part_of(review, "4 softmax").notes == ("in the storyboard, but not in the film",)


def test_beats_in_another_order(home):
    edit(home, ("  - beat: scores\n", ""), ("  - title\n", "  - title\n  - beat: scores\n"))
    review = review_of(home)
    assert names(review, "changed") == ["2 scores"]
    assert part_of(review, "2 scores").notes[0] == "stood at place 3, stands at 2"
    assert names(review, "missing", "broken") == []


def test_an_option_of_a_beat(home):
    edit(home, ("  - beat: scores\n", "  - beat: scores\n    sentence: river bank\n"))
    review = review_of(home)
    assert names(review, "changed") == ["3 scores"]
    assert "option sentence: 1 before, 2 after" in part_of(review, "3 scores").notes


# ------------------------------------------------------------------------------ changes of the code


def test_a_missing_root_of_d_k_in_the_code(home, monkeypatch):
    monkeypatch.setattr(similarity, "scaled_dots", similarity.dots)
    real = similarity.similarities
    monkeypatch.setattr(
        similarity,
        "similarities",
        lambda kind, q, k: real("dot" if kind == "scaled" else kind, q, k),
    )
    review = review_of(home)
    fields = {each.path.split(".")[-1].split("[")[0] for each in review.numbers}
    assert {"scaled", "scores", "weights", "outputs"} <= fields
    assert not {"dots", "queries", "keys", "scale"} & fields
    assert set(names(review, "changed")) >= {"3 scores", "4 pull", "5 pull"}


def shifted_aside(clip, frames):
    """One beat, one pixel to the right in one frame."""
    if clip.spec.beat == "scores":
        frames[7] = np.roll(frames[7], 1, axis=1)
    return frames


def a_frame_late(clip, frames):
    return [frames[0], *frames[:-1]] if clip.spec.beat == "scores" else frames


def one_frame_less(clip, frames):
    return [*frames[:3], *frames[4:]] if clip.spec.beat == "scores" else frames


def one_dot(clip, frames):
    """A dot of 6×4 pixels, a little brighter, from the fourth frame on."""
    if clip.spec.beat == "scores":
        frames = [frame.copy() for frame in frames]
        for frame in frames[3:]:
            frame[100:104, 250:256, :3] += 60
    return frames


SAME_INPUTS = "its inputs, code and versions are the same: it should be, too"


@pytest.mark.parametrize(
    "spoil, first", [(shifted_aside, 7), (a_frame_late, 1), (one_frame_less, 3), (one_dot, 3)]
)
def test_frames_that_are_drawn_otherwise(home, monkeypatch, spoil, first):
    monkeypatch.setattr(compare, "render_clip", partial(painted_clip, spoil=spoil))
    review = review_of(home)
    assert names(review, "changed") == ["3 scores"]
    part = part_of(review, "3 scores")
    assert part.where.first_frame == first
    assert part.where.first_seconds == first / SCREEN.fps
    assert part.where.first_cue == "pair"
    assert SAME_INPUTS in part.notes
    assert not review.numbers
    assert (part.frames_after == part.frames_before) == (spoil is not one_frame_less)


def test_how_much_and_where_a_dot_differs(home, monkeypatch):
    monkeypatch.setattr(compare, "render_clip", partial(painted_clip, spoil=one_dot))
    where = part_of(review_of(home), "3 scores").where
    left, top, width, height = where.box
    assert 244 <= left <= 250
    assert 94 <= top <= 100
    assert left + width >= 255
    assert top + height >= 103
    assert width <= 20
    assert height <= 20
    assert 30 <= where.greatest <= 80
    assert 0.98 < where.least_ssim <= where.mean_ssim < 1


def test_pictures_show_what_differs(home, monkeypatch):
    from PIL import Image

    monkeypatch.setattr(compare, "render_clip", partial(painted_clip, spoil=one_dot))
    review = review_of(home)
    first, *rest = part_of(review, "3 scores").shown
    assert first.moment == "at its worst"
    assert rest[0].moment == "end of “pair”"
    before, after, difference = (
        np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
        for data in (first.before, first.after, first.difference)
    )
    assert after[101, 252].sum() > before[101, 252].sum() + 60
    assert difference[101, 252, 0] > 100 > difference[101, 200, 0]
    (alone,) = part_of(review, "1 title").shown
    assert alone.before is None
    assert alone.difference is None


# --------------------------------------------------------------------------- broken published films


def seal(home):
    """Have the manifest vouch for the files as they are: only the frames can tell."""
    folder, manifest = folder_of(home), manifest_of(home)
    for name in manifest["files"]:
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def rebuilt(home, order):
    """The film of the same clips in another order or number, well made but for that."""
    scratch = home / "clips"
    lesson = read_lesson(home / "small.yaml")
    found = plan(Computed.of(lesson), SCREEN, home / "elsewhere")
    results = [painted_clip(c, scratch / str(c.position), lambda _: None) for c in found.clips]
    chosen_ones = [results[place] for place in order]
    clips = [result.path for result in chosen_ones]
    frames = sum(result.frames for result in chosen_ones)
    reel = film.Reel(clips, SCREEN, [film.Chapter("all", 0, frames)])
    film.assemble(folder_of(home) / "film.mp4", reel, found.form.joined)
    seal(home)


def test_a_flipped_bit_in_the_film(home):
    path, manifest = folder_of(home) / "film.mp4", manifest_of(home)
    content = bytearray(path.read_bytes())
    place = content.rindex(b"mdat") + (len(content) - content.rindex(b"mdat")) // 2
    content[place] ^= 4
    path.write_bytes(content)
    review = review_of(home)
    assert review.status == "broken"
    assert "film.mp4: damaged; its bytes aren't those of the manifest" in review.troubles
    assert len(names(review, "broken")) == 1
    assert len(names(review, "identical")) == len(manifest["clips"]) - 1


def test_two_clips_that_were_exchanged_in_the_film(home):
    rebuilt(home, [0, 1, 2, 4, 3])
    review = review_of(home)
    assert names(review, "broken") == ["4 pull", "5 pull"]
    assert names(review, "identical") == ["1 title", "2 tokens", "3 scores"]
    assert review.troubles == ()


def test_a_clip_that_the_film_has_lost(home):
    rebuilt(home, [0, 1, 2, 3])
    review = review_of(home)
    assert names(review, "broken") == ["5 pull"]
    assert review.troubles[0].startswith("film.mp4: wanted ")


def test_a_film_cut_short(home):
    path = folder_of(home) / "film.mp4"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    review = review_of(home)
    assert "film.mp4: damaged; its bytes aren't those of the manifest" in review.troubles
    assert "5 pull" in names(review, "broken")


@pytest.mark.parametrize("content", [b"", b"no film at all"])
def test_a_film_that_is_none(home, content):
    (folder_of(home) / "film.mp4").write_bytes(content)
    review = review_of(home)
    assert names(review, "broken") == ALL
    assert any("can't be decoded" in trouble for trouble in review.troubles)


@pytest.mark.parametrize("name", ["transcript.txt", "film.srt", "poster.png", "lesson.yaml"])
def test_a_companion_that_is_missing_or_damaged(home, name):
    path = folder_of(home) / name
    path.write_bytes(path.read_bytes() + b" ")
    review = review_of(home)
    assert review.troubles == (f"{name}: damaged; its bytes aren't those of the manifest",)
    path.unlink()
    review = review_of(home)
    assert review.troubles == (f"{name}: missing",)
    assert review.status == "broken"
    assert names(review, "identical") == ALL


def test_a_film_that_is_missing(home):
    (folder_of(home) / "film.mp4").unlink()
    review = review_of(home)
    assert "film.mp4: missing" in review.troubles
    assert names(review, "broken") == ALL


def test_numbers_that_cannot_be_read(home):
    (folder_of(home) / "numbers.json").write_text("{")
    review = review_of(home)
    assert review.status == "broken"
    assert "the film's numbers can't be read, so they aren't compared" in review.notes
    assert names(review, "identical") == ALL


@pytest.mark.parametrize(
    "spoil, said",
    [
        (lambda found: "{", "Invalid JSON"),
        (lambda found: "[]", "manifest.json can't be read"),
        (lambda found: json.dumps(found | {"clips": []}), "clips"),
        (lambda found: json.dumps(found | {"frames": 3}), "frames is 3"),
        (lambda found: json.dumps(found | {"files": {"../film.mp4": "0"}}), "plain names"),
    ],
)
def test_a_manifest_that_cannot_be_read(home, spoil, said):
    (folder_of(home) / "manifest.json").write_text(spoil(manifest_of(home)))
    review = review_of(home)
    assert review.status == "broken"
    assert said in review.troubles[0]
    assert "\n" not in review.troubles[0]


def test_a_film_that_is_published_anew_meanwhile(home, monkeypatch):
    def draw(clip, folder, report):
        sign = folder_of(home) / "manifest.json"
        sign.write_text(sign.read_text() + " ")
        return painted_clip(clip, folder, report)

    monkeypatch.setattr(compare, "render_clip", draw)
    with pytest.raises(RenderError, match="published anew meanwhile"):
        review_of(home)


def test_a_film_of_some_beats_is_compared_with_those_alone(made, tmp_path):
    lesson = read_lesson(made / "small.yaml")
    found = plan(Computed.of(lesson), SCREEN, tmp_path, only=["tokens", "5"])
    production.make_film(found, alone())
    review = verify.verify(Computed.of(lesson), found.folder, alone())
    assert review.is_equal
    assert names(review, "identical") == ["2 tokens", "5 pull"]


# -------------------------------------------------------------------------------------- the command


def run(home, *arguments):
    from click.testing import CliRunner

    command = ["verify", str(home / "small.yaml"), "-o", str(home / "renders"), *arguments]
    return CliRunner().invoke(heed, command, catch_exceptions=False)


def test_the_command_says_the_verdict_and_where_the_page_is(home):
    ran = run(home)
    page = home / "renders" / "small" / "180p5-review.html"
    assert (ran.exit_code, ran.stdout) == (0, f"{page}\n")
    assert "small · 180p5: identical. All of the 5 clips are the same" in ran.stderr
    assert "<!doctype html>" in page.read_text()


def test_the_command_exits_with_one_when_something_differs(home):
    edit(home, ("    head: 2\n", "    head: 2\n    heading: Another\n"))
    ran = run(home)
    assert ran.exit_code == 1
    assert "  5 pull: changed" in ran.stderr


def test_the_command_speaks_json(home):
    edit(home, ("bank: [1.2, 1.8]", "bank: [1.2, 1.9]"))
    ran = run(home, "--json")
    (found,) = json.loads(ran.stdout)
    assert ran.exit_code == 1
    assert found["status"] == "changed"
    assert found["numbers"][0] == {
        "path": "table[2, 1]",
        "meaning": "“bank”",
        "before": 1.8,
        "after": 1.9,
    }
    scores = next(clip for clip in found["clips"] if clip["name"] == "3 scores")
    assert scores["status"] == "changed"
    assert 0 < scores["where"]["mean_ssim"] < 1
    assert len(scores["where"]["box"]) == 4
    assert sorted(file.name for file in (home / "renders" / "small").iterdir()) == ["180p5"]


def test_the_page_goes_where_it_is_wanted(home):
    page = home / "pages" / "all.html"
    ran = run(home, "--html", str(page), "--json")
    assert ran.exit_code == 0
    assert page.exists()
    assert json.loads(ran.stdout)


def test_without_a_film_there_is_one_line(home):
    shutil.rmtree(home / "renders")
    ran = run(home)
    assert ran.exit_code == 1
    assert ran.stderr.count("\n") == 1
    assert "small: wanted a published film in" in ran.stderr
    assert "heed render" in ran.stderr


@pytest.mark.parametrize("narrow", [["-ql"], ["--shape", "9:16"], ["--fps", "15"]])
def test_films_of_other_screens_are_left_out(home, narrow):
    ran = run(home, *narrow)
    assert ran.exit_code == 1
    assert "wanted a published film" in ran.stderr
    assert run(home, "--shape", "16:9", "--fps", "5").exit_code == 0


def test_a_broken_promise_is_shown_not_refused(home):
    edit(
        home,
        ("storyboard:\n", "expect:\n  - closer: {word: bank, to: money, by: 0.99}\nstoryboard:\n"),
    )
    review = review_of(home)
    assert names(review, "identical") == ALL
    assert review.status == "changed"
    assert review.broken_promises


def test_a_lesson_that_cannot_be_drawn_is_its_authors_mistake(home):
    edit(home, ("  - beat: scores\n", "  - beat: scores\n    sentence: 7\n"))
    from core.problems import LessonError

    with pytest.raises(LessonError, match="sentence"):
        run(home)
