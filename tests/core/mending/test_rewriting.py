"""Numbers of a lesson's file change, and not a byte beside them."""

import unicodedata
from pathlib import Path

import pytest

from core.documents import document_of
from core.lesson import Lesson
from core.maths.linear import MapChoice, NamedMap
from core.mending.rewriting import numeral_in_file, with_shear, with_vectors
from core.reading.lesson import lesson_in
from tests.core.conftest import SMALLEST

FILE = Path("bank.yaml")


def lesson_from(source: bytes) -> Lesson:
    return lesson_in(document_of(source, FILE))


def moved(text: str, rows: dict[str, tuple[float, ...]], encoding: str = "utf-8") -> str:
    source = with_vectors(document_of(text.encode(encoding), FILE), rows)
    assert lesson_from(source).embeddings.items() >= rows.items()
    return source.decode(encoding)


def sheared(text: str, head: int = 0, name: str = "W_Q") -> tuple[str, MapChoice]:
    """The text with a shear of 0.6, and the map as it is read from it."""
    source = with_shear(document_of(text.encode(), FILE), head, name, (0.6, 0.0))
    return source.decode(), getattr(lesson_from(source).heads[head], name)


SHEAR = NamedMap("shear", (0.6, 0.0))
TURN = NamedMap("rotate", (30.0,))


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        ("[2.6, 0.8]  # rich", "[2.6, 1.5]  # rich"),
        ("[ 2.60,0.8 ]", "[ 2.60,1.5 ]"),
        ("['2.6', \"0.8\"]", "['2.6', \"1.5\"]"),
        ("\n    - 2.6 # across\n    - 0.8 # up", "\n    - 2.6 # across\n    - 1.5 # up"),
        ("[\n    2.6,\n    # up\n    0.8\n  ]", "[\n    2.6,\n    # up\n    1.5\n  ]"),
        ("[+2.6, .8]", "[+2.6, 1.5]"),
    ],
)
def test_a_row_keeps_its_layout(written: str, rewritten: str) -> None:
    text = SMALLEST.replace("[2.6, 0.8]", written)
    assert moved(text, {"money": (2.6, 1.5)}) == SMALLEST.replace("[2.6, 0.8]", rewritten)


def test_several_words_change_and_the_others_stay() -> None:
    rows = {"bank": (1.25, -1.0), "river": (-0.8, 2.5)}
    text = moved(SMALLEST, rows)
    assert text == SMALLEST.replace("[-0.8, 2.4]", "[-0.8, 2.5]").replace(
        "[1.2, 1.8]", "[1.25, -1.0]"
    )


def test_a_table_in_one_line_is_rewritten_too() -> None:
    text = "title: A\nsentences: [a b]\nfocus: a\nembeddings: {a: [1, 2], b: [3, 4]}"
    assert moved(text, {"b": (3.0, 4.5)}) == text.replace("[3, 4]", "[3, 4.5]")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks_and_line_ends_of_other_systems_stay(encoding: str, newline: str) -> None:
    text = SMALLEST.replace("\n", newline)
    expected = text.replace("[2.6, 0.8]", "[2.7, 0.8]")
    assert moved(text, {"money": (2.7, 0.8)}, encoding) == expected


def test_letters_and_their_accents_stay_apart_if_they_were() -> None:
    apart = unicodedata.normalize("NFD", "café")
    text = f"{{title: {apart}, sentences: [{apart} bank], focus: bank, embeddings: "
    text += f"{{{apart}: [1, 2], bank: [1, 3]}}}}"
    assert moved(text, {"café": (1.0, 2.5)}) == text.replace("[1, 2]", "[1, 2.5]")


def test_words_beyond_the_first_plane_count_as_one_character() -> None:
    text = SMALLEST.replace("money", "💰")
    assert moved(text, {"💰": (2.6, 0.9)}) == text.replace("0.8]\n", "0.9]\n", 1)


