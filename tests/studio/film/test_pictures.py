"""The contact sheet shows every resting state once, and nothing over another."""

import numpy as np
import pytest
from PIL import Image

from scenes.kit.theme import NIGHT
from studio.film.pictures import PAGE, Band, Tile, contact_sheet


def band(heading, count, size=(160, 90), colour=(255, 0, 0)):
    return Band(heading, (Tile(Image.new("RGB", size, colour), "0:00 cue"),) * count)


def red_share(page):
    return (np.asarray(page)[:, :, 0] == 255).mean()


@pytest.mark.parametrize("size", [(160, 90), (90, 160), (90, 90)])
def test_every_tile_is_seen_in_full(size):
    one = contact_sheet([band("a", 1, size)], NIGHT)
    page = contact_sheet([band("a", 3, size), band("b", 9, size), band("c", 1, size)], NIGHT)
    assert red_share(page) * page.height == pytest.approx(13 * red_share(one) * one.height)


def test_short_bands_share_a_row():
    apart = contact_sheet([band("a", 4), band("b", 4)], NIGHT)
    beside = contact_sheet([band("a", 1), band("b", 3)], NIGHT)
    assert beside.height < apart.height
    assert beside.width == apart.width == PAGE


def test_a_long_heading_takes_the_room_it_needs():
    short = contact_sheet([band("a", 1)] * 3, NIGHT)
    long = contact_sheet([band("a heading that goes on and on, over two tiles", 1)] * 3, NIGHT)
    assert long.height > short.height


@pytest.mark.parametrize("words", ["नदी", "نهر", "נהר"])
def test_a_heading_may_mix_scripts(words):
    """What Inter draws is seen beside other scripts; missing glyphs would be alike for all."""
    pages = [
        np.asarray(contact_sheet([band(text, 1)], NIGHT))
        for text in (f"1 title: {words}", f"1 title: {words[::-1]}", "1 title: ")
    ]
    assert all(page.shape == pages[0].shape for page in pages)
    assert not np.array_equal(pages[0], pages[1])
    assert (pages[0] > 100).sum() > (pages[2] > 100).sum() + 50
