"""What the start screen lists to choose from: profiles, the account's roles, its last denied calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from textual.app import App

from wizard.aws.gateway import Aws
from wizard.aws.judges import DeniedCall
from wizard.flow import opinions
from wizard.ui.dialogs.choose import Choice, Choose


async def chosen_profile(app: App[Any]) -> tuple[Mapping[str, Mapping[str, str]], str | None]:
    """Every profile's settings as they are now, and the name that the person chooses."""
    from wizard.flow.start import known_profiles

    profiles: dict[str, Mapping[str, str]] = {}

    def found() -> Iterator[Choice]:
        profiles.update(known_profiles())
        return (Choice(name, name, settings.get("role_arn", "")) for name, settings in profiles.items())

    return profiles, await app.push_screen_wait(Choose("Profiles", found))


async def chosen_role(app: App[Any], aws: Aws) -> str | None:
    """The ARN of one of the roles that the role side's profile sees."""

    def found() -> Iterator[Choice]:
        return (Choice(role.arn, role.name, role.description) for role in aws.roles())

    return await app.push_screen_wait(Choose("Roles of the account", found))


async def chosen_denied_call(app: App[Any], aws: Aws) -> DeniedCall | None:
    """One of the account's last denied AssumeRole calls, as CloudTrail kept them."""
    calls: dict[str, DeniedCall] = {}

    def found() -> Iterator[Choice]:
        for denied in opinions.denied_calls(aws):
            label = opinions.label(denied)
            calls[label] = denied
            yield Choice(label, label)

    label = await app.push_screen_wait(Choose("The last denied AssumeRole calls", found, empty=opinions.NO_DENIED_CALL))
    return calls[label] if label is not None else None
