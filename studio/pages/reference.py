"""The page about the lesson file, written from what the code reads: docs/lesson.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.catalogue.beats import BEATS
from core.catalogue.promises import PROMISES
from core.reading.entries import KEYS, OPTIONS
from core.reading.schema import beat_options, first_line, schema
from core.trace.summary import MOST_DRAWN_TOKENS
from core.trace.word_map import MOST_MAPPED
from core.words.language import Choice, language_pack
from core.words.marks import offered
from core.words.templates import FUNCTIONS, NAMES, PAIR_FUNCTIONS, arity
from scenes.kit.theme import ROLES, THEMES
from studio.check.checking import LONGEST_FILM
from studio.pages.gallery import picture_of_beat
from studio.plan.screen import QUALITIES

HEAD = """# The lesson file

Written by `./heed schema --write` from what Heed reads; a test keeps it so. `./heed new NAME` begins a lesson,
`./heed check LESSON` names every mistake in it with its line. A lesson is YAML without tricks: no anchors, aliases or tags,
at most 1 MB, and words stay words (`no`, `on`, `12:30`). Sentences and heads are counted from 1.

For completion and checks while you type, let an editor that knows YAML schemas read the first line of the shipped lessons:
`# yaml-language-server: $schema=lesson.schema.json`.
"""


def reference() -> str:
    """The whole page, as Markdown."""
    return "\n".join([HEAD, *_keys(), *_maps(), *_promises(), *_beats(), *_texts(), *_limits()])


def _keys() -> Iterator[str]:
    yield "## Keys\n\n| key | what it is | default |\n| --- | --- | --- |"
    required = schema()["required"]
    for name, key in KEYS.items():
        found = schema()["$defs"]["attention"] if "$ref" in key else key
        default = "needed" if name in required else _default(found)
        yield f"| `{name}` | {found['description']} | {default} |"
        for option, each in found.get("properties", {}).items():
            yield f"| `{name}.{option}` | {each['description']}{_choices(each)} | {_default(each)} |"
    yield ""


def _choices(option: Mapping[str, Any]) -> str:
    return f" One of {_listed(option['enum'])}." if "enum" in option else ""


def _default(option: Mapping[str, Any]) -> str:
    value = option.get("default", "")
    if value in ("", [], None):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _listed(names: Iterable[object]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _maps() -> Iterator[str]:
    yield "## Matrices and themes\n"
    yield (
        "A matrix (`W_Q`, `W_K`, `W_V` of a head, `map` of a beat) is `identity`, its rows "
        "(`[[1, 0.6], [0, 1]]`), or named maps in the order applied:\n"
        "`[{rotate: 30}, {stretch: [1.2, 0.8]}, {shear: [0.6, 0]}, {reflect: 45}]` "
        "(degrees; a factor for each axis; x by y and y by x).\n"
        "`{file: maps.npz, tensor: W_Q}` takes its rows from a file beside the lesson: .npz, .npy, "
        ".safetensors,\nor text with a row of numbers a line, spaces or commas between. "
        "`W_O` may stand in one too.\n"
        "q = W e: its columns are where the basis vectors land.\n"
    )
    yield from _picture("linear_map", "A matrix is where the basis vectors land")
    yield (
        f"A theme is {_listed(THEMES)}, or a mapping with `base:` and colours for roles: "
        f"{_listed(ROLES)}. What is written must keep a contrast of 4.5:1 to the background.\n"
    )


def _promises() -> Iterator[str]:
    yield "## Promises\n\nUnder `expect:`, a list; each is checked before anything is drawn.\n"
    yield "| promise | what it says | options |\n| --- | --- | --- |"
    for kind, model in PROMISES.items():
        found = schema()["$defs"][f"promise_{kind}"]["properties"][kind]
        needed = found.get("required", ())
        names = [f"**`{n}`**" if n in needed else f"`{n}`" for n in found["properties"]]
        yield f"| `{kind}` | {first_line(model)} | {', '.join(names)} |"
    yield (
        "\n`word` is the focus by default, `sentence` and `head` are 1; **bold** ones are needed. "
        "For example `closer: {to: money, by: 0.5, sentence: money bank}`: at least half of the distance goes.\n"
    )


def _beats() -> Iterator[str]:
    yield "## Beats\n"
    yield (
        "Under `storyboard:`, a list of names or of mappings with `beat:` and options. Every beat takes "
        "`heading`, `subheading`,\n`say` (a text for each of its cues) and `labels` (its short texts).\n\n"
        "A text under `say` may hold the marks that its cue offers, named below: "
        "`Cold{@cold}, and the winner takes nearly all.`\nA mark is never shown nor said. What belongs to it "
        "begins at that moment: by the share of characters that are said before it.\nWithout the mark, "
        "it comes as soon as what is played before it is over.\n"
    )
    words = language_pack("en").beats
    for name, spec in BEATS.items():
        yield f"### {name}\n\n{spec.idea}\n"
        yield from _picture(name, name)
        for option, each in beat_options(spec).items():
            default = _default(each)
            told = OPTIONS.get(option, each).get("description", "")
            yield f"* `{option}`{f' ({default})' if default else ''}: {told}{_choices(each)}"
        yield f"* cues: {', '.join(_cue(cue, said) for cue, said in words[name].say.items())}"
        if words[name].labels:
            yield f"* labels: {_listed(words[name].labels)}"
        yield ""


def _cue(name: str, said: Choice) -> str:
    """A cue with the marks that it offers: `sharpen` (`{@cold}`, `{@hot}`)."""
    marks = _listed(f"{{@{mark}}}" for mark in offered(said))
    return f"`{name}` ({marks})" if marks else f"`{name}`"


def _picture(beat: str, said: str) -> Iterator[str]:
    """A beat's picture, where the gallery has one."""
    path = picture_of_beat(beat)
    if path.exists():
        yield f"![{said}](../renders/gallery/{path.name})\n"


