"""Every form of a film is decoded and held against what was drawn."""

import ast
import hashlib
import json
import shutil
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest
import srt
from PIL import Image

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.errors import UsageError
from studio.film import gif, production
from studio.film.assembly import Chapter, FilmError, Reel, inspect
from studio.film.room import needed
from studio.places import CHECKOUT
from studio.plan.forms import FORMATS, NONE, Form
from studio.plan.plan import plan
from studio.plan.screen import Screen
from studio.review import verify
from studio.video.codings import CODINGS
from studio.video.footage import levels
from studio.video.frames import has_alpha, pictures
from studio.video.straight import straight
from tests.studio.conftest import MINIMAL, alone, cast
from tests.studio.dots import Dots

SCREEN = Screen("16:9", 128, 72, 12)  # a frame's time is no whole millisecond, nor hundredth
GROUND = np.array([14, 17, 22], np.uint8)  # of the theme `night`
FORMS = [
    *(Form(name) for name in FORMATS),
    *(Form(name, transparent=True) for name in ("mov", "webm", "png")),
    Form(captions=NONE),
]
NAMES = [form.name or "mp4" for form in FORMS]


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """The plan of each form of one small film, made in this process."""
    home = tmp_path_factory.mktemp("forms")
    (home / "small.yaml").write_text(MINIMAL)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        cast(patch, Dots)
        lesson = read_lesson(home / "small.yaml")
        found = [plan(Computed.of(lesson), SCREEN, home / "renders", form=form) for form in FORMS]
        for each in found:
            production.make_film(each, alone())
        patch.chdir(home)  # drawing has left it
        yield dict(zip(NAMES, found, strict=True))


@pytest.fixture(scope="module")
def drawn(films):
    """The frames as they were drawn, by whether the ground is there: uint8 [n, 72, 128, 4]."""
    return {name: np.stack(list(shown(films[name]))) for name in ("png", "png-transparent")}


def manifest(found):
    return json.loads((found.folder / "manifest.json").read_text())


def shown(found):
    """Every frame of a film as RGBA, decoded."""
    if found.film.is_dir():
        for file in sorted(found.film.iterdir()):
            yield np.asarray(Image.open(file).convert("RGBA"))
    else:
        with av.open(found.film) as film:
            for picture in pictures(film):
                yield rgba(picture)


def rgba(picture):
    tags = {"src_colorspace": "ITU709", "dst_colorspace": "ITU709"}
    rgb = picture.format.name in ("bgra", "rgb24", "rgba")
    ranges = {} if rgb else {"src_color_range": "MPEG", "dst_color_range": "JPEG"}
    return picture.reformat(format="rgba", **(ranges and tags | ranges)).to_ndarray()


def over(pixels, ground):
    """Straight RGBA pixels over a ground, as numbers [..., 3]."""
    alpha = pixels[..., 3:] / 255
    return pixels[..., :3] * alpha + ground * (1 - alpha)


# --- what is published


def test_every_form_has_a_folder_of_its_own_with_all_companions(films):
    assert {name: found.folder.name for name, found in films.items()} == {
        "mp4": "72p12",
        "mov": "72p12-mov",
        "webm": "72p12-webm",
        "gif": "72p12-gif",
        "png": "72p12-png",
        "mov-transparent": "72p12-mov-transparent",
        "webm-transparent": "72p12-webm-transparent",
        "png-transparent": "72p12-png-transparent",
        "uncaptioned": "72p12-uncaptioned",
    }
    companions = {"manifest.json", "poster.png", "contact_sheet.png", "transcript.md"}
    for name, found in films.items():
        files = {file.name for file in found.folder.iterdir()}
        assert companions | {found.film.name} <= files, name
        assert {"film.srt", "film.vtt"} <= files or name == "uncaptioned"


def test_the_manifest_names_every_file_and_what_wrote_it(films):
    for name, found in films.items():
        said = manifest(found)
        assert said["form"]["format"] == found.form.format, name
        files = {p.relative_to(found.folder).as_posix() for p in found.folder.rglob("*.*")}
        assert set(said["files"]) == files - {"manifest.json"}
        for file, digest in said["files"].items():
            assert hashlib.sha256((found.folder / file).read_bytes()).hexdigest() == digest
    assert manifest(films["webm"])["encoder"]["codec"] == "libvpx-vp9"


@pytest.mark.parametrize("name", [name for name in NAMES if "png" not in name and name != "gif"])
def test_every_film_has_every_frame_at_its_time(films, name):
    found = films[name]
    with av.open(found.film) as film:
        tick = film.streams.video[0].time_base
        times = [p.pts * tick for p in film.demux(video=0) if p.size]
    wanted = [Fraction(number, 12) for number in range(manifest(found)["frames"])]
    assert len(times) == len(wanted)
    assert all(2 * abs(one - other) <= tick for one, other in zip(times, wanted))
    assert tick == Fraction(1, 1000) or times == wanted


