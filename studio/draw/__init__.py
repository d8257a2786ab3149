"""One clip drawn: Manim told everything in code, its camera, and what else the frames show."""
