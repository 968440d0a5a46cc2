"""What changes newly let anybody else do: computed by deciding for others before and after, not asserted."""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.decide import decide
from wizard.engine.decision import Decision, ElementVerdict, StatementVerdict
from wizard.engine.frozen import replace
from wizard.repair.applied import apply_changes
from wizard.repair.change import Ask, Change, Grant, InlinePolicyChange, ProfileChange, RequestChange
from wizard.repair.parties import role_arn_of
from wizard.repair.population import BY_LEAVE, Other, as_other, others
from wizard.repair.service_gains import service_gains
from wizard.repair.variants import OF_THE_CALLER, Variant, freer, variants


def grants(case: Case, changes: tuple[Change, ...]) -> tuple[Grant, ...]:
    """Every gain of others, the widest first; empty only if nobody gains.

    A gain is any step from denied towards allowed: where the answer hangs on something unknown, it counts.
    """
    lasting = _lasting(changes)
    if case.request is None or not lasting:
        return ()
    before, after = _both(case, changes)
    return _gained(before, after, lasting)


def losses(case: Case, changes: tuple[Change, ...]) -> tuple[Grant, ...]:
    """What others may no longer do, as `grants` says what they newly may: what they would gain on the way back."""
    lasting = _lasting(changes)
    if case.request is None or not lasting:
        return ()
    before, after = _both(case, changes)
    return _gained(after, before, lasting)


