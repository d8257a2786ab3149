"""What is touched, and which clips are therefore drawn again."""

import ast
import re
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.draw import keys
from studio.draw.keys import film_key, ingredients, key_of
from studio.draw.own_beats import told
from studio.keep.sources import Sources
from studio.places import CHECKOUT
from studio.plan.forms import BURN, FORMATS, Form
from studio.plan.forms import NONE as UNCAPTIONED
from studio.plan.plan import clips_of, plan
from studio.plan.screen import Screen
from studio.video import codings, encode

LOW = Screen.of("l")
LESSON = """\
title: Which bank?
question: What does it mean?
sentences: [money bank, river bank]
focus: bank
embeddings: {money: [2.6, 0.8], river: [-0.8, 2.4], bank: [1.2, 1.8], and: [1, 1]}
heads:
  - {W_Q: [{rotate: 30}], W_K: identity}
storyboard:
  - {beat: title}
  - {beat: tokens}
  - {beat: projections}
  - {beat: similarity}
  - {beat: mixing}
  - {beat: pull, say: {ghost: Look here.}}
  - {beat: recap}
"""
BEATS = re.findall(r"beat: (\w+)", LESSON)
ALL, NONE = set(BEATS), set()


@pytest.fixture
def touched(checkout):
    """`touched(file, change)`: which beats' keys are others once its text is changed."""
    clips = clips_of(Computed.of(lesson_of(checkout / "bank.yaml", LESSON)), LOW)
    before = keys_of(clips, Sources(checkout))

    def touch(file, change):
        path = checkout / file
        original = path.read_bytes()
        path.write_bytes(change(original))
        try:
            return differing(before, keys_of(clips, Sources(checkout)))
        finally:
            path.write_bytes(original)

    return touch


@pytest.fixture
def edited(tmp_path):
    """`edited(old, new, …)`: which beats are drawn again once the lesson's text is changed."""
    sources = Sources()
    before = keys_of(clips_of(Computed.of(lesson_of(tmp_path / "bank.yaml", LESSON)), LOW), sources)

    def edit(*change, screen=LOW, theme=None):
        text = LESSON
        for old, new in zip(change[::2], change[1::2], strict=True):
            assert old in text
            text = text.replace(old, new, 1)
        clips = clips_of(Computed.of(lesson_of(tmp_path / "bank.yaml", text)), screen, theme)
        return differing(before, keys_of(clips, sources))

    return edit


def lesson_of(path, text):
    path.write_text(text)
    return read_lesson(path)


def keys_of(clips, sources):
    return {clip.spec.beat: key_of(clip, sources) for clip in clips}


def differing(before, after):
    return {beat for beat in before if beat in after and before[beat] != after[beat]}


def shown_by(*beats):
    """These beats, and those that open on the last picture of one of them."""
    return {*beats, *(two for one, two in pairwise(BEATS) if one in beats)}


def code(text):
    return text + b"\n_touched = 1\n"


def comment(text):
    return b"# touched\n" + text + b"\n# touched\n"


# --- the lesson


def test_other_narration_of_a_beat_draws_that_beat(edited):
    assert edited("Look here.", "Look there.") == {"pull"}
    assert edited("beat: tokens", "beat: tokens, heading: Pieces") == shown_by("tokens")


def test_vectors_of_a_file_count_as_far_as_they_are_taken(edited, tmp_path):
    table = "{money: [2.6, 0.8], river: [-0.8, 2.4], bank: [1.2, 1.8], and: [1, 1]}"
    rows = "of 0 0\nand 1 1\nriver -0.8 2.4\nbank 1.2 1.8\nmoney 2.6 0.8\n"
    (tmp_path / "v.txt").write_text(rows)
    inline = "{money: [2.6, 0.8], bank: [1.2, 1.8], river: [-0.8, 2.4], and: [1, 1]}"
    of_file = (table, "{file: v.txt, words: [and]}")
    assert edited(*of_file) == edited(table, inline)  # in the order of the sentences
    (tmp_path / "v.txt").write_text("of 1 1\n" + rows)
    assert edited(*of_file, "[money bank, river bank]", "[money, river, bank]") == edited(
        "[money bank, river bank]", "[money, river, bank]"
    )
    (tmp_path / "v.txt").write_text(rows.replace("1 1", "1 2"))
    assert edited(*of_file) == ALL


