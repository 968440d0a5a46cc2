"""A change as AWS CLI commands: quoted for a POSIX shell, runnable as they stand, the same bytes as `apply` sends."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping

from wizard.engine.case import Request
from wizard.engine.frozen import replace
from wizard.repair.change import (
    Ask,
    AttachmentChange,
    Change,
    InlinePolicyChange,
    ManagedPolicyChange,
    ProfileChange,
    ProviderChange,
    RequestChange,
    RoleSettingChange,
    TrustPolicyChange,
)
from wizard.repair.cli_words import parameter, parameter_list
from wizard.repair.principal_target import issuer_name, organization_policy, target_of

OPERATIONS = {
    "sts:AssumeRole": "assume-role",
    "sts:AssumeRoleWithWebIdentity": "assume-role-with-web-identity",
    "sts:AssumeRoleWithSAML": "assume-role-with-saml",
}
"""The CLI's name of the call, by the action that AWS authorizes."""

TOKEN_FILE = "token.jwt"
"""What a command calls the file of a web identity token, where it is not known."""


def aws_cli(change: Change, request: Request | None = None) -> str:
    """The commands that make a change, one per line. ``request`` is the one that a `RequestChange` starts from."""
    match change:
        case TrustPolicyChange():
            name = target_of(change.role_arn).name
            return _command("iam", "update-assume-role-policy", "--role-name", name, "--policy-document", change.after)
        case InlinePolicyChange():
            return _inline(change)
        case ManagedPolicyChange() if organization_policy(change.policy_arn) is not None:
            policy = target_of(change.policy_arn).name
            return _command("organizations", "update-policy", "--policy-id", policy, "--content", change.after)
        case ManagedPolicyChange():
            arguments = ("--policy-arn", change.policy_arn, "--policy-document", change.after, "--set-as-default")
            room = _command("iam", "delete-policy-version", "--policy-arn", change.policy_arn, "--version-id", "vN")
            note = f"# A policy keeps five versions. Where all are taken, first: {room}"
            return f"{_command('iam', 'create-policy-version', *arguments)}\n{note}"
        case AttachmentChange():
            who = target_of(change.principal_arn)
            verb = "attach" if change.attach else "detach"
            name_option = f"--{who.kind}-name"
            return _command(
                "iam", f"{verb}-{who.kind}-policy", name_option, who.name, "--policy-arn", change.policy_arn
            )
        case ProviderChange():
            return _registration(change)
        case RoleSettingChange():
            return _setting(change)
        case RequestChange():
            return assume_role(changed_request(change, request), with_code=needs_code(change))
        case ProfileChange():
            return _profile(change)
        case Ask():
            return "\n".join(f"# {line}" for line in (f"{change.who}: {change.what}").splitlines())


def needs_code(change: RequestChange) -> bool:
    """Whether the changed call is to carry a one-time code."""
    return change.set.get("mfa_authenticated") is True


def assume_role(request: Request, *, with_code: bool = False) -> str:
    """The call itself as a command.

    A web identity or SAML call takes its token from a file; ``with_code`` takes the MFA device and its one-time code
    from shell variables, for a code never stands in a text.
    """
    operation = OPERATIONS[request.action]
    arguments = ["--role-arn", request.role_arn]
    if operation != "assume-role-with-saml":
        arguments += ["--role-session-name", request.role_session_name or "role-wizard"]
    if request.duration_seconds is not None:
        arguments += ["--duration-seconds", str(request.duration_seconds)]
    if operation == "assume-role":
        arguments += _handed_on(request)
    if operation == "assume-role-with-web-identity":
        arguments += ["--web-identity-token", f"file://{TOKEN_FILE}"]
    if operation == "assume-role-with-saml":
        arguments += ["--principal-arn", saml_provider(request), "--saml-assertion", "file://assertion.b64"]
    region = request.context.get("aws:RequestedRegion")
    if isinstance(region, str):
        arguments += ["--region", region]
    code = ' --serial-number "$MFA_SERIAL" --token-code "$MFA_CODE"' if with_code else ""
    return _command("sts", operation, *arguments) + code


def _handed_on(request: Request) -> list[str]:
    """What only AssumeRole takes: beside a token, tags and a source identity stand in the token."""
    arguments: list[str] = []
    if request.external_id is not None:
        arguments += parameter("--external-id", "ExternalId", request.external_id)
    if request.source_identity is not None:
        arguments += ["--source-identity", request.source_identity]
    if request.tags:
        arguments += ["--tags", tags(request.tags)]
    if request.transitive_tag_keys:
        arguments += parameter_list("--transitive-tag-keys", request.transitive_tag_keys)
    return arguments


