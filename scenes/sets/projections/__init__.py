"""A matrix times an arrow's numbers."""
