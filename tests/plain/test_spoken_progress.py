"""Somebody who hears every line hears what could not be read, and now and then how far it is."""

from __future__ import annotations

from wizard.aws.gateway import Reading
from wizard.plain.spoken_progress import SpokenProgress


def test_a_quick_reading_is_silent_and_a_slow_one_tells_how_far_it_is() -> None:
    said: list[str] = []
    time = [0.0]
    progress = SpokenProgress(said.append, lambda: time[0])
    for number in range(10):
        time[0] += 0.1
        progress.report(Reading(f"policy {number}", "identity_policy", "read", "iam:GetPolicy", "", None))
    assert said == []
    time[0] += 5
    progress.report(Reading("policy 10", "identity_policy", "read", "iam:GetPolicy", "", None))
    assert said == ["  11 read so far, the last one: policy 10"]
    progress.report(Reading("policy 11", "identity_policy", "denied", "iam:GetPolicy", "", "iam:GetPolicy"))
    assert said[1:] == ["  could not be read: policy 11"]
    assert (progress.read, progress.not_read) == (11, 1)
