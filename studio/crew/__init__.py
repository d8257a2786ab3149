"""Whoever draws: processes of this machine or of a cluster, and how far they have come."""
