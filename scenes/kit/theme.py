"""What every colour and letter means: a role has one colour in every beat (no Manim here)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from core.numerals import ENGLISH, Numerals

BUNDLED_FONTS = Path(__file__).parent / "fonts"
FAMILIES = ("Inter", "Noto Sans Devanagari", "Noto Sans Arabic", "Noto Sans Hebrew")
LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
FAINTER = 0.01  # from one trial opacity of a tint to the next
DIM = 0.25  # what is not spoken of keeps this share of its opacity


@dataclass(frozen=True)
class Strokes:
    """How heavy lines are: an arrow's shaft in Manim units, all else in Manim's stroke units."""

    shaft: float = 0.065  # of an arrow
    bold: float = 0.085  # of an arrow that is spoken of
    under: float = 2.4 * 0.065  # of an arrow on which another lies
    border: float = 1.5
    axis: float = 2.0
    tick: float = 2.5  # what marks a place, a length or an end
    mark: float = 3.0  # what measures or joins two things
    frame: float = 4.0  # around what is spoken of


@dataclass(frozen=True)
class Tones:
    """Opacities that mean the same wherever they are seen."""

    tint: float = 0.12  # of an area in the colour of what it belongs to
    track: float = 0.6  # of what a bar or a row lies on
    axis: float = 0.7


@dataclass(frozen=True)
class Theme:
    """Colours by role, as #rrggbb, the fonts that words may use, and how numbers are written."""

    name: str = "night"
    background: str = "#0E1116"
    card: str = "#141A22"
    edge: str = "#2A323D"
    lattice: str = "#1F2630"
    text: str = "#E8ECF1"
    muted: str = "#8B97A6"
    grid: str = "#2F81F7"
    embedding: str = "#E8ECF1"
    query: str = "#F5C24B"
    key: str = "#4CC9B0"
    value: str = "#FF7A59"
    weight: str = "#A9F09A"  # shares: of attention, as bars, arcs and digits
    output: str = "#B48CFF"
    positive: str = "#7CC4FF"
    negative: str = "#FF8080"
    first: str = "#9AD65C"  # the first basis arrow and a matrix's first column
    second: str = "#F483C3"  # the second
    families: tuple[str, ...] = FAMILIES
    font_folders: tuple[str, ...] = (str(BUNDLED_FONTS),)
    numerals: Numerals = ENGLISH
    strokes: Strokes = Strokes()
    tones: Tones = Tones()

    def __post_init__(self) -> None:
        for role in TEXT_ROLES:
            ratio = contrast(self.colour(role), self.background)
            if ratio < LEAST_CONTRAST:
                raise ValueError(
                    f"theme {self.name}: {role} {self.colour(role)} on {self.background}: "
                    f"wanted a contrast of {LEAST_CONTRAST}:1, got {ratio:.1f}:1; "
                    "take a colour further from the background"
                )

    def __deepcopy__(self, memo: dict[int, object]) -> Theme:
        return self  # a value: the many copies that animations make share it

    def colour(self, role: str) -> str:
        """The colour of a role; KeyError names the roles there are."""
        if role not in ROLES:
            raise KeyError(f"no role {role!r}; roles: {', '.join(ROLES)}")
        return str(getattr(self, role))


NO_ROLES = ("name", "families", "font_folders", "numerals", "strokes", "tones")
ROLES = tuple(field.name for field in fields(Theme) if field.name not in NO_ROLES)
TEXT_ROLES = (
    "text",
    "muted",
    "embedding",
    "query",
    "key",
    "value",
    "weight",
    "output",
    "positive",
    "negative",
    "first",
    "second",
)


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two #rrggbb colours, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def blended(one: str, other: str, share: float) -> str:
    """A colour on the way from one to another, both as #rrggbb."""
    channels = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def tint(
    theme: Theme, role: str, most: float, *grounds: str, letters: tuple[str, ...] = ()
) -> float:
    """The opacity, up to one, of a role's colour on these grounds behind letters of other roles.

    As much as leaves the letters readable, which are of the role itself if no others are named.
    """
    paint, on = theme.colour(role), [theme.colour(ground) for ground in grounds]
    inks = [theme.colour(letter) for letter in letters or (role,)]
    opacity = most
    while opacity > 0 and any(
        contrast(ink, blended(ground, paint, opacity)) < LEAST_CONTRAST
        for ink in inks
        for ground in on
    ):
        opacity -= FAINTER
    return max(0.0, opacity)


NIGHT = Theme()
PAPER = Theme(
    name="paper",
    background="#FBFAF7",
    card="#F3F1EB",
    edge="#D8D4C9",
    lattice="#E9E6DE",
    text="#171B21",
    muted="#5A6470",
    grid="#1F5FC4",
    embedding="#171B21",
    query="#8A5A00",
    key="#0B6E5F",
    value="#B43A16",
    weight="#540C60",
    output="#6A3FC2",
    positive="#1D5FA8",
    negative="#B3261E",
    first="#3F7A10",
    second="#B0267E",
)
CONTRAST = Theme(
    name="contrast",
    background="#000000",
    card="#0A0A0A",
    edge="#6A6A6A",
    lattice="#2C2C2C",
    text="#FFFFFF",
    muted="#C4C4C4",
    grid="#4DA3FF",
    embedding="#FFFFFF",
    query="#FFD500",
    key="#00E5B0",
    value="#FF8C5A",
    weight="#B8FFB0",
    output="#D0A8FF",
    positive="#8FD0FF",
    negative="#FF9A9A",
    first="#B4F04A",
    second="#FF8FD6",
)
THEMES = {theme.name: theme for theme in (NIGHT, PAPER, CONTRAST)}


def theme_of(
    choice: str | Mapping[str, str], fonts: tuple[Path, ...] = (), numerals: Numerals = ENGLISH
) -> Theme:
    """The theme that a lesson names, with its overrides, its own fonts and its language's numbers.

    Raises ValueError (one line: wanted, got, remedy) for an unknown theme or role and for a
    colour that is hard to read on its background.
    """
    overrides = {} if isinstance(choice, str) else dict(choice)
    base = choice if isinstance(choice, str) else str(overrides.pop("base", "night"))
    if base not in THEMES:
        raise ValueError(f"theme: wanted one of {', '.join(THEMES)}, got {base!r}")
    unknown = [role for role in overrides if role not in ROLES]
    if unknown:
        raise ValueError(f"theme: wanted roles of {', '.join(ROLES)}, got {unknown[0]!r}")
    theme = replace(THEMES[base], numerals=numerals, **overrides)  # type: ignore[arg-type]  # str
    if not fonts:
        return theme
    return replace(
        theme,
        families=tuple(dict.fromkeys((*theme.families, *families_in(fonts).values()))),
        font_folders=(*theme.font_folders, *sorted({str(font.parent) for font in fonts})),
    )


def families_in(fonts: tuple[Path, ...]) -> dict[Path, str]:
    """The families, by Typst's names, of those of the files that Typst can set type in."""
    import typst

    folders = sorted({str(font.parent) for font in fonts})
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
    names = {Path(each.path): each.family for each in found.fonts() if each.path}
    return {font: names[font] for font in fonts if font in names}