def _texts() -> Iterator[str]:
    yield "## Numbers in texts\n"
    yield (
        "Texts may hold placeholders, filled with the lesson's own numbers: `{weight(bank, money):.0%}`, "
        "`{angle(word, context)}`.\nA last argument may name the sentence (its number or name, `here`, "
        "`other`); `.2f` and `.0%` set the decimals; `{{` is a brace. Where there are several heads, numbers are "
        "those of the beat's head, unless\n`head=` names another by number or name: `{weight(bank, money, head=2)}`. "
        "`head_output` is what one head makes of a word;\n`output` is the sentence's, of all heads, through `W_O` "
        "and with the residual.\n"
    )
    pairs = [name for name in FUNCTIONS if name in PAIR_FUNCTIONS]
    single = [name for name in FUNCTIONS if arity(name) == 1]
    yield f"* of two words, the one that asks first: {_listed(pairs)}"
    yield f"* of one word: {_listed(single)}"
    yield f"* names: {_listed(NAMES)}\n"


def _limits() -> Iterator[str]:
    from core import documents, lesson
    from core.reading.vectors import files, npz, search, text

    yield "## Limits\n\n| what | at most |\n| --- | --- |"
    limits = {
        "file": f"{documents.LARGEST_FILE:,} bytes, {documents.DEEPEST_NESTING} levels",
        "sentences": f"{lesson.MOST_SENTENCES}, each of {lesson.MOST_TOKENS} words",
        "words of a sentence that are drawn": f"{MOST_DRAWN_TOKENS}; of a longer one, the "
        f"{MOST_DRAWN_TOKENS - 1} that the focus hears most, and all others as one",
        "words on a map": str(MOST_MAPPED),
        "a word, a head's name": f"{lesson.LONGEST_LABEL} characters",
        "title, question": f"{lesson.LONGEST_TITLE} characters",
        "a text of narration": f"{lesson.LONGEST_SAY} characters",
        "a number": f"±{lesson.LARGEST_NUMBER:,.0f}",
        "a row": f"{lesson.WIDEST:,} numbers",
        "`attention.temperature`": f"{lesson.HOTTEST:,}, and at least {lesson.COLDEST}",
        "a file of vectors": f"{files.LARGEST_FILE:,} bytes, {text.LONGEST_LINE:,} a line, "
        f"{search.MOST_WORDS:,} rows of an array, {npz.LARGEST_INFLATED:,} bytes unpacked",
        "further words from it": f"{lesson.MOST_FURTHER_WORDS:,}",
        "heads": str(lesson.MOST_HEADS),
        "beats": str(lesson.MOST_BEATS),
        "a film, by what its narration takes alone": f"{LONGEST_FILM / 60:.0f} minutes",
        "a frame": " × ".join(map(str, QUALITIES["k"][:2])),
    }
    for what, most in limits.items():
        yield f"| {what} | {most} |"
