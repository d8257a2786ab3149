"""Pages about Heed itself: the reference, and the README's pictures."""
