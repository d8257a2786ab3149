"""The page of a review: whole, alone, safe; in a browser, on a phone, in print, light and dark."""

import os
import re
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.film import production
from studio.plan.plan import plan
from studio.review import compare, verify
from studio.review.findings import Review, Side
from studio.review.page import MOST_NUMBERS, page, sentence_of, write_page, written
from tests.studio.browser import browser, program
from tests.studio.conftest import alone
from tests.studio.painted import SCREEN, painted_clip

CHROMIUM = program()
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and "HEED_CI" not in os.environ,
    reason="no chromium here; on Debian `./heed test` installs it",
)
HOSTILE = "<script>alert(1)</script>“</style>"
LESSON = f"""\
title: Which bank?
sentences: [money bank, river bank]
focus: bank
embeddings:
  money: [2.6, 0.8]
  river: [-0.8, 2.4]
  bank: [1.2, 1.8]
  averyverylongwordwithoutanybreakindeed: [1, 1]
expect:
  - closer: {{word: bank, to: money, by: 0.2}}
storyboard:
  - beat: title
    say: {{ask: "{HOSTILE}"}}
  - tokens
  - pull
  - context_swap
# {"x" * 400}
"""
SCHEMES = {"dark": "rgb(14, 17, 22)", "light": "rgb(251, 250, 247)"}


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    """A film against a lesson with a changed vector and without its last beat."""
    home = tmp_path_factory.mktemp("lesson")
    path = home / "small.yaml"
    path.write_text(LESSON)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(production, "render_clip", painted_clip)
        patch.setattr(compare, "render_clip", painted_clip)
        found = plan(Computed.of(read_lesson(path)), SCREEN, home / "renders")
        production.make_film(found, alone())
        path.write_text(
            LESSON.replace("[1.2, 1.8]", "[1.2, -1.9]").replace("  - context_swap\n", "")
        )
        (found.folder / "film.srt").write_text(HOSTILE)
        return verify.verify(Computed.of(read_lesson(path)), found.folder, alone())


@pytest.fixture(scope="module")
def html(review):
    return page([review])


def test_the_page_asks_for_nothing_and_runs_nothing(html):
    assert re.search(r"(?:src|href)=[\"'](?!data:|#)", html) is None
    assert "<script" not in html
    assert "http" not in re.sub(r'<meta http-equiv="Content', "", html)
    assert re.search(r"\bstyle=|\bon\w+=", html) is None
    policy = re.search(r'Policy" content="([^"]+)"', html)[1]
    assert policy.startswith("default-src &#39;none&#39;; img-src data:; font-src data:; style-src")


def test_an_authors_words_stay_words(html):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_every_link_leads_to_a_place_of_the_page(html):
    places = set(re.findall(r'\bid="([^"]+)"', html))
    links = re.findall(r'href="#([^"]+)"', html)
    assert len(links) > 8
    assert set(links) <= places
    assert len(re.findall(r'\bid="', html)) == len(places)


def test_a_changed_number_leads_to_its_line(html):
    row = re.search(r"<code>table\[2, 1\]</code>.*?</tr>", html, re.DOTALL)[0]
    assert 'href="#r0-a7">line 7</a>' in row
    assert '<td data-of="before">1.8</td>' in row
    assert '<td data-of="after">−1.9</td>' in row
    line = re.search(r'<tr class="new">(?:(?!</tr>).)*id="r0-a7".*?</tr>', html, re.DOTALL)[0]
    assert "bank: [1.2, -1.9]" in line


def test_a_broken_promise_leads_to_its_line(html):
    on_top, promise = re.findall(r'<li class="(?:kept|broken)">.*?</li>', html, re.DOTALL)
    assert on_top == promise
    assert html.index(on_top) < html.index("Beat by beat")
    assert "not kept" in promise
    assert 'href="#r0-a10">line 10</a>' in promise


def test_pictures_have_words_and_sizes(html):
    pictures = re.findall(r"<img [^>]*>", html)
    assert len(pictures) >= 8
    for picture in pictures:
        assert re.search(r'alt="\d \w+, [^"]+"', picture)
        assert re.search(r'width="\d+" height="\d+"', picture)


def test_headings_go_down_step_by_step(html):
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_tables_have_headers_and_captions(html):
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        assert "<caption" in table
        assert '<th scope="col"' in table


def test_the_verdict_comes_first_and_names_what_is_damaged(html, review):
    assert review.status == "broken"
    verdict = html[html.index("<main") : html.index("Changed numbers")]
    assert "film.srt: damaged; its bytes aren&#39;t those of the manifest" in verdict
    assert "<title>small · 180p5: broken</title>" in html


