"""Forms of a journey."""
