"""A film made again whenever its lesson is saved."""
