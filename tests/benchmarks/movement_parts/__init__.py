"""The worker's tick over what is due, and the pages of a journey, beside the floor."""