@pytest.mark.parametrize("name", [name for name in NAMES if "png" not in name and name != "gif"])
def test_every_film_has_a_chapter_for_each_beat(films, name):
    with av.open(films[name].film) as film:
        chapters = film.chapters()
    assert [one["metadata"]["title"] for one in chapters] == [
        clip.heading for clip in films[name].clips
    ]
    starts = [round(float(one["start"] * one["time_base"]) * 12) for one in chapters]
    assert starts == [clip["start"] for clip in manifest(films[name])["clips"]]


@pytest.mark.parametrize("name", ["mp4", "mov", "webm", "mov-transparent", "webm-transparent"])
def test_soft_captions_stand_in_the_film_and_beside_it(films, name):
    beside = list(srt.parse((films[name].folder / "film.srt").read_text()))
    with av.open(films[name].film) as film:
        stream = film.streams.subtitles[0]
        assert stream.metadata["language"] == "eng"
        skip = 0 if stream.codec_context.name == "webvtt" else 2
        inside = [
            (bytes(p)[skip:].decode(), round(float(p.pts * p.time_base), 3))
            for p in film.demux(stream)
            if p.size > 2
        ]
    assert inside == [(one.content, round(one.start.total_seconds(), 3)) for one in beside]


def test_a_film_without_captions_has_none_anywhere(films):
    with av.open(films["uncaptioned"].film) as film:
        assert not film.streams.subtitles
    assert not list(films["uncaptioned"].folder.glob("film.[sv][rt]t"))


def test_soft_or_none_is_no_matter_of_the_clips(films):
    keys = {name: [clip["key"] for clip in manifest(films[name])["clips"]] for name in films}
    assert keys["mp4"] == keys["uncaptioned"]
    assert keys["png"] == keys["gif"]
    assert len(set(map(tuple, keys.values()))) == len(keys) - 2
    assert len({manifest(found)["key"] for found in films.values()}) == len(films)


def test_colours_are_bt709_and_say_so(films):
    for name in ("mp4", "mov", "webm", "mov-transparent", "webm-transparent"):
        with av.open(films[name].film) as film:
            context = film.streams.video[0].codec_context
            tags = (context.color_primaries, context.color_trc, context.colorspace)
        assert tags == (1, 1, 1), name


def test_the_codecs_are_what_editors_expect(films):
    kinds = {}
    for name in ("mov", "mov-transparent", "webm", "webm-transparent", "gif"):
        with av.open(films[name].film) as film:
            stream = film.streams.video[0]
            kinds[name] = stream.codec_context.name, has_alpha(stream)
            if "mov" in name:
                assert stream.codec_context.codec_tag == "ap4h"
    assert kinds == {
        "mov": ("prores", False),
        "mov-transparent": ("prores", True),
        "webm": ("vp9", False),
        "webm-transparent": ("vp9", True),
        "gif": ("gif", True),  # what stays is left out of the next picture
    }


def test_forms_that_store_every_frame_are_known_to_take_more_room(computed):
    forms = [Form("mov"), Form("png"), Form("webm"), Form()]
    rooms = [needed(plan(computed, Screen.of("l"), form=form)) for form in forms]
    assert rooms[0] > 2 * rooms[1] > 2 * rooms[2] == 2 * rooms[3]


# --- what is seen


@pytest.mark.parametrize(("name", "mean"), [("mp4", 3), ("mov", 0.5), ("webm", 3)])
def test_every_film_shows_what_was_drawn(films, drawn, name, mean):
    frames = list(shown(films[name]))
    assert len(frames) == len(drawn["png"])
    for frame, wanted in zip(frames, drawn["png"]):
        assert np.abs(frame.astype(float) - wanted).mean() < mean


def test_a_transparent_film_over_the_ground_is_the_opaque_one(drawn):
    """Exactly, but for the rounding of colours in 8 bits, where faint things overlap twice."""
    opaque, transparent = drawn["png"], drawn["png-transparent"]
    assert len(opaque) == len(transparent)
    assert (opaque[..., 3] == 255).all()
    assert np.abs(over(transparent, GROUND) - opaque[..., :3]).max() <= 2
    solid = transparent[..., 3] == 255
    assert solid.any()
    assert (transparent[solid] == opaque[solid]).all()
    assert (transparent[:, 0, 0] == (*GROUND, 0)).all()