def test_a_matrix_of_a_file_counts_as_its_rows_do(edited, tmp_path):
    np.savez(tmp_path / "maps.npz", W_Q=[[1.0, 0.5], [0.0, 1.0]], other=[[2.0]])
    edited("[{rotate: 30}]", "[[1, 0.5], [0, 1]]")
    before = keys_in(tmp_path)
    edited("[{rotate: 30}]", "{file: maps.npz, tensor: W_Q}")
    assert keys_in(tmp_path) == before
    np.savez(tmp_path / "maps.npz", W_Q=[[1.0, 0.5], [0.0, 1.0]], other=[[3.0]])
    assert keys_in(tmp_path) == before
    np.savez(tmp_path / "maps.npz", W_Q=[[1.0, 0.5], [0.25, 1.0]], other=[[3.0]])
    assert differing(before, keys_in(tmp_path)) == ALL


def keys_in(folder):
    return keys_of(clips_of(Computed.of(read_lesson(folder / "bank.yaml")), LOW), Sources())


def test_a_title_is_drawn_where_it_is_read(edited):
    assert edited("Which bank?", "Which bank, then?") == shown_by("title", "recap")
    assert edited("What does it mean?", "What is meant?") == shown_by("title")


@pytest.mark.parametrize(
    "change",
    [
        ("money: [2.6, 0.8]", "money: [2.6, 0.9]"),
        ("and: [1, 1]", "and: [1, 2]"),
        ("money: [2.6, 0.8], river: [-0.8, 2.4]", "river: [-0.8, 2.4], money: [2.6, 0.8]"),
        ("[money bank, river bank]", "{coins: money bank, water: river bank}"),
        ("[money bank, river bank]", "[money bank, river bank, river money]"),
        ("rotate: 30", "rotate: 31"),
        ("W_K: identity", "W_K: [[1, 0], [0, 1]]"),
        ("focus: bank", "focus: bank\nattention: {temperature: 2}"),
        ("focus: bank", "focus: bank\nattention: {mask: causal}"),
        ("focus: bank", "focus: bank\nattention: {similarity: dot}"),
        ("focus: bank", "focus: bank\nattention: {residual: true}"),
        ("focus: bank", "focus: bank\nignore: [and]"),
        ("focus: bank", "focus: bank\nW_O: [[1, 0], [0, 1]]"),
        ("focus: bank", "focus: bank\nvoice: {pace: 12}"),
        ("focus: bank", "focus: bank\ntheme: paper"),
        ("focus: bank", 'focus: bank\ntheme: {key: "#4CC9B1"}'),
    ],
)
def test_what_every_beat_may_draw_draws_every_beat(edited, change):
    assert edited(*change) == ALL


@pytest.mark.parametrize(
    "change",
    [
        ("title:", "# a comment\n\ntitle:"),
        ("[2.6, 0.8]", "[2.60, 0.8]"),
        ("focus: bank", "focus: bank\ntheme: night"),
        ("focus: bank", "focus: bank\nattention: {temperature: 1}"),
        ("  - {beat: recap}\n", ""),
        ("  - {beat: recap}\n", "  - {beat: recap}\n  - {beat: context_swap}\n"),
    ],
)
def test_what_no_other_beat_draws_draws_nothing(edited, change):
    assert edited(*change) == NONE


def test_a_promise_is_drawn_by_the_recap(edited):
    promise = "focus: bank\nexpect: [{unchanged: {word: bank}}]"
    assert edited("focus: bank", promise) == {"recap"}


def test_the_beat_before_counts_by_its_last_picture(edited):
    assert edited("beat: pull,", "beat: pull, sentence: 2,") == shown_by("pull")
    assert edited("  - {beat: mixing}\n", "") == {"pull"}
    assert edited("  - {beat: title}\n", "") == {"tokens"}
    assert edited("Look here.", "Look there.") == {"pull"}


@pytest.mark.parametrize(
    "screen",
    [Screen.of("m"), Screen.of("l", "1:1"), Screen.of("l", fps=16), Screen.of("l", "9:16")],
)
def test_another_screen_draws_every_beat(edited, screen):
    assert edited(screen=screen) == ALL


def test_a_theme_counts_by_what_it_is(edited):
    assert edited(theme="paper") == ALL
    assert edited(theme="night") == NONE


