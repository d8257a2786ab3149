"""The studio: from a lesson to a published film, and the command line."""
