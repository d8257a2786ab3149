"""What reviews are made of: likeness, changed numbers, matched beats, listed lines, footage."""

import json
import math
import shutil

import numpy as np
import pytest

from core.computing import Computed, trace_of
from core.reading.lesson import read_lesson
from studio.film.record import (
    LESSON,
    NUMBERS,
    Record,
    arrays_of,
    keep_record,
    read_record,
    record_of,
)
from studio.plan.screen import Screen
from studio.review.changes import changed_numbers, concerning
from studio.review.likeness import SAME, box_of, likeness, pooled, ssim
from studio.review.listing import listing
from studio.review.matching import Pair, pairs
from studio.video.encode import Encoder
from studio.video.footage import BrokenError, Footage, image, packets_sha256

SCREEN = Screen("16:9", 64, 36, 5)


# -------------------------------------------------------------------------------- likeness


def planes():
    rows, columns = np.mgrid[0:40, 0:60]
    one = ((rows * columns) % 251).astype(np.uint8)
    patched = one.copy()
    patched[5:9, 10:20] //= 2
    noisy = np.maximum(one, 1) - 1 + ((rows + columns) % 3).astype(np.uint8)
    return one, patched, noisy, one[::-1].copy()


def test_similarity_is_that_of_scikit_image():
    """Its structural_similarity of 0.26, with data_range=255, gave these."""
    one, patched, noisy, turned = planes()
    assert ssim(one, patched) == pytest.approx(0.9847851106950171, abs=1e-12)
    assert ssim(one, noisy) == pytest.approx(0.9998748984026261, abs=1e-12)
    assert ssim(one, turned) == pytest.approx(0.05084018773394304, abs=1e-12)
    assert ssim(one, one) == 1


def test_similarity_of_two_flat_planes_by_hand():
    """Without any spread, what is left is (2ab + C1) / (a² + b² + C1), C1 = (0.01 · 255)²."""
    dark, bright = (np.full((9, 9), level, np.uint8) for level in (10, 20))
    assert ssim(dark, bright) == pytest.approx((400 + 6.5025) / (500 + 6.5025))


def test_the_box_is_around_what_differs_visibly():
    distances = np.zeros((20, 30), np.uint8)
    assert box_of(distances) is None
    distances[5, 7] = distances[11, 20] = 200
    distances[0, 0] = 49  # less than a fourth of the greatest
    assert box_of(distances) == (7, 5, 14, 7)
    distances[0, 0] = 50
    assert box_of(distances) == (0, 0, 21, 12)


def flat(height, width, luma=100, blue=128, red=128):
    chroma = height * width // 4
    return np.concatenate(
        [
            np.full(size, level, np.uint8)
            for size, level in ((height * width, luma), (chroma, blue), (chroma, red))
        ]
    )


def test_a_frame_is_like_itself():
    assert likeness(flat(36, 64), flat(36, 64), 36, 64) == SAME


def test_a_change_of_colour_alone_is_found_where_it_is():
    one, other = flat(36, 64), flat(36, 64)
    red = other[36 * 64 + 18 * 32 :].reshape(18, 32)
    red[4, 6] = 168
    assert likeness(one, other, 36, 64) == likeness(other, one, 36, 64)
    found = likeness(one, other, 36, 64)
    assert (found.ssim, found.greatest, found.box) == (1.0, 40, (12, 8, 2, 2))


def test_a_large_frame_is_compared_as_seen_from_afar():
    assert pooled(np.arange(64, dtype=np.uint8).reshape(8, 8)).shape == (8, 8)
    large = np.zeros((1080, 1920), np.uint8)
    large[:4, :4] = 160
    small = pooled(large)
    assert small.shape == (270, 480)
    assert small[0, 0] == 160
    assert small[1:].max() == 0


# --------------------------------------------------------------------------------- footage


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Twelve frames, each brighter than the one before; the seventh is seen twice."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    with Encoder(path, SCREEN) as encoder:
        for number in range(11):
            frame = np.full((36, 64, 4), 10 + 20 * number, np.uint8)
            encoder.write(frame, 2 if number == 6 else 1)
    return path


def brightness(picture):
    return round(float(np.asarray(image(picture, 64).convert("L")).mean()), -1)


