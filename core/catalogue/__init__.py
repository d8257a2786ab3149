"""What a lesson may ask for: beats to show, promises to keep."""
