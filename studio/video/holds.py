"""A picture that stays: H.264 frames that say "as before", in a few bytes and no time at all.

Such a frame is a P slice in which every macroblock is skipped (Rec. ITU-T H.264, 7.3.3 and 7.3.4).
It is put behind a frame of the encoder; frames that follow it are counted on, up to the next IDR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

START = b"\0\0\0\1"
P_REFERENCE = 0x41  # NAL header: a slice of a picture that others refer to
SLICE, IDR, SPS, PPS = 1, 5, 7, 8  # NAL types
ALL_P = 5  # slice type: P, as all slices of its picture
HIGH = 100  # the profile whose header tells of chroma
BY_FRAME_NUMBER = 2  # picture order type: pictures are shown in the order in which they come


class Holds:
    """Frames that repeat the one before, for one stream of an encoder.

    The stream's frames refer only to the frame before; RuntimeError when its headers say otherwise.
    """

    def __init__(self, extradata: bytes) -> None:
        self._headers = _headers(extradata)
        self._number = 0  # frame_num of the last frame
        self._put_in = 0  # frames of ours since the last IDR

    def follow(self, packet: bytes) -> bytes:
        """A packet of the encoder (one picture, with start codes), numbered on after ours."""
        head, slice_ = _split(packet)
        if slice_[0] & 31 == IDR:
            self._number = self._put_in = 0
            return packet
        bits = _Bits(_plain(slice_[1:]))
        for _ in ("first macroblock", "slice type", "parameter set"):
            bits.golomb()
        place, size = bits.place, self._headers.number_bits
        self._number = (bits.number(size) + self._put_in) % 2**size
        if not self._put_in:
            return packet
        changed = bits.changed(place, size, self._number)
        return head + slice_[:1] + _escaped(changed)

    def again(self) -> bytes:
        """One more frame with the picture of the last one."""
        headers = self._headers
        self._put_in += 1
        self._number = (self._number + 1) % 2**headers.number_bits
        bits = (
            _golomb(0)  # first macroblock
            + _golomb(ALL_P)
            + _golomb(headers.parameter_set)
            + f"{self._number:0{headers.number_bits}b}"
            + "0"  # as many reference frames as usual: one
            + "0"  # in their usual order
            + "0"  # the oldest makes room
            + _golomb(0)  # no other quantiser
            + (_golomb(1) if headers.deblocking else "")  # nothing to deblock
            + _golomb(headers.macroblocks)  # skipped in a row
            + "1"  # the slice ends here
        )
        bits += "0" * (-len(bits) % 8)
        content = int(bits, 2).to_bytes(len(bits) // 8, "big")
        return START + bytes([P_REFERENCE]) + _escaped(content)


@dataclass(frozen=True)
class _Headers:
    """What a slice must know of its stream."""

    number_bits: int  # of frame_num
    macroblocks: int  # in a picture
    parameter_set: int
    deblocking: bool  # whether slices speak of it


def _headers(extradata: bytes) -> _Headers:
    units = {
        unit[0] & 31: _Bits(_plain(unit[1:])) for unit in re.split(b"\0\0\0?\1", extradata)[1:]
    }
    number_bits, macroblocks = _sequence(units[SPS])
    parameter_set, deblocking = _picture(units[PPS])
    return _Headers(number_bits, macroblocks, parameter_set, deblocking)


def _sequence(bits: _Bits) -> tuple[int, int]:
    """Bits of frame_num and macroblocks of a picture, from a sequence parameter set."""
    profile = bits.number(8)
    bits.number(16)  # constraints, level
    bits.golomb()
    if profile >= HIGH:
        _demand("4:2:0", bits.golomb(), 1)
        _demand("8 bits", (bits.golomb(), bits.golomb()), (0, 0))
        _demand("plain transform", bits.number(2), 0)
    number_bits = bits.golomb() + 4
    _demand("picture order type", bits.golomb(), BY_FRAME_NUMBER)
    _demand("reference frames", bits.golomb(), 1)
    bits.number(1)
    macroblocks = (bits.golomb() + 1) * (bits.golomb() + 1)
    _demand("whole frames", bits.number(1), 1)
    return number_bits, macroblocks


def _picture(bits: _Bits) -> tuple[int, bool]:
    """The name of a picture parameter set, and whether its slices speak of deblocking."""
    name = bits.golomb()
    bits.golomb()
    _demand("entropy coding", bits.number(1), 0)  # CAVLC: a run of skipped macroblocks is a number
    _demand("picture order", bits.number(1), 0)
    _demand("slice groups, reference frames", [bits.golomb() for _ in range(3)], [0, 0, 0])
    _demand("weights", bits.number(3), 0)
    for _ in ("quantiser", "switching quantiser", "chroma quantiser"):
        bits.golomb()
    deblocking = bits.number(1)
    bits.number(1)
    _demand("redundant pictures", bits.number(1), 0)
    return name, bool(deblocking)


def _demand(what: str, got: object, wanted: object) -> None:
    if got != wanted:
        raise RuntimeError(f"the encoder's stream: {what}: wanted {wanted}, got {got}")


class _Bits:
    """Bits of a header, read from front to back."""

    def __init__(self, content: bytes) -> None:
        self._content, self.place = content, 0

    def number(self, size: int) -> int:
        """The next `size` bits."""
        self.place += size
        first, last = (self.place - size) // 8, (self.place + 7) // 8
        window = int.from_bytes(self._content[first:last], "big")
        return window >> (-self.place % 8) & (2**size - 1)

    def golomb(self) -> int:
        """The next number of the kind that H.264 calls ue(v)."""
        zeros = 0
        while not self.number(1):
            zeros += 1
        return (1 << zeros) - 1 + self.number(zeros)

    def changed(self, place: int, size: int, value: int) -> bytes:
        """The content with another number of `size` bits at a place."""
        first, last = place // 8, (place + size + 7) // 8
        above = last * 8 - place - size
        window = int.from_bytes(self._content[first:last], "big")
        window += (value << above) - (window & ((2**size - 1) << above))
        return self._content[:first] + window.to_bytes(last - first, "big") + self._content[last:]


def _golomb(value: int) -> str:
    bits = f"{value + 1:b}"
    return "0" * (len(bits) - 1) + bits


def _split(packet: bytes) -> tuple[bytes, bytes]:
    """What comes before the picture's slice, and the slice."""
    for start in re.finditer(b"\0\0\1", packet):
        if packet[start.end()] & 31 in {SLICE, IDR}:
            return packet[: start.end()], packet[start.end() :]
    raise RuntimeError("the encoder's packet: wanted a slice, got none")


def _plain(content: bytes) -> bytes:
    """A NAL unit without the bytes that keep start codes out of it."""
    return content.replace(b"\0\0\3", b"\0\0")


def _escaped(content: bytes) -> bytes:
    return re.sub(rb"\0\0(?=[\0-\3])", b"\0\0\3", content)
