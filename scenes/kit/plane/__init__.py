"""The plane that arrows live in, and all that stands or moves on it.

What is imported here is for lessons' own beats, which may find it as `scenes.kit.plane`; modules of
ours say where it stands.
"""

from scenes.kit.plane.plane import MovingGrid, Plane, UnitSquare
from scenes.kit.plane.view import View

__all__ = ["MovingGrid", "Plane", "UnitSquare", "View"]