def test_a_review_without_anything_is_still_a_page():
    nothing = Side("film", "", {}, {}, None)
    empty = Review("verify", "small", nothing, nothing, troubles=("manifest.json can't be read",))
    assert "manifest.json can&#39;t be read" in page([empty])
    assert sentence_of(empty) == "It could not be compared."


def test_several_reviews_share_a_page(review):
    found = page([review, replace(review, title="another")])
    assert 'href="#r1-top">another</a>' in found
    places = re.findall(r'\bid="([^"]+)"', found)
    assert len(places) == len(set(places))


def test_numbers_are_written_with_the_digits_that_tell_them_apart():
    assert written(0.5, 0.25) == ["0.5", "0.25"]
    assert written(1.0, 1.000001) == ["1", "1.000001"]
    assert written(-2.0, "NaN", "-Infinity", None) == ["−2", "?", "−∞", "—"]
    assert written("2×2 numbers", "2×3 numbers") == ["2×2 numbers", "2×3 numbers"]


def test_a_page_of_very_many_numbers_stays_small(review):
    many = review.numbers * 400
    found = page([replace(review, numbers=many, parts=())])
    assert found.count("<tr>") < 3 * MOST_NUMBERS
    assert len(found) < 400_000


def test_a_page_is_written_whole_or_not_at_all(review, tmp_path, monkeypatch):
    path = tmp_path / "pages" / "review.html"
    write_page([review], path)
    before = path.read_bytes()

    def fail(_):
        raise RuntimeError

    monkeypatch.setattr("studio.review.page.page", fail)
    with pytest.raises(RuntimeError):
        write_page([review], path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


# ------------------------------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def shown(html, tmp_path_factory):
    """The page in a browser."""
    assert CHROMIUM, "continuous integration must have a browser"
    folder = tmp_path_factory.mktemp("browser")
    path = folder / "review.html"
    path.write_text(html)
    with browser(CHROMIUM, folder / "profile") as found:
        yield partial(found.open, path), found


@needs_browser
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 390, 1280])
def test_a_browser_shows_all_of_it(shown, scheme, width):
    open_at, found = shown
    found.colours(scheme)
    open_at(width)
    images = "[...document.images]"
    assert found.value(f"{images}.length") >= 8
    assert found.value(f"{images}.filter(one => !one.naturalWidth).length") == 0
    assert found.value("document.documentElement.scrollWidth <= innerWidth")
    assert found.value("getComputedStyle(document.body).backgroundColor") == SCHEMES[scheme]
    assert found.value("document.fonts.check('600 20px Inter')")
    assert found.value("[...document.fonts].filter(one => one.status == 'loaded').length") == 2


@needs_browser
def test_a_browser_says_nothing_and_asks_for_nothing(shown):
    open_at, found = shown
    open_at(390)
    assert found.messages == []
    assert {url.split(":")[0] for url in found.requests} == {"file", "data"}
    assert len({url for url in found.requests if url.startswith("file:")}) == 1


@needs_browser
def test_the_policy_forbids_scripts_and_requests(shown):
    """What a hostile lesson might bring in would not run, and reach nobody."""
    open_at, found = shown
    open_at(390)
    found.value(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran=1\">');"
        "document.body.append(Object.assign(document.createElement('script'), "
        "{textContent: 'window.ran = 1'}))"
    )
    assert found.value("fetch('data:,x').then(() => 'fetched', () => 'refused')") == "refused"
    assert found.value("window.ran") is None
    found.forget()


@needs_browser
def test_folded_parts_open_within_the_width_of_a_phone(shown):
    open_at, found = shown
    open_at(360)
    assert found.value("document.querySelectorAll('details').length") >= 2
    found.value("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert found.value("document.documentElement.scrollWidth <= innerWidth")


@needs_browser
def test_print_is_dark_on_light(shown, tmp_path):
    open_at, found = shown
    found.colours("dark", media="print")
    open_at(1280)
    colour = found.value("getComputedStyle(document.body).color")
    assert colour == "rgb(23, 27, 33)"
    found.colours("dark")


@needs_browser
def test_text_can_be_read_on_its_ground(shown, tmp_path):
    """A look at the pixels: the verdict's card holds bright letters on a dark ground."""
    open_at, found = shown
    found.colours("dark")
    open_at(390)
    found.screenshot(tmp_path / "page.png")
    pixels = np.asarray(Image.open(tmp_path / "page.png").convert("L"))
    assert pixels.shape[1] == 390
    assert np.median(pixels) < 40
    assert np.percentile(pixels, 99) > 150
