"""AWS's own sentence of a denial: who is not authorized to do what on which resource, and the policy to blame."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.engine.typed import TYPE_CHECKING
from wizard.repair.error_text.arns import ARN_CHARACTERS, cut_off, known, read_arn
from wizard.repair.error_text.names import LAYERS
from wizard.repair.error_text.pasted import Squeezed
from wizard.repair.error_text.sighting import Sighting

if TYPE_CHECKING:
    from wizard.engine.decision import Layer

_NOT_AUTHORIZED = "notauthorizedto"
_ACTION = re.compile(
    r"perform(?:action)?[:\"'`*]*(?:(?:sts:)?(assumerolewithwebidentity|assumerolewithsaml|assumerole|tagsession|setsourceidentity"
    r"|setcontext|getfederationtoken|getsessiontoken|getcalleridentity)|([a-z0-9-]{2,40}):([a-z0-9*]{2,64}?)"
    r"(?=onresource|because|with|[^a-z0-9*]|$))|(assume)(?=(?:the|this|provided|iam)*role)"
)
_ACTION_NAMES = {
    name.lower(): name
    for name in (
        "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "AssumeRole", "TagSession", "SetSourceIdentity",
        "SetContext", "GetFederationToken", "GetSessionToken", "GetCallerIdentity",
    )
}  # fmt: skip
_RESOURCE = re.compile(
    r"[\"'`.,*]*(?:on(?:the)?(?:following)?resources?:?|on(?:the)?role:?(?=[\"'`]?arn:)|on:?(?=[\"'`]?arn:)"
    r"|(?:the|this|provided|iam)*role:?(?=[\"'`]?arn:))"
)
_REASON = re.compile(
    r"[\"'`.,;)]*(?:because(?P<no>no)|(?P<with>withanexplicitdeny)(?:in)?|(?P<due>dueto)an?explicitdeny(?:in)?)"
    r"(?:an?(?=[^n])|an|the)?(?P<layer>identity|resource|role|trust|assumerole|permission|session|service|scp|rcp|vpc)?"
)
_POLICY_NAME = re.compile(r"[a-z'-]*?(?:polic(?:y|ies)|boundar(?:y|ies))[a-z]*?(?:allows?the[a-z0-9:-]*action)?:?")


def denials(text: Squeezed) -> Iterator[Sighting]:
    for place in text.places(_NOT_AUTHORIZED):
        named = text.lower.startswith("is", place - 2)
        after = place + len(_NOT_AUTHORIZED)
        action_match = _ACTION.match(text.lower, after)
        if action_match is None:
            continue
        start, caller = _caller(text, place - 2) if named else (place, None)
        action, end = _action(text, action_match)
        role: str | None = None
        resource = _RESOURCE.match(text.lower, end)
        if resource is not None:
            role, end = _resource(text, resource.end(), start)
        layer, explicit, old_form, policy, end = _reason(text, end, start)
        yield Sighting(
            start, end, "denial", caller=known(caller), role=known(role), action=action, layer=layer,
            explicit=explicit, old_form=old_form, policy=policy,
        )  # fmt: skip


def _resource(text: Squeezed, start: int, since: int) -> tuple[str | None, int]:
    """The ARN behind "on resource:"; IAM names its own things by their names, as "role Deploy"."""
    word_end, _ = text.word_end(start)
    if text.lower[start:word_end] in ("role", "user", "group", "policy"):
        return None, text.word_end(word_end)[0]
    arn, end = read_arn(text, start, since)
    return (None if cut_off(text, arn, end) else arn), end


def _caller(text: Squeezed, end: int) -> tuple[int, str | None]:
    """Who is not authorized: the ARN before "is not authorized", wrapped or not."""
    label = text.lower.rfind("user:", max(0, end - 700), end)
    arn = text.lower.rfind("arn:", max(0, end - 700), end)
    inside = arn >= 0 and text.lower.startswith("db", label - 2)  # the ARN of a database user holds the label
    start = arn if arn > label or inside else label + len("user:") if label >= 0 else -1
    if start < 0:
        return end, None
    name = text.text[start:end].strip("\"'`")
    name = name.strip("*") if text.text[start - 1] == "*" or name.startswith("*arn:") else name
    if not ARN_CHARACTERS.fullmatch(name) or (start != arn and ":" not in name):
        return (label if label >= 0 else end), None
    return (label if 0 <= label <= start else start), name


def _action(text: Squeezed, match: re.Match[str]) -> tuple[str, int]:
    if match[1] or match[4]:
        return f"sts:{_ACTION_NAMES[match[1] or 'assumerole']}", match.end()
    start, end = match.start(2), match.end()
    word_end, _ = text.word_end(max(start, match.start(3)))
    if not text.lower.startswith("onresource", end):
        end = min(end, word_end)
    return text.text[start:end], end


def _reason(text: Squeezed, offset: int, since: int) -> tuple[Layer | None, bool | None, bool, str | None, int]:
    """The kind of policy that AWS names behind a denial, and the ARN of that policy where it gives one."""
    match = _REASON.match(text.lower, offset)
    if match is None:
        return None, None, False, None, offset
    explicit = match["no"] is None
    if match["layer"] is None:
        return None, explicit, bool(match["due"]), None, match.end()
    named = text.lower[match.start("layer") : match.start("layer") + 40]
    layer = next((layer for begin, layer in LAYERS if named.startswith(begin)), None)
    end = match.end()
    policy = None
    rest = _POLICY_NAME.match(text.lower, match.start("layer"), match.start("layer") + 160)
    if rest is not None:
        end = rest.end()
        if text.lower.startswith("arn:", end):
            policy, end = read_arn(text, end, since)
    return layer, explicit, bool(match["due"]), policy, end
