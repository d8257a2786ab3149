"""The heads of a lesson's file: three maps each, and whether they fit the words and each other."""

from __future__ import annotations

from pydantic import TypeAdapter

from core.lesson import LARGEST_LESSON, MAPS, MOST_HEADS, Head, Label, Sentence
from core.maths.linear import MapChoice
from core.problems import Address
from core.reading.maps import MapReader
from core.reading.parts import NOTHING, in_short


class HeadsReader:
    """Reads heads for words of a width; notes what is wrong beside the other parts."""

    def __init__(self, maps: MapReader, width: int | None) -> None:
        self._maps, self._width = maps, width
        self._unsound: set[Address] = set()  # what has been faulted, so that it fits nothing

    def heads(self) -> tuple[Head, ...]:
        """The heads; one whose maps move nothing where the file has none."""
        content = self._maps.get(("heads",))
        if content is NOTHING:
            return (Head(name="head 1"),)
        if not isinstance(content, list) or not content:
            self._maps.fault(("heads",), f"wanted a list of heads, got {in_short(content)}")
            return ()
        if len(content) > MOST_HEADS:
            self._maps.fault(("heads",), f"wanted at most {MOST_HEADS}, got {len(content)}")
        heads = tuple(self._head(index) for index in range(min(len(content), MOST_HEADS)))
        self._check_names([head.name for head in heads])
        return heads

    def _check_names(self, names: list[str]) -> None:
        """Two heads of one name could not be told apart, neither by number nor on screen."""
        for index, name in enumerate(names):
            if name in names[:index]:
                first = names.index(name) + 1
                message = f"head {first} is called “{name}” as well; give each a name of its own"
                self._maps.fault(("heads", index), message)

    def _head(self, index: int) -> Head:
        address: Address = ("heads", index)
        default = Head(name=f"head {index + 1}")
        content = self._maps.get(address)
        if not isinstance(content, dict):
            self._maps.fault(address, f"wanted W_Q, W_K and W_V, got {in_short(content)}")
            return default
        self._maps.unknown_keys(address, content, list(Head.model_fields))
        maps = {name: self._map((*address, name)) for name in MAPS if name in content}
        name = self._maps.read((*address, "name"), TypeAdapter(Label), default.name)
        return default.model_copy(update={"name": name} | maps)

    def _map(self, address: Address) -> MapChoice:
        before = len(self._maps.problems)
        found = self._maps.map(address, self._width)
        if len(self._maps.problems) > before:
            self._unsound.add(address)
        return found

    def output_matrix(self) -> tuple[tuple[float, ...], ...] | None:
        """The matrix that mixes the heads' outputs, if there is one."""
        content = self._maps.get(("W_O",))
        if content is NOTHING or content == "none":
            return None
        if isinstance(content, dict):
            return self._maps.matrix_of_file(("W_O",), content) or None
        if not isinstance(content, list):
            wanted = "wanted rows of numbers, `file:` or none"
            self._maps.fault(("W_O",), f"{wanted}, got {in_short(content)}")
            return None
        return self._maps.matrix(("W_O",)) or None

    def check(
        self,
        heads: tuple[Head, ...],
        W_O: tuple[tuple[float, ...], ...] | None,
        sentences: tuple[Sentence, ...],
    ) -> None:
        """Note what does not fit together, and what would be too much to compute."""
        if self._width is not None and heads:
            self._check_widths(self._width, heads, W_O)
            self._check_size(sentences, self._width, heads)

    def _check_widths(
        self, width: int, heads: tuple[Head, ...], W_O: tuple[tuple[float, ...], ...] | None
    ) -> None:
        for index, head in enumerate(heads):
            for name, choice in head.maps.items():
                self._check_columns(("heads", index, name), choice, width)
            asked, offered = _height(head.W_Q, width), _height(head.W_K, width)
            doubtful = {("heads", index, name) for name in ("W_Q", "W_K")} & self._unsound
            if asked != offered and not doubtful:
                wanted = f"wanted as many rows as W_Q has ({asked}), got {offered}"
                self._maps.fault(("heads", index, "W_K"), f"{wanted}: a query must fit a key")
        if not self._unsound:
            values = sum(_height(head.W_V, width) for head in heads)
            self._check_output_width(width, values, W_O)

    def _check_size(
        self, sentences: tuple[Sentence, ...], width: int, heads: tuple[Head, ...]
    ) -> None:
        """Every pair of tokens has a vector in every head: many long words grow too large."""
        pairs = sum(len(sentence.words) ** 2 for sentence in sentences)
        widest = max([width, *(_height(head.W_V, width) for head in heads)])
        if pairs * widest * len(heads) > LARGEST_LESSON:
            wanted = f"wanted at most {LARGEST_LESSON:,} numbers to compute"
            ways = "use fewer words, narrower vectors or fewer heads"
            self._maps.fault(
                ("sentences",), f"{wanted}, got {pairs * widest * len(heads):,}; {ways}"
            )

    def _check_columns(self, address: Address, choice: MapChoice, width: int) -> None:
        if choice.rows and len(choice.rows[0]) != width:
            got = f"{len(choice.rows)}x{len(choice.rows[0])}"
            wanted = f"wanted {len(choice.rows)}x{width}, got {got}"
            self._maps.fault(
                address, f"{wanted}; one column for each of the {width} coordinates of a word"
            )

    def _check_output_width(
        self, width: int, values: int, W_O: tuple[tuple[float, ...], ...] | None
    ) -> None:
        out = values
        if W_O is not None:
            out = len(W_O)
            if len(W_O[0]) != values:
                wanted = f"wanted {out}x{values}, got {out}x{len(W_O[0])}"
                self._maps.fault(
                    ("W_O",), f"{wanted}; one column for each value coordinate of all heads"
                )
        attention = self._maps.get(("attention",))
        residual = isinstance(attention, dict) and attention.get("residual")
        if residual in ("true", "yes", "on", "1") and out != width:
            wanted = f"wanted outputs of {width} numbers to add to the words, got {out}"
            self._maps.fault(("attention", "residual"), f"{wanted}; add a W_O of {width}x{values}")


def _height(choice: MapChoice, width: int) -> int:
    """How many numbers come out of a map of vectors of this width."""
    return len(choice.rows) if choice.rows else width
