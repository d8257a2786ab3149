"""Clips become a published film, with all that stands beside it."""