def test_a_stretch_of_a_film_is_decoded_frame_by_frame(film):
    found = [brightness(picture) for picture in Footage(film, 5, 4).pictures()]
    assert found == [110, 130, 130, 150]
    assert sum(1 for _ in Footage(film, 0, 12).pictures()) == 12


def test_frames_that_a_film_lacks_are_named(film):
    with pytest.raises(BrokenError, match="wanted 5 frames, got 2"):
        list(Footage(film, 10, 5).pictures())


def test_what_is_stored_is_hashed_stretch_by_stretch(film, tmp_path):
    parts = packets_sha256(film, [5, 7])
    assert len(set(parts)) == 2
    assert packets_sha256(film, [5, 7]) == parts
    (whole,) = packets_sha256(film)
    assert packets_sha256(film, [12]) == [whole]
    damaged = tmp_path / "film.mp4"
    content = bytearray(film.read_bytes())
    content[content.rindex(b"mdat") + 200] ^= 1
    damaged.write_bytes(content)
    assert packets_sha256(damaged, [12]) != [whole]


def test_a_file_that_is_no_film_is_broken(tmp_path):
    path = tmp_path / "film.mp4"
    for content in (b"", b"no film"):
        path.write_bytes(content)
        with pytest.raises(BrokenError, match="can't be read"):
            packets_sha256(path)
        with pytest.raises(BrokenError, match="can't be decoded"):
            list(Footage(path, 0, 1).pictures())


# ------------------------------------------------------------------------------ records and changes


def with_lines(path, *changes):
    text = path.read_text()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    other = path.with_name("other.yaml")
    other.write_text(text)
    return read_lesson(other)


def test_a_record_holds_every_array_of_the_trace_to_the_last_bit(lesson, tmp_path):
    keep_record(Computed.of(lesson), tmp_path)
    record, trace = read_record(tmp_path), trace_of(lesson)
    head = record.numbers["sentences[1].heads[0].weights"]
    assert head.shape == (2, 2)
    assert head.values == tuple(trace.sentences[1].heads[0].weights.ravel().tolist())
    assert record.numbers["temperature"].values == (1.0,)
    assert record == record_of(Computed.of(lesson))
    assert len(record.numbers) == len(list(arrays_of(trace)))


def test_the_lessons_file_is_kept_byte_by_byte(lesson_file, tmp_path):
    lesson_file.write_bytes(lesson_file.read_bytes().replace(b"\n", b"\r\n") + "# é̃ end".encode())
    keep_record(Computed.of(read_lesson(lesson_file)), tmp_path)
    assert (tmp_path / LESSON).read_bytes() == lesson_file.read_bytes()


def test_what_is_not_finite_is_spelled_as_json_allows(lesson_file, tmp_path):
    lesson = with_lines(lesson_file, ("focus: bank", "focus: bank\nattention: {mask: causal}"))
    keep_record(Computed.of(lesson), tmp_path)

    def refuse(name):
        raise AssertionError(name)

    found = json.loads((tmp_path / NUMBERS).read_text(), parse_constant=refuse)
    masked = found["numbers"]["sentences[0].heads[0].masked"]["values"]
    assert masked[1] == "-Infinity"
    values = read_record(tmp_path).numbers["sentences[0].heads[0].masked"].values
    assert values[1] == -math.inf


def test_a_changed_number_is_named_with_its_word_and_its_line(computed, lesson_file):
    other = with_lines(lesson_file, ("[1.2, 1.8]", "[1.2, 1.801]"))
    first, *rest = changed_numbers(record_of(computed), record_of(Computed.of(other)))
    assert (first.path, first.before, first.after) == ("table[2, 1]", 1.8, 1.801)
    assert (first.meaning, first.address) == ("“bank”", ("embeddings", "bank"))
    assert all(each.address is None for each in rest)
    weight = next(each for each in rest if "heads[0].weights[1, 0]" in each.path)
    assert weight.meaning == "“money bank”, bank → money"


def test_numbers_that_differ_in_their_last_bits_are_the_same(computed):
    record = record_of(computed)
    assert changed_numbers(record, record) == ()
    content = json.loads(record.model_dump_json())
    for numbers in content["numbers"].values():
        numbers["values"] = [math.nextafter(v, 9) if v else 1e-16 for v in numbers["values"]]
    assert changed_numbers(record, Record.model_validate(content)) == ()


