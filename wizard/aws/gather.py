"""Everything that takes part in one request, read side by side: Target → Gathered. It decides nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar, get_args

from wizard.aws import caller as caller_side
from wizard.aws import guardrails, pasted, web_identity
from wizard.aws import role as role_side
from wizard.aws.abreast import Started
from wizard.aws.calls import GET_CALLER_IDENTITY, GET_ROLE, LIST_ACCOUNT_ALIASES
from wizard.aws.gateway import WHO_CALLS, AwsFailure, Gathered, Identity, Reading, Target
from wizard.aws.live import Side
from wizard.aws.provenance import hidden_by_environment
from wizard.aws.reader import Reader, Sides
from wizard.engine.arn import parse_arn
from wizard.engine.case import UNKNOWN, Case, ContextValue, Policies, ProfileFiles, Request, Token, Unknown
from wizard.engine.decision import Layer
from wizard.engine.frozen import frozen, replace

T = TypeVar("T")
LAYERS: tuple[Layer, ...] = get_args(Layer)


WITHOUT = "With AWS's whole error message pasted it works without credentials, too."


@frozen
class _Asked:
    """Who asks: both sides as far as their credentials work, a token in the caller's place, and what failed."""

    sides: Sides
    failures: tuple[AwsFailure, ...]
    token: Token | None = None
    web_identity: web_identity.WebIdentity | None = None


def gather(
    target: Target,
    caller: Side,
    role: Side,
    report: Callable[[Reading], None],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    mfa_session: bool = False,
) -> Gathered:
    """Read it all. Raises AwsFailure where neither side has usable credentials and nothing was pasted."""
    reader = Reader(report)
    error = pasted.error(target.error_text)
    asked = _open(reader, target, caller, role)
    sides, token = asked.sides, asked.token
    profile, broken = _profile(target)
    if not sides.all() and not (error or target.known or token or broken):
        failure = asked.failures[0]
        failure.further += (WITHOUT,)
        raise failure
    mine = sides.caller.identity() if sides.caller else None
    caller_arn = _who_calls(target, mine, error.caller_arn if error else None)
    role_arn = (
        target.role
        or (error.role_arn if error else None)
        or (asked.web_identity.role_arn if asked.web_identity else None)
    )
    role_arn = _resolved(sides, role_arn) if role_arn else None

    reading_caller = Started(lambda: caller_side.read(reader, sides, caller_arn) if caller_arn else None)
    reading_role = Started(lambda: role_side.read(reader, sides, role_arn, token is not None) if role_arn else None)
    reading_endpoint = Started(partial(_endpoint, reader, caller))
    reading_guards = Started(partial(guardrails.read, reader, sides, caller_arn, role_arn))
    aliases = _aliases(reader, sides)
    of_caller, of_role, guards = reading_caller.result(), reading_role.result(), reading_guards.result()
    endpoint, context = reading_endpoint.result()
    context |= _whence(target)
    mfa = _mfa(target, caller_arn, sides.caller, mfa_session)
    case = Case(
        request=_request(target, role_arn, mfa, context | _now(now), token is not None) if role_arn else None,
        caller=of_caller.caller if of_caller else None,
        role=of_role.role if of_role else None,
        vpc_endpoint_policies=endpoint,
        token=token,
        profile=profile,
        observed=error.observed if error else None,
    )
    case, passed_over = pasted.filled_in(reader.note, guards.added_to(case), target.known)
    return Gathered(
        case=case,
        caller=_named(mine, aliases),
        role_side=_named(sides.role.identity() if sides.role else None, aliases),
        readings=tuple(sorted(reader.readings, key=_place)),
        mfa_devices=of_caller.devices if of_caller else UNKNOWN,
        access_keys=of_caller.keys if of_caller else UNKNOWN,
        role_permissions=of_role.permissions if of_role else UNKNOWN,
        managed_by=of_role.managed_by if of_role else None,
        caller_managed_by=of_caller.managed_by if of_caller else None,
        token_file=str(asked.web_identity.token_file) if asked.web_identity else None,
        near_roles=of_role.near if of_role else (),
        warnings=(
            *_hidden(target, caller),
            *(f"{failure}. {failure.advice()}" for failure in asked.failures),
            *_mismatch(mine, caller_arn),
            *passed_over,
        ),
        read_at=now(),
    )


def _hidden(target: Target, caller: Side) -> tuple[str, ...]:
    """What in the environment hides the profile; not keys there that the profile itself takes for its source."""
    if target.caller_profile is None and target.profile is not None and caller.method == "env":
        return ()
    try:
        by_token = "web_identity_token_file" in caller.settings()
    except AwsFailure:  # told already, by whoever tried to open this side
        by_token = True
    return hidden_by_environment(target.caller_profile or target.profile, os.environ, by_token=by_token)


def _profile(target: Target) -> tuple[ProfileFiles | None, bool]:
    """The files of the profile that the target is about, secrets masked, and whether it fails by them alone."""
    if target.profile is None:
        return None, False
    from wizard.profiles.error import ProfileError
    from wizard.profiles.masked import masked_files, problems_of

    try:
        return ProfileFiles(target.profile, *masked_files()), bool(problems_of(target.profile))
    except ProfileError:  # whoever then opens the profile is told why
        return None, False


