"""Embeddings may come from a file: the rows of its words, or a line for the author."""

import contextlib
import io
import json
import os
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from core import lesson
from core.lesson import Lesson
from core.problems import LessonError
from core.reading.lesson import read_lesson
from core.reading.vectors import files, search
from core.reading.vectors.files import Source, VectorsError, vectors_of
from core.reading.vectors.npz import LARGEST_DIRECTORY, LARGEST_INFLATED

ROWS = {
    "the": (0.1, 0.2, 0.3),
    "crane": (1.5, -2.25, 0.5),
    "wings": (1.0, 0.0, -1.0),
    "beam": (-0.5, 0.25, 4.0),
    "heron": (2.0, 1.0, 0.0),
    "tower": (0.125, -3.0, 1.0),
}
GLOVE = "".join(f"{word} {' '.join(map(str, row))}\n" for word, row in ROWS.items())
LESSON = """\
title: Which crane?
sentences: [the crane wings, crane beam]
ignore: [the]
focus: crane
embeddings:
  file: crane.txt
  words: [heron, tower]
"""
ASKED = ("crane", "wings", "beam", "heron", "tower")

Reading = Callable[..., dict[str, tuple[float, ...]]]
Refusal = Callable[..., str]


@pytest.fixture
def rows_in(tmp_path: Path) -> Reading:
    """`rows_in(content, words…)`: what is found in a file of this text or these bytes."""

    def read(content: str | bytes, *words: str, name: str = "v.txt", **more: str) -> dict:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return vectors_of(words or ASKED, Source(tmp_path, name, **more)).rows

    return read


@pytest.fixture
def refusal(rows_in: Reading) -> Refusal:
    """`refusal(content, words…)`: why a file is none of vectors."""

    def refuse(content: str | bytes, *words: str, **more: str) -> str:
        with pytest.raises(VectorsError) as refused:
            rows_in(content, *words, **more)
        return str(refused.value)

    return refuse


@pytest.fixture
def lesson_of(tmp_path: Path) -> Callable[..., Lesson]:
    """A lesson whose vectors stand in a file beside it."""

    def read(text: str = LESSON, vectors: str | bytes = GLOVE) -> Lesson:
        content = vectors.encode() if isinstance(vectors, str) else vectors
        (tmp_path / "crane.txt").write_bytes(content)
        (tmp_path / "crane.yaml").write_text(text, encoding="utf-8")
        return read_lesson(tmp_path / "crane.yaml")

    return read


@pytest.fixture
def problems(lesson_of: Callable[..., Lesson]) -> Callable[..., list[str]]:
    """The problems of such a lesson, each as its line without the folder."""

    def read(text: str = LESSON, vectors: str | bytes = GLOVE) -> list[str]:
        with pytest.raises(LessonError) as refused:
            lesson_of(text, vectors)
        return [str(each).rpartition("/crane.yaml")[2] for each in refused.value.problems]

    return read


# -- a lesson ------------------------------------------------------------------------------------


def test_a_lesson_holds_the_rows_of_its_words_as_if_they_stood_in_it(
    lesson_of: Callable[..., Lesson],
) -> None:
    of_file = lesson_of()
    assert of_file.embeddings == {word: ROWS[word] for word in ASKED}
    table = "".join(f"  {word}: {list(ROWS[word])}\n" for word in ASKED)
    inline = lesson_of(LESSON.split("  file:")[0] + table)
    assert of_file.model_dump() == inline.model_dump()


def test_a_word_may_be_called_file_or_words(lesson_of: Callable[..., Lesson]) -> None:
    table = "embeddings: {file: [1, 2], words: [3, 4]}"
    text = f"title: A\nsentences: [file words]\nfocus: file\n{table}\n"
    assert lesson_of(text).embeddings == {"file": (1, 2), "words": (3, 4)}
    assert "words" in lesson_of(LESSON.replace("heron", "words"), GLOVE + "words 1 2 3").embeddings


def test_a_file_stands_relative_to_the_lesson(
    lesson_of: Callable[..., Lesson], tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "v.txt").write_text(GLOVE)
    assert lesson_of(LESSON.replace("crane.txt", "more/v.txt"), "").width == 3


