"""Language packs changed for one test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from core.words import beginning, language

Change = Callable[[dict[str, Any]], None]


class Packs:
    """Copies of the shipped packs, which tests may change; Heed reads these."""

    def __init__(self, folder: Path, monkeypatch: Any) -> None:
        self.folder = folder
        shutil.copytree(language.LANGUAGES, folder)
        for module in (language, beginning):
            monkeypatch.setattr(module, "LANGUAGES", folder)
        forget()

    def without(self, code: str, *path: str) -> None:
        """Take out of a pack what stands at a path."""
        *above, last = path

        def take_out(content: dict[str, Any]) -> None:
            for step in above:
                content = content[step]
            del content[last]

        self.change(code, take_out)

    def change(self, code: str, change: Change) -> None:
        """Change a pack's content."""
        file = self.folder / f"{code}.yaml"
        content = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
        change(content)
        file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
        forget()


def forget() -> None:
    """Have packs read again."""
    language.own_pack.cache_clear()
    language.language_pack.cache_clear()
