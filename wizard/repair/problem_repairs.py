"""A call that AWS refuses without deciding it: what to send instead, or who has to act."""

from __future__ import annotations

import re

from wizard.engine.arn import QUOTES, parse_arn
from wizard.engine.case import UNKNOWN
from wizard.engine.decision import RequestProblem
from wizard.repair.change import Ask, Change, RoleSettingChange
from wizard.repair.option import Option, Situation, other_request
from wizard.repair.parties import SSO_PREFIX, caller_of, role_arn_of, role_name
from wizard.repair.request_causes import near_role
from wizard.repair.request_repairs import session_name

_DIGITS = r"(?<!\d)\d{12}(?!\d)"
_GROUPED = r"(?<!\d)(\d{4})-(\d{4})-(\d{4})(?!\d)"  # as the console shows an account
_ROLE_PART = r"(?i)(?:^|[:/])(?:roles?|assumed-role|instance-profile)/([\w+=,.@/-]*[\w+=,.@-])"
_TAG = r"[\w\s.:/=+@-]*"


def for_problem(situation: Situation, problem: RequestProblem) -> tuple[Option, ...]:
    """How to mend a call that AWS refuses without deciding it."""
    request = situation.case.request
    if request is None:
        return ()
    case, name = situation.case, problem.name
    match name:
        case "role_not_found":
            return _other_role(situation)
        case "role_arn_malformed" | "role_arn_path_missing" | "wrong_partition":
            arn = _mended_arn(situation)
            if name == "wrong_partition" and (arn is None or arn == request.role_arn):
                there = request.role_arn.strip().split(":")[1:2]
                return (_ask(name, "you", f"Call with credentials of the partition {there[0]}"),) if there else ()
            if arn is None or arn == request.role_arn:
                return (_ask(name, "you", "Find out the role's exact ARN and call with it"),)
            return (other_request(situation, f"Ask for {arn}", "Nothing changes in AWS.", name, role_arn=arn),)
        case "duration_exceeds_role_maximum":
            return _duration(situation)
        case "duration_exceeds_chaining_limit":
            why = "A role session can open another for one hour at most."
            return (other_request(situation, "Ask for one hour", why, name, duration_seconds=3600),)
        case "request_parameter_invalid":
            return _parameter(situation, problem)
        case "region_disabled":
            change = {"aws:RequestedRegion": "us-east-1"}
            why = "STS is always active there."
            return (
                other_request(situation, "Call STS in us-east-1", why, name, context=change),
                _ask(name, *_WHO_ACTS[name]),
            )
        case "oidc_audience_mismatch":
            from wizard.repair.audience_repairs import for_registered

            return (*for_registered(situation), _ask(name, *_WHO_ACTS[name]))
        case "packed_size_exceeded" if request.tags:
            why = "Nothing changes in AWS; policies that look at the tags will then not see them."
            fewer = other_request(situation, "Pass no session tags", why, name, tags={}, transitive_tag_keys=())
            return (fewer, _ask(name, *_WHO_ACTS[name]))
    who, what = _told(problem)
    if name == "service_linked_role":
        what = f"Use another role than {role_name(role_arn_of(case))}: only its service can assume this one"
    return (_ask(name, who, what),)


_WHO_ACTS = {
    "caller_is_root": ("you", "Call as an IAM user or from a role: the root user cannot assume roles"),
    "caller_is_federation_token": ("you", "Call with the user's own keys or a GetSessionToken session"),
    "credentials_expired": ("you", "Sign in again: the credentials have expired"),
    "credentials_invalid": ("you", "Replace the access key, or the session token that belongs to it"),
    "clock_skew": ("you", "Set this machine's clock"),
    "region_disabled": ("an administrator of the account", "Activate STS in that region, or call it in another"),
    "mfa_code_rejected": ("you", "Wait for the next code of the right device"),
    "packed_size_exceeded": ("you", "Pass fewer or shorter session tags and session policies"),
    "wrong_credentials_used": ("you", "Call with the credentials that are meant"),
    "oidc_provider_mismatch": (
        "an administrator of the role's account",
        "Register the token's issuer as an identity provider",
    ),
    "oidc_audience_mismatch": (
        "an administrator of the role's account",
        "Add the token's audience to the provider's client ids",
    ),
    "trust_principal_nonexistent": ("whoever saves the policy", "Name a user or role that exists"),
    "trust_policy_too_large": (
        "an administrator of the role's account",
        "Shorten the trust policy, or raise its quota",
    ),
}


_SAID = (
    (
        "configured thumbprint",
        (
            "an administrator of the role's account",
            "Give the identity provider the thumbprint of the issuer's certificate",
        ),
    ),
    (
        "retrieve verification key",
        ("whoever runs the token's issuer", "Let AWS read the issuer's discovery document and its keys"),
    ),
    ("both MFA serial number", ("you", "Pass the MFA device's serial number and its present code together")),
    ("unable to validate MFA code", ("you", "Name the device that belongs to the calling user, and its next code")),
)
"""What AWS's sentence tells to do, where the cause alone does not."""


def _told(problem: RequestProblem) -> tuple[str, str]:
    """Who has to act, and how."""
    if problem.field in _CLAIMS:
        return "whoever runs the token's issuer", _CLAIMS[problem.field]
    better = next((better for said, better in _SAID if said in problem.message), None)
    return better or _WHO_ACTS.get(problem.name, ("you", problem.message.rstrip(".")))


_CLAIMS = {
    "token.claims.https://aws.amazon.com/roles": "Name this role in the token's roles claim",
    "token.claims.https://aws.amazon.com/tags": "Name only tags of the token among its transitive keys",
}
"""Claims for which STS refuses a token, and what has to be in them."""


