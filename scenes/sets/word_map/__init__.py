"""The words as places, with islands, names and an orbit."""
