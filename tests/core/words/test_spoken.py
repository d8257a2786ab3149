"""What is written, as a voice is given it: every kind of numeral and sign, in four languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.computing import trace_of
from core.numerals import Numerals
from core.reading.lesson import read_lesson
from core.words.cardinals import cardinal
from core.words.language import languages, own_pack
from core.words.script import scripts_of
from core.words.speaking import speaking_of
from core.words.spoken import spoken_of, spoken_text

GOLDEN: dict[str, tuple[Callable[[Numerals], str], str, str, str, str]] = {
    "plain": (
        lambda n: n.numeral(-0.64),
        "minus zero point six four",
        "menos cero coma seis cuatro",
        "moins zéro virgule six quatre",
        "ऋण शून्य दशमलव छह चार",
    ),
    "tiny": (
        lambda n: n.numeral(6.13e-7),
        "six point one three times ten to the minus seven",
        "seis coma uno tres por diez elevado a menos siete",
        "six virgule un trois fois dix puissance moins sept",
        "छह दशमलव एक तीन गुणा दस की घात ऋण सात",
    ),
    "huge": (
        lambda n: n.numeral(-1.2e5),
        "minus one point two zero times ten to the five",
        "menos uno coma dos cero por diez elevado a cinco",
        "moins un virgule deux zéro fois dix puissance cinq",
        "ऋण एक दशमलव दो शून्य गुणा दस की घात पाँच",
    ),
    "thousands": (
        lambda n: n.shortest(31_245),
        "thirty-one thousand two hundred forty-five",
        "treinta y un mil doscientos cuarenta y cinco",
        "trente et un mille deux cent quarante-cinq",
        "इकतीस हज़ार दो सौ पैंतालीस",
    ),
    "share almost none": (
        lambda n: n.share(0.001),
        "less than zero point zero one",
        "menos de cero coma cero uno",
        "moins de zéro virgule zéro un",
        "शून्य दशमलव शून्य एक से कम",
    ),
    "share almost all": (
        lambda n: n.share(0.999),
        "more than zero point nine nine",
        "más de cero coma nueve nueve",
        "plus de zéro virgule neuf neuf",
        "शून्य दशमलव नौ नौ से अधिक",
    ),
    "percent": (
        lambda n: n.percent(0.57),
        "fifty-seven percent",
        "cincuenta y siete por ciento",
        "cinquante-sept pour cent",
        "सत्तावन प्रतिशत",
    ),
    "percent almost none": (
        lambda n: n.percent(0.001),
        "less than one percent",
        "menos de uno por ciento",
        "moins de un pour cent",
        "एक प्रतिशत से कम",
    ),
    "degrees": (
        lambda n: f"{n.shortest(-25)}°",
        "minus twenty-five degrees",
        "menos veinticinco grados",
        "moins vingt-cinq degrés",
        "ऋण पच्चीस डिग्री",
    ),
    "one degree": (lambda n: "1°", "one degree", "uno grado", "un degré", "एक डिग्री"),
    "infinity": (
        lambda n: n.numeral(float("-inf")),
        "minus infinity",
        "menos infinito",
        "moins l’infini",
        "ऋण अनंत",
    ),
    "unknown": (lambda n: "≈ 2", "about two", "casi dos", "environ deux", "लगभग दो"),
    "coordinates": (
        lambda n: n.coordinates([1.2, -0.5]),
        "one point two zero, minus zero point five zero",
        "uno coma dos cero; menos cero coma cinco cero",
        "un virgule deux zéro; moins zéro virgule cinq zéro",
        "एक दशमलव दो शून्य, ऋण शून्य दशमलव पाँच शून्य",
    ),
    "many coordinates": (
        lambda n: n.coordinates([1, 2, 3, 4, 5], 0),
        "one, two, three, four, and so on",
        "uno; dos; tres; cuatro; y así sucesivamente",
        "un; deux; trois; quatre; et ainsi de suite",
        "एक, दो, तीन, चार, और इसी तरह",
    ),
    "names": (
        lambda n: "W_Q d_k y_bank",
        "W Q d k y bank",
        "W Q d k y bank",
        "W Q d k y bank",
        "W Q d k y bank",
    ),
    "formulas": (
        lambda n: "q·k e^x √d_k Kᵀ x²",
        "q dot k e to the x the square root of d k K transposed x squared",
        "q por k e elevado a x la raíz cuadrada de d k K traspuesta x al cuadrado",
        "q scalaire k e puissance x la racine carrée de d k K transposée x au carré",
        "q डॉट k e की घात x वर्गमूल d k K का परिवर्त x का वर्ग",
    ),
    "times": (
        lambda n: f"{n.shortest(1.2)} × {n.shortest(0.9)}",
        "one point two times zero point nine",
        "uno coma dos por cero coma nueve",
        "un virgule deux fois zéro virgule neuf",
        "एक दशमलव दो गुणा शून्य दशमलव नौ",
    ),
}


def said(text: str, language: str = "en", **pronounce: str) -> str:
    pack = own_pack(language)
    assert pack.speaking is not None
    return spoken_text(spoken_of(text, pack.speaking, pack.numerals.point, pronounce))


@pytest.mark.parametrize("kind", GOLDEN)
def test_every_kind_of_numeral_and_sign_is_spoken_in_each_language(kind: str) -> None:
    write, *golden = GOLDEN[kind]
    for language, wanted in zip(("en", "es", "fr", "hi"), golden, strict=True):
        numerals: Numerals = own_pack(language).numerals
        assert said(write(numerals), language) == wanted


def test_every_pack_can_be_spoken() -> None:
    assert [code for code in languages() if own_pack(code).speaking is None] == []


def test_every_pack_has_words_for_the_signs_of_the_english_one() -> None:
    english = own_pack("en").speaking
    assert english
    for code in languages():
        speaking = own_pack(code).speaking
        assert speaking and set(speaking.symbols) == set(english.symbols)


def test_each_spoken_word_knows_the_written_one() -> None:
    text = "Ask −0.64, “now”."
    speaking = own_pack("en").speaking
    assert speaking
    words = [(word.text, text[word.start : word.end]) for word in spoken_of(text, speaking)]
    assert words == [
        ("Ask", "Ask"),
        *((word, "−0.64") for word in ("minus", "zero", "point", "six")),
        ("four,", "−0.64"),
        ("now.", "now"),
    ]


def test_a_lesson_says_how_a_word_is_pronounced_in_large_and_small_letters() -> None:
    assert said("The Seine and y_q.", Seine="sen", y_q="why cue") == "The sen and why cue."
    assert said("Seiner", Seine="sen") == "Seiner"


def test_thousands_may_be_parted_by_what_is_not_the_point() -> None:
    assert said("1,250") == "one thousand two hundred fifty"
    assert said("27.230") == "twenty-seven point two three zero"
    assert said("1.250", "es") == "mil doscientos cincuenta"
    assert said("0.57", "es") == "cero coma cinco siete"  # as an author of formulas writes it


def test_a_hyphen_is_a_minus_before_a_number_alone() -> None:
    assert said("2-D at -3, well-known") == "two D at minus three, well-known"


def test_marks_of_pause_stay_and_brackets_go() -> None:
    assert said("So — (cold)… “Yes!” ¿No?") == "So— cold… Yes! No?"


@pytest.mark.parametrize(
    ("number", "language", "wanted"),
    [
        (100, "es", "cien"),
        (101, "es", "ciento uno"),
        (21_000, "es", "veintiún mil"),
        (200, "fr", "deux cents"),
        (201, "fr", "deux cent un"),
        (71, "fr", "soixante et onze"),
        (1_000_000, "en", "one zero zero zero zero zero zero"),
    ],
)
def test_cardinals_follow_the_language(number: int, language: str, wanted: str) -> None:
    speaking = own_pack(language).speaking
    assert speaking and cardinal(number, speaking) == wanted


SHIPPED = sorted((Path(__file__).parents[3] / "configs").glob("*.yaml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
@pytest.mark.parametrize("language", languages())
def test_of_a_shipped_film_nothing_but_words_and_pauses_is_spoken(
    file: Path, language: str
) -> None:
    lesson = read_lesson(file).model_copy(update={"language": language})
    for script in scripts_of(lesson, trace_of(lesson)):
        for cue in script.cues:
            spoken = said(cue.text, language)
            assert not set(spoken) & set("0123456789%°<>−×√·=+_²ᵀ⁻()“”"), spoken
            assert bool(spoken) == bool(cue.text)


def test_a_pack_with_too_few_cardinals_is_refused() -> None:
    with pytest.raises(ValueError, match="cardinals: wanted 100 words, got 2"):
        speaking_of({"cardinals": "zero, one", "hundreds": "a, b"})
