"""What AWS (or the SDK before it) refuses about a call without deciding it.

STS API reference: AssumeRole, AssumeRoleWithWebIdentity, AssumeRoleWithSAML; IAM and AWS STS quotas; Pass session
tags in AWS STS. What AWS answered before it decided is read in `answered.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wizard.engine.answered import answered_problems
from wizard.engine.arn import parse_arn, role_arn_mistake
from wizard.engine.case import UNKNOWN, Case, Request, Unknown
from wizard.engine.context import Context
from wizard.engine.decision import RequestProblem
from wizard.engine.kleene import TRUE, Reasoned, unknown
from wizard.engine.typed import Final
from wizard.engine.web_identity import BUILT_IN

_NAME: Final = r"[A-Za-z0-9_+=,.@-]{2,64}"
_SOURCE_IDENTITY: Final = r"[A-Za-z0-9_+=,.@-]{2,256}"
_EXTERNAL_ID: Final = r"[A-Za-z0-9_+=,.@:/-]{2,1224}"
_SHORTEST, _HOUR, _LONGEST = 900, 3600, 43200  # seconds
_MOST_TAGS, _LONGEST_KEY, _LONGEST_VALUE = 50, 128, 256


def request_problems(case: Case, request: Request, context: Context) -> tuple[RequestProblem, ...]:
    """Every reason to refuse the call before its policies are read, in the order in which AWS meets them."""
    found = (
        *_role_arn(request, context),
        *_parameters(request, context),
        *_caller(context),
        *_duration(request, context),
        *_token(request, context),
        *answered_problems(case),
        *_role(request, context),
    )
    seen: set[str] = set()
    distinct = [one for one in found if not (one.name in seen or seen.add(one.name))]  # type: ignore[func-returns-value]
    return tuple(sorted(distinct, key=lambda one: one.decision != "invalid_request")) if distinct else ()


def _role_arn(request: Request, context: Context) -> Iterator[RequestProblem]:
    mistake = role_arn_mistake(request.role_arn)
    if mistake:
        yield RequestProblem("role_arn_malformed", "request.role_arn", mistake)
    elif context.role_arn is not None and context.identity is not None:
        there, here = context.role_arn.partition, context.identity.partition
        if there != here:
            message = f"The role is in the partition {there}, the caller in {here}; no call goes across."
            yield RequestProblem("wrong_partition", "request.role_arn", message)


def _parameters(request: Request, context: Context) -> Iterator[RequestProblem]:
    name = request.role_session_name
    if name is not None and not re.fullmatch(_NAME, name):
        yield _invalid("role_session_name", "A session's name has 2 to 64 letters, digits or _+=,.@-")
    if request.external_id is not None and not re.fullmatch(_EXTERNAL_ID, request.external_id):
        yield _invalid("external_id", "An ExternalId has 2 to 1,224 letters, digits or _+=,.@:/-")
    source = request.source_identity
    if source is not None:
        if not re.fullmatch(_SOURCE_IDENTITY, source):
            yield _invalid("source_identity", "A source identity has 2 to 256 letters, digits or _+=,.@-")
        elif source.lower().startswith("aws:"):
            yield _invalid("source_identity", "A source identity does not begin with aws:")
        inherited = context.caller.source_identity if context.caller is not None else None
        if isinstance(inherited, str) and inherited != source:
            yield _invalid("source_identity", f"The caller's session has the source identity {inherited}, which stays.")
    seconds = request.duration_seconds
    if seconds is not None and not _SHORTEST <= seconds <= _LONGEST:
        yield _invalid("duration_seconds", "A session lasts 900 to 43,200 seconds.")
    tags = context.passed_tags
    if tags:
        yield from _tags(tags, context)
    if len(request.transitive_tag_keys) > _MOST_TAGS:
        yield _invalid("transitive_tag_keys", "At most 50 tags can be transitive.")
    passed = {key.lower() for key in tags}
    for key in context.transitive_tag_keys:
        if key.lower() not in passed:
            message = f"The tag {key} is to be transitive and is not among the session tags that are passed."
            field = "request.transitive_tag_keys" if context.web is None else "token.claims.https://aws.amazon.com/tags"
            yield RequestProblem(_PARAMETER, field, message, believed=_ANSWERED)


def _tags(tags: Mapping[str, str], context: Context) -> Iterator[RequestProblem]:
    if len(tags) > _MOST_TAGS:
        yield _invalid("tags", f"{len(tags)} session tags; 50 are allowed.")
    if len({key.lower() for key in tags}) < len(tags):
        yield _invalid("tags", "Two session tags differ in letters' case alone.")
    inherited = context.caller.transitive_tags if context.caller is not None else {}
    handed_on = {key.lower() for key in inherited}
    for key, value in tags.items():
        if not 1 <= len(key) <= _LONGEST_KEY or len(value) > _LONGEST_VALUE:
            yield _invalid("tags", f"The tag {key[:40]!r}: a key has 1 to 128 characters, a value 256 at most.")
        elif key.lower().startswith("aws:"):
            yield _invalid("tags", f"The tag {key}: keys that begin with aws: are AWS's own.")
        elif not (_is_tag_text(key) and _is_tag_text(value)):
            yield _invalid("tags", f"The tag {key}: letters, digits, blanks and _.:/=+-@ are allowed.")
        elif key.lower() in handed_on:
            yield _invalid("tags", f"The tag {key} is inherited in this chain and cannot be passed again.")


def _is_tag_text(text: str) -> bool:
    return (text.isascii() and text.isalnum()) or all(_is_tag_character(one) for one in text)


def _is_tag_character(one: str) -> bool:
    if one in "_.:/=+-@ " or one.isalnum():
        return True
    import unicodedata  # only for what is no plain letter or digit

    return unicodedata.category(one)[0] in "LZN"


_PARAMETER: Final = "request_parameter_invalid"
_ANSWERED: Final = "AWS has been seen to answer so; its pages do not say it."


def _invalid(field: str, message: str) -> RequestProblem:
    return RequestProblem(_PARAMETER, f"request.{field}", message)


def _caller(context: Context) -> Iterator[RequestProblem]:
    if context.identity is None or context.caller is None:
        return
    if context.identity.kind == "root":
        message = "Roles may not be assumed by root accounts: the caller is the account's root user."
        yield RequestProblem("caller_is_root", "caller.arn", message)
    elif context.identity.kind == "federated_user" or context.caller.credentials == "federation_token":
        message = "Credentials from GetFederationToken cannot call AssumeRole."
        yield RequestProblem("caller_is_federation_token", "caller.credentials", message)


def _duration(request: Request, context: Context) -> Iterator[RequestProblem]:
    seconds = request.duration_seconds
    if seconds is None or not _HOUR < seconds <= _LONGEST:
        return
    if context.identity is not None and context.caller is not None:
        if context.identity.is_session:
            message = f"{seconds} seconds exceed the hour that a role assumed by a role session lasts at most."
            yield RequestProblem("duration_exceeds_chaining_limit", "request.duration_seconds", message)
        elif context.identity.kind == "user" and context.caller.credentials == "temporary":
            message = f"{seconds} seconds exceed the hour that a role assumed with temporary credentials lasts at most."
            believed = "The hour of role chaining holds for GetSessionToken credentials too."
            yield RequestProblem(
                "duration_exceeds_chaining_limit", "request.duration_seconds", message, believed=believed
            )
    most = context.role.max_session_duration
    if not isinstance(most, Unknown) and seconds > most:
        message = f"{seconds} seconds exceed the role's maximum of {most}."
        yield RequestProblem("duration_exceeds_role_maximum", "request.duration_seconds", message)


def _token(request: Request, context: Context) -> Iterator[RequestProblem]:
    """STS checks a token before it reads any policy: its provider, its audience, then the roles it is for."""
    yield from _registered(request, context)
    web = context.web
    if web is not None and web.roles and request.role_arn not in web.roles:
        message = f"The token is for other roles alone: {', '.join(web.roles)}."
        yield RequestProblem(_PARAMETER, "token.claims.https://aws.amazon.com/roles", message, believed=_ANSWERED)


def _registered(request: Request, context: Context) -> Iterator[RequestProblem]:
    web, providers = context.web, context.role.oidc_providers
    if web is None or web.provider is None or request.action != "sts:AssumeRoleWithWebIdentity":
        return
    if isinstance(providers, Unknown) or web.provider in BUILT_IN:
        return
    arn = parse_arn(web.provider)
    issuer = arn.resource.removeprefix("oidc-provider/") if arn is not None else web.provider
    field = "token.issuer" if web.audiences is not None else "request.context.aws:FederatedProvider"
    registered = next((one for one in providers if one.is_of(issuer)), None)
    if registered is None or (arn is not None and context.role_arn and arn.account != context.role_arn.account):
        message = f"No OpenIDConnect provider found in the role's account for https://{issuer}"
        yield RequestProblem("oidc_provider_mismatch", field, message)
        return
    audiences, key = web.audiences, f"{issuer}:aud"
    if audiences is None or key.lower() in context.given:
        found = context.fact(key)
        audiences = found if isinstance(found, tuple) else None
    if audiences is not None and not set(audiences) & set(registered.client_ids):
        said = ", ".join(audiences) or "none"
        message = f"The token's audience ({said}) is none of the provider's client ids."
        yield RequestProblem("oidc_audience_mismatch", "token.claims.aud", message)


def _role(request: Request, context: Context) -> Iterator[RequestProblem]:
    """A role that is not there, or that is there under another ARN, or that only its service may assume."""
    role, arn = context.role, context.role_arn
    if arn is None or role_arn_mistake(request.role_arn):
        return
    real = parse_arn(role.arn) if role.arn is not None else None
    if role.exists is False:
        yield RequestProblem("role_not_found", "request.role_arn", "There is no such role.", "implicit_deny")
    elif real is not None and real.partition == arn.partition and role.arn != request.role_arn:
        if (real.account, real.name, real.kind) == (arn.account, arn.name, "role"):
            message = f"The role's ARN has its path in it: {role.arn}."
            if real.path == "/":
                message = f"The role has no path: its ARN is {role.arn}."
            yield RequestProblem("role_arn_path_missing", "request.role_arn", message, "implicit_deny")
        else:
            message = f"There is no such role; there is {role.arn}."
            yield RequestProblem("role_not_found", "request.role_arn", message, "implicit_deny")
    elif arn.resource.startswith("role/aws-service-role/"):
        message = "A service-linked role is assumed by its service alone."
        yield RequestProblem("service_linked_role", "request.role_arn", message, "implicit_deny", "trust_policy")


def request_unknowns(request: Request, context: Context) -> Reasoned:
    """Whether the call is accepted before its policies are read, as far as that hangs on something unknown."""
    seconds = request.duration_seconds
    if seconds is None or seconds <= _HOUR:
        return TRUE
    wanted = []
    if context.role.max_session_duration is UNKNOWN:
        wanted.append("role.max_session_duration")
    user = context.identity is not None and context.identity.kind == "user"
    if user and context.caller is not None and context.caller.credentials is UNKNOWN:
        wanted.append("caller.credentials")
    return unknown(*wanted) if wanted else TRUE
