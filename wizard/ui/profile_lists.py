"""What stands in the lists behind the form of step 5: the source profiles, and the caller's MFA devices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from wizard.flow.profile import ProfileView
from wizard.ui.dialogs.choose import Choice


def _sources(view: ProfileView) -> Iterator[Choice]:
    """Those that would work come first."""
    for source in view.sources:
        remark = source.how if source.works else f"would not work: {source.how}"
        yield Choice(source.name, f"{'✓' if source.works else '✗'} {source.name}", remark)


def _devices(view: ProfileView) -> Iterator[Choice]:
    for serial_number in view.devices:
        yield Choice(serial_number, serial_number)
    yield Choice("", "none", "the profile asks for no code")


LISTED: Mapping[str, tuple[str, Callable[[ProfileView], Iterator[Choice]]]] = {
    "source_profile": ("Profiles that can be the source", _sources),
    "mfa_serial": ("The caller's MFA devices", _devices),
}
"""By field: the heading of its list, and what stands in it."""
