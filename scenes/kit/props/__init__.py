"""The things that stand in a picture: cards, chips, bars, cells, matrices, tables."""