def test_every_missing_word_is_told_at_once_where_it_is_wanted(
    problems: Callable[..., list[str]],
) -> None:
    text = LESSON.replace("crane beam", "crane beem Beam").replace("tower", "towr")
    told = problems(text.replace("heron", "Heron"))
    way, ways = "; change it", "; change it, or put it under `ignore:`"
    assert told == [
        f":2:30: sentence 2: “Beam” has no row in crane.txt (“beam” has one){ways}",
        f":2:30: sentence 2: “beem” has no row in crane.txt (did you mean “beam”?){ways}",
        f":7:11: embeddings.words[0]: “Heron” has no row in crane.txt (“heron” has one){way}",
        f":7:18: embeddings.words[1]: “towr” has no row in crane.txt (did you mean “tower”?){way}",
    ]


def test_a_mistake_in_the_file_has_the_lessons_line_and_its_own(
    problems: Callable[..., list[str]],
) -> None:
    told = problems(vectors=GLOVE.replace("wings 1.0 0.0 -1.0", "wings 1.0 0.0"))
    assert told == [":6:9: embeddings.file: crane.txt line 3: wanted 3 numbers, got 2"]


def test_mistakes_of_the_lesson_are_told_with_those_of_the_file(
    problems: Callable[..., list[str]],
) -> None:
    told = problems(LESSON.replace("words:", "wrds:") + "heads: [{W_Q: [{twist: 3}]}]\n", "")
    assert [line.split(": ")[1] for line in told] == [
        "embeddings.file",
        "embeddings.wrds",
        "head 1, W_Q[0].twist",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("crane.txt", "none.txt", ":6:9: embeddings.file: no such file: none.txt, beside"),
        ("crane.txt", ".", ":6:9: embeddings.file: wanted the name of a file, but . is a folder"),
        ("crane.txt", '"a\\0b"', ":6:9: embeddings.file: a character that nobody sees"),
        ("crane.txt", "x" * 5000, ":6:9: embeddings.file: wanted the name of a file"),
        ("[heron, tower]", "heron", ":7:10: embeddings.words: wanted a list, got “heron”"),
        ("[heron, tower]", str(["a"] * 1001), "embeddings.words: wanted at most 1000 entries"),
        ("heron", "h" * 41, "embeddings.words[0]: wanted at most 40 characters"),
        ("heron", '" "', "embeddings.words[0]: wanted a word that can be printed"),
        ("words:", "wrods:", ":7:3: embeddings.wrods: unknown key; did you mean “words”?"),
        ("words:", "tensor: v\n  words:", ":7:11: embeddings.tensor: only .npz and .safetensors"),
        ("  file: crane.txt\n", "", "embeddings.words[0]: wanted a number, got “heron”"),
    ],
)
def test_a_mistake_in_naming_the_file_has_a_line(
    problems: Callable[..., list[str]], old: str, new: str, line: str
) -> None:
    told = problems(LESSON.replace(old, new, 1))
    assert any(line in each for each in told), told


def test_the_limits_are_those_of_inline_tables() -> None:
    assert (search.LARGEST, search.WIDEST) == (lesson.LARGEST_NUMBER, lesson.WIDEST)


# -- text ----------------------------------------------------------------------------------------


def test_words_are_found_in_the_order_in_which_they_are_asked_for(rows_in: Reading) -> None:
    assert list(rows_in(GLOVE, "tower", "crane").items()) == [
        ("tower", ROWS["tower"]),
        ("crane", ROWS["crane"]),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: f"6 3\n{text}",  # word2vec
        lambda text: f"6 3\n{text}".replace("\n", " \n"),  # as word2vec itself writes it
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(" ", "\t"),
        lambda text: "\ufeff" + text,
        lambda text: text + "\n\n",
        lambda text: text.rstrip("\n"),
        lambda text: text + "crane 9 9 9\n",  # the first of two rows counts
        lambda text: "unk 0 0 0\n<unk> 0 0 0\nno one 1 2 3\n" + text,
        lambda text: text + "half 1 2\n",  # behind the last word: not read
        lambda text: text.replace("the 0.1", "the nan"),  # not asked for
    ],
)
def test_text_is_read_however_it_was_written(rows_in: Reading, change: Callable) -> None:
    assert rows_in(change(GLOVE)) == {word: ROWS[word] for word in ASKED}


def test_words_are_compared_after_normalisation(rows_in: Reading) -> None:
    assert rows_in("cafe\u0301 1 2\n", "caf\u00e9") == {"caf\u00e9": (1, 2)}


def test_a_word_may_have_spaces_or_be_a_number(rows_in: Reading) -> None:
    assert rows_in("the 1 2\nNew York 3 4\n7 5 6\n", "New York", "7") == {
        "New York": (3, 4),
        "7": (5, 6),
    }


