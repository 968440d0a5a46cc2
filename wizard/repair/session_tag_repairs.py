"""Session tags as a policy wants them: which to pass, which to leave out, which to make transitive.

("Pass session tags in AWS STS", "Controlling access for IAM users and roles using tags")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wizard.engine.conditions import read_operator
from wizard.engine.decision import ElementVerdict
from wizard.repair.option import Option, Situation, other_request, passed
from wizard.repair.shown import shown
from wizard.repair.wanted_values import (
    FREE,
    asks_for_presence,
    asks_to_match,
    fitting,
    literal,
    neighbours,
    value_beside,
)

_NAME = "session_tag_required"
_NOTHING = "Nothing changes in AWS."
_TAG = "aws:requesttag/"


def for_session_tags(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    """Tags under which a condition on them would hold (or, in a Deny, would not apply)."""
    key = (test.key or "").lower()
    if key.startswith(_TAG):
        return _one_tag(situation, test)
    if key == "aws:tagkeys":
        return _keys(situation, test)
    return _transitive(situation, test)


def without_extras(situation: Situation, action: str, cause: str) -> tuple[Option, ...]:
    """The call without what needs an action of its own: session tags, or a source identity. What is inherited stays."""
    request, caller = situation.case.request, situation.case.caller
    if request is None:
        return ()
    if action == "sts:TagSession" and request.tags and (caller is None or not caller.transitive_tags):
        why = "Nothing changes in AWS; policies that look at the tags will then not see them."
        change = situation.request_change(tags={}, transitive_tag_keys=())
        return (Option(passed(situation, "Pass no session tags"), why, (change,), (cause,), rank=1),)
    if action == "sts:SetSourceIdentity" and request.source_identity and (caller is None or not caller.source_identity):
        why = "Nothing changes in AWS; the session then names no source identity."
        change = situation.request_change(source_identity=None)
        return (Option(passed(situation, "Pass no source identity"), why, (change,), (cause,), rank=1),)
    return ()


def _one_tag(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    tag = (test.key or "").partition("/")[2]
    present = asks_for_presence(test)
    if present is False or (present is None and not asks_to_match(test)):
        return _without(situation, lambda key: key.lower() == tag.lower(), f"Pass no session tag {tag}")
    wanted = value_beside(situation, test) if present else literal(situation, test)
    if wanted is None and present:
        return (_with(situation, tag, _own_value(situation, tag)),)
    if wanted is None and (fits := fitting(situation, test)) is not None:
        pattern, value = fits
        return (
            _with(
                situation, tag, value, f"Pass a session tag {tag} that fits {shown(pattern)}, such as {shown(value)}"
            ),
        )
    return (_with(situation, tag, wanted),) if wanted is not None else ()


def _keys(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    """aws:TagKeys: the keys of all tags that are passed."""
    request = situation.case.request
    tags = request.tags if request is not None else {}
    present = asks_for_presence(test)
    if present is False:
        return _without(situation, lambda key: True, "Pass no session tags")
    if present:
        listed = [text for one in neighbours(situation, test) for text in one.expected if _is_plain(text)]
        if not listed:
            return (other_request(situation, "Pass a session tag, whichever", _NOTHING, _NAME, tags={FREE: FREE}),)
        return tuple(_with(situation, tag, _own_value(situation, tag)) for tag in listed[:1])
    listed = [text.lower() for text in test.expected]
    _, qualifier, _ = read_operator(test.operator or "")
    if not asks_to_match(test):
        if qualifier == "all" and test.holds is True:
            return ()  # a Deny of these keys alone: it applies where no tag is passed, too
        return _without(situation, lambda key: key.lower() in listed, "Pass no session tags that the policy names")
    kept = _without(situation, lambda key: key.lower() not in listed, "Pass only the session tags that the role takes")
    if not kept or (qualifier == "any" and test.holds is not True and not any(key.lower() in listed for key in tags)):
        wanted = [text for text in test.expected if _is_plain(text)]
        return tuple(_with(situation, tag, _own_value(situation, tag)) for tag in wanted[:1])
    return kept


def _transitive(situation: Situation, test: ElementVerdict) -> tuple[Option, ...]:
    request = situation.case.request
    tags, now = (request.tags, request.transitive_tag_keys) if request is not None else ({}, ())
    present = asks_for_presence(test)
    listed = [text.lower() for text in test.expected]
    if present is False or (present is None and not asks_to_match(test)):
        kept = () if present is False else tuple(key for key in now if key.lower() not in listed)
        what = "Make no tags transitive" if not kept else "Make fewer tags transitive"
        return (other_request(situation, what, _NOTHING, _NAME, transitive_tag_keys=kept),)
    keys = tuple(tags) if present else tuple(key for key in tags if key.lower() in listed)
    what = "Make the tags transitive"
    return (other_request(situation, what, _NOTHING, _NAME, transitive_tag_keys=keys),) if keys else ()


def _with(situation: Situation, tag: str, value: str, what: str = "") -> Option:
    request = situation.case.request
    tags: Mapping[str, str] = request.tags if request is not None else {}
    kept = {key: held for key, held in tags.items() if key.lower() != tag.lower()}
    what = what or f"Pass the session tag {tag}={shown(value)}"
    if value == FREE:
        what = f"Pass a session tag {tag}, with whatever value"
    return other_request(situation, what, _NOTHING, _NAME, tags={**kept, tag: value})


def _without(situation: Situation, goes: Callable[[str], bool], what: str) -> tuple[Option, ...]:
    """Without the tags that have to go, and without their being transitive."""
    request = situation.case.request
    if request is None:
        return ()
    tags = {key: value for key, value in request.tags.items() if not goes(key)}
    if tags == dict(request.tags):
        return ()
    keys = tuple(key for key in request.transitive_tag_keys if not goes(key))
    what = what if tags else "Pass no session tags"
    return (other_request(situation, what, _NOTHING, _NAME, tags=tags, transitive_tag_keys=keys),)


def _own_value(situation: Situation, tag: str) -> str:
    """The caller's own value of the tag, where it has it."""
    caller = situation.case.caller
    tags = caller.tags if caller is not None and isinstance(caller.tags, Mapping) else {}
    return next((value for key, value in tags.items() if key.lower() == tag.lower()), FREE)


def _is_plain(text: str) -> bool:
    return not any(sign in text for sign in "*?$")
