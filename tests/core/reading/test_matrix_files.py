"""A map may come from a file: its matrix as it stands there, or a line for the author."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.lesson import Lesson
from core.mending.fit import fit_vectors
from core.problems import LessonError
from core.reading.lesson import read_lesson
from core.reading.vectors.files import Source, vectors_of

QUERIES = np.array([[0.5, 0.0, -1.25], [2.0, 0.25, 0.0]])  # [d_k, d_model]
KEYS = np.array([[1.0, 0.0, 0.5], [0.0, 3.0, 0.125]])
TEXT = """\
title: Which bank?
sentences: [money bank, river bank]
focus: bank
embeddings: {{money: [2.6, 0.8, 1], river: [-0.8, 2.4, 0], bank: [1.2, 1.8, 0.5]}}
heads:
  - {{W_Q: {asked}, W_K: {{file: maps.npz, tensor: W_K}}}}
"""
ASKED = "{file: maps.npz, tensor: W_Q}"


@pytest.fixture
def lesson_of(tmp_path: Path) -> Callable[..., Lesson]:
    """A lesson whose W_Q is as told, beside a file of two maps."""
    np.savez(tmp_path / "maps.npz", W_Q=QUERIES, W_K=KEYS)

    def read(asked: str = ASKED, more: str = "") -> Lesson:
        (tmp_path / "bank.yaml").write_text(TEXT.format(asked=asked) + more)
        return read_lesson(tmp_path / "bank.yaml")

    return read


@pytest.fixture
def fault(lesson_of: Callable[..., Lesson]) -> Callable[..., str]:
    """What an author is told, without the place of the first problem."""

    def refuse(asked: str, more: str = "") -> str:
        with pytest.raises(LessonError) as refused:
            lesson_of(asked, more)
        (problem,) = refused.value.problems
        return f"{problem.path}: {problem.message}"

    return refuse


def rows(matrix: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())


def test_maps_are_read_from_an_archive(lesson_of: Callable[..., Lesson]) -> None:
    (head,) = lesson_of().heads
    assert (head.W_Q.rows, head.W_K.rows) == (rows(QUERIES), rows(KEYS))


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.float16, np.int8])
def test_every_type_of_number_is_read(
    lesson_of: Callable[..., Lesson], tmp_path: Path, kind: type
) -> None:
    matrix = np.array([[1, 2, -3], [4, 0, 5]], dtype=kind)
    np.save(tmp_path / "q.npy", matrix)
    assert lesson_of("{file: q.npy}").heads[0].W_Q.rows == rows(matrix.astype(float))


@pytest.mark.parametrize("name", ["q.npy", "one.npz", "q.safetensors", "q.txt", "q.csv"])
def test_a_file_of_one_matrix_needs_no_tensor(
    lesson_of: Callable[..., Lesson], tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    write = {
        ".npy": lambda: np.save(file, QUERIES),
        ".npz": lambda: np.savez(file, anything=QUERIES, bias=np.zeros(2)),
        ".safetensors": lambda: save_file({"head.q": QUERIES}, file),
        ".txt": lambda: np.savetxt(file, QUERIES),
        ".csv": lambda: np.savetxt(file, QUERIES, delimiter=", ", header="the queries"),
    }
    write[file.suffix]()
    assert lesson_of(f"{{file: {name}}}").heads[0].W_Q.rows == rows(QUERIES)


@pytest.mark.parametrize("name", ["t.npy", "t.npz"])
def test_a_matrix_that_is_stored_by_columns_is_the_same_matrix(
    lesson_of: Callable[..., Lesson], tmp_path: Path, name: str
) -> None:
    turned = np.asfortranarray(QUERIES)
    np.save(tmp_path / name, turned) if name == "t.npy" else np.savez(tmp_path / name, turned)
    assert lesson_of(f"{{file: {name}}}").heads[0].W_Q.rows == rows(QUERIES)


def test_the_mixing_matrix_may_stand_in_a_file(
    lesson_of: Callable[..., Lesson], tmp_path: Path
) -> None:
    mixing = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0], [0.5, 0.0, 1.0]])
    np.save(tmp_path / "o.npy", mixing)
    assert rows(mixing) == lesson_of(more="W_O: {file: o.npy}\n").W_O


def test_a_beat_may_show_a_map_from_a_file(
    lesson_of: Callable[..., Lesson], tmp_path: Path
) -> None:
    np.save(tmp_path / "m.npy", np.array([[0.0, 2.0], [1.0, 0.0]]))
    lesson = lesson_of(more="storyboard: [{beat: linear_map, map: {file: m.npy}}]\n")
    own = lesson.storyboard[0].own_map
    assert own is not None
    assert own.rows == ((0.0, 2.0), (1.0, 0.0))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("{file: none.npz}", "W_Q.file: no such file: none.npz, beside the lesson"),
        ("{file: maps.npz}", "W_Q.file: maps.npz has 2 tables; say which by `tensor:`: W_Q, W_K"),
        ("{file: maps.npz, tensor: W_q}", "W_Q.tensor: maps.npz has no such array; did you mean"),
        ("{file: maps.npz, tensor: W_Q, rows: 2}", "W_Q.rows: unknown key; "),
        ("{tensor: W_Q}", "W_Q: `file` is missing; add it"),
        ("{file: [1]}", "W_Q.file: wanted text, got a list of 1"),
        ("{file: ..}", "W_Q.file: wanted the name of a file, but .. is a folder"),
        ("{file: words.txt}", "W_Q.file: words.txt line 1: wanted numbers alone, got “money”"),
        ("{file: ragged.txt}", "W_Q.file: ragged.txt line 3: wanted 2 numbers, as line 1 has, "),
        ("{file: nan.txt}", "W_Q.file: nan.txt: wanted finite numbers"),
        ("{file: huge.npy}", "W_Q.file: huge.npy: wanted numbers from −1,000,000 to 1,000,000"),
        ("{file: row.npy}", "W_Q.file: row.npy: wanted a table of numbers, got 3"),
        ("{file: wide.npy}", "W_Q.file: wide.npy: wanted a matrix of at most 1,024 × 1,024, got 2"),
        ("{file: none.npy}", "W_Q.file: none.npy: wanted a matrix of at most 1,024 × 1,024, got 0"),
        ("{file: text.npy}", "W_Q.file: text.npy: wanted a table of numbers, got something else"),
        ("{file: cut.npy}", "W_Q.file: cut.npy is damaged, or not what its name says; save it"),
        ("{file: zip.npy}", "W_Q.file: zip.npy is damaged, or not what its name says; save it"),
        ("{file: a.txt, tensor: W}", "W_Q.tensor: only .npz and .safetensors have one, but a.txt "),
        ("{file: q.npy, tensor: W}", "W_Q.tensor: only .npz and .safetensors have one, but q.npy "),
        ("{file: turned.npy}", "W_Q: wanted 2x3, got 2x2; one column for each of the 3 coord"),
        ("{file: small.txt}", "W_K: wanted as many rows as W_Q has (1), got 2: a query must fit"),
    ],
)
def test_what_is_no_map_is_refused_in_one_line(
    fault: Callable[..., str], tmp_path: Path, asked: str, told: str
) -> None:
    (tmp_path / "words.txt").write_text("money 1 2 3\n")
    (tmp_path / "ragged.txt").write_text("1 2\n\n1 2 3\n")
    (tmp_path / "nan.txt").write_text("1 nan 2\n")
    (tmp_path / "a.txt").write_text("1 2 3\n")
    (tmp_path / "small.txt").write_text("1\t2\t3\n")
    np.save(tmp_path / "q.npy", QUERIES)
    np.save(tmp_path / "huge.npy", QUERIES * 1e7)
    np.save(tmp_path / "row.npy", QUERIES[0])
    np.save(tmp_path / "wide.npy", np.zeros((2, 1025)))
    np.save(tmp_path / "none.npy", np.zeros((0, 3)))
    np.save(tmp_path / "text.npy", np.array([["a", "b"]]))
    np.save(tmp_path / "turned.npy", np.zeros((2, 2)))
    (tmp_path / "cut.npy").write_bytes((tmp_path / "q.npy").read_bytes()[:-1])
    (tmp_path / "zip.npy").write_bytes((tmp_path / "maps.npz").read_bytes())
    assert fault(asked).startswith(f"head 1, {told}")


def test_a_file_of_words_is_no_mixing_matrix(fault: Callable[..., str]) -> None:
    assert fault(ASKED, "W_O: {file: maps.npz, tensor: X}\n").startswith("W_O.tensor: ")


def test_a_fit_leaves_a_map_in_a_file_alone(lesson_of: Callable[..., Lesson]) -> None:
    promise = "expect: [{weight: {word: bank, on: money, sentence: 1, at_least: 0.9}}]\n"
    found = fit_vectors(lesson_of(more=promise))
    assert found.changes
    assert found.kept
    assert ASKED in found.source.decode()


def test_words_may_have_their_rows_in_an_array_without_a_name(tmp_path: Path) -> None:
    np.save(tmp_path / "v.npy", KEYS)
    (tmp_path / "words.txt").write_text("bank\nmoney\n")
    found = vectors_of(["money"], Source(tmp_path, "v.npy", vocabulary="words.txt"))
    assert found.rows == {"money": (0.0, 3.0, 0.125)}
