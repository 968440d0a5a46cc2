"""Sightings in running text → errors: which code, call and ARN belong to which sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from wizard.repair.error_text.conclusion import ErrorReading, Heard, conclude
from wizard.repair.error_text.names import CODES, SHARED_CODES
from wizard.repair.error_text.pasted import Squeezed, clean
from wizard.repair.error_text.sighting import Sighting
from wizard.repair.error_text.sightings import find

_NEAR = 1500  # squeezed characters between a head and its sentence, or a context and what it belongs to
_BEHIND = 400  # how far behind its sentence a code or a context may stand
_SAME_BREATH = 240  # two sentences so near each other are one error


def read_prose(text: str) -> list[ErrorReading]:
    """The errors in any text: a terminal's output, a log, a mail."""
    return [conclude(error) for error in listen(text)]


def listen(text: str) -> list[Heard]:
    """The errors in any text, before conclusions are drawn."""
    squeezed = Squeezed(clean(text))
    seen = find(squeezed)
    heard = _gather([sighting for sighting in seen if sighting.kind != "context"])
    heard = [error for error in heard if not error.only_a_code] or [
        error for error in heard if _is_awss(error, squeezed)
    ]
    context = [sighting for sighting in seen if sighting.kind == "context"]
    context += [Sighting(error.start, error.end, "context", role=error.role) for error in heard if error.is_general]
    heard = [error for error in heard if not error.is_general] or heard
    heard = _innermost(heard, squeezed)
    _look_around(heard, sorted(context, key=lambda sighting: sighting.start))
    _read_tails(heard, squeezed)
    return heard


_AWS = re.compile(r"aws|amazon|arn:|assume|webidentity|sts[:.]|iam[:.]")


def _is_awss(error: Heard, text: Squeezed) -> bool:
    """Whether a code alone can be AWS's."""
    in_prose = error.error_code == "AccessDenied" and "AccessDenied" not in text.text  # "Access denied", say many
    shared = in_prose or error.error_code in SHARED_CODES
    return error.error_code in CODES and (not shared or _AWS.search(text.lower) is not None)


def _gather(seen: list[Sighting]) -> list[Heard]:
    errors: list[Heard] = []
    for sighting in seen:
        current = errors[-1] if errors else None
        if current is None or not _belongs(sighting, current):
            current = Heard(start=sighting.start)
            errors.append(current)
        _add(sighting, current)
    return errors


def _belongs(sighting: Sighting, error: Heard) -> bool:
    distance = sighting.start - error.end
    if distance > _NEAR:
        return False
    if sighting.aside is not None and error.error_code is not None and sighting.error_code != error.error_code:
        return False  # AWS gave an answer to that one
    if error.said is not None:
        if sighting.kind == "code":
            if distance > _BEHIND:
                return False
            usual = error.said.error_code or ("AccessDenied" if error.said.kind == "denial" else None)
            if sighting.labelled and error.error_code is None and usual is not None:
                return True  # the text knows better than the sentence
            return sighting.error_code == (error.error_code or usual or "AccessDenied")
        if sighting.kind == "wording" and error.said.kind == "wording":
            return distance <= _SAME_BREATH and sighting.error_code in (error.said.error_code, None)
        if sighting.not_assumed:
            return distance <= _SAME_BREATH and (error.role or error.said.role) in (None, sighting.role)
        return False
    if sighting.kind in ("denial", "wording"):
        return True
    same_code = None in (sighting.error_code, error.error_code) or sighting.error_code == error.error_code
    same_call = None in (sighting.operation, error.operation) or sighting.operation == error.operation
    same_role = None in (sighting.role, error.role) or sighting.role == error.role
    return same_code and same_call and same_role


def _add(sighting: Sighting, error: Heard) -> None:
    error.end = max(error.end, sighting.end)
    if sighting.kind in ("denial", "wording"):
        if error.said is None or (error.said.general and not sighting.general):
            error.said = sighting  # the summary is worth nothing beside it
        else:
            error.more.append(sighting)
        return
    error.not_assumed = error.not_assumed or sighting.not_assumed
    error.operation = error.operation or sighting.operation
    error.error_code = error.error_code or sighting.error_code
    error.role = error.role or sighting.role


def _innermost(errors: list[Heard], text: Squeezed) -> list[Heard]:
    """Without the calls that only stand around an error: those that it was raised for, and those below it."""
    named: set[int] = set()
    for number, (error, after) in enumerate(pairwise(errors)):
        near = after.start - error.end <= _SAME_BREATH
        if near and error.only_a_call and "credentials" in text.lower[error.end : after.start]:
            named.add(number)
        elif near and error.said is not None and after.only_a_call:
            named.add(number + 1)  # what failed is said already; this is the call below it
    return [error for number, error in enumerate(errors) if number not in named]


def _look_around(errors: list[Heard], context: list[Sighting]) -> None:
    """Fill what an error itself leaves open from what stands around it: before it if possible, else behind."""
    starts = [sighting.start for sighting in context]
    for number, error in enumerate(errors):
        since = max(errors[number - 1].end if number else 0, error.start - _NEAR)
        until = min(errors[number + 1].start if number + 1 < len(errors) else error.end + _BEHIND, error.end + _BEHIND)
        here = bisect_left(starts, error.start)
        before = context[bisect_left(starts, since) : here][::-1]
        behind = context[here : bisect_left(starts, until)]
        for sighting in (*before, *behind):
            error.called_nearby = error.called_nearby or sighting.operation
            error.role = error.role or sighting.role
            error.caller = error.caller or sighting.caller


_ENCODED = "encodedauthorizationfailuremessage"
_REQUEST_ID = re.compile(r"request-?_?id\W{1,8}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_AUTHORIZATION_ID = re.compile(
    r"authorization-?id:?\"?([\w-]{8,80})|authorization-details/([\w-]{8,80})", re.IGNORECASE
)


def _read_tails(errors: list[Heard], text: Squeezed) -> None:
    for number, error in enumerate(errors):
        until = errors[number + 1].start if number + 1 < len(errors) else len(text.text)
        until = min(until, error.end + 600)
        error.has_encoded_message = text.lower.find(_ENCODED, error.start, until) >= 0
        requested = _REQUEST_ID.search(text.lower, error.start, until)
        error.request_id = requested[1] if requested is not None else None
        found = _AUTHORIZATION_ID.search(text.text, error.end, until)
        if found is not None:
            start = found.start(found.lastindex or 0)
            error.authorization_id = text.text[start : text.word_end(start)[0]].rstrip(".,;)\"'")
