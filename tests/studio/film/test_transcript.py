"""The transcript says what the film says."""

from studio.film.transcript import Part, clock, markdown, plain

PARTS = [Part("The *pull*", 0, ("One. Two.", "Three.")), Part("Recap", 15 * 65, ("Four.",))]


def test_plain_text_has_a_paragraph_for_every_cue():
    assert plain("Which?", PARTS, 15) == (
        "Which?\n\nThe *pull* (0:00)\nOne. Two.\nThree.\n\nRecap (1:05)\nFour.\n"
    )


def test_markdown_shows_an_authors_words_as_they_are():
    assert markdown("Which?", PARTS, 15) == (
        "# Which?\n\n## The \\*pull\\* (0:00)\n\nOne. Two.\n\nThree.\n\n## Recap (1:05)\n\nFour.\n"
    )


def test_a_time_is_in_minutes_and_seconds():
    assert [clock(frame, 60) for frame in (0, 59, 60, 60 * 61, 60 * 600)] == [
        "0:00",
        "0:00",
        "0:01",
        "1:01",
        "10:00",
    ]
