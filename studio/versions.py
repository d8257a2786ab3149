"""Which version is at work: of Heed, and of the packages that films are made with."""

from __future__ import annotations

import subprocess
import tomllib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from studio.places import CHECKOUT


def version_of(package: str, otherwise: str = "none") -> str:
    """A package's version, or what to say where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return otherwise


@lru_cache(maxsize=1)
def heed_version() -> str:
    """Heed's own version, and the revision of its checkout: `0.1.0, revision 3e5d773`."""
    try:
        text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    except FileNotFoundError:  # a copy of the packages alone
        return f"unknown, {_revision()}"
    return f"{tomllib.loads(text)['project']['version']}, {_revision()}"


def _revision() -> str:
    """What the checkout is, as far as git tells."""
    try:
        command = ["git", "-C", str(CHECKOUT), "describe", "--always", "--dirty"]
        told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return "of no known revision"
    return f"revision {told.stdout.strip()}"
