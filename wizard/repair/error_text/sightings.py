"""Where in a squeezed text something is said that belongs to an error: codes, calls, sentences, ARNs.

A sighting is one find with its place; `prose.py` puts those together that belong together. Every search begins
with a fixed string, so that a log of any size is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.engine.frozen import frozen
from wizard.engine.typed import TYPE_CHECKING, Literal
from wizard.repair.error_text.arns import ARN_CHARACTERS, cut_off, known, read_arn
from wizard.repair.error_text.names import CALLS, CODES, LAYERS, wire_code
from wizard.repair.error_text.pasted import Squeezed
from wizard.repair.error_text.wording import WORDINGS

if TYPE_CHECKING:
    from wizard.engine.decision import Layer

Kind = Literal[
    "denial",  # "User: … is not authorized to perform: …", "Not authorized to perform sts:…"
    "wording",  # any other sentence of the table
    "head",  # names a code, a call or a role, and the sentence follows
    "code",  # a code word alone: before or behind its sentence
    "context",  # something near by that says which call, role or caller is meant
]


@frozen
class Sighting:
    """One find. ``start`` and ``end`` are offsets into the squeezed text."""

    start: int
    end: int
    kind: Kind
    operation: str | None = None
    error_code: str | None = None
    caller: str | None = None
    role: str | None = None
    action: str | None = None
    layer: Layer | None = None
    explicit: bool | None = None  # an explicit deny (True), a missing allow (False), not said (None)
    old_form: bool = False  # "due to an explicit deny …": said of a missing allow too
    policy: str | None = None  # the ARN of the policy that AWS blames
    causes: tuple[str, ...] = ()
    general: bool = False  # a summary of other errors
    labelled: bool = False  # a code in the brackets behind a sentence: "(Service: …; Error Code: …"


def find(text: Squeezed) -> list[Sighting]:
    """Everything that can be seen, in order; of finds within each other the widest."""
    finds = [*_denials(text), *_wordings(text), *_heads(text), *_codes(text), *_roles(text), *_context(text)]
    finds.sort(key=lambda found: (found.start, -found.end))
    kept: list[Sighting] = []
    for found in finds:
        if not kept or found.end > kept[-1].end or found.start >= kept[-1].end:
            kept.append(found)
    return kept


def _places(lower: str, phrase: str) -> Iterator[int]:
    place = lower.find(phrase)
    while place >= 0:
        yield place
        place = lower.find(phrase, place + len(phrase))


# Denials ----------------------------------------------------------------------------------------------------------

_NOT_AUTHORIZED = "notauthorizedto"
_ACTION = re.compile(
    r"perform[:\"'`*]*(?:(?:sts:)?(assumerolewithwebidentity|assumerolewithsaml|assumerole|tagsession|setsourceidentity"
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


def _denials(text: Squeezed) -> Iterator[Sighting]:
    for place in _places(text.lower, _NOT_AUTHORIZED):
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
            role, end = read_arn(text, resource.end(), start)
            role = None if cut_off(text, role, end) else role
        layer, explicit, old_form, policy, end = _reason(text, end, start)
        yield Sighting(
            start, end, "denial", caller=known(caller), role=known(role), action=action, layer=layer,
            explicit=explicit, old_form=old_form, policy=policy,
        )  # fmt: skip


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


# Other sentences --------------------------------------------------------------------------------------------------


def _squeeze(phrase: str) -> str:
    return "".join(phrase.split()).lower()


_PHRASES = tuple((tuple(_squeeze(wording.phrase).split("…")), wording) for wording in WORDINGS)


def _wordings(text: Squeezed) -> Iterator[Sighting]:
    for (first, *others), wording in _PHRASES:
        for start in _places(text.lower, first):
            end = start + len(first)
            for part in others:
                place = text.lower.find(part, end, end + 240)
                end = place + len(part) if place >= 0 else -1
                if end < 0:
                    break
            if end > 0:
                yield Sighting(
                    start, end, "wording", operation=wording.operation, error_code=wording.error_code,
                    layer=wording.layer, causes=wording.causes, general=wording.general,
                )  # fmt: skip


# Codes, calls, roles ----------------------------------------------------------------------------------------------

_BEFORE_CALLING = re.compile(r"\(([\w.]{2,64})\)$")
_CALLED = re.compile(r"([A-Za-z0-9]{2,64}?)operation")
_GO_OPERATION = re.compile(r"operationerror[a-z0-9 ]{2,30}:([a-z0-9]{2,64}),", re.IGNORECASE)
_API_ERROR = re.compile(r"apierror([A-Za-z.]{2,64}):", re.IGNORECASE)
_ERROR_CODE = re.compile(r"errorcode\W{1,8}([A-Za-z.]{3,64})", re.IGNORECASE)
_CALLING = re.compile(r"errorcalling(?:[a-z0-9-]{2,30}:)?([A-Za-z]{2,64}):")
_EXECUTING = re.compile(r"errorexecuting\W{1,3}([A-Za-z]{2,64})\W{1,3}on", re.IGNORECASE)


def _heads(text: Squeezed) -> Iterator[Sighting]:
    for place in _places(text.lower, "whencallingthe"):
        after = place + len("whencallingthe")
        operation = _CALLED.match(text.text, after)
        code = _BEFORE_CALLING.search(text.text, max(0, place - 70), place)
        if operation is not None:
            start = code.start() if code else place
            yield Sighting(start, operation.end(), "head", operation=operation[1], error_code=code[1] if code else None)
    for phrase, pattern in (
        ("operationerror", _GO_OPERATION),
        ("errorexecuting", _EXECUTING),
        ("errorcalling", _CALLING),
    ):
        for place in _places(text.lower, phrase):
            match = pattern.match(text.text, place)
            if match is not None:
                yield Sighting(place, match.end(), "head", operation=match[1])
    for phrase, pattern in (("apierror", _API_ERROR), ("errorcode", _ERROR_CODE)):
        for place in _places(text.lower, phrase):
            match = pattern.match(text.text, place)
            if match is not None and wire_code(match[1]) in CODES:
                labelled = text.text[place - 1 : place] == ";"
                yield Sighting(place, match.end(), "code", error_code=wire_code(match[1]), labelled=labelled)


_CODE_WORDS = tuple(
    dict.fromkeys(word for code in CODES for word in (code, f"{code.removesuffix('Exception')}Exception"))
)


def _codes(text: Squeezed) -> Iterator[Sighting]:
    for word in _CODE_WORDS:
        # Prose says "Access denied"; every other code is known by its capitals.
        prose = word == "AccessDenied"
        for start in _places(text.lower if prose else text.text, word.lower() if prose else word):
            end = start + len(word)
            joined_before = start > 0 and text.text[start - 1].isalpha() and not text.begins_word(start)
            joined_behind = end < len(text.text) and text.text[end].isalpha() and not text.begins_word(end)
            if not joined_before and not joined_behind:
                yield Sighting(start, end, "code", error_code=wire_code(word))


_ROLE_KEY = re.compile(r"(?:role[-_]?arns?|role[-_]?to[-_]?assume|assume[-_]?role)[\"'\\]*[:=]{0,2}[\"'(\[{]*$")
_ASSUMING = re.compile(r"(?:assum(?:e|ed|ing)|role)(?:the|this)?(?:iam)?(?:role)?(?:with|for)?[:=\"'(\[]*$")
_CALLER_KEY = re.compile(r"[\"']?\b(?:user|arn|caller|identity|useridentity|callerarn)[\"']?[:=]+[\"']?$")


def _roles(text: Squeezed) -> Iterator[Sighting]:
    """ARNs outside of denials: the role that a tool failed to assume, and who tried."""
    for start in _places(text.lower, "arn:"):
        before = text.lower[max(0, start - 40) : start]
        if _CALLER_KEY.search(before) and not _ROLE_KEY.search(before):
            arn, end = read_arn(text, start, start)
            if arn and (":user/" in arn or ":assumed-role/" in arn or arn.endswith(":root")):
                yield Sighting(start, end, "context", caller=arn)
            continue
        refused = before.endswith(("operation:", "validationerror:"))  # "ARN is invalid"
        if not refused and not _ROLE_KEY.search(before) and not _ASSUMING.search(before):
            continue
        arn, end = read_arn(text, start, start)
        if arn is None:
            continue
        if refused:
            if text.lower.startswith("isinvalid", end):
                yield Sighting(
                    start, end + len("isinvalid"), "wording", error_code="ValidationError", role=arn, layer="request",
                    causes=("role_arn_malformed",),
                )  # fmt: skip
            continue
        behind = text.lower[end : end + 24].lstrip("\"'`)]")
        by_a_service = behind.startswith("cannotbeassumedby")  # then the call is the service's own
        failed = (behind.startswith("cannotbeassumed") and not by_a_service) or "couldnotbeusedtoassume" in before
        yield Sighting(
            start, end, "head" if failed else "context", operation="AssumeRole" if failed else None, role=arn
        )


_NO_CALL = ("policy", "token", "-policy", "_policy", "provider")


def _context(text: Squeezed) -> Iterator[Sighting]:
    for word, operation in CALLS.items():
        for start in _places(text.lower, word):
            end = start + len(word)
            if not text.lower.startswith(_NO_CALL, end) and not text.lower.startswith("sts:", start - 4):
                yield Sighting(start, end, "context", operation=operation)
