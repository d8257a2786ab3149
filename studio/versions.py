"""Which version is installed: of Heed, and of the packages that films are made with."""

from importlib.metadata import PackageNotFoundError, version


def version_of(package: str, otherwise: str = "none") -> str:
    """A package's version, or what to say where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return otherwise


def heed_version() -> str:
    """Heed's own version; `unknown` of a checkout that was not installed."""
    return version_of("heed", "unknown")
