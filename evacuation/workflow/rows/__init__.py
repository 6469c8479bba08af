"""The rows of the transition table, by the part of a case's way (table.py)."""
