"""The request of step 4: how it will be sent, as a command, and how a corrected one becomes the target."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from wizard.aws.gateway import AssumeCall, Target
from wizard.engine.case import Request
from wizard.engine.frozen import frozen, replace
from wizard.flow.assume_call import DEFAULT_SESSION_NAME, assume_call, setting_name, setting_value
from wizard.flow.judgement import Judgement
from wizard.flow.mfa_session import device
from wizard.flow.session import Session
from wizard.repair.aws_cli import OPERATIONS, TOKEN_FILE, saml_provider, tags
from wizard.repair.change import Ask, Change, Plan, RequestChange
from wizard.repair.cli_words import parameter, parameter_list
from wizard.secret import Secret

RATHER = "Nothing to change here once the request is corrected"
"""What is said of policies that are right, and would only be widened for a mistaken request."""

ALL_THE_SAME = "To change the policy all the same"
"""What heads their repairs."""

UNNAMED = "ROLE_ARN"
"""What stands in a command for a role that nobody has named."""

_TARGET_FIELDS = {
    "role_arn": "role",
    "role_session_name": "session_name",
    "external_id": "external_id",
    "duration_seconds": "duration_seconds",
    "source_identity": "source_identity",
    "tags": "tags",
    "transitive_tag_keys": "transitive_tag_keys",
}


@frozen
class RequestOffer:
    """A corrected request: each line is (what, as it is, as it would be)."""

    heading: str  # whether it is the request that is at fault
    title: str
    why: str
    lines: tuple[tuple[str, str, str], ...]
    change: RequestChange
    asks_device: bool = False  # MFA is called for, and no device is known


def offer(session: Session) -> RequestOffer | None:
    """The corrected request, where the best plan calls for one."""
    if session.judgement is None or not session.judgement.plans:
        return None
    plan = _first_for_the_caller(session.judgement.plans)
    request = session.judgement.case.request
    if plan is None:
        return None
    for change in plan.changes:
        if isinstance(change, RequestChange) and request is not None and _can_be_sent(change, request):
            lines = tuple(
                (
                    setting_name(setting),
                    setting_value(setting, getattr(request, setting, None)),
                    setting_value(setting, given),
                )
                for setting, given in change.set.items()
            )
            asks = change.set.get("mfa_authenticated") is True and device(session) is None
            whole = len(plan.changes) == 1
            title, why = (plan.title, plan.why) if whole else (_title(change), "")
            return RequestOffer(_heading(session.judgement, plan), title, why, lines, change, asks)
    return None


def request_first(session: Session, kinds: tuple[type, ...]) -> bool:
    """Whether the best plan is proved, corrects the request, and leaves everything of these kinds as it is."""
    plan = _first_for_the_caller(session.judgement.plans) if session.judgement is not None else None
    if plan is None or not plan.verified or offer(session) is None:
        return False
    return not any(isinstance(each, kinds) for each in plan.changes)


def cures(session: Session) -> bool:
    """Whether the corrected request is all that it takes."""
    plan = _first_for_the_caller(session.judgement.plans) if session.judgement is not None else None
    return plan is not None and plan.verified and len(plan.changes) == 1 and offer(session) is not None


def _heading(judgement: Judgement, plan: Plan) -> str:
    """What the request has to do with the denial: it alone, it among others, or perhaps."""
    if len(plan.changes) > 1:
        return "Part of it is the request"
    if judgement.decision.outcome == "depends":
        return "It may be the request"
    if {cause.name for cause in judgement.diagnosis.causes} <= set(plan.causes):
        return "The request itself is at fault"
    return "The request can be corrected"


def _title(change: RequestChange) -> str:
    """The request's part of a plan that changes more."""
    names = [setting_name(setting) for setting in change.set]
    return f"Correct the {' and the '.join(names)}; then repair the rest"


def _first_for_the_caller(plans: tuple[Plan, ...]) -> Plan | None:
    """The best plan that does not only ask somebody else."""
    return next((plan for plan in plans if not all(isinstance(change, Ask) for change in plan.changes)), None)


def _can_be_sent(change: RequestChange, request: Request) -> bool:
    """Whether the wizard itself can call so: in another region it can, from another network only the caller can."""
    context, region = change.set.get("context"), "aws:RequestedRegion"
    passed = context.get(region) if isinstance(context, Mapping) else None
    return set(change.set) != {"context"} or passed not in (None, request.context.get(region))


def request_part(plans: tuple[Plan, ...], change: Change) -> RequestChange | None:
    """How the plan that a change belongs to would call afterwards; None where the call stays as it is."""
    for plan in plans:
        if change in plan.changes:
            return next((each for each in plan.changes if isinstance(each, RequestChange)), None)
    return None