def test_a_font_counts_by_its_content(tmp_path):
    sources, clips = [], []
    for folder, content in (("a", b"one"), ("b", b"one"), ("c", b"two")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.ttf").write_bytes(content)
        text = LESSON + f"fonts: [{folder}.ttf]\n"
        clips.append(
            clips_of(Computed.of(lesson_of(tmp_path / folder / "bank.yaml", text)), LOW)[0]
        )
        sources.append(Sources())
    a, b, c = map(key_of, clips, sources)
    assert a == b != c


# --- the code, the fonts, the tools


def test_code_of_one_beat_draws_that_beat(touched):
    for beat in BEATS:
        assert touched(f"scenes/{beat}.py", code) == shown_by(beat)


def test_a_comment_draws_nothing(touched):
    for file in (
        "scenes/pull.py",
        "scenes/kit/beat.py",
        "core/computing.py",
        "studio/video/encode.py",
    ):
        assert touched(file, comment) == NONE


def test_every_file_of_kit_and_core_draws_the_beats_that_import_it(touched, checkout):
    sources = Sources(checkout)
    files = [*checkout.glob("scenes/*/**/*.py"), *checkout.glob("core/**/*.py")]
    closures = {beat: sources.closure(f"scenes.{beat}") for beat in BEATS}
    for file in (path.relative_to(checkout) for path in files):
        module = ".".join(file.with_suffix("").parts).removesuffix(".__init__")
        users = {beat for beat in BEATS if module in closures[beat]}
        assert touched(file, code) == shown_by(*users), module


def test_what_all_beats_stand_on_draws_all(touched):
    for file in (
        "scenes/kit/beat.py",
        "scenes/kit/theme.py",
        "core/computing.py",
        "core/numerals.py",
    ):
        assert touched(file, code) == ALL
    for painter in keys.PAINTERS:
        assert touched(painter.replace(".", "/") + ".py", code) == ALL
    assert touched("scenes/kit/fonts/Inter-Medium.ttf", code) == ALL


H264, STRAIGHT = ("studio.video.encode", "studio.video.holds"), ("studio.video.straight",)


@pytest.mark.parametrize(
    ("form", "painters"),
    [
        (Form(), H264),
        (Form(captions=UNCAPTIONED), H264),
        (Form("webm"), STRAIGHT),
        (Form("gif", captions=BURN), STRAIGHT + keys.BURNERS),
        (Form(captions=BURN), H264 + keys.BURNERS),
    ],
)
def test_what_writes_other_forms_draws_these_alone(checkout, form, painters):
    clip = clips_of(Computed.of(lesson_of(checkout / "bank.yaml", LESSON)), LOW, None, form)[0]
    before = key_of(clip, Sources(checkout))
    for painter in (*H264, *STRAIGHT, *keys.BURNERS):
        file = checkout / (painter.replace(".", "/") + ".py")
        original = file.read_bytes()
        file.write_bytes(code(original))
        try:
            changed = key_of(clip, Sources(checkout)) != before
        finally:
            file.write_bytes(original)
        assert changed == (painter in painters), painter


def test_every_form_of_a_clip_has_a_key_of_its_own(tmp_path):
    lesson, sources = lesson_of(tmp_path / "bank.yaml", LESSON), Sources()
    forms = [
        *(Form(name) for name in ("mp4", "mov", "webm", "png")),
        *(Form(name, transparent=True) for name in ("mov", "webm", "png")),
        *(Form(name, captions=BURN) for name in ("mp4", "mov", "webm", "png")),
    ]
    found = [key_of(clips_of(Computed.of(lesson), LOW, None, form)[0], sources) for form in forms]
    assert len(set(found)) == len(forms)


@pytest.mark.parametrize("coding", [name for name in codings.CODINGS if name != Form().coding])
def test_the_profile_of_another_coding_counts_for_it_alone(edited, tmp_path, monkeypatch, coding):
    lesson, sources = lesson_of(tmp_path / "bank.yaml", LESSON), Sources()
    form = next(Form(name) for name, each in FORMATS.items() if each.coding == coding)
    (clip, *_) = clips_of(Computed.of(lesson), LOW, None, form)
    before = key_of(clip, sources)
    monkeypatch.setitem(codings.CODINGS[coding].profile, "threads", "2")
    assert key_of(clip, sources) != before
    assert edited() == NONE


def test_what_only_joins_and_checks_draws_nothing(touched):
    for file in (
        "scenes/kit/checks/legibility.py",
        "studio/film/assembly.py",
        "studio/cli.py",
        "scenes/scores.py",
    ):
        assert touched(file, code) == NONE


@pytest.mark.parametrize(
    ("tool", "new", "drawn"),
    [
        ("manim", "0.22.9", ALL),
        ("typst", "9.9", ALL),
        ("av", "99.0", ALL),
        ("numpy", "99.0", ALL),
        ("numpy", f"{keys.version('numpy')}.9", NONE),
        ("pillow", "99.0", NONE),
    ],
)
def test_tools_count_by_their_versions(edited, monkeypatch, tool, new, drawn):
    real = keys.version
    monkeypatch.setattr(keys, "version", lambda name: new if name == tool else real(name))
    assert edited() == drawn


@pytest.mark.parametrize("option", ["preset", "crf"])
def test_the_encoders_profile_counts(edited, monkeypatch, option):
    monkeypatch.setitem(encode.PROFILE, option, "other")
    assert edited() == ALL


# --- what a key is


def test_a_key_holds_no_path_of_this_machine(tmp_path):
    clip = clips_of(Computed.of(lesson_of(tmp_path / "bank.yaml", LESSON)), LOW)[0]
    said = str(ingredients(clip, Sources()))
    assert str(tmp_path) not in said
    assert str(CHECKOUT) not in said


def test_a_copy_elsewhere_has_the_same_keys(checkout, tmp_path):
    shutil.copytree(checkout, tmp_path / "other")
    here = clips_of(Computed.of(lesson_of(tmp_path / "bank.yaml", LESSON)), LOW)
    there = clips_of(Computed.of(lesson_of(tmp_path / "other" / "bank.yaml", LESSON)), LOW)
    assert keys_of(here, Sources(checkout)) == keys_of(there, Sources(tmp_path / "other"))


OWN = """\
from scenes.kit.beat import Beat
from scenes.kit.plane import measures


class Mine(Beat):
    texts = {"heading": "Mine"}

    def set_stage(self):
        import scenes.pull
"""


def test_an_own_beat_is_drawn_again_when_what_it_imports_changes(checkout, tmp_path):
    (tmp_path / "own.py").write_text(OWN)
    path = tmp_path / "bank.yaml"
    path.write_text(LESSON.replace("{beat: recap}", "{beat: own.py:Mine}"))
    clip = clips_of(Computed.of(read_lesson(path, told)), LOW)[-1]
    before = key_of(clip, Sources(checkout))
    for module in ("scenes/kit/plane/measures", "scenes/pull", "scenes/kit/stages/values"):
        file = checkout / f"{module}.py"
        original = file.read_bytes()
        file.write_bytes(code(original))
        assert key_of(clip, Sources(checkout)) != before, module
        file.write_bytes(original)
    assert key_of(clip, Sources(checkout)) == before


@pytest.mark.parametrize(
    ("words", "module"),
    [
        ("from scenes.kit.text import Number", "scenes/kit/type/number"),
        ("from scenes.kit.plane import Plane", "scenes/kit/plane/plane"),
    ],
)
def test_so_it_is_when_what_is_only_handed_on_to_it_changes(checkout, tmp_path, words, module):
    own = OWN.replace("from scenes.kit.plane import measures", words)
    (tmp_path / "own.py").write_text(own.partition("    def set_stage")[0])
    path = tmp_path / "bank.yaml"
    path.write_text(LESSON.replace("{beat: recap}", "{beat: own.py:Mine}"))
    clip = clips_of(Computed.of(read_lesson(path, told)), LOW)[-1]
    before = key_of(clip, Sources(checkout))
    file = checkout / f"{module}.py"
    file.write_bytes(code(file.read_bytes()))
    assert key_of(clip, Sources(checkout)) != before


def test_no_beat_reads_what_its_clip_does_not_know():
    """A clip's lesson has no title and no question: texts come filled, in the script."""
    for path in Path(CHECKOUT / "scenes").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in ("title", "question"):
                owner = node.value
                name = getattr(owner, "attr", getattr(owner, "id", ""))
                assert name != "trace", f"{path.name}:{node.lineno}: use the script"


def test_a_film_has_another_key_for_anything_that_it_shows(tmp_path):
    def key(text, only=()):
        made = plan(Computed.of(lesson_of(tmp_path / "bank.yaml", text)), LOW, only=only)
        found = {clip.slot: key_of(clip, sources) for clip in made.clips}
        return film_key(made, found, sources)

    sources = Sources()
    found = [key(LESSON), key(LESSON, ["pull"]), key(LESSON + "# more\n"), key(LESSON)]
    assert found[0] == found[3]
    assert len(set(found)) == 3