@pytest.mark.parametrize(
    ("name", "mean", "alpha"), [("mov-transparent", 0.5, 1), ("webm-transparent", 3, 120)]
)
@pytest.mark.parametrize("ground", [GROUND, np.array([255, 255, 255])])
def test_every_transparent_film_lies_over_any_ground(films, drawn, name, mean, alpha, ground):
    frames = np.stack(list(shown(films[name])))
    wanted = drawn["png-transparent"]
    assert np.abs(frames[..., 3].astype(int) - wanted[..., 3]).max() <= alpha
    assert np.abs(frames[..., 3].astype(int) - wanted[..., 3]).mean() < 1
    assert np.abs(over(frames, ground) - over(wanted, ground)).mean() < mean


def test_frames_are_numbered_from_one(films):
    found = films["png"]
    names = [file.name for file in sorted(found.film.iterdir())]
    assert names == [f"{n:06}.png" for n in range(1, manifest(found)["frames"] + 1)]


def test_a_gif_lasts_as_long_as_the_film_and_shows_each_frame_in_time(films, drawn):
    with av.open(films["gif"].film) as film:
        tick = film.streams.video[0].time_base
        seen = [(p.pts * tick, p.duration * tick, rgba(p)) for p in film.decode(video=0)]
    assert tick == Fraction(1, 100)
    end = seen[-1][0] + seen[-1][1]
    assert abs(end - Fraction(len(drawn["png"]), 12)) <= tick / 2
    assert len(seen) < len(drawn["png"]), "what stays is stored once"
    for number, wanted in enumerate(drawn["png"]):
        time = Fraction(number, 12) + tick  # its start is rounded
        shown_then = [frame for start, lasts, frame in seen if start <= time < start + lasts]
        assert np.abs(shown_then[0][..., :3].astype(float) - wanted[..., :3]).mean() < 3


def test_the_poster_of_a_transparent_film_stands_on_the_themes_ground(films):
    posters = [
        np.asarray(Image.open(films[name].folder / "poster.png"))
        for name in ("mp4", "png-transparent")
    ]
    assert np.array_equal(*posters)


# --- reviewed


@pytest.fixture
def reviewed(monkeypatch, tmp_path):
    """`reviewed(plan, lesson)`: each clip's status by `heed verify`, troubles, the first part."""
    monkeypatch.chdir(tmp_path)
    cast(monkeypatch, Dots)

    def review(found, lesson=None):
        done = verify.verify(
            Computed.of(lesson) if lesson else found.computed, found.folder, alone()
        )
        return [part.status for part in done.parts], done.troubles, done.parts[0]

    return review


@pytest.mark.parametrize("name", NAMES)
def test_every_form_is_found_to_be_what_its_lesson_gives(films, reviewed, name):
    statuses, troubles, _ = reviewed(films[name])
    assert (statuses, troubles) == (["identical"] * 3, ())


@pytest.mark.parametrize("name", ["mov-transparent", "webm-transparent", "png", "png-transparent"])
def test_a_changed_colour_is_found_in_every_form(films, reviewed, tmp_path, name):
    path = tmp_path / "small.yaml"
    path.write_text(MINIMAL + 'theme: {key: "#FF0000"}\n')
    statuses, troubles, part = reviewed(films[name], read_lesson(path))
    assert (statuses, troubles) == (["changed"] * 3, ())
    assert part.where.box is not None


def test_frames_that_differ_in_alpha_alone_are_not_the_same():
    frame = np.full((36, 64, 4), (200, 30, 90, 255), np.uint8)
    clearer = frame.copy()
    clearer[10:20, 10:20, 3] = 100
    one, other = (levels(av.VideoFrame.from_ndarray(each, "rgba")) for each in (frame, clearer))
    assert len(one) == 36 * 64 * 3 / 2
    assert (one != other).any()


