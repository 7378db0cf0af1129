"""Word documents, read by Python's own XML."""
