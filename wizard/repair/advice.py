"""Hardening advice, apart from causes: what would be safer, whether or not the call is allowed.

Only what the trust policy shows is judged; the age of access keys is told by `key_advice`, for whoever knows it.
("Security best practices in IAM", "The confused deputy problem", "Monitor and control actions taken with assumed
roles")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.engine.case import Case
from wizard.engine.document import Document
from wizard.engine.web_identity import BUILT_IN
from wizard.repair.cause import Advice
from wizard.repair.layout import escape
from wizard.repair.named import Named, named_by
from wizard.repair.parties import party, role_arn_of

OLD_KEY_DAYS = 90
"""Days after which access keys should be replaced ("Update access keys when needed for use cases …")."""

_NARROWING = (
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltag/",
    "aws:userid",
    "aws:username",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourcevpc",
    "aws:sourceip",
)
"""Keys that say who may come, or from where."""


def advice(case: Case) -> tuple[Advice, ...]:
    """What to harden in the trust policy, the widest hole first."""
    document = case.role.trust_policy if case.role is not None else None
    if not isinstance(document, Document):
        return ()
    home = party(role_arn_of(case)).account
    found: list[Advice] = []
    for pointer, statement in document.statements:
        if statement.get("Effect") == "Allow":
            found += _statement(pointer, statement, home)
    order = [name for name, _ in _RULES]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: order.index(one.name)))


def key_advice(age_days: int) -> tuple[Advice, ...]:
    """Advice about access keys of a known age."""
    if age_days < OLD_KEY_DAYS:
        return ()
    return (Advice("old_access_key", f"The caller's access key is {age_days} days old: replace it, or use a role."),)


def _statement(pointer: str, statement: Mapping[str, object], home: str) -> Iterator[Advice]:
    named = named_by(statement, pointer)
    tests = tuple(_tests(pointer, statement))
    keys = [key for _, key, _ in tests]
    for name, rule in _RULES:
        message = rule(named, keys, tests, home)
        if message is not None:
            yield Advice(name, message[0], message[1] or pointer)


Tests = tuple[tuple[str, str, str], ...]
"""(operator, key in lower case, pointer)"""
Said = tuple[str, str | None] | None


def _tests(pointer: str, statement: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    condition = statement.get("Condition")
    for operator, block in condition.items() if isinstance(condition, Mapping) else ():
        for key in block if isinstance(block, Mapping) else ():
            where = f"{pointer}/Condition/{escape(str(operator))}/{escape(str(key))}"
            yield str(operator), str(key).lower(), where


def _everybody(named: tuple[Named, ...], keys: list[str], tests: Tests, home: str) -> Said:
    everybody = next((one for one in named if one.name == "*" and one.kind == "AWS"), None)
    if everybody is None or any(key.startswith(_NARROWING) for key in keys):
        return None
    return "Everybody with an AWS account may come in: name principals, or test aws:PrincipalOrgID.", everybody.pointer


def _hollow(named: tuple[Named, ...], keys: list[str], tests: Tests, home: str) -> Said:
    for operator, key, pointer in tests:
        alone = not any(other.lower().startswith("null") and of == key for other, of, _ in tests)
        if operator.lower().startswith("forallvalues:") and alone:
            return f"{operator} holds for a request without {key} too: add a Null test beside it.", pointer
    return None


def _any_subject(named: tuple[Named, ...], keys: list[str], tests: Tests, home: str) -> Said:
    provider = next((one for one in named if one.kind == "Federated" and _is_oidc(one.name)), None)
    if provider is None or any(key.endswith((":sub", ":google", ":app_id")) for key in keys):
        return None
    return "No condition on the token's subject (sub): any token of the provider may come in.", provider.pointer


def _is_oidc(name: str) -> bool:
    return ":oidc-provider/" in name or name in BUILT_IN


def _without_mfa(named: tuple[Named, ...], keys: list[str], tests: Tests, home: str) -> Said:
    people = [
        one for one in _strangers(named, home) if party(one.name).kind in ("user", "root") or one.name.isdecimal()
    ]
    if not people or any(key.startswith("aws:multifactorauth") for key in keys):
        return None
    return "People of another account come in without MFA: test aws:MultiFactorAuthPresent.", people[0].pointer


def _whole_account(named: tuple[Named, ...], keys: list[str], tests: Tests, home: str) -> Said:
    whole = [one for one in named if one.kind == "AWS" and (one.name.isdecimal() or party(one.name).kind == "root")]
    if not whole or any(key.startswith(_NARROWING) for key in keys):
        return None
    return "A whole account is trusted: name the users or roles, or test aws:PrincipalArn.", whole[0].pointer


def _without_external_id(named: tuple[Named, ...], keys: list[str], tests: Tests, home: str) -> Said:
    strangers = _strangers(named, home)
    if not strangers or any(key in ("sts:externalid", "aws:principalorgid", "aws:principalorgpaths") for key in keys):
        return None
    return "If that account is a third party's, ask for an ExternalId (the confused deputy problem).", strangers[
        0
    ].pointer


def _without_source_identity(named: tuple[Named, ...], keys: list[str], tests: Tests, home: str) -> Said:
    people = [one for one in named if one.kind == "AWS" and one.name != "*"]
    if not people or any("sourceidentity" in key for key in keys):
        return None
    return "Ask for a source identity, so that logs tell who is behind a session.", None


def _strangers(named: tuple[Named, ...], home: str) -> list[Named]:
    found = []
    for one in named:
        account = one.name if one.name.isdecimal() else party(one.name).account
        if one.kind == "AWS" and account and account != home:
            found.append(one)
    return found


_RULES = (
    ("trusts_everybody", _everybody),
    ("hollow_for_all_values", _hollow),
    ("oidc_without_subject", _any_subject),
    ("cross_account_without_mfa", _without_mfa),
    ("trusts_whole_account", _whole_account),
    ("third_party_without_external_id", _without_external_id),
    ("no_source_identity", _without_source_identity),
)
"""Every rule, the widest hole first."""
