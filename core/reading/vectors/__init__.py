"""Rows of files of vectors, for chosen words."""
