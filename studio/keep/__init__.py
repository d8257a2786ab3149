"""Files that last: a cache, folders published whole, work in progress, sources read."""