def test_numbers_may_be_written_as_numbers_are(rows_in: Reading) -> None:
    (row,) = rows_in("crane -0.0 1e-05 +.5 3. 1E2\n", "crane").values()
    assert row == (0, 1e-5, 0.5, 3, 100)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "v.txt is empty"),
        ("\n\n", "v.txt is empty; wanted a word and its numbers a line"),
        ("secret\n", "v.txt line 1: wanted a word and its numbers"),
        ("my secret plans\n", "v.txt line 1: wanted a word and its numbers"),
        ("the 1 2\nsecret\n", "v.txt line 2: wanted 2 numbers, got 0"),
        ("the 1 2\npass word secret\n", "v.txt line 2: wanted 2 numbers, got other text"),
        ("the 1 2\ncrane 1 2 3\n", "v.txt line 2: wanted 2 numbers, got 3"),
        ("the 1 2\ncrane secret 2\n", "v.txt line 2: wanted 2 numbers, got other text"),
        ("the 1 2\ncrane 1 nan\n", "v.txt line 2: wanted finite numbers"),
        ("the 1 2\ncrane -inf 1\n", "v.txt line 2: wanted finite numbers"),
        ("the 1 2\ncrane 1e400 1\n", "v.txt line 2: wanted finite numbers"),
        ("the 1 2\ncrane 1 2e6\n", "v.txt line 2: wanted numbers from −1,000,000 to 1,000,000"),
        ("the 1 2\ncrane 1_0 2\n", "v.txt line 2: wanted 2 numbers, got other text"),
        ("the" + " 1" * 1025, "v.txt line 1: wanted vectors of 1 to 1,024 numbers, got 1,025"),
        ("9 2000\n", "v.txt line 1: wanted vectors of 1 to 1,024 numbers, got 2,000"),
        ("9 0\n", "v.txt line 1: wanted vectors of 1 to 1,024 numbers, got 0"),
        ("the 1\n" + "x" * 70_000, "v.txt line 2: wanted at most 65,536 bytes a line"),
        ("the 1 2\n".encode("utf-16"), "v.txt: wanted UTF-8 text"),
        ("the 1 2\n".encode("utf-16-le"), "v.txt line 1: wanted a word and its numbers"),
        (b"\x1f\x8b\x08secret", "v.txt is packed; unpack it first"),
        (b"3 2\nthe \0\1\2\3\n\4\5", "v.txt is binary; wanted text"),
        (bytes(range(256)) * 50, "v.txt line 1: wanted a word and its numbers"),
    ],
)
def test_what_is_no_text_of_vectors_is_refused_and_never_quoted(
    refusal: Refusal, content: str | bytes, said: str
) -> None:
    message = refusal(content, "crane")
    assert said in message
    assert "secret" not in message


