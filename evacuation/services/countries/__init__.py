"""What is publicly known of countries: written, replaced, and called out."""