@pytest.mark.parametrize(
    ("heads", "rewritten", "steps"),
    [
        ("", "heads: [{W_Q: [{shear: [0.6, 0]}]}]\n", (SHEAR,)),
        ("heads: [{}]\n", "heads: [{W_Q: [{shear: [0.6, 0]}]}]\n", (SHEAR,)),
        (
            "heads: [{W_K: identity}] # one\n",
            "heads: [{W_K: identity, W_Q: [{shear: [0.6, 0]}]}] # one\n",
            (SHEAR,),
        ),
        ("heads: [{W_Q: identity}]\n", "heads: [{W_Q: [{shear: [0.6, 0]}]}]\n", (SHEAR,)),
        (
            "heads: [{W_Q: [{rotate: 30}]}]\n",
            "heads: [{W_Q: [{rotate: 30}, {shear: [0.6, 0]}]}]\n",
            (TURN, SHEAR),
        ),
        (
            "heads: [{W_Q: [{shear: [0.50, 0.0]}, {rotate: 30}]}]\n",
            "heads: [{W_Q: [{shear: [0.6, 0.0]}, {rotate: 30}]}]\n",
            (SHEAR, TURN),
        ),
        (
            "heads:\n  - name: far # off\n    W_K: identity # as it is\n\n# later\n",
            (
                "heads:\n  - name: far # off\n    W_K: identity # as it is\n"
                "    W_Q: [{shear: [0.6, 0]}]\n\n# later\n"
            ),
            (SHEAR,),
        ),
        (
            "heads:\n  - W_Q:\n      - rotate: 30 # turn\n    W_K: identity\n",
            (
                "heads:\n  - W_Q:\n      - rotate: 30 # turn\n      - {shear: [0.6, 0]}\n"
                "    W_K: identity\n"
            ),
            (TURN, SHEAR),
        ),
        (
            "heads:\n- W_Q:\n  - rotate: 30\n",
            "heads:\n- W_Q:\n  - rotate: 30\n  - {shear: [0.6, 0]}\n",
            (TURN, SHEAR),
        ),
        (
            "heads:\n  - W_K:\n      - rotate: 30\n\n      # that was all\n",
            (
                "heads:\n  - W_K:\n      - rotate: 30\n    W_Q: [{shear: [0.6, 0]}]\n\n"
                "      # that was all\n"
            ),
            (SHEAR,),
        ),
    ],
)
def test_a_shear_finds_its_place(heads: str, rewritten: str, steps: tuple[NamedMap, ...]) -> None:
    text, choice = sheared(SMALLEST + heads)
    assert text == SMALLEST + rewritten
    assert choice.named == steps


def test_a_shear_of_a_later_head_leaves_the_first_alone() -> None:
    heads = "heads:\n  - {name: far}\n  - {name: near}"
    text, choice = sheared(SMALLEST + heads, 1, "W_K")
    assert text == SMALLEST + heads[:-1] + ", W_K: [{shear: [0.6, 0]}]}"
    assert choice.named == (SHEAR,)


def test_heads_are_added_behind_the_table_wherever_that_is() -> None:
    text = SMALLEST.replace("bank: [1.2, 1.8]\n", "bank:\n  - 1.2\n  - 1.8 # up\n\n")
    line = "heads: [{W_Q: [{shear: [0.6, 0]}]}]\n"
    board = "storyboard: [title]\n"
    assert sheared(text + board)[0] == text.replace("# up\n", f"# up\n{line}") + board


def test_heads_are_added_to_a_lesson_in_one_line() -> None:
    text = "{title: A, sentences: [a b], focus: a, embeddings: {a: [1, 2], b: [3, 4]}, ignore: []}"
    new = text.replace(", ignore", ", heads: [{W_Q: [{shear: [0.6, 0]}]}], ignore")
    assert sheared(text)[0] == new


def test_a_file_that_ends_without_a_line_end_still_does() -> None:
    text = SMALLEST.replace("\n", "\r\n").removesuffix("\r\n")
    assert sheared(text)[0] == text + "\r\nheads: [{W_Q: [{shear: [0.6, 0]}]}]"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2.5, "2.5"),
        (3.0, "3.0"),
        (-0.0, "0.0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (3e-6, "0.000003"),
    ],
)
def test_numbers_are_written_plainly(number: float, text: str) -> None:
    assert numeral_in_file(number) == text
