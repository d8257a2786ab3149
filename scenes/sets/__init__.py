"""What only one beat uses, a folder a beat."""
