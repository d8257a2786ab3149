"""Whether a picture is true, and whether it can be read."""