def _lasting(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """What stays when the call is over; nothing where none of it touches others."""
    lasting = tuple(change for change in changes if not isinstance(change, RequestChange | ProfileChange))
    return lasting if any(map(_touches_others, lasting)) else ()


def _both(case: Case, changes: tuple[Change, ...]) -> tuple[Case, Case]:
    """The request as it will be made, before what lasts and after it."""
    before = apply_changes(case, tuple(change for change in changes if isinstance(change, RequestChange)))
    return before, apply_changes(before, _lasting(changes))


def _gained(before: Case, after: Case, lasting: tuple[Change, ...]) -> tuple[Grant, ...]:
    requests, rarer = tuple(variants(before, after)), tuple(freer(after))
    what = f"assume {role_arn_of(after)}"
    found: list[tuple[Other, Grant]] = []
    both = (before, after)
    for then, other in zip(others(before, both, lasting), others(after, both, lasting), strict=True):
        notes = _gains(before, after, then, other, requests)
        if notes is None:
            notes = next((one.note for one in rarer if _gains(before, after, then, other, (one,)) is not None), None)
        if notes is not None:
            who = other.who
            if who.endswith(BY_LEAVE) and _gains(before, after, _bare(then), _bare(other), requests) is not None:
                who = who.removesuffix(BY_LEAVE)
            notes = notes or _only_with(before, then)
            found.append((other, Grant(who, f"{what} {notes}".rstrip(), other.breadth)))
    return (*_summary(found), *service_gains(before, after, what))


def _bare(other: Other) -> Other:
    """Somebody without a policy of his own."""
    return replace(other, caller=replace(other.caller, identity_policies=()) if other.caller is not None else None)


def _touches_others(change: Change) -> bool:
    return not (isinstance(change, InlinePolicyChange) and ":user/" in change.principal_arn) and not (
        isinstance(change, Ask) and change.document is None
    )


def _gains(before: Case, after: Case, then: Other, other: Other, requests: tuple[Variant, ...]) -> str | None:
    """Whether this other, who was ``then``, gains; the answer says with which requests, "" where it is with any."""
    gains, told = False, dict[_About, str]()
    without: set[_About] = set()  # what was asked about where it gained nothing
    for variant in requests:
        if variant.users_only and (other.caller is None or ":user/" not in other.caller.arn):
            continue
        about = frozenset(variant.context), variant.tags is not None, variant.bare
        decision = decide(as_other(after, other, variant))
        if _denied_whatever_they_ask(decision):
            return None
        access = _access(decision)
        if access > 0 and access > _access(decide(as_other(before, then, variant))):
            gains = True
            if variant.note:
                told.setdefault(about, variant.note)
        elif variant.note:
            without.add(about)
    decisive = dict.fromkeys(note for about, note in told.items() if about in without)
    if decisive:
        return _together(tuple(decisive))
    return next(iter(told.values())) if told and without else "" if gains else None


_About = tuple[frozenset[str], bool, bool]
"""The keys that a variant sets, and whether it is about tags, or about all that a request passes."""


def _together(notes: tuple[str, ...]) -> str:
    """Several notes as one: "with MFA and sts:ExternalId = x"."""
    first, *others = notes
    start = "with " if first.startswith("with ") else ""
    return " and ".join((first, *(note.removeprefix(start) for note in others)))


def _denied_whatever_they_ask(decision: Decision) -> bool:
    """Whether who calls decides alone, by a Deny or because no Allow of the trust policy is for them: no other request
    of theirs gets any further.
    """
    return any(
        any(_denies_whoever_calls(statement) for policy in layer.policies for statement in policy.statements)
        or (
            layer.layer == "trust_policy"
            and layer.allows is False
            and all(_is_for_others(statement) for policy in layer.policies for statement in policy.statements)
        )
        for layer in decision.layers
    )


def _denies_whoever_calls(statement: StatementVerdict) -> bool:
    return statement.effect == "Deny" and statement.matches is True and all(map(_stays, statement.elements))


def _is_for_others(statement: StatementVerdict) -> bool:
    return statement.effect == "Deny" or any(one.holds is False and _stays(one) for one in statement.elements)


def _stays(element: ElementVerdict) -> bool:
    """Whether it holds, or fails, with every request of the same caller for the same role."""
    of_the_caller = element.key is None or element.key.lower() in OF_THE_CALLER
    return of_the_caller and not any("${" in text for text in element.expected)


def _only_with(before: Case, then: Other) -> str:
    """What a request has to carry for the gain, where this other could assume the role without it already."""
    request, caller = before.request, then.caller
    if request is None:
        return ""
    bare = replace(before, request=replace(request, tags={}, transitive_tag_keys=(), source_identity=None))
    plain = replace(caller, transitive_tags={}, source_identity=None) if caller is not None else None
    if _access(decide(as_other(bare, replace(then, caller=plain), Variant({})))) < 2:
        return ""
    tagged = request.tags or (caller is not None and caller.transitive_tags)
    named = request.source_identity or (caller is not None and caller.source_identity)
    return "with " + " and ".join(["session tags"] * bool(tagged) + ["a source identity"] * bool(named))


def _access(decision: Decision) -> int:
    return 2 if decision.allowed else 1 if decision.outcome == "depends" else 0


def _summary(found: list[tuple[Other, Grant]]) -> tuple[Grant, ...]:
    """The gains without those that a wider one includes."""
    if any(other.breadth == 5 and other.caller is not None for other, _ in found):
        return tuple(grant for other, grant in found if other.breadth == 5)
    kept = [one for one in found if one[0].breadth >= 3 or not any(_includes(wider, one) for wider in found)]
    merged: list[Grant] = []
    for other, grant in sorted(kept, key=lambda one: -one[1].breadth):
        user, role = f"any user of {other.account}", f"any role of {other.account}"
        users = (one for one in merged if one.who.startswith(user) and grant.who.startswith(role))
        twin = next((one for one in users if _within(one.what, grant.what) or _within(grant.what, one.what)), None)
        if twin is not None:
            what = min(twin.what, grant.what, key=len)
            who = twin.who.replace("any user of", "any principal of", 1)
            merged[merged.index(twin)] = replace(twin, who=who, what=what)
        elif all((one.who, one.what) != (grant.who, grant.what) for one in merged):
            merged.append(grant)
    return tuple(merged)


def _includes(wider: tuple[Other, Grant], one: tuple[Other, Grant]) -> bool:
    """Whether what any user, or any role, of an account gains is what this one of them gains, or more."""
    (everybody, gain), (other, lesser) = wider, one
    if everybody.breadth != 3 or other.account is None or everybody.account != other.account:
        return False
    return _is_user(everybody) is _is_user(other) and _within(lesser.what, gain.what)


def _within(lesser: str, wider: str) -> bool:
    """Whether a gain is part of another: the same, or on a condition where the other asks for none, or for less."""
    unconditional = wider.count(" ") == 1  # "assume", and the role
    return lesser == wider or unconditional or lesser.startswith(f"{wider}, ")


def _is_user(other: Other) -> bool:
    return other.caller is not None and ":user/" in other.caller.arn
