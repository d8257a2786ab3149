"""A row of scores on its way to shares."""
