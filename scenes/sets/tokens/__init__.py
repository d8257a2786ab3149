"""Words that look up their rows."""
