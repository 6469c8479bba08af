"""Pages of a journey: who goes, which way, and whether they may."""