def corrected(target: Target, change: RequestChange, mfa_serial: str | None) -> Target:
    """The target with the change made. MFA becomes the serial number of a device."""
    fields: dict[str, object] = {}
    for name, value in change.set.items():
        if name == "mfa_authenticated":
            fields["mfa_serial"] = mfa_serial if value else None
        elif name == "context" and isinstance(value, Mapping):
            region = value.get("aws:RequestedRegion")
            if isinstance(region, str):
                fields["region"] = region
        elif name in _TARGET_FIELDS:
            fields[_TARGET_FIELDS[name]] = value
    return replace(target, **fields)  # type: ignore[arg-type]


def as_passed(target: Target) -> RequestChange:
    """What the user lets the call carry, as the change that `corrected` makes of it."""
    passed = {name: getattr(target, field) for name, field in _TARGET_FIELDS.items() if field != "role"}
    if target.mfa_serial is not None:
        passed["mfa_authenticated"] = True
    return RequestChange({name: value for name, value in passed.items() if value})


def call(session: Session, code: Secret | None = None) -> AssumeCall:
    """Exactly what step 4 sends."""
    request = session.judgement.case.request if session.judgement else None
    named = (request and request.role_session_name) or DEFAULT_SESSION_NAME
    return replace(assume_call(session.target, session.role_arn or "", named), token_code=code)


def as_commands(session: Session, *, opens_session: bool = False) -> tuple[str, ...]:
    """What step 4 sends as AWS CLI commands, in order; a token or an assertion is named by its file.

    ``opens_session``: the code opens an MFA session first, and that makes the call.
    """
    sent = call(session)
    sent = sent if sent.role_arn else replace(sent, role_arn=UNNAMED)
    request = session.judgement.case.request if session.judgement else None
    device = sent.serial_number if opens_session else session.mfa_session
    if device is not None:
        return (
            command_of_session(device, session.target.caller_profile),
            SESSION_KEYS,
            command(replace(sent, serial_number=None), None),  # a profile would win over the session's keys
        )
    if request is None or request.action == "sts:AssumeRole":
        return (command(sent, session.target.caller_profile),)
    words = ["aws", "sts", OPERATIONS[request.action], "--role-arn", sent.role_arn]
    if request.action == "sts:AssumeRoleWithSAML":
        words += ["--principal-arn", saml_provider(request), "--saml-assertion", "file://assertion.b64"]
    else:
        file = session.gathered.token_file if session.gathered is not None else None
        words += ["--role-session-name", sent.role_session_name, "--web-identity-token", f"file://{file or TOKEN_FILE}"]
    return (shlex.join(words + _limits(sent)),)


SESSION_KEYS = "# then, with the keys and the token that it answers (AWS_SESSION_TOKEN):"
"""What stands between an MFA session and the call that it makes."""


def command_of_session(serial_number: str, profile: str | None) -> str:
    """How an MFA session is opened; the code is a placeholder."""
    words = ["aws", "sts", "get-session-token", *(("--profile", profile) if profile else ())]
    return f"{shlex.join([*words, '--serial-number', serial_number])} --token-code CODE"


def command(call: AssumeCall, profile: str | None) -> str:
    """A signed call as an AWS CLI command; the MFA code is a placeholder."""
    words = ["aws", "sts", "assume-role"]
    if profile:
        words += ["--profile", profile]
    words += ["--role-arn", call.role_arn, "--role-session-name", call.role_session_name]
    if call.external_id is not None:
        words += parameter("--external-id", "ExternalId", call.external_id)
    if call.source_identity is not None:
        words += ["--source-identity", call.source_identity]
    if call.tags:
        words += ["--tags", tags(call.tags)]
    if call.transitive_tag_keys:
        words += parameter_list("--transitive-tag-keys", call.transitive_tag_keys)
    text = shlex.join(words + _limits(call))
    if call.serial_number is not None:
        text += f" --serial-number {shlex.quote(call.serial_number)} --token-code CODE"
    return text


def _limits(call: AssumeCall) -> list[str]:
    """What every kind of call may ask of the new session."""
    words = ["--duration-seconds", str(call.duration_seconds)] if call.duration_seconds is not None else []
    return words + (["--policy", call.session_policy] if call.session_policy is not None else [])


def settings_shown(change: RequestChange) -> tuple[str, ...]:
    """Each setting of a request change in words."""
    return tuple(f"{setting_name(setting)}: {setting_value(setting, given)}" for setting, given in change.set.items())
