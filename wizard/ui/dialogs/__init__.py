"""Modal screens; each returns one value."""
