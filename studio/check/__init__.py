"""A lesson examined before a frame is drawn, and its pictures if wanted."""
