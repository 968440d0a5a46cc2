"""The console's page of a denial: in fields what AWS's sentence says in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.repair.error_text.arns import ARN_CHARACTERS, known, read_arn
from wizard.repair.error_text.names import LAYERS
from wizard.repair.error_text.pasted import Squeezed
from wizard.repair.error_text.sighting import Sighting

_USER, _ACTION, _RESOURCES, _CONTEXT = "user:", "action:", "onresource(s):", "context:"
_NAME = re.compile(r"[A-Za-z0-9:*-]+")
_REASON = re.compile(
    r"(?:no(?P<missing>[a-z-]{3,30}?)(?:polic|boundar)[a-z]*allows?"
    r"|an?(?P<denying>[a-z-]{3,30}?)(?:polic|boundar)[a-z]*explicitlydenies)(?:the(?:[a-z0-9-]+:[a-z0-9*]+)?action)?"
)


def console_pages(text: Squeezed) -> Iterator[Sighting]:
    """Each denial that a page of the console tells."""
    for place in text.places(_RESOURCES):
        label = text.lower.rfind(_USER, max(0, place - 700), place)
        named = text.lower.rfind(_ACTION, label, place) if label >= 0 else -1
        if named < 0 or not _NAME.fullmatch(text.text, named + len(_ACTION), place):
            continue
        action, caller = text.text[named + len(_ACTION) : place], text.text[label + len(_USER) : named]
        who, service, of_service = caller.partition("Service:")
        start = place + len(_RESOURCES)
        context = text.lower.find(_CONTEXT, start, start + 2300)
        resource, end = (text.text[start:context], context) if context >= 0 else read_arn(text, start, label)
        reason = _REASON.match(text.lower, context + len(_CONTEXT)) if context >= 0 else None
        kind = (reason["missing"] or reason["denying"]) if reason is not None else ""
        yield Sighting(
            label, reason.end() if reason is not None else end, "denial",
            caller=known(who) if ARN_CHARACTERS.fullmatch(who) else None,
            role=known(resource) if _is_one_arn(resource) else None,
            action=f"{of_service}:{action}" if service else action,
            layer=next((layer for begin, layer in LAYERS if kind.startswith(begin)), None),
            explicit=reason["missing"] is None if reason is not None else None,
        )  # fmt: skip


def _is_one_arn(resource: str | None) -> bool:
    if resource is None or not resource.startswith("arn:") or ",arn:" in resource:
        return False
    return ARN_CHARACTERS.fullmatch(resource) is not None
