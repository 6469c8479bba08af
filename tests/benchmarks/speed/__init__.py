"""Loading many invented providers, serving them three ways, measuring each."""
