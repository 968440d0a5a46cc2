"""Explains a decision and plans repairs, each proved by deciding again. Pure."""