def changed_request(change: RequestChange, request: Request | None) -> Request:
    """The request as it will be after a request change."""
    known = {name: value for name, value in change.set.items() if name in Request.__match_args__}
    if "transitive_tag_keys" in known:
        known["transitive_tag_keys"] = tuple(known["transitive_tag_keys"])  # type: ignore[arg-type]
    if request is None:
        request = Request(role_arn=str(known.get("role_arn", "")))
    if isinstance(known.get("context"), Mapping):
        known["context"] = {**request.context, **known["context"]}  # type: ignore[dict-item]
    return replace(request, **known)  # type: ignore[arg-type]


def _inline(change: InlinePolicyChange) -> str:
    who = target_of(change.principal_arn)
    arguments = [f"--{who.kind}-name", who.name, "--policy-name", change.policy_name]
    if change.after is None:
        return _command("iam", f"delete-{who.kind}-policy", *arguments)
    return _command("iam", f"put-{who.kind}-policy", *arguments, "--policy-document", change.after)


def _setting(change: RoleSettingChange) -> str:
    name = target_of(change.role_arn).name
    if change.setting == "tags":
        commands = []
        if gone := gone_tags(change):
            commands.append(_command("iam", "untag-role", "--role-name", name, *parameter_list("--tag-keys", gone)))
        if new := new_tags(change):
            commands.append(_command("iam", "tag-role", "--role-name", name, "--tags", tags(new)))
        return "\n".join(commands)
    option = f"--{change.setting.replace('_', '-')}"
    return _command("iam", "update-role", "--role-name", name, option, str(change.after))


def _registration(change: ProviderChange) -> str:
    arn = ("--open-id-connect-provider-arn", change.provider_arn)
    if change.after is None:
        return _command("iam", "delete-open-id-connect-provider", *arn)
    wanted = change.after.split()
    if change.before is None:
        url = f"https://{issuer_name(change.provider_arn)}"
        audiences = parameter_list("--client-id-list", wanted)
        return _command("iam", "create-open-id-connect-provider", "--url", url, *audiences)
    there = change.before.split()
    verbs = {"add-client-id-to": [one for one in wanted if one not in there]}
    verbs["remove-client-id-from"] = [one for one in there if one not in wanted]
    return "\n".join(
        _command("iam", f"{verb}-open-id-connect-provider", *arn, *parameter("--client-id", "ClientID", one))
        for verb, client_ids in verbs.items()
        for one in client_ids
    )


def _profile(change: ProfileChange) -> str:
    name = change.section.removeprefix("profile ").strip()
    return "\n".join(_command("configure", "set", key, value, "--profile", name) for key, value in change.set.items())


def saml_provider(request: Request) -> str:
    """The ARN of the SAML provider that signs the assertion, or a word in its place where it is not known."""
    provider = request.context.get("aws:FederatedProvider")
    return provider if isinstance(provider, str) else "SAML_PROVIDER_ARN"


def new_tags(change: RoleSettingChange) -> dict[str, str]:
    """The tags that a change sets, each new or different: AWS's own (``aws:…``) may not be sent again."""
    there, wanted = _tags_of(change.before), _tags_of(change.after)
    return {key: value for key, value in wanted.items() if there.get(key) != value}


def gone_tags(change: RoleSettingChange) -> list[str]:
    """The tags that a change takes away. First, for IAM takes keys that differ in case alone for one tag."""
    return [key for key in _tags_of(change.before) if key not in _tags_of(change.after)]


def own_tags(wanted: Mapping[str, str]) -> dict[str, str]:
    """The tags that infrastructure code may set: those under ``aws:`` are AWS's own."""
    return {key: value for key, value in wanted.items() if not key.lower().startswith("aws:")}


def _tags_of(value: object) -> Mapping[str, str]:
    return value if isinstance(value, Mapping) else {}


def tags(wanted: Mapping[str, str]) -> str:
    """Tags as one word that any value survives in."""
    return json.dumps([{"Key": key, "Value": value} for key, value in wanted.items()], ensure_ascii=False)


def _command(*words: str) -> str:
    return shlex.join(("aws", *words))
