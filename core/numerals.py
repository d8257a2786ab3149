"""The one place where a number becomes text, so that picture and narration never disagree."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

MINUS = "−"
NOISE = 1e-14  # what rounding leaves of an exact zero
LONGEST_PLAIN = 100_000.0  # from here on, ×10ⁿ
SIGNIFICANT = 3
ROUNDED_AWAY = 1e-3  # of a chosen number, at most
WIDEST_VECTOR = 4  # coordinates written out

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def numeral(x: float, decimals: int = 2) -> str:
    """A number to read: `−0.71`, `1.20×10⁵`, `6.13×10⁻⁷`; never `−0.00`.

    A number too small for its decimals keeps three significant digits instead of becoming a zero.
    """
    x = float(x)
    if math.isnan(x):
        return "?"
    if math.isinf(x):
        return f"{MINUS}∞" if x < 0 else "∞"
    if abs(x) < NOISE:
        return f"{0.0:.{decimals}f}"
    vanishes = decimals > 0 and abs(x) < 0.5 * 10.0**-decimals
    if vanishes or abs(x) >= LONGEST_PLAIN:
        return _scientific(x)
    return _signed(f"{x:.{decimals}f}")


def share(x: float, decimals: int = 2) -> str:
    """A share to read: `0.57`; what is not quite nothing is `<0.01`, not quite all `>0.99`."""
    x = float(x)
    step = 10.0**-decimals
    if NOISE < x < step / 2:
        return f"<{step:.{decimals}f}"
    if 1 - step / 2 <= x < 1 - NOISE:
        return f">{1 - step:.{decimals}f}"
    return numeral(x, decimals)


def percent(x: float, decimals: int = 0) -> str:
    """A share to read: `57%`; what is not quite nothing is `<1%`, not quite all `>99%`."""
    x = float(x)
    if not math.isfinite(x):
        return numeral(x)
    step = 10.0**-decimals
    if x > NOISE and x * 100 < step / 2:
        return f"<{step:.{decimals}f}%"
    if x < 1 - NOISE and x * 100 >= 100 - step / 2:
        return f">{100 - step:.{decimals}f}%"
    return _signed(f"{x * 100:.{decimals}f}") + "%"


def coordinates(vector: Iterable[float], decimals: int = 2) -> str:
    """A vector to read: `(1.20, −0.50)`; beyond four coordinates, the first and `…`."""
    numbers = list(vector)
    written = [numeral(x, decimals) for x in numbers[:WIDEST_VECTOR]]
    if len(numbers) > WIDEST_VECTOR:
        written.append("…")
    return f"({', '.join(written)})"


def shortest(x: float) -> str:
    """A chosen number as its author wrote it, without trailing zeros: `30`, `1.5`, `5×10⁻⁷`."""
    if abs(x) >= LONGEST_PLAIN:
        return _scientific(x)
    plain = f"{float(x):.6f}".rstrip("0").rstrip(".")
    if abs(float(plain) - x) <= ROUNDED_AWAY * abs(x):
        return _signed(plain)
    mantissa, power = _scientific(x).split("×")
    return f"{mantissa.rstrip('0').rstrip('.')}×{power}"


def _signed(text: str) -> str:
    is_zero = not text.strip("-0.")
    return text.lstrip("-") if is_zero else text.replace("-", MINUS)


def _scientific(x: float) -> str:
    mantissa, exponent = f"{x:.{SIGNIFICANT - 1}e}".split("e")
    return f"{_signed(mantissa)}×10{str(int(exponent)).translate(_RAISED)}"


@dataclass(frozen=True)
class Numerals:
    """How a language writes numbers: the functions above, with marks of its own."""

    point: str = "."  # between a number's whole and its decimals
    percent_sign: str = "%"  # with the space before it, where there is one
    between: str = ", "  # coordinates

    def numeral(self, x: float, decimals: int = 2) -> str:
        """A number to read: `−0,71`."""
        return self._own(numeral(x, decimals))

    def share(self, x: float, decimals: int = 2) -> str:
        """A share to read: `0,57`."""
        return self._own(share(x, decimals))

    def percent(self, x: float, decimals: int = 0) -> str:
        """A share to read: `57 %`."""
        text = percent(x, decimals)
        return self._own(text[:-1]) + self.percent_sign if text.endswith("%") else self._own(text)

    def coordinates(self, vector: Iterable[float], decimals: int = 2) -> str:
        """A vector to read: `(1,20; −0,50)`."""
        written = coordinates(vector, decimals).split(", ")
        return self.between.join(map(self._own, written))

    def shortest(self, x: float) -> str:
        """A chosen number without trailing zeros: `1,5`."""
        return self._own(shortest(x))

    def plain(self, text: str) -> str:
        """What was written here, as the functions above write it."""
        sign = "%" if text.endswith(self.percent_sign) else ""
        return text.removesuffix(self.percent_sign).replace(self.point, ".") + sign

    def _own(self, text: str) -> str:
        return text.replace(".", self.point)


ENGLISH = Numerals()
