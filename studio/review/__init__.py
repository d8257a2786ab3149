"""Films and lessons compared: what changed, where, and which numbers."""
