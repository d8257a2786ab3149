"""An arrow put together from a matrix's columns."""
