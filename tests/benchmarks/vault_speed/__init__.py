"""How fast requests come in and are read, beside the bare operations of it."""
