"""How long a test waits for what must come."""

PATIENCE = 120.0
"""Seconds. Only a test that fails waits so long; one that passes must not fail because a machine is busy."""
