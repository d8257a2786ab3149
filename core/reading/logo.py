"""A lesson's logo: a file beside it, read whole and checked to be a picture."""

from __future__ import annotations

import io
from pathlib import Path

LARGEST = 2_000_000  # bytes
WIDEST = 4096  # pixels along either side
FORMATS = ("PNG", "JPEG", "WEBP")


def picture_in(file: Path) -> bytes:
    """The bytes of a picture's file; ValueError (wanted, got) for what is none."""
    from PIL import Image, UnidentifiedImageError

    if not file.exists():
        raise ValueError("no such file, beside the lesson")
    if not file.is_file():
        raise ValueError("wanted a picture's file, got a folder or something else")
    with file.open("rb") as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"wanted at most {LARGEST:,} bytes; make the picture smaller")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            widest = max(picture.size)
            if widest <= WIDEST:
                picture.load()
    except UnidentifiedImageError:
        raise ValueError(f"wanted a picture ({', '.join(FORMATS)})") from None
    except Image.DecompressionBombError:
        widest = WIDEST + 1
    except (OSError, SyntaxError, ValueError):
        raise ValueError("this picture is damaged; save it anew") from None
    if widest > WIDEST:
        raise ValueError(f"wanted at most {WIDEST} pixels a side; make the picture smaller")
    return content
