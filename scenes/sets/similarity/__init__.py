"""A query and a key that meet, and what is read off them."""
