"""The page that `f1` shows: the flow's guide to a step, and the keys, taken from the screen's own bindings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from textual.screen import Screen

from wizard.flow.guide import guide
from wizard.flow.session import Session, Step
from wizard.flow.steps import STATE_SYMBOLS
from wizard.ui.widgets.lines import Line, prose

BY_HAND, KEYS = "By hand, with the AWS CLI", "Keys"

START_PAGE = """\
An AssumeRole call names two sides: whoever calls, and the role that is to be assumed. This screen finds out both.

Paste the error text as it came: the caller, the role and the refused action are read out of it, and can be corrected \
below. Or type a role's ARN, a role's name, or a profile of ~/.aws/config.

The caller's profile is the one that is denied. The role side's profile may read and repair the role's account; where \
it is left empty, the caller's is used for both.

Practise opens a lesson on an AWS of its own, on this machine, without any account."""

PREVIEW_PAGE = """\
Nothing is changed before you apply. The tabs hold the same change as a difference, as what it newly lets anybody do, \
and as text for whoever makes changes elsewhere: the AWS CLI, Terraform, CloudFormation.

Applying reads once more and refuses where the target changed since this preview. The change is written down before \
it is made, so that it can be taken back ({undo})."""


def page(told: str, screen: Screen[Any]) -> str:
    """The page of a step: what is ``explained`` of it, the keys, and the marks."""
    marks = ", ".join(f"{symbol} {word}" for word, symbol in STATE_SYMBOLS.items())
    return f"{told}\n\n{KEYS}\n{keys(screen)}\n\nThe marks of the steps: {marks}."


def explained(step: Step, session: Session, now: datetime) -> str:
    """Why a step exists, what AWS checks there, and how to do it by hand."""
    told = guide(session, step, now)
    by_hand = "\n".join(told.by_hand)
    return f"{told.why}\n\n{told.checks}\n\n{BY_HAND}\n{by_hand}"


def drawn(text: str) -> tuple[Line, ...]:
    """A page as it is shown: its headings stand out."""
    return tuple(
        Line(line.body.stylize("bold $primary")) if line.text in (BY_HAND, KEYS) else line for line in prose(text)
    )


def keys(screen: Screen[Any]) -> str:
    """The keys that work on a screen, each with what it does."""
    told: dict[str, tuple[str, str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id and binding.tooltip and active.enabled:
            shown = screen.app.get_key_display(binding).replace("^", "ctrl+")  # the last line alone lacks the room
            if binding.id.startswith("go-"):  # one row for them all
                others = told.get("go", ("", ""))[0]
                told["go"] = (f"{others} {shown}".strip(), "Go to the step of that number")
                continue
            known = told.get(binding.id)
            told[binding.id] = (f"{known[0]} or {shown}" if known else shown, binding.tooltip)
    width = max((len(shown) for shown, _ in told.values()), default=0)
    return "\n".join(f"{shown:<{width}}  {tooltip}" for shown, tooltip in told.values())
