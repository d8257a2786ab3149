"""Frames into files: colours, encoders, and the film that joins them."""
