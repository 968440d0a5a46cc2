"""Where in a squeezed text something is said that belongs to an error: codes, calls, sentences, ARNs.

A sighting is one find with its place; `prose.py` puts those together that belong together. Every search begins
with a fixed string, so that a log of any size is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.repair.error_text.arns import read_arn
from wizard.repair.error_text.console import console_pages
from wizard.repair.error_text.denials import denials
from wizard.repair.error_text.names import CALLS, CODES, wire_code
from wizard.repair.error_text.pasted import Squeezed
from wizard.repair.error_text.said_by_services import SAID_BY_SERVICES
from wizard.repair.error_text.said_by_sts import SAID_BY_STS
from wizard.repair.error_text.said_of_profiles import SAID_OF_PROFILES
from wizard.repair.error_text.sighting import Sighting
from wizard.repair.error_text.unreached import unreached


def find(text: Squeezed) -> list[Sighting]:
    """Everything that can be seen, in order; of finds within each other the widest."""
    finders = (denials, console_pages, unreached, _wordings, _heads, _codes, _roles, _context)
    finds = [found for finder in finders for found in finder(text)]
    finds.sort(key=lambda found: (found.start, -found.end))
    kept: list[Sighting] = []
    for found in finds:
        within = bool(kept) and found.end <= kept[-1].end and found.start < kept[-1].end
        if not within or (found.kind == "context" and found.role and kept[-1].kind == "wording"):
            kept.append(found)
    return kept


# Other sentences --------------------------------------------------------------------------------------------------


def _squeeze(phrase: str) -> str:
    return "".join(phrase.split()).lower()


WORDINGS = (*SAID_BY_STS, *SAID_BY_SERVICES, *SAID_OF_PROFILES)
_PHRASES = tuple((tuple(_squeeze(wording.phrase).split("…")), wording) for wording in WORDINGS)


def _wordings(text: Squeezed) -> Iterator[Sighting]:
    for (first, *others), wording in _PHRASES:
        for start in text.places(first):
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
                    aside=wording.aside,
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
    for place in text.places("whencallingthe"):
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
        for place in text.places(phrase):
            match = pattern.match(text.text, place)
            if match is not None:
                yield Sighting(place, match.end(), "head", operation=match[1])
    for phrase, pattern in (("apierror", _API_ERROR), ("errorcode", _ERROR_CODE)):
        for place in text.places(phrase):
            match = pattern.match(text.text, place)
            # Behind these the SDKs print whatever code AWS gave, one that nobody here knows, too.
            labelled = text.text[place - 1 : place] in (";", ",")
            if match is not None and (labelled or wire_code(match[1]) in CODES):
                yield Sighting(place, match.end(), "code", error_code=wire_code(match[1]), labelled=labelled)


_CODE_WORDS = tuple(
    dict.fromkeys(word for code in CODES for word in (code, f"{code.removesuffix('Exception')}Exception"))
)


def _codes(text: Squeezed) -> Iterator[Sighting]:
    for word in _CODE_WORDS:
        # Prose says "Access denied"; every other code is known by its capitals.
        prose = word == "AccessDenied"
        for start in text.places(word.lower() if prose else word, cased=not prose):
            end = start + len(word)
            joined_before = start > 0 and text.text[start - 1].isalpha() and not text.begins_word(start)
            joined_behind = end < len(text.text) and text.text[end].isalpha() and not text.begins_word(end)
            if not joined_before and not joined_behind:
                yield Sighting(start, end, "code", error_code=wire_code(word))


_ROLE_KEY = re.compile(r"(?:role[-_]?arns?|role[-_]?to[-_]?assume|assume[-_]?role)[\"'\\]*[:=]{0,2}[\"'(\[{]*$")
_ASSUMING = re.compile(r"(?:assum(?:e|ed|ing)|role)(?:the|this)?(?:iam)?(?:role)?(?:with|for)?(?:arn)?[:=\"'(\[]*$")
_BEHIND = ("cannotbeassumed", "couldnotbeassumed")
_NOT_ASSUMED = re.compile(
    r"(?:(?:unable|failed|failure|attempting|notable|couldnotbeused)to|could(?:not|n't)|can(?:not|'t)|(?:error|failed)(?:while|when)?)"
    r"assum(?:e|ing)(?:the|this|provided)?(?:iam)?(?:role)?(?:with|for)?(?:arn)?[:=\"'(\[`]*$"
)
_CALLER_KEY = re.compile(r"[\"']?\b(?:user|arn|caller|identity|useridentity|callerarn)[\"']?[:=]+[\"']?$")


def _roles(text: Squeezed) -> Iterator[Sighting]:
    """ARNs outside of denials: the role that a tool failed to assume, and who tried."""
    for start in text.places("arn:"):
        if text.lower.startswith("arn:arn:", start):
            continue  # a label
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
        behind = text.lower[end : end + 24].lstrip("\"'`)],")
        not_assumed = behind.startswith(_BEHIND) or _NOT_ASSUMED.search(before) is not None
        yield Sighting(start, end, "head" if not_assumed else "context", role=arn, not_assumed=not_assumed)


_NO_CALL = ("policy", "token", "-policy", "_policy", "provider")


def _context(text: Squeezed) -> Iterator[Sighting]:
    for word, operation in CALLS.items():
        for start in text.places(word):
            end = start + len(word)
            if not text.lower.startswith(_NO_CALL, end) and not text.lower.startswith("sts:", start - 4):
                yield Sighting(start, end, "context", operation=operation)
