"""The film's key pictures, small, and what was promised."""