def test_a_gif_that_is_drawn_otherwise_says_why_it_shows_no_difference(films, reviewed, tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(MINIMAL + 'theme: {key: "#FF0000"}\n')
    statuses, _, part = reviewed(films["gif"], read_lesson(path))
    assert statuses == ["broken"] * 3
    assert "drawn otherwise now; in a GIF's few colours" in part.notes[0]


def test_a_frame_that_was_painted_over_is_found(films, reviewed, tmp_path):
    copy = replace(films["png"], folder=tmp_path / "copy")
    shutil.copytree(films["png"].folder, copy.folder)
    Image.new("RGB", (128, 72)).save(copy.film / "000003.png")
    statuses, troubles, _ = reviewed(copy)
    assert statuses == ["broken", "identical", "identical"]
    assert troubles == ("frames/000003.png: damaged; its bytes aren't those of the manifest",)


# --- straight colours


def test_an_opaque_pixel_stays_and_a_clear_one_keeps_the_ground():
    pixels = np.array([[[200, 100, 50, 255], [*GROUND, 0]]], np.uint8)
    assert np.array_equal(straight(pixels, GROUND), pixels)


def test_every_half_clear_pixel_gives_over_the_ground_what_was_seen():
    alpha = np.arange(1, 255)
    for colour in ((255, 0, 0), (0, 255, 128), (14, 17, 22)):
        seen = np.rint(
            np.array(colour) * (alpha / 255)[:, None] + GROUND * (1 - alpha / 255)[:, None]
        )
        pixels = np.concatenate([seen, alpha[:, None]], axis=1).astype(np.uint8)[None]
        own = straight(pixels, GROUND)
        assert np.abs(over(own, GROUND) - seen).max() <= 1
        assert np.abs(own[0, 200:, :3].astype(int) - colour).max() <= 2


# --- clips


@pytest.mark.parametrize("coding", CODINGS)
def test_a_held_frame_is_as_long_as_it_is_held_and_always_the_same(tmp_path, coding):
    frame = np.full((72, 128, 4), 255, np.uint8)
    frame[20:30, 20:60] = (200, 30, 90, 255)
    digests = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.{CODINGS[coding].container}"
        with CODINGS[coding].writer(path, SCREEN) as coder:
            coder.write(frame, 3)
            coder.write(frame, 30)
            frame[0, 0, 0] -= 90
            coder.write(frame)
            frame[0, 0, 0] += 90
        with av.open(path) as clip:
            packets = [hashlib.sha256(bytes(p)).hexdigest() for p in clip.demux(video=0) if p.size]
        assert len(packets) == coder.frames == 34
        digests.append((coder.sha256, packets))
        if CODINGS[coding].is_intra:
            assert len(set(packets[:33])) == 1 != len(set(packets))
    assert digests[0] == digests[1]


def test_a_frame_between_two_milliseconds_is_found_out(films):
    clip, chapters = films["webm"].film, [Chapter("all", 0, 9)]
    with pytest.raises(FilmError, match="frame time: wanted a multiple of 1/13 s"):
        inspect(clip, Reel([clip], Screen("16:9", 128, 72, 13), chapters))


# --- what a form is


def compared_texts(path):
    """Every text that a module compares with, looks up by, or matches, and its line."""
    for node in ast.walk(ast.parse(path.read_text())):
        sides = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Dict):
            sides = [key for key in node.keys if key]
        elif isinstance(node, ast.MatchValue):
            sides = [node.value]
        for part in (part for side in sides for part in ast.walk(side)):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value, part.lineno


def test_nobody_else_asks_what_a_format_or_a_coding_is_called():
    names = {*FORMATS, *CODINGS, *(f".{name}" for name in FORMATS)}
    known = {CHECKOUT / "studio/plan/forms.py", *(CHECKOUT / "studio/video").glob("*.py")}
    stills = ("studio/commands/options.py", ".png")  # which are always one
    found = [
        f"{path.relative_to(CHECKOUT)}:{line}: {text}"
        for path in sorted((CHECKOUT / "studio").rglob("*.py"))
        if path not in known
        for text, line in compared_texts(path)
        if text in names and (str(path.relative_to(CHECKOUT)), text) != stills
    ]
    assert found == []


def test_every_format_has_a_coding_and_every_coding_a_format():
    assert {each.coding for each in FORMATS.values()} == set(CODINGS)


# --- what can't be


@pytest.mark.parametrize("name", ["mp4", "gif"])
def test_a_form_that_knows_no_transparency_is_refused(name, lesson_file, refusal):
    said = f"-t: wanted --format mov|webm|png, which can be transparent, got {name}"
    assert said in refusal(lesson_file, "-t", "--format", name)


def test_a_gif_of_too_many_frames_a_second_is_refused(lesson_file, refusal):
    said = "--format gif: wanted at most 50 frames a second, got 60"
    assert said in refusal(lesson_file, "--format", "gif")


def test_transparent_alone_means_mov():
    assert Form.of(None, transparent=True) == Form("mov", transparent=True)
    assert Form.of(None) == Form("mp4")


def test_a_gif_that_grows_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(gif, "MOST_BYTES", 3000)
    clip = tmp_path / "clip.mov"
    noise = np.random.default_rng(0).integers(0, 255, (72, 128, 4), np.uint8)
    with CODINGS["png"].writer(clip, SCREEN) as coder:
        for _ in range(20):
            noise += 7
            coder.write(noise)
    with pytest.raises(UsageError, match=r"got more after .*; take --format webm"):
        gif.write_gif(tmp_path / "film.gif", [clip], SCREEN)