def _place(reading: Reading) -> tuple[int, str]:
    """Where a reading stands in the list: by layer, in the order in which AWS evaluates them."""
    return (LAYERS.index(reading.layer) if reading.layer else len(LAYERS), reading.what)


def _open(reader: Reader, target: Target, caller: Side, role: Side) -> _Asked:
    """Who both sides are. One after the other, since each may ask for a code."""
    failures: list[AwsFailure] = []

    def tried(who: str, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except AwsFailure as failure:
            failures.append(failure)
            told, operation = f"{failure.why}. {failure.advice()}", failure.operation or GET_CALLER_IDENTITY.action
            reader.note(Reading(who, None, "failed", operation, told, again=failure.again))
            return None

    found = tried("the caller's profile", lambda: web_identity.of(caller, target.role))
    if failures:
        return _Asked(Sides(None, _opened(role, tried) if role is not caller else None), tuple(failures))
    if found is not None:  # the token makes the call; its session, if there is one, may only read
        token = tried("the web identity token", found.token)
        return _Asked(Sides(None, _opened(role, tried)), tuple(failures), token, found)
    opened = caller if tried(WHO_CALLS, caller.identity) else None
    if role is caller:
        return _Asked(Sides(opened, opened), tuple(failures))
    return _Asked(Sides(opened, _opened(role, tried)), tuple(failures))


def _opened(role: Side, tried: Callable[[str, Callable[[], Identity]], Identity | None]) -> Side | None:
    return role if tried("who reads the role's account", role.identity) else None


def _who_calls(target: Target, mine: Identity | None, denied: str | None) -> str | None:
    """The caller of the case: who was named, the chosen profile, else whoever the pasted error says was denied."""
    if target.caller_arn is not None:
        return target.caller_arn
    if mine is not None and (target.caller_profile or denied is None):
        return mine.arn
    return denied


def _mismatch(mine: Identity | None, caller_arn: str | None) -> tuple[str, ...]:
    if mine is None or caller_arn is None or mine.arn == caller_arn:
        return ()
    return (f"The call is {caller_arn}'s; the credentials at hand are {mine.arn}'s.",)


def _resolved(sides: Sides, role: str) -> str | None:
    """A role's name as an ARN of the role side's account; an ARN stays what it is. None for a name of no account."""
    side = sides.role or sides.caller
    if role.startswith("arn:"):
        return role
    if side is None:
        return role if ":" in role else None
    identity = side.identity()
    home = parse_arn(identity.arn)
    partition = home.partition if home else "aws"
    try:
        arn: str = side.call(GET_ROLE, RoleName=role.rpartition("/")[2])["Role"]["Arn"]
    except AwsFailure:
        return f"arn:{partition}:iam::{identity.account}:role/{role}"
    return arn


def _request(
    target: Target, role_arn: str, mfa: bool | Unknown, context: dict[str, ContextValue], by_token: bool
) -> Request:
    return Request(
        role_arn=role_arn,
        action="sts:AssumeRoleWithWebIdentity" if by_token else "sts:AssumeRole",
        role_session_name=target.session_name,
        external_id=target.external_id,
        duration_seconds=target.duration_seconds,
        source_identity=target.source_identity,
        tags=target.tags,
        transitive_tag_keys=target.transitive_tag_keys,
        mfa_authenticated=mfa,
        context=context,
    )


def _mfa(target: Target, caller_arn: str | None, caller: Side | None, mfa_session: bool) -> bool | Unknown:
    """A role session carries no MFA, so nothing is said of it; a user's code or MFA session makes it true."""
    principal = parse_arn(caller_arn or "")
    if principal is None or principal.kind != "user":
        return UNKNOWN
    if target.mfa_serial or mfa_session:
        return True
    if caller is None or caller.identity().arn != caller_arn or caller.has_session_token:
        return UNKNOWN
    return False


def _endpoint(reader: Reader, caller: Side) -> tuple[Policies | Unknown, dict[str, ContextValue]]:
    """What the STS endpoint tells: whether a VPC endpoint may be in between, and the region."""
    try:
        url, region = caller.sts_endpoint()
    except AwsFailure:  # told already, by whoever tried to open this side
        return UNKNOWN, {}
    return guardrails.endpoint_policies(reader, url), {"aws:RequestedRegion": region}


def _whence(target: Target) -> dict[str, ContextValue]:
    return {"aws:SourceIp": target.source_ip} if target.source_ip is not None else {}


def _now(clock: Callable[[], datetime]) -> dict[str, ContextValue]:
    now = clock()
    return {"aws:CurrentTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "aws:EpochTime": str(int(now.timestamp()))}


def _aliases(reader: Reader, sides: Sides) -> dict[str, str]:
    """The alias of each account at hand, where it has one and may be read."""
    found: dict[str, str] = {}
    for side in sides.all():
        account = side.identity().account
        if account in found:
            continue
        names: list[str] | Unknown = reader.read(
            f"alias of account {account}",
            None,
            LIST_ACCOUNT_ALIASES,
            [side],
            lambda side: list(side.pages(LIST_ACCOUNT_ALIASES, "AccountAliases")),
        )
        if names is not UNKNOWN and names:
            found[account] = names[0]
    return found


def _named(identity: Identity | None, aliases: dict[str, str]) -> Identity | None:
    if identity is None:
        return None
    return replace(identity, account_alias=aliases.get(identity.account))
