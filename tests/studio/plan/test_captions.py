"""Captions can be read in the time they are seen."""

import html
import unicodedata
from datetime import timedelta
from itertools import pairwise

import pytest
import srt
import webvtt
from hypothesis import example, given, settings
from hypothesis import strategies as st
from uniseg.graphemecluster import grapheme_clusters

from core.words.breadth import breadth
from core.words.script import SHORTEST_CUE, Spoken, cue_seconds
from studio.plan.captions import (
    LINE,
    READING_PACE,
    Caption,
    blocks,
    captions_of,
    literal,
    srt_text,
    vtt_text,
)

LONG = (
    "Take the word “bank”. On its own it is one arrow, halfway between money and water, and "
    "nothing in the arrow knows which bank is meant: the sentence has to say it. "
    "Then 0.71 leans to money."
)
letters = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
words = st.text(letters, min_size=1, max_size=50)
texts = st.lists(words, max_size=40).map(" ".join)


@settings(deadline=None, max_examples=40)
@given(texts)
def test_a_block_has_at_most_two_lines_of_42_characters(text):
    for block in blocks(text):
        lines = block.split("\n")
        assert len(lines) <= 2
        assert all(lines)
        assert all(breadth(line) <= LINE or is_one_letter(line) for line in lines)


def is_one_letter(text):
    return len(list(grapheme_clusters(text))) == 1


@settings(deadline=None, max_examples=40)
@given(texts)
def test_no_character_is_lost(text):
    assert "".join(blocks(text)).replace("\n", "").replace(" ", "") == text.replace(" ", "")


def test_blocks_break_between_sentences_and_after_pauses():
    assert blocks(LONG) == [
        "Take the word “bank”.",
        "On its own it is one arrow,\nhalfway between money and water,",
        "and nothing in the arrow knows which bank\nis meant: the sentence has to say it.",
        "Then 0.71 leans to money.",
    ]


def test_short_sentences_share_a_block():
    assert blocks("Yes. No. Perhaps.") == ["Yes. No. Perhaps."]


def test_nothing_said_is_nothing_shown():
    assert blocks("  ") == []
    assert captions_of([Spoken("say", "", 0, 30)], 15) == ()