def _other_role(situation: Situation) -> tuple[Option, ...]:
    request = situation.case.request
    assert request is not None
    other = near_role(request.role_arn, situation.near_roles)
    if other is None and situation.case.role is not None:
        other = situation.case.role.arn
    if other is not None and other != request.role_arn:
        why = "That role exists; whether it lets the caller in shows once it is read."
        short = role_name(other)
        what = f"Ask for {other if short == role_name(request.role_arn) else short}"
        return (other_request(situation, what, why, "role_not_found", role_arn=other),)
    arn = parse_arn(request.role_arn)
    return (
        _ask(
            "role_not_found",
            f"an administrator of account {arn.account}" if arn and arn.account else "an administrator of its account",
            f"Create {request.role_arn}, or give its right name",
        ),
    )


def _mended_arn(situation: Situation) -> str | None:
    case = situation.case
    if case.role is not None and case.role.arn:
        return case.role.arn
    assert case.request is not None
    caller = caller_of(case)
    text = case.request.role_arn.strip().strip(QUOTES).strip()
    text = re.sub(_GROUPED, r"\1\2\3", "".join(text.split()))
    partition = caller.partition if caller is not None and caller.partition else "aws"
    account = re.search(_DIGITS, text)
    if account is None and any(one.isdigit() for one in text.lower().partition("role")[0]):
        return None  # some digits of the account are there, and nobody knows the others
    home = account[0] if account is not None else caller.account if caller is not None else ""
    name = re.search(_ROLE_PART, text)
    path = name[1] if name is not None else text if ":" not in text and "/" not in text else ""
    if ":assumed-role/" in text:
        path = path.split("/")[0]
    if path.startswith(SSO_PREFIX):
        return None  # such a role lies under a path, which may hold a region
    return f"arn:{partition}:iam::{home}:role/{path}" if home and path else None


def _duration(situation: Situation) -> tuple[Option, ...]:
    case = situation.case
    assert case.request is not None
    role = case.role
    name = "duration_exceeds_role_maximum"
    maximum = role.max_session_duration if role is not None else UNKNOWN
    longest = maximum if isinstance(maximum, int) else 3600
    options = [
        other_request(
            situation,
            f"Ask for {longest} seconds",
            "That is what the role allows; nothing changes in AWS.",
            name,
            duration_seconds=longest,
        )
    ]
    wanted = case.request.duration_seconds or 0
    if isinstance(maximum, int) and 3600 <= wanted <= 43200:
        change = RoleSettingChange(role_arn_of(case), "max_session_duration", maximum, wanted)
        why = "For work that cannot be done in less; it holds for everybody who may assume the role."
        options.append(Option(f"Let the role's sessions last {wanted} seconds", why, (change,), (name,), rank=1))
    return tuple(options)


def _parameter(situation: Situation, problem: RequestProblem) -> tuple[Option, ...]:
    request = situation.case.request
    assert request is not None
    name, field = problem.name, problem.field.rpartition(".")[2]
    why = "Nothing changes in AWS."
    inherited = situation.case.caller.source_identity if situation.case.caller is not None else None
    if field == "source_identity" and isinstance(inherited, str):
        return (
            other_request(situation, f"Keep the source identity {inherited}", why, name, source_identity=inherited),
        )
    if field in ("role_session_name", "source_identity"):
        value = session_name(str(getattr(request, field) or "").strip())
        mended = value if len(value) >= 2 and any(map(str.isalnum, value)) else "role-wizard"
        return (
            other_request(situation, f"Pass {mended} as the {field.replace('_', ' ')}", why, name, **{field: mended}),
        )
    bare = (request.external_id or "").strip()
    if field == "external_id" and len(bare) > 1 and bare != request.external_id:
        return (other_request(situation, "Pass the ExternalId without white space", why, name, external_id=bare),)
    if field == "external_id":
        return (other_request(situation, "Pass no ExternalId", why, name, external_id=None),)
    if field == "tags" and request.tags:
        kept = dict(list(_sound_tags(situation).items())[:50])
        keys = tuple(key for key in request.transitive_tag_keys if key in kept)
        return (
            other_request(
                situation, "Leave out the tags that AWS does not take", why, name, tags=kept, transitive_tag_keys=keys
            ),
        )
    if field == "transitive_tag_keys" and request.tags:
        passed = {key.lower() for key in request.tags}
        keys = tuple(key for key in request.transitive_tag_keys if key.lower() in passed)[:50]
        what = "Make only tags transitive that are passed"
        return (other_request(situation, what, why, name, transitive_tag_keys=keys),)
    if field == "transitive_tag_keys":
        return (other_request(situation, "Make no tags transitive", why, name, transitive_tag_keys=()),)
    if field == "duration_seconds":
        seconds = min(max(request.duration_seconds or 3600, 900), 3600)
        return (other_request(situation, f"Ask for {seconds} seconds", why, name, duration_seconds=seconds),)
    return (_ask(name, *_told(problem)),)


def _sound_tags(situation: Situation) -> dict[str, str]:
    """The session tags of the request that are in form. ("Pass session tags in AWS STS")"""
    request, caller = situation.case.request, situation.case.caller
    inherited = {key.lower() for key in caller.transitive_tags} if caller is not None else set()
    found: dict[str, str] = {}
    for key, value in (request.tags if request is not None else {}).items():
        fits = 1 <= len(key) <= 128 and len(value) <= 256 and not key.lower().startswith("aws:")
        if fits and re.fullmatch(_TAG, key + value) and key.lower() not in inherited | {one.lower() for one in found}:
            found[key] = value
    return found


def _ask(name: str, who: str, what: str) -> Option:
    changes: tuple[Change, ...] = (Ask(who, what, "request"),)
    why = "No policy has to change." if who == "you" else f"Only {who} can do it."
    return Option(what, why, changes, (name,))
