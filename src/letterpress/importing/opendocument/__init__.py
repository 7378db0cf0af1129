"""OpenDocument texts, read by Python's own XML."""
