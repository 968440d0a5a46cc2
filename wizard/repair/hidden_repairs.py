"""Where the facts allow what AWS denies: wait, or ask for the policy that nobody here could read."""

from __future__ import annotations

from wizard.repair.cause import Diagnosis
from wizard.repair.change import Ask
from wizard.repair.option import Option


def hidden_options(diagnosis: Diagnosis) -> list[Option]:
    """Who must act on RW400 and RW401."""
    found: list[Option] = []
    for cause in diagnosis.causes:
        if cause.name == "not_yet_propagated":
            what = "Wait a minute and try again"
            found.append(
                Option(what, "A change can take that long to arrive.", (Ask("you", what, cause.layer),), (cause.name,))
            )
        if cause.name == "hidden_policy":
            who = "whoever administers the accounts and their organization"
            layer = cause.layer.replace("_", " ")
            what = (
                f"Look into the {layer} that could not be read"
                if cause.layer != "request"
                else "Look into the policies that could not be read"
            )
            found.append(Option(what, cause.message, (Ask(who, what, cause.layer),), (cause.name,)))
    return found
