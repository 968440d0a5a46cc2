"""How a role is come by: with keys, a web identity token, a SAML assertion, or by a service alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from wizard.engine.document import Document
from wizard.engine.web_identity import issuer_of
from wizard.flow.session import Session

Entrance = Literal["keys", "token", "saml", "service"]

_ACTIONS: Mapping[str, Entrance] = {
    "sts:AssumeRoleWithWebIdentity": "token",
    "sts:AssumeRoleWithSAML": "saml",
}


def entrance(session: Session) -> Entrance:
    """The way that the call takes; where it is denied, the only one that the trust policy leaves open."""
    if session.gathered is not None and session.gathered.token_file is not None:
        return "token"
    judgement = session.judgement
    if judgement is None:
        return "keys"
    request = judgement.case.request
    if request is not None and request.action in _ACTIONS:
        return _ACTIONS[request.action]
    if session.tested is not None or judgement.decision.allowed:
        return "keys"
    ways = {_way(sort, name) for sort, name in _admitted(session)}
    return ways.pop() if len(ways) == 1 else "keys"


def issuer(session: Session) -> str | None:
    """Who issues the token, without the scheme: the case's own, else the one that the trust policy names."""
    if session.judgement is None:
        return None
    token = session.judgement.case.token
    if token is not None and token.issuer:
        return issuer_of(token)
    named = {name.rpartition(":oidc-provider/")[2] for sort, name in _admitted(session) if _way(sort, name) == "token"}
    return named.pop() if len(named) == 1 else None


def services(session: Session) -> tuple[str, ...]:
    """The services that the trust policy admits: `ec2.amazonaws.com`."""
    return tuple(dict.fromkeys(name for sort, name in _admitted(session) if sort == "Service"))


def _admitted(session: Session) -> Iterator[tuple[str, str]]:
    """Each principal of the trust policy's Allow statements, with its type; nothing where that was not read."""
    role = session.judgement.case.role if session.judgement is not None else None
    if role is None or not isinstance(role.trust_policy, Document):
        return
    for _, statement in role.trust_policy.statements:
        if statement.get("Effect") != "Allow":
            continue
        principal = statement.get("Principal")
        if not isinstance(principal, Mapping):
            yield "AWS", "*"
            continue
        for sort, named in principal.items():
            for name in named if isinstance(named, list) else [named]:
                yield str(sort), str(name)


def _way(sort: str, name: str) -> Entrance:
    if sort == "Federated":
        return "saml" if ":saml-provider/" in name else "token"
    return "service" if sort == "Service" else "keys"
