"""A lesson's accounts, from their JSON to a `World`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from wizard.practice import identifiers, policy_check, principals
from wizard.practice.fault import Fault
from wizard.practice.fields import Fields, LessonError
from wizard.practice.world import (
    Account,
    Group,
    GuardrailPolicy,
    ManagedPolicy,
    MfaDevice,
    OidcProvider,
    Organization,
    Role,
    SamlProvider,
    Unit,
    User,
    Version,
    World,
)

_AGE = 90 * 86400
"""Seconds that everything in a lesson has existed when it begins."""


def build(fields: Fields, now: float) -> World:
    """The world that a lesson describes under ``accounts`` and ``organization``.

    Raises:
        LessonError: a field is missing or wrong, or IAM would refuse a document.
    """
    born = now - _AGE
    world = World({}, aws_policies=aws_policies())
    trusts: list[tuple[str, str, object, Fields]] = []
    deleted: list[tuple[str, str]] = []
    for number, account in fields.entries("accounts"):
        built, later = _account(number, account, born)
        world = world.with_account(built)
        trusts += ((number, name, document, role) for name, document, role in later)
        deleted += ((number, name) for name in account.texts("deleted", ()))
        account.done()
    world = _with_deleted(world, deleted, born)
    for number, name, document, place in trusts:
        world = _with_trust(world, number, name, document, place.place)
    if fields.has("organization"):
        world = replace(world, organization=_organization(fields.section("organization")))
    return _without(world, deleted)


def text_of(document: object) -> str:
    """A policy's text: an object laid out as people write it, a text as given, or a usual one (``@name``).

    Raises:
        LessonError: there is no usual policy of that name.
    """
    if isinstance(document, str) and document.startswith("@"):
        usual = _package_data("usual_policies.json")
        if document[1:] not in usual:
            raise LessonError(f"there is no usual policy {document}; there are: {', '.join(usual)}")
        document = usual[document[1:]]
    return document if isinstance(document, str) else json.dumps(document, indent=2)


def _account(number: str, fields: Fields, born: float) -> tuple[Account, list[tuple[str, object, Fields]]]:
    if not (len(number) == 12 and number.isdigit()):
        raise LessonError(f"{fields.place}: an account is named by twelve digits")
    account = Account(number, fields.optional("alias"))
    for name, policy in fields.mapping("policies", {}).items():
        account = _with_policy(account, name, policy, born)
    for name, group in fields.entries("groups"):
        account, unique = identifiers.unique_id(account, "group", name)
        arn = identifiers.entity_arn(number, "group", "/", name)
        inline, attached = _permissions(group, number)
        account = account.with_group(Group(name, arn, unique, born, inline=inline, attached=attached))
        group.done()
    for name, user in fields.entries("users"):
        account = _with_user(account, name, user, born)
    trusts = []
    for name, role in fields.entries("roles"):
        trusts.append((name, role.document("trust"), role))
        account = _with_role(account, name, role, born)
    for url, clients in fields.mapping("oidc_providers", {}).items():
        arn = identifiers.entity_arn(number, "oidc-provider", "/", url)
        providers = {**account.oidc_providers, arn: OidcProvider(arn, url, tuple(clients), born)}
        account = replace(account, oidc_providers=providers)
    for name, issuer in fields.mapping("saml_providers", {}).items():
        arn = identifiers.entity_arn(number, "saml-provider", "/", name)
        account = replace(
            account, saml_providers={**account.saml_providers, arn: SamlProvider(arn, name, issuer, born)}
        )
    return account, trusts


def _permissions(fields: Fields, number: str) -> tuple[dict[str, str], tuple[str, ...]]:
    inline = {name: text_of(policy) for name, policy in fields.mapping("policies", {}).items()}
    for name, text in inline.items():
        try:
            policy_check.permission_policy(text)
        except Fault as fault:
            raise LessonError(f"{fields.place}.policies.{name}: IAM would refuse it: {fault.message}") from None
    return inline, tuple(_policy_arn(name, number) for name in fields.texts("attached", ()))


def _policy_arn(name: str, number: str) -> str:
    """A managed policy's ARN; a bare name is one of the account."""
    return name if name.startswith("arn:") else identifiers.entity_arn(number, "policy", "/", name)


def _with_policy(account: Account, name: str, document: object, born: float) -> Account:
    account, unique = identifiers.unique_id(account, "policy", name)
    arn = identifiers.entity_arn(account.id, "policy", "/", name)
    return account.with_policy(ManagedPolicy(name, arn, unique, born, {"v1": Version(text_of(document), born)}))


