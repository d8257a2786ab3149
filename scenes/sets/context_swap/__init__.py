"""Two sentences side by side, and where they meet."""
