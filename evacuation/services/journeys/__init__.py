"""Journeys: who goes, which way, whether they may, and how they are heard."""
