"""From one beat's last picture to the next one's first: what both show moves to where it goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from manim import Animation, Group, Mobject, VMobject

from scenes.kit.known import Known, Passing
from scenes.kit.shades import Shade, shades_of

LEAVING, ARRIVING = 0.6, 0.35  # shares of a hand-over: until the old is gone, before the new comes
CROSSING = (0.3, 0.7)  # between these, what moves dissolves from the old into the new
TURN = 0.5  # from here on, things lie on one another as in the new picture
LIFT = 0.12  # of its way, that what changes its look on the way rises

Act = Callable[[float], None]


class Handover(Animation):
    """What both pictures know by one name goes to where it is; the rest leaves, or comes.

    It plays on likenesses of them: no prop of either is touched.
    """

    def __init__(self, old: Iterable[Mobject], new: Iterable[Mobject], **options: Any) -> None:
        leaving, coming = list(pieces_of(old)), list(pieces_of(new))
        was = matched(leaving, coming)
        now = {id(was[id(piece)]): piece for piece in coming if id(piece) in was}
        self.acts, drawn = list[Act](), dict[int, Sequence[VMobject]]()
        for piece in coming:
            before = was.get(id(piece))
            drawn[id(piece)] = self._come(piece) if before is None else self._move(before, piece)
        for piece in leaving:
            if id(piece) not in now:
                drawn[id(piece)] = self._leave(piece)
        stayed = [now.get(id(piece), piece) for piece in _by_height(leaving)]
        coming = _by_height(coming)
        orders = layered(stayed, coming), layered(coming, stayed)
        self.orders = [[part for each in order for part in drawn[id(each)]] for order in orders]
        self.stage = Group(*self.orders[0])
        super().__init__(self.stage, introducer=True, remover=True, **options)

    def _come(self, piece: Mobject) -> Sequence[VMobject]:
        shades = shades_of(piece)
        self.acts.append(lambda t: _see(shades, (t - ARRIVING) / (1 - ARRIVING)))
        return _shown(shades)

    def _leave(self, piece: Mobject) -> Sequence[VMobject]:
        shades = shades_of(piece)
        self.acts.append(lambda t: _see(shades, 1 - t / LEAVING))
        return _shown(shades)

    def _move(self, old: Mobject, new: Mobject) -> Sequence[VMobject]:
        if isinstance(new, Passing) and isinstance(old, type(new)):
            shown, act = new.passage(old)
            self.acts.append(act)
            return shown
        starts, ends = shades_of(old), shades_of(new)
        if [shade.form for shade in starts] != [shade.form for shade in ends]:
            self.acts.append(_crossing(starts, ends, old.get_center(), new.get_center()))
            return [*_shown(starts), *_shown(ends)]
        self.acts.append(_turning(starts, ends))
        return _shown(ends)

    def create_starting_mobject(self) -> Mobject:
        """Nothing: every likeness knows how it began."""
        return Mobject()

    def interpolate_mobject(self, alpha: float) -> None:
        """The picture at this share of the time."""
        share = self.rate_func(alpha)
        for act in self.acts:
            act(share)
        self.stage.submobjects = list(self.orders[1 if share >= TURN else 0])


def pieces_of(mobjects: Iterable[Mobject]) -> Iterator[Mobject]:
    """What moves as one: every prop that is known by a name, and else what has an outline."""
    for each in mobjects:
        if isinstance(each, Known) or len(each.points) or not each.submobjects:
            yield each
        else:
            yield from pieces_of(each.submobjects)


def matched(old: Sequence[Mobject], new: Sequence[Mobject]) -> dict[int, Mobject]:
    """Who each new piece, by its id, was before; by the closest names first, then the nearest."""
    found, levels = dict[int, Mobject](), max((len(_names(each)) for each in new), default=0)
    for level in range(levels):
        taken = {id(one) for one in found.values()}
        known = defaultdict[Hashable, list[Mobject]](list)
        for one in old:
            if id(one) not in taken:
                known[_name(one, level)].append(one)
        for each in new:
            name = _name(each, level)
            if name is not None and id(each) not in found and known[name]:
                found[id(each)] = min(known[name], key=lambda one: _apart(one, each))
                known[name].remove(found[id(each)])
    return found


def layered(order: Sequence[Mobject], other: Sequence[Mobject]) -> list[Mobject]:
    """Pieces in their order, and those of another order that it lacks, above what they lie on."""
    rank = {id(piece): place for place, piece in enumerate(order)}
    heights, highest = [(place, piece) for place, piece in enumerate(order)], -1
    for piece in other:
        highest = max(highest, rank.get(id(piece), -1))
        if id(piece) not in rank:
            heights.append((highest, piece))
    return [piece for _, piece in sorted(heights, key=lambda each: each[0])]


def _turning(starts: Sequence[Shade], ends: Sequence[Shade]) -> Act:
    """The one becomes the other, point by point."""

    def act(t: float) -> None:
        for start, end in zip(starts, ends, strict=True):
            end.blend(start, t)

    return act


def _by_height(pieces: Iterable[Mobject]) -> list[Mobject]:
    """Pieces in the order in which they are drawn, the highest last."""
    return sorted(pieces, key=lambda piece: float(piece.z_index))


def _crossing(
    gone: Sequence[Shade], here: Sequence[Shade], start: np.ndarray, end: np.ndarray
) -> Act:
    """Both go one way, each as it is, and the one dissolves into the other."""
    first, last = CROSSING

    def act(t: float) -> None:
        share, place = (t - first) / (last - first), _lifted(start, end, t)
        for shades, home, seen in ((gone, start, 1 - share), (here, end, share)):
            _see(shades, seen)
            for shade in shades:
                shade.shift_to(place - home)

    return act


def _lifted(start: np.ndarray, end: np.ndarray, share: float) -> np.ndarray:
    """A place [3] on a low arc from one point to another."""
    rise = LIFT * float(np.linalg.norm(end - start)) * 4 * share * (1 - share)
    return np.asarray(start + (end - start) * share + np.array([0.0, rise, 0.0]))


def _see(shades: Iterable[Shade], share: float) -> None:
    for shade in shades:
        shade.see(min(1.0, max(0.0, share)))


def _shown(shades: Iterable[Shade]) -> list[VMobject]:
    return [shade.shown for shade in shades]


def _names(piece: Mobject) -> tuple[Hashable, ...]:
    return piece.known_as if isinstance(piece, Known) else ()


def _name(piece: Mobject, level: int) -> Hashable | None:
    names = _names(piece)
    return names[level] if level < len(names) else None


def _apart(one: Mobject, other: Mobject) -> float:
    return float(np.linalg.norm(one.get_center() - other.get_center()))
