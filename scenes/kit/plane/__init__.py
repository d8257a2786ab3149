"""The plane: fixed axes, moving grids, arrows, and what is measured between them."""
