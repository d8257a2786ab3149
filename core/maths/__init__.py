"""Mathematics in pure functions: linear maps, likeness, attention, spread, groups."""
