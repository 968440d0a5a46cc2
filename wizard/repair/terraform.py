"""A change as Terraform (and OpenTofu) code: the fragment to put where the role, user or policy is declared.

Policies become `aws_iam_policy_document` data sources; a document that these cannot express is kept as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from wizard.engine.case import Request
from wizard.engine.frozen import field, frozen
from wizard.repair.aws_cli import TOKEN_FILE, changed_request, needs_code, own_tags
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
from wizard.repair.principal_target import (
    ORGANIZATION_TYPES,
    PrincipalTarget,
    issuer_name,
    organization_policy,
    target_of,
)
from wizard.repair.quoted import quoted
from wizard.text_lines import text_lines


@frozen
class _Fragment:
    """What the code holds of one change: text beside a resource, a resource, or both."""

    text: str = ""
    head: str = ""  # of the resource; empty: none
    rows: Mapping[str, str] = field(default_factory=dict)


def terraform(change: Change, request: Request | None = None) -> str:
    """The change as a fragment that parses; where nothing is declared any more, a comment says what to take away."""
    return together((change,), request)


def together(changes: Iterable[Change], request: Request | None = None) -> str:
    """Several changes as one fragment: what they change of one resource stands in it once."""
    fragments = [_fragment(change, request) for change in changes]
    resources: dict[str, dict[str, str]] = {}
    for fragment in fragments:
        resources.setdefault(fragment.head, {}).update(fragment.rows)
    texts = (f.text + (_block(f.head, rows) if (rows := resources.pop(f.head, {})) else "") for f in fragments)
    return "\n".join(filter(None, texts))


def _fragment(change: Change, request: Request | None) -> _Fragment:
    match change:
        case TrustPolicyChange():
            who = target_of(change.role_arn)
            data, value = _document(f"{who.label}_trust", change.after)
            return _resource("aws_iam_role", who.label, (*_named(who), ("assume_role_policy", value)), data)
        case InlinePolicyChange():
            return _inline(change)
        case ManagedPolicyChange() if (kind := organization_policy(change.policy_arn)) is not None:
            policy = target_of(change.policy_arn)
            rows = (("name", _string(policy.name)), ("type", _string(kind)), ("content", _heredoc(change.after)))
            return _resource("aws_organizations_policy", policy.label, rows)
        case ManagedPolicyChange():
            policy = target_of(change.policy_arn)
            data, value = _document(policy.label, change.after)
            return _resource("aws_iam_policy", policy.label, (*_named(policy), ("policy", value)), data)
        case AttachmentChange():
            return _attachment(change)
        case ProviderChange():
            return _registration(change)
        case RoleSettingChange():
            who, wanted = target_of(change.role_arn), change.after
            setting = _value(own_tags(wanted) if isinstance(wanted, Mapping) else wanted)
            return _resource("aws_iam_role", who.label, (*_named(who), (change.setting, setting)))
        case RequestChange():
            return _Fragment(_provider(changed_request(change, request), with_code=needs_code(change)))
        case ProfileChange():
            name = change.section.removeprefix("profile ").strip()
            return _Fragment("", 'provider "aws"', {"profile": _string(name)})
        case Ask():
            return _ask(change)


def _inline(change: InlinePolicyChange) -> _Fragment:
    who = target_of(change.principal_arn)
    kind = f"aws_iam_{who.kind}_policy"
    label = f"{who.label}_{target_of(f'arn:aws:iam:::policy/{change.policy_name}').label}"
    if change.after is None:
        return _Fragment(
            f"# Remove the {kind} resource whose name is {change.policy_name} from {who.kind} {who.name}.\n"
        )
    data, value = _document(label, change.after)
    rows = (("name", _string(change.policy_name)), (who.kind, _string(who.name)), ("policy", value))
    return _resource(kind, label, rows, data)


def _attachment(change: AttachmentChange) -> _Fragment:
    who, policy = target_of(change.principal_arn), target_of(change.policy_arn)
    kind = f"aws_iam_{who.kind}_policy_attachment"
    if not change.attach:
        return _Fragment(f"# Remove the {kind} resource that attaches {change.policy_arn} to {who.kind} {who.name}.\n")
    return _resource(
        kind, f"{who.label}_{policy.label}", ((who.kind, _string(who.name)), ("policy_arn", _string(change.policy_arn)))
    )


def _registration(change: ProviderChange) -> _Fragment:
    kind, issuer = "aws_iam_openid_connect_provider", issuer_name(change.provider_arn)
    if change.after is None:
        return _Fragment(f"# Remove the {kind} resource whose url is https://{issuer}.\n")
    rows = (("url", _string(f"https://{issuer}")), ("client_id_list", _value(change.after.split())))
    return _resource(kind, target_of(f"arn:aws:iam:::oidc-provider/{issuer}").label, rows)


_CALLS = {"sts:AssumeRole": "assume_role", "sts:AssumeRoleWithWebIdentity": "assume_role_with_web_identity"}
"""The provider's block for each call that it makes. ("AWS Provider", Terraform Registry)"""


def _provider(request: Request, *, with_code: bool) -> str:
    if with_code or request.action not in _CALLS:
        what = "asks for no MFA code" if with_code else "makes no call with a SAML assertion"
        return f"# Terraform's provider {what}: run it with the credentials that such a call has given.\n"
    rows = {"role_arn": _string(request.role_arn)}
    if request.role_session_name is not None:
        rows["session_name"] = _string(request.role_session_name)
    if request.duration_seconds is not None:
        rows["duration"] = _string(f"{request.duration_seconds}s")
    if request.action == "sts:AssumeRole":
        rows |= _handed_on(request)
    else:
        rows["web_identity_token_file"] = _string(TOKEN_FILE)
    inner = "".join(f"  {line}\n" for line in text_lines(_block(_CALLS[request.action], rows)))
    region = request.context.get("aws:RequestedRegion")
    outer = f"  region = {_string(region)}\n\n" if isinstance(region, str) else ""
    return f'provider "aws" {{\n{outer}{inner}}}\n'


