"""The grammar of placeholders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.words.templates import Argument, Placeholder, parse, problems_in

WORDS = frozenset({"bank", "money", "12:30", "no", "focus"})


def test_texts_and_placeholders_in_order() -> None:
    before, weight, after = parse("Only {weight(bank, money):.0%} left")
    assert (before, after) == ("Only ", " left")
    assert isinstance(weight, Placeholder)
    assert weight.arguments == (Argument("bank", False), Argument("money", False))
    assert (weight.decimals, weight.as_percent) == (0, True)


def test_quoted_and_odd_words() -> None:
    (placeholder,) = parse("{weight(\"focus\", 12:30, 'other')}")
    assert isinstance(placeholder, Placeholder)
    assert placeholder.arguments == (
        Argument("focus", True),
        Argument("12:30", False),
        Argument("other", True),
    )


def test_doubled_braces_are_braces() -> None:
    assert "".join(map(str, parse("{{a}} and }}"))) == "{a} and }"


@pytest.mark.parametrize(
    "template",
    [
        *("{", "a } b", "{weight(bank, money}", "{weight(bank,)}", "{weight(,bank)}", "{a.b}"),
        *("{a:,}", "{weight(bank, money):.9f}", "{__import__('os')}", "{f(g(x))}", "{a!r}", "{}"),
    ],
)
def test_everything_else_is_refused(template: str) -> None:
    assert problems_in(template, WORDS)


@pytest.mark.parametrize(
    "template",
    ["{focus}", "{weight(focus, context)}", "{weight(no, 12:30, 2)}", "{scale}", "plain"],
)
def test_what_is_offered_is_accepted(template: str) -> None:
    assert problems_in(template, WORDS) == []


@given(st.text(alphabet="{}()abank,money\"':.2f% ", max_size=40))
def test_any_text_parses_or_is_refused_in_one_line(template: str) -> None:
    assert len(parse(template) if not problems_in(template, WORDS) else "1") <= 40
    assert not any("\n" in problem for problem in problems_in(template, WORDS))
