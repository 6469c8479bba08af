"""What the pages of a journey say."""
