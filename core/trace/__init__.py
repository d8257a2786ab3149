"""Every number of a lesson, and how each is computed."""