def test_a_file_that_was_cut_off_is_doubted_if_words_are_missing(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("400 3\n" + GLOVE)
    source = Source(tmp_path, "v.txt")
    assert vectors_of(["crane"], source).doubt is None
    doubt = "v.txt is cut off: its header promises 400 words, but it ends after 6"
    assert vectors_of(["crane", "owl"], source).doubt == doubt


def test_words_in_another_encoding_are_passed_over_and_told_if_words_are_missing(
    tmp_path: Path,
) -> None:
    (tmp_path / "v.txt").write_bytes("the 1\ncafé 2\ncrane 3\n".encode("latin-1"))
    found = vectors_of(["crane", "café"], Source(tmp_path, "v.txt"))
    assert (found.rows, list(found.missing)) == ({"crane": (3,)}, ["café"])
    assert found.doubt == "v.txt line 2 is not UTF-8; save it as UTF-8"


def test_a_large_file_is_read_as_far_as_its_last_word(tmp_path: Path) -> None:
    row = " ".join(["0.12345"] * 50)
    with (tmp_path / "v.txt").open("w") as file:
        file.writelines(f"w{number} {row}\n" for number in range(20_000))
    start = time.perf_counter()
    vectors_of(["w10"], Source(tmp_path, "v.txt"))
    soon = time.perf_counter() - start
    vectors_of(["w19999"], Source(tmp_path, "v.txt"))
    late = time.perf_counter() - start - soon
    assert soon < late / 5
    assert late < 1


# -- arrays --------------------------------------------------------------------------------------

WORDS = list(ROWS)
TABLE = np.array(list(ROWS.values()))


def npz(**arrays: np.ndarray) -> bytes:
    return _saved(np.savez, arrays)


def _saved(save: Callable, arrays: dict[str, np.ndarray]) -> bytes:
    held = io.BytesIO()
    save(held, **arrays)
    return held.getvalue()


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4"])
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_table_and_its_words(rows_in: Reading, dtype: str, save: Callable) -> None:
    arrays = {"words": np.array(WORDS), "vectors": TABLE.astype(dtype)}
    found = rows_in(_saved(save, arrays), name="v.npz")
    assert found == {word: tuple(np.array(ROWS[word]).astype(dtype).tolist()) for word in ASKED}


def test_whole_numbers_and_words_as_bytes_will_do(rows_in: Reading) -> None:
    content = npz(words=np.array([b"crane", b"crane"]), vectors=np.array([[1, 2], [3, 4]]))
    assert rows_in(content, "crane", name="v.npz") == {"crane": (1, 2)}


def test_an_array_for_each_word(rows_in: Reading) -> None:
    content = npz(**{word: np.array(row) for word, row in ROWS.items()}, vectors=np.ones(3))
    assert rows_in(content, "crane", "vectors", name="v.npz") == {
        "crane": ROWS["crane"],
        "vectors": (1, 1, 1),
    }


@pytest.mark.parametrize("tensor", [None, "e"])
def test_a_table_with_a_vocabulary(rows_in: Reading, tmp_path: Path, tensor: str | None) -> None:
    (tmp_path / "vocab.txt").write_text("\ufeff" + "\r\n".join(WORDS) + "\r\n")
    more = {"vocabulary": "vocab.txt"} | ({"tensor": tensor} if tensor else {})
    expected = {word: ROWS[word] for word in ASKED}
    assert rows_in(npz(e=TABLE, other=np.ones(3)), name="v.npz", **more) == expected
    save_file({"e": TABLE, "other": np.ones(3)}, tmp_path / "w.safetensors")
    content = (tmp_path / "w.safetensors").read_bytes()
    assert rows_in(content, name="v.safetensors", **more) == expected


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_a_tensor_for_each_word(rows_in: Reading, tmp_path: Path, dtype: str) -> None:
    save_file({word: np.array(row, dtype) for word, row in ROWS.items()}, tmp_path / "w")
    found = rows_in((tmp_path / "w").read_bytes(), "crane", name="v.safetensors")
    assert found == {"crane": ROWS["crane"]}


def tensors(header: dict | bytes, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def told(dtype: str, shape: list[int], size: int) -> dict:
    return {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}


ONE = np.ones((1, 2))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("v.npz", b"PK", "v.npz is damaged"),
        ("v.npz", b"secret" * 99, "v.npz is damaged"),
        ("v.npz", npz(words=np.array(WORDS), vectors=TABLE)[:-30], "v.npz is damaged"),
        ("v.npz", npz(words=np.array(WORDS), vectors=TABLE)[30:], "v.npz is damaged"),
        ("v.npz", npz(vectors=TABLE), "v.npz does not say whose its rows are; add `vocabulary:`"),
        (
            "v.npz",
            npz(words=np.array(WORDS[1:]), vectors=TABLE),
            "v.npz has 6 rows, but its array `words` has 5 words; wanted a word for each row",
        ),
        (
            "v.npz",
            npz(words=np.array([*WORDS, "more", "still more"]), vectors=TABLE),
            "v.npz has 6 rows, but its array `words` has more than 6 words",
        ),
        ("v.npz", npz(words=np.array(["crane"], object), vectors=ONE), "without pickle"),
        ("v.npz", npz(words=ONE, vectors=ONE), "words: wanted a list of words"),
        (
            "v.npz",
            npz(words=np.array(["c"]), vectors=ONE * 1j),
            "vectors: wanted a table of numbers",
        ),
        ("v.npz", npz(words=np.array(["c"]), vectors=np.array(["1"])), "got something else"),
        ("v.npz", npz(words=np.array(["c" * 1001]), vectors=ONE), "words of 1 to 1,000 characters"),
        ("v.npz", npz(words=np.array([b"crane"]), vectors=ONE * np.nan), "wanted finite numbers"),
        ("v.npz", npz(words=np.array([b"crane"]), vectors=ONE * 2e6), "wanted numbers from −1,0"),
        ("v.npz", npz(words=np.array(["c"]), vectors=np.ones((1, 2000))), "1 to 1,024 numbers"),
        (
            "v.npz",
            npz(words=np.array(WORDS), vectors=np.asfortranarray(TABLE)),
            "v.npz: vectors is stored by columns; save numpy.ascontiguousarray of it",
        ),
        ("v.npz", npz(crane=np.ones((2, 2))), "the array of “crane”: wanted a row of numbers, got"),
        ("v.npz", npz(crane=np.array("secret")), "wanted a row of numbers, got something else"),
        ("v.npz", npz(crane=np.ones(0)), "wanted vectors of 1 to 1,024 numbers, got 0"),
        ("v.npz", npz(crane=np.ones(2), wings=np.ones(3)), "wanted 2 numbers, as “crane” has"),
        ("v.safetensors", b"short", "v.safetensors is damaged"),
        ("v.safetensors", struct.pack("<Q", 1 << 60) + b"secret", "v.safetensors is damaged"),
        ("v.safetensors", tensors(b"secret"), "v.safetensors is damaged"),
        ("v.safetensors", tensors({"crane": told("F64", [9], 72)}, b"12"), "is damaged"),
        ("v.safetensors", tensors({"crane": told("F32", [1 << 62], 8)}, b"1" * 8), "is damaged"),
        (
            "v.safetensors",
            tensors({"crane": told("BF16", [2], 4)}, b"1234"),
            "crane: wanted float64, float32 or float16, got BF16; save it as float32",
        ),
        ("v.safetensors", tensors({"crane": told("I64", [1], 8)}, b"1" * 8), "got I64"),
    ],
)
def test_what_is_no_file_of_arrays_is_refused_and_never_quoted(
    refusal: Refusal, name: str, content: bytes, said: str
) -> None:
    message = refusal(content, name=name)
    assert said in message
    assert "secret" not in message


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"vocabulary": "none.txt"}, "no such file: none.txt, beside the lesson"),
        ({"vocabulary": "few.txt"}, "v.npz has 6 rows, but few.txt has 5 words; wanted a word"),
        ({"vocabulary": "many.txt"}, "v.npz has 6 rows, but many.txt has more than 6 words"),
        ({"vocabulary": "odd.txt"}, "odd.txt line 2: wanted UTF-8 text, a word a line"),
        ({"vocabulary": "long.txt"}, "long.txt line 1: wanted at most 65,536 bytes"),
        ({"vocabulary": "."}, "wanted the name of a file, but . is a folder"),
        ({"tensor": "one"}, "v.npz does not say whose its rows are; add `vocabulary:`"),
        ({"tensor": "onne", "vocabulary": "few.txt"}, "no such array; did you mean “one”?"),
        ({"tensor": "flat", "vocabulary": "few.txt"}, "wanted a table of numbers, got 6"),
        ({"vocabulary": "all.txt"}, "v.npz has 2 tables; say which by `tensor:`: one, two"),
    ],
)
def test_a_mistake_in_what_is_said_of_arrays(
    refusal: Refusal, tmp_path: Path, more: dict[str, str], said: str
) -> None:
    for name, words in {"few": WORDS[1:], "all": WORDS, "many": [*WORDS, "a", "b"]}.items():
        (tmp_path / f"{name}.txt").write_text("\n".join(words))
    (tmp_path / "odd.txt").write_bytes(b"a\n\xff\n")
    (tmp_path / "long.txt").write_bytes(b"a" * 70_000)
    arrays = {"one": TABLE, "flat": np.ones(6)}
    if said.startswith("v.npz has 2"):
        arrays["two"] = TABLE
    assert said in refusal(npz(**arrays), name="v.npz", **more)


