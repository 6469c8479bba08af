"""What is written of a journey, as values; services/journeys/ keeps them sealed."""
