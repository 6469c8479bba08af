"""The lists of terms: filling them, and their labels for pages and answers."""