def test_a_file_without_any_of_the_words_is_doubted(tmp_path: Path) -> None:
    np.savez(tmp_path / "v.npz", weight=TABLE)
    doubt = vectors_of(["crane"], Source(tmp_path, "v.npz")).doubt
    assert doubt is not None
    assert "no array by the name of any of the words; of a table, say `vocabulary:`" in doubt


# -- hostile files -------------------------------------------------------------------------------

NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc")
BOUND = """
import re, sys, time
from pathlib import Path
import safetensors
from core.reading.vectors.files import Source, VectorsError, vectors_of
def most():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before, start = most(), time.process_time()
file = Path(sys.argv[1])
try:
    vectors_of(["crane"], Source(file.parent, file.name))
except VectorsError as refused:
    print(refused)
print(time.process_time() - start, (most() - before) * 1024)
"""


def bomb(size: int) -> bytes:
    """An archive of some kilobytes whose vectors are that many bytes of zeros; crane's are last."""
    held, width = io.BytesIO(), 1000
    rows = size // (8 * width)
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("words.npy", "w") as words:
            np.lib.format.write_array(words, np.array(["x"] * (rows - 1) + ["crane"]))
        with archive.open("vectors.npy", "w", force_zip64=True) as vectors:
            header = {"descr": "<f8", "fortran_order": False, "shape": (rows, width)}
            np.lib.format.write_array_header_1_0(vectors, header)
            for _ in range(rows):
                vectors.write(bytes(8 * width))
    return held.getvalue()