def _with_user(account: Account, name: str, fields: Fields, born: float) -> Account:
    account, unique = identifiers.unique_id(account, "user", name)
    inline, attached = _permissions(fields, account.id)
    path = fields.text("path", "/")
    boundary = fields.optional("boundary")
    serial = identifiers.entity_arn(account.id, "mfa", "/", name)
    devices = (MfaDevice(serial, identifiers.mfa_seed(serial), born),) if fields.flag("mfa") else ()
    user = User(
        name,
        identifiers.entity_arn(account.id, "user", path, name),
        unique,
        born,
        path,
        inline,
        attached,
        _policy_arn(boundary, account.id) if boundary else None,
        fields.texts("groups", ()),
        fields.mapping("tags", {}),
        devices,
    )
    for group in user.groups:
        if group not in account.groups:
            raise LessonError(f"{fields.place}.groups: there is no group {group} in account {account.id}")
    fields.done()
    return account.with_user(user)


def _with_role(account: Account, name: str, fields: Fields, born: float) -> Account:
    account, unique = identifiers.unique_id(account, "role", name)
    inline, attached = _permissions(fields, account.id)
    path = fields.text("path", "/")
    boundary = fields.optional("boundary")
    role = Role(
        name,
        identifiers.entity_arn(account.id, "role", path, name),
        unique,
        born,
        "",
        path,
        fields.text("description", ""),
        fields.number("max_session_duration", 3600),
        inline,
        attached,
        _policy_arn(boundary, account.id) if boundary else None,
        fields.mapping("tags", {}),
    )
    fields.done()
    return account.with_role(role)


def _with_trust(world: World, number: str, name: str, document: object, place: str) -> World:
    """The trust policy saved as IAM saves it, once everybody it may name is there."""
    account = world.accounts[number]
    role = account.roles[name]
    try:
        stored = principals.to_ids(world, policy_check.trust_policy(text_of(document)))
    except Fault as fault:
        raise LessonError(f"{place}.trust: IAM would refuse it: {fault.message}") from None
    return world.with_account(account.with_role(replace(role, trust=stored)))


def _with_deleted(world: World, deleted: list[tuple[str, str]], born: float) -> World:
    """Users that were deleted later: there while trust policies are saved, under an id of their own."""
    for number, name in deleted:
        account = world.accounts[number]
        account, unique = identifiers.unique_id(account, "user", name)
        arn = identifiers.entity_arn(number, "user", "/", name)
        ghost = User(f"{name} (deleted)", arn, unique, born)
        users = {ghost.name: ghost, **account.users}
        owner = users.get(name)
        if owner is not None:  # made again: the newcomer must not be found under the old ARN yet
            users[name] = replace(owner, arn=f"{owner.arn} (new)")
        world = world.with_account(replace(account, users=users))
    return world


def _without(world: World, deleted: list[tuple[str, str]]) -> World:
    for number, name in deleted:
        account = world.accounts[number]
        users = {known: user for known, user in account.users.items() if known != f"{name} (deleted)"}
        if name in users:
            users[name] = replace(users[name], arn=users[name].arn.removesuffix(" (new)"))
        world = world.with_account(replace(account, users=users))
    return world


def _organization(fields: Fields) -> Organization:
    policies: dict[str, GuardrailPolicy] = {}
    for name, policy in fields.entries("policies"):
        kind = policy.text("kind", "SERVICE_CONTROL_POLICY")
        if kind not in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
            raise LessonError(f"{policy.place}.kind: {kind} is no kind of guardrail")
        unique = "p-" + hashlib.sha256(name.encode()).hexdigest()[:8]
        document = text_of(policy.document("document"))
        policies[name] = GuardrailPolicy(unique, name, kind, document)  # type: ignore[arg-type]
        policy.done()
    units: dict[str, Unit] = {}
    for name, unit in fields.entries("units"):
        attached = unit.texts("policies", ())
        for policy_name in attached:
            if policy_name not in policies:
                raise LessonError(f"{unit.place}.policies: there is no policy {policy_name}")
        identifiers_of = tuple(policies[policy_name].id for policy_name in attached)
        units[name] = Unit(name, unit.text("name", name), unit.optional("parent"), identifiers_of)
        unit.done()
    by_id: Mapping[str, GuardrailPolicy] = {policy.id: policy for policy in policies.values()}
    organization = Organization(
        fields.text("id"), fields.text("management_account"), units, by_id, fields.texts("policy_readers", ())
    )
    fields.done()
    return organization


@cache
def aws_policies() -> Mapping[str, ManagedPolicy]:
    """A few of AWS's own managed policies, the ones a lesson may want to attach."""
    found = {}
    for number, (name, statements) in enumerate(sorted(_package_data("aws_policies.json").items())):
        arn = f"arn:aws:iam::aws:policy/{name}"
        document = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=4)
        unique = "ANPAPRACTICE" + f"{number:09d}".replace("0", "A").replace("1", "B").replace("8", "C").replace(
            "9", "D"
        )
        found[arn] = ManagedPolicy(name, arn, unique, 1423155600.0, {"v1": Version(document, 1423155600.0)})
    return found


@cache
def _package_data(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((files("wizard.practice") / name).read_text(encoding="utf-8"))
    return value