@pytest.mark.parametrize("factor", [1e-8, -1e-8])
def test_a_difference_just_beyond_the_last_bits_is_found(computed, factor):
    record = record_of(computed)
    content = json.loads(record.model_dump_json())
    content["numbers"]["table"]["values"][0] *= 1 + factor
    (found,) = changed_numbers(record, Record.model_validate(content))
    assert found.path == "table[0, 0]"


def test_another_shape_is_a_change_of_its_own(computed, lesson_file):
    other = with_lines(lesson_file, ("bank: [1.2, 1.8]", "bank: [1.2, 1.8], cash: [3, 0]"))
    found = changed_numbers(record_of(computed), record_of(Computed.of(other)))
    assert found[0].path == "table"
    assert (found[0].before, found[0].after) == ("3×2 numbers", "4×2 numbers")


def test_a_beat_is_told_of_the_numbers_that_it_may_draw(computed, lesson_file):
    other = with_lines(lesson_file, ("[-0.8, 2.4]", "[-0.8, 2.5]"))
    changes = changed_numbers(record_of(computed), record_of(Computed.of(other)))
    first = concerning({"sentence": 1, "head": 1}, changes)
    second = concerning({"sentence": 2, "head": 1}, changes)
    assert not any(each.path.startswith("sentences[1]") for each in first)
    assert any(each.path.startswith("sentences[1]") for each in second)
    assert any(each.path.startswith("table") for each in first)


# ------------------------------------------------------------------------------- beats and lines


def named(text):
    return [(name, "") for name in text.split()]


@pytest.mark.parametrize(
    "before, after, wanted",
    [
        ("a b c", "a b c", [(0, 0), (1, 1), (2, 2)]),
        ("a b c", "a c", [(0, 0), (1, None), (2, 1)]),
        ("a c", "a b c", [(0, 0), (None, 1), (1, 2)]),
        ("a b", "c", [(None, 0), (0, None), (1, None)]),
        ("a a", "a", [(0, 0), (1, None)]),
        ("", "a", [(None, 0)]),
    ],
)
def test_beats_are_matched_by_name_and_order(before, after, wanted):
    found = pairs(named(before), named(after))
    assert sorted(found, key=str) == sorted((Pair(*each) for each in wanted), key=str)


def test_a_beat_that_passes_another_has_moved():
    found = pairs(named("a b c d"), named("a d b c"))
    assert [(each.before, each.after) for each in found] == [(0, 0), (3, 1), (1, 2), (2, 3)]
    assert [each.before for each in found if each.moved] == [3]


def test_equal_beats_are_matched_before_those_of_the_same_name():
    found = pairs([("pull", "1"), ("pull", "2")], [("pull", "2")])
    assert set(found) == {Pair(1, 0), Pair(0, None)}
    assert pairs([("pull", "1")], [("pull", "2")]) == (Pair(0, 0),)


def test_lines_are_listed_with_their_numbers_on_both_sides():
    found = listing("a\nb\nc", "a\nx\ny\nc")
    assert [(line.before, line.after, line.sign + line.text) for line in found] == [
        (1, 1, " a"),
        (2, None, "−b"),
        (None, 2, "+x"),
        (None, 3, "+y"),
        (3, 4, " c"),
    ]


def test_of_long_files_the_lines_near_a_change_are_listed():
    one = [f"line {number}" for number in range(3000)]
    other = [*one[:1500], "new", *one[1500:]]
    found = listing("\n".join(one), "\n".join(other))
    assert [line.text for line in found if line.kind == "new"] == ["new"]
    assert len(found) < 60
    gaps = [line.text for line in found if line.kind == "gap"]
    assert gaps == ["1488 lines that are the same"] * 2


def test_a_record_can_be_read_by_nobody_else_by_mistake(computed, tmp_path):
    keep_record(computed, tmp_path)
    shutil.copyfile(tmp_path / LESSON, tmp_path / NUMBERS)
    with pytest.raises(ValueError, match="JSON"):
        read_record(tmp_path)