def lying(shape: tuple[int, ...]) -> bytes:
    """An archive whose vectors say that they are of this shape, and are not."""
    content = npz(words=np.array(["crane"]), vectors=np.ones((1, 2)))
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(held, "w") as changed:
        for name in archive.namelist():
            text = archive.read(name)
            if name == "vectors.npy":
                text = text.replace(b"(1, 2)", str(shape).encode())
            changed.writestr(name, text)
    return held.getvalue()


def crowded() -> bytes:
    """An archive of too many arrays."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(LARGEST_DIRECTORY // 50):
            archive.writestr(f"{number}.npy", b"")
    return held.getvalue()


@NEEDS_PROC
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("v.npz", lying((10**11, 2)), "v.npz is damaged"),
        ("v.npz", lying((10**11, 10**11)), "v.npz is damaged"),
        ("v.npz", crowded(), "v.npz has too many arrays"),
        ("v.safetensors", tensors(b"[" * 9_000_000), "v.safetensors has too many arrays"),
        ("v.safetensors", tensors(b"[" * 1_000_000), "v.safetensors is damaged"),
    ],
)
def test_a_lying_file_takes_neither_time_nor_room(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    message, seconds, room = bounded(tmp_path / name, content)
    assert said in message
    assert seconds < 2
    assert room < 100e6


@NEEDS_PROC
@pytest.mark.parametrize(
    ("beyond", "said"),
    [(-1_000_000, ""), (8_000_000, "vectors: wanted at most 256,000,000 bytes once unpacked")],
)
def test_a_bomb_takes_neither_time_nor_room(tmp_path: Path, beyond: int, said: str) -> None:
    message, seconds, room = bounded(tmp_path / "v.npz", bomb(LARGEST_INFLATED + beyond))
    assert said in message
    assert seconds < 2
    assert room < 100e6


def bounded(path: Path, content: bytes) -> tuple[str, float, float]:
    """What is said of a file, and the seconds and bytes that it took."""
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", BOUND, str(path)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    *message, last = done.stdout.splitlines()
    seconds, room = map(float, last.split())
    return "\n".join(message), seconds, room


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none here")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("pipe.txt", "/dev/zero"):
        with pytest.raises(VectorsError, match=r"wanted the name of a file, but .* something else"):
            vectors_of(["crane"], Source(tmp_path, name))


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "v.txt").open("wb") as file:
        file.truncate(files.LARGEST_FILE + 1)  # which takes no room
    with pytest.raises(VectorsError, match="wanted at most 4,000,000,000 bytes, got 4,000,000,001"):
        vectors_of(["crane"], Source(tmp_path, "v.txt"))


@pytest.mark.parametrize("name", ["v.txt", "v.npz", "v.safetensors"])
def test_a_damaged_file_is_refused_or_read_but_never_crashes(tmp_path: Path, name: str) -> None:
    """Sound files with bytes changed, cut and doubled, the same ones every time."""
    arrays = {"words": np.array(WORDS), "vectors": TABLE, "crane": TABLE[1]}
    sound = {"v.txt": GLOVE.encode(), "v.npz": npz(**arrays)}.get(name)
    if sound is None:
        save_file({word: np.array(row) for word, row in ROWS.items()}, tmp_path / "w")
        sound = (tmp_path / "w").read_bytes()
    chance = np.random.default_rng(5)
    for _ in range(400):
        content = bytearray(sound)
        for at in chance.integers(0, len(content), chance.integers(1, 6)):
            content[at] = chance.integers(0, 256)
        cut = slice(*sorted(chance.integers(0, len(content) + 1, 2)))
        damaged = [content, content[cut], content + content[cut]][chance.integers(0, 3)]
        (tmp_path / name).write_bytes(damaged)
        with contextlib.suppress(VectorsError):
            vectors_of(ASKED, Source(tmp_path, name))
