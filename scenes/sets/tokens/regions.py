"""Where the chips, the table and the plane stand, in a frame of any shape."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.kit.layout import Layout, Region

WIRING = 0.85  # room for the look-ups, between the chips and the table
TABLE, MOST_TABLE = 2.1, 0.7  # its width in widths of a stack; the share that it may take
LEAST_SQUARE, MOST_SQUARE = 0.42, 0.52  # the same, of a square frame, where the plane comes later
UPPER = 1.12  # how much higher the chips are than the plane below them, upright
WIDE = 1.8  # a frame whose regions are wider than this times their height has room for all three


@dataclass(frozen=True)
class Regions:
    """Where the chips, the table and the plane stand; `in_turn` if the plane replaces the chips."""

    chips: Region
    table: Region
    plane: Region
    in_turn: bool = False

    @staticmethod
    def of(
        layout: Layout,
        columns: int = 1,
        least: float = 0.0,
        needed: float = 0.0,
        stacks: float = 0.0,
        in_turn: bool = False,
    ) -> Regions:
        """For a frame of this shape, so many columns of chips, a table's two widths, the chips'.

        The table has the least, and what it needs for all its numbers if there is room. A high
        stack of chips needs the frame's whole height: then the plane takes its place, `in_turn`.
        """
        whole = layout.whole
        if whole.width > WIDE * whole.height:
            found, plane = whole.columns(1.15, 1, gap=0.4)
            return Regions(*_beside(found, columns, least, needed, stacks), plane)
        if layout.upright and not in_turn:
            found, plane = whole.rows(UPPER, 1, gap=0.35)
            return Regions(*_beside(found, columns, least, needed, stacks), plane)
        most = MOST_SQUARE * whole.width
        width = max(least, LEAST_SQUARE * whole.width, needed if needed <= most else 0.0)
        chips, table = whole.columns(whole.width - width - WIRING, width, gap=WIRING)
        plane = Region(chips.left, chips.bottom, table.left - 0.25, chips.top)
        return Regions(chips, table, plane, in_turn=True)


def _beside(
    region: Region, columns: int, least: float, needed: float, stacks: float
) -> tuple[Region, Region]:
    """The chips' and the table's part of a region; a wide table takes what the chips can spare."""
    room = region.width - WIRING
    share = room * TABLE / (TABLE + columns)
    table = max(least, min(max(share, min(needed, MOST_TABLE * region.width)), room - stacks))
    chips, rows = region.columns(room - table, table, gap=WIRING)
    return chips, rows