def _handed_on(request: Request) -> dict[str, str]:
    """What only AssumeRole takes: beside a token, tags and a source identity stand in the token."""
    rows = {}
    if request.external_id is not None:
        rows["external_id"] = _string(request.external_id)
    if request.source_identity is not None:
        rows["source_identity"] = _string(request.source_identity)
    if request.tags:
        rows["tags"] = _value(request.tags)
    if request.transitive_tag_keys:
        rows["transitive_tag_keys"] = _value(list(request.transitive_tag_keys))
    return rows


def _ask(change: Ask) -> _Fragment:
    comment = "".join(f"# {line}\n" for line in f"{change.who}: {change.what}".splitlines())
    if change.document is None or change.layer not in ORGANIZATION_TYPES:
        return _Fragment(comment)
    label = target_of(f"arn:aws:iam:::policy/{change.policy or change.layer}").label
    rows = (
        ("name", _string(change.policy or change.layer)),
        ("type", _string(ORGANIZATION_TYPES[change.layer])),
        ("content", _heredoc(change.document)),
    )
    return _resource("aws_organizations_policy", label, rows, comment)


# Policy documents -------------------------------------------------------------------------------------------------

_LISTS = (
    ("Action", "actions"), ("NotAction", "not_actions"), ("Resource", "resources"), ("NotResource", "not_resources"),
)  # fmt: skip


def _document(label: str, text: str) -> tuple[str, str]:
    """The data source that makes a document, and the expression that refers to it."""
    try:
        document = json.loads(text)
        body = "\n".join(_document_lines(document))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return "", _heredoc(text)
    return f'data "aws_iam_policy_document" "{label}" {{\n{body}\n}}\n\n', f"data.aws_iam_policy_document.{label}.json"


def _document_lines(document: Mapping[str, object]) -> Iterator[str]:
    if set(document) - {"Version", "Id", "Statement"}:
        raise ValueError("an element that the data source does not know")
    rows = {}
    if document.get("Version", "2008-10-17") != "2012-10-17":
        rows["version"] = _string(str(document.get("Version", "2008-10-17")))
    if "Id" in document:
        rows["policy_id"] = _string(str(document["Id"]))
    yield from (f"  {line}" for line in _attributes(rows))
    statements = document["Statement"]
    for number, statement in enumerate([statements] if isinstance(statements, Mapping) else _list(statements)):
        yield from ("",) if number or rows else ()
        yield "  statement {"
        yield from (f"    {line}" if line else "" for line in _statement_lines(statement))
        yield "  }"


def _statement_lines(statement: object) -> Iterator[str]:
    if not isinstance(statement, Mapping):
        raise TypeError("a statement is an object")
    known = {"Sid", "Effect", "Principal", "NotPrincipal", "Condition", *(name for name, _ in _LISTS)}
    if set(statement) - known:
        raise ValueError("an element that the data source does not know")
    rows = {"sid": _string(str(statement["Sid"]))} if "Sid" in statement else {}
    rows["effect"] = _string(str(statement["Effect"]))
    rows |= {argument: _value(_strings(statement[name])) for name, argument in _LISTS if name in statement}
    yield from _attributes(rows)
    for name, block in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
        if name in statement:
            principals = statement[name]
            for kind, who in ({"*": "*"} if principals == "*" else dict(principals)).items():
                yield ""
                yield from text_lines(_block(block, {"type": _string(kind), "identifiers": _value(_strings(who))}))
    for operator, tests in dict(statement.get("Condition", {})).items():
        for key, wanted in dict(tests).items():
            rows = {"test": _string(operator), "variable": _string(key), "values": _value(_strings(wanted))}
            yield ""
            yield from text_lines(_block("condition", rows))


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list is wanted")
    return value


def _strings(value: object) -> list[str]:
    """A policy's value or list of values. Variables are written with an ampersand, since `$` is Terraform's own."""
    values = value if isinstance(value, list) else [value]
    texts = []
    for item in values:
        if not isinstance(item, (str, int, float, bool)):
            raise TypeError("a policy's values are words, numbers or truth values")
        text = item if isinstance(item, str) else json.dumps(item)
        texts.append(text.replace("${", "&{"))
    return texts


# The language -----------------------------------------------------------------------------------------------------

Rows = Iterable[tuple[str, str]]


def _named(who: PrincipalTarget) -> tuple[tuple[str, str], ...]:
    path = (("path", _string(who.path)),) if who.path != "/" else ()
    return (("name", _string(who.name)), *path)


def _resource(kind: str, label: str, rows: Rows, before: str = "") -> _Fragment:
    return _Fragment(before, f'resource "{kind}" "{label}"', dict(rows))


def _block(head: str, rows: Mapping[str, str]) -> str:
    return f"{head} {{\n" + "".join(f"  {line}\n" for line in _attributes(rows)) + "}\n"


def _attributes(rows: Mapping[str, str]) -> Iterator[str]:
    """A line for each, as `terraform fmt` sets those that follow one another."""
    width = max(map(len, rows), default=0)
    return (f"{name:<{width}} = {value}" for name, value in rows.items())


def _value(value: object) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_string(str(key))} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return json.dumps(value)


def _string(text: str) -> str:
    return quoted(text).replace("${", "$${").replace("%{", "%%{")


def _heredoc(text: str) -> str:
    return f"<<JSON\n{text.rstrip(chr(10))}\nJSON\n".replace("${", "$${").replace("%{", "%%{")
