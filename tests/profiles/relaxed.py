"""Settings for property tests that touch the disk."""

from __future__ import annotations

from hypothesis import HealthCheck, settings


def relaxed(examples: int) -> settings:
    """No deadline: this machine may be busy."""
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
    return settings(max_examples=examples, deadline=None, database=None, suppress_health_check=quiet)