def reading_frames(text, fps):
    return -(-len(text) * fps // READING_PACE) + len(text)  # enough, with some to spare


@settings(deadline=None, max_examples=40)
@given(st.lists(texts, max_size=6), st.sampled_from([15, 24, 30, 60]), st.integers(0, 99))
def test_no_caption_is_too_short_to_read_and_none_overlap(said, fps, pause):
    cues, start = [], 0
    for text in said:
        end = start + reading_frames(text, fps)
        cues.append(Spoken("say", text, start, end))
        start = end + pause
    captions = captions_of(cues, fps)
    for caption in captions:
        assert (caption.end - caption.start) / fps >= len(caption.text) / READING_PACE
    for one, following in pairwise(captions):
        assert one.end <= following.start


def test_the_captions_of_a_cue_fill_its_frames():
    captions = captions_of([Spoken("say", LONG, 7, 307)], 15)
    assert (captions[0].start, captions[-1].end) == (7, 307)
    assert all(one.end == following.start for one, following in pairwise(captions))


@settings(deadline=None, max_examples=40)
@given(texts, st.integers(1, 400))
@example("0000000000000 00000000000000 00000000000000 0000000000000000000000⺀⺀⺀", 1)
def test_what_is_too_quick_to_read_has_captions_all_the_same(text, frames):
    captions = captions_of([Spoken("say", text, 5, 5 + frames)], 15)
    assert " ".join(caption.text for caption in captions).split() == " ".join(blocks(text)).split()
    assert all(caption.start < caption.end for caption in captions)
    assert all(one.end == following.start for one, following in pairwise(captions))
    if captions:
        assert (captions[0].start, captions[-1].end) == (5, 5 + frames)


CHINESE = (
    "注意力机制让每一个词都去看句子里的其他词，然后按照它们的相似程度分配权重。"
    "权重加起来等于一，所以每个词得到的是平均值。"
)


def test_unspaced_text_is_cut_at_its_own_stops():
    assert blocks(CHINESE) == [
        "注意力机制让每一个词都去看句子里的其他词，\n然后按照它们的相似程度分配权重。",
        "权重加起来等于一，\n所以每个词得到的是平均值。",
    ]


def test_no_line_begins_with_a_stop_or_a_mark():
    japanese = (
        "日本語の文章には、単語の間に空白がありませんから、"
        "「かぎ括弧」の途中で行を分けてはなりません。"
    )
    lines = [line for block in blocks(japanese * 3) for line in block.split("\n")]
    assert not any(line[0] in "、。」" for line in lines)
    thai = "ภาษาไทยไม่มีช่องว่างระหว่างคำ" * 4
    lines = [line for block in blocks(thai) for line in block.split("\n")]
    assert not any(unicodedata.category(line[0]).startswith("M") for line in lines)


def test_broad_letters_take_twice_the_time_to_say():
    assert cue_seconds("注意力注意力注意力注意力", 12) == 2.0
    assert cue_seconds("attention, a", 12) == SHORTEST_CUE


def test_srt_has_the_times_of_the_frames():
    (one, two) = srt.parse(
        srt_text(captions_of([Spoken("say", "a", 3, 18), Spoken("say", "b", 20, 50)], 15), 15)
    )
    assert (one.index, one.content, one.start.total_seconds()) == (1, "a", 0.2)
    assert (two.index, two.content, two.end.total_seconds()) == (2, "b", 3.333)


def test_vtt_is_read_back_by_another_reader():
    text = vtt_text(captions_of([Spoken("say", "A < B & C --> D", 15, 54_015)], 15), 15)
    (caption,) = webvtt.from_string(text)
    assert (caption.start, caption.end) == ("00:00:01.000", "01:00:01.000")
    assert caption.text == "A &lt; B &amp; C --＞ D"


def test_srt_and_vtt_agree():
    captions = captions_of([Spoken("say", LONG, 0, 400)], 30)
    subtitles = list(srt.parse(srt_text(captions, 30)))
    cues = list(webvtt.from_string(vtt_text(captions, 30)))
    assert [one.content for one in subtitles] == [one.text for one in cues]
    assert [one.start for one in subtitles] == [_since_zero(one.start) for one in cues]


def _since_zero(stamp):
    hours, minutes, seconds = stamp.split(":")
    whole, thousandths = seconds.split(".")
    return timedelta(
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(whole),
        milliseconds=int(thousandths),
    )


def test_a_sentence_keeps_its_closing_quotes():
    text = "How can it mean “this” and “that?” In both it is the same, and in neither is it not."
    assert " ".join(blocks(text)).replace("\n", " ") == text
    french = "Que veut dire «\u202favocat\u202f?\u202f» Le même mot, dans deux phrases."
    assert " ".join(blocks(french)).replace("\n", " ") == french
    assert not any(block.startswith("»") for block in blocks(french))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("The set {0.3, 0.7} and {{\\an8}}y", "The set ｛0.3, 0.7｝ and ｛｛\\an8｝｝y"),
        ("<i>x</i> & <b>", "＜i>x＜/i> & ＜b>"),
        ("x<y and y>z, 1 < 2 > 0", "x＜y and y>z, 1 < 2 > 0"),
        ("y\\Nz \\hq, a\\b", "y＼Nz ＼hq, a\\b"),
        ("A --> B", "A --＞ B"),
        ("W = I, a > b", "W = I, a > b"),
    ],
)
def test_what_players_would_obey_is_shown_as_written(said, shown):
    caption = Caption(said, 0, 30)
    (one,) = srt.parse(srt_text([caption], 15))
    assert one.content == shown
    (cue,) = webvtt.from_string(vtt_text([caption], 15))
    assert html.unescape(cue.raw_text) == shown
    assert literal(shown) == shown
