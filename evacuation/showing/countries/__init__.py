"""What pages say of countries."""
