"""Make this folder's fonts again from the npm packages that README.md names.

Called as `python scenes/kit/fonts/make.py FOLDER_OF_TARBALLS`.
"""

import io
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent

INTER_RANGES = (
    (0x0020, 0x036F),  # Latin with its extensions, IPA, combining marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x052F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Vietnamese and other additional Latin
    (0x1F00, 0x1FFF),  # Greek with breathings
    (0x2000, 0x20CF),  # punctuation, super- and subscripts, currency
    (0x2100, 0x23FF),  # letter-like signs, fractions, arrows, mathematics, technical signs
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2713, 0x2718),  # ticks and crosses
)
# Without `calt`, which turns "->" into an arrow, and without stylistic sets: what is written is
# what is drawn.
INTER_FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk", "tnum", "pnum", "case"]

# Scripts for which Inter has places of marks, and forgets to say so: they take the default's rules,
# which are the same and name the places too.
FORGETFUL = ("cyrl", "grek")

# Family, style and full names; version, licence and copyright, which the licence asks to keep.
NAMES_KEPT = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
STYLES = {400: "Regular", 500: "Medium", 600: "SemiBold"}


@dataclass(frozen=True)
class Source:
    """One font file to make: where it lies in which npm tarball, and what it is to be called."""

    tarball: str
    member: str
    family: str
    weight: int

    @property
    def file_name(self) -> str:
        return f"{self.family.replace(' ', '')}-{STYLES[self.weight]}.ttf"


@dataclass(frozen=True)
class Licence:
    tarball: str
    member: str
    file_name: str


INTER = "inter-ui-4.1.1.tgz"
NOTO_SCRIPTS = ("Arabic", "Devanagari", "Hebrew")


def noto_tarball(script: str) -> str:
    return f"fontsource-noto-sans-{script.lower()}-5.3.0.tgz"


def sources() -> Iterator[Source]:
    for weight, style in STYLES.items():
        yield Source(INTER, f"package/web/Inter-{style}.woff2", "Inter", weight)
    for script in NOTO_SCRIPTS:
        low = script.lower()
        for weight in (500, 600):
            member = f"package/files/noto-sans-{low}-{low}-{weight}-normal.woff2"
            yield Source(noto_tarball(script), member, f"Noto Sans {script}", weight)


def licences() -> Iterator[Licence]:
    yield Licence(INTER, "package/LICENSE.txt", "Inter-OFL.txt")
    for script in NOTO_SCRIPTS:
        yield Licence(noto_tarball(script), "package/LICENSE", f"NotoSans{script}-OFL.txt")


def member_of(folder: Path, tarball: str, member: str) -> bytes:
    with tarfile.open(folder / tarball) as archive:
        found = archive.extractfile(member)
        if found is None:
            raise FileNotFoundError(f"{tarball} holds no file {member}")
        return found.read()


def subset(font: TTFont, family: str) -> None:
    """Take from Inter what no film needs; the Noto fonts stay whole."""
    options = Options()
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = NAMES_KEPT
    inter = family == "Inter"
    options.layout_features = INTER_FEATURES if inter else ["*"]
    subsetter = Subsetter(options)
    covered = set(font.getBestCmap())
    wanted = {code for first, last in INTER_RANGES for code in range(first, last + 1)}
    subsetter.populate(unicodes=covered & wanted if inter else covered)
    subsetter.subset(font)
    if inter:
        scripts = font["GPOS"].table.ScriptList
        scripts.ScriptRecord = [
            each for each in scripts.ScriptRecord if each.ScriptTag not in FORGETFUL
        ]
        scripts.ScriptCount = len(scripts.ScriptRecord)


def rename(font: TTFont, family: str, weight: int) -> None:
    """Give a family's files one family name (the Hebrew source says "Noto Sans Hebrew Thin")."""
    style = STYLES[weight]
    regular = style == "Regular"
    names = {
        1: family if regular else f"{family} {style}",
        2: "Regular",
        4: f"{family} {style}",
        6: f"{family.replace(' ', '')}-{style}",
    }
    if not regular:
        names |= {16: family, 17: style}
    table = font["name"]
    for identifier, text in names.items():
        table.removeNames(nameID=identifier)
        table.setName(text, identifier, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def make(folder: Path, source: Source) -> Path:
    data = member_of(folder, source.tarball, source.member)
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    font.flavor = None
    subset(font, source.family)
    rename(font, source.family, source.weight)
    path = HERE / source.file_name
    font.save(path)
    return path


def main(folder: Path) -> None:
    for licence in licences():
        text = member_of(folder, licence.tarball, licence.member)
        (HERE / licence.file_name).write_bytes(text)
    for source in sources():
        path = make(folder, source)
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
