"""What stands on a beat's stage."""

from __future__ import annotations

from typing import Any

from scenes.kit.beat import Beat


def sourced(beat: Beat) -> list[Any]:
    """Every prop on the stage that shows a number of the trace."""
    return [
        prop
        for mobject in beat.mobjects
        for prop in mobject.get_family()
        if hasattr(prop, "source") and not getattr(prop, "supposed", False)
    ]
