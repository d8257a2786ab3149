"""Whole stages that several beats share."""
