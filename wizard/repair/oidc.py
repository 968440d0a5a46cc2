"""The OIDC inspector: a token's claims against a trust policy, one row for each thing that is compared.

The engine compares; this file lays its verdicts beside the claims and says what the usual mistakes are called. A
pasted token is decoded here, in memory; its signature does not matter, and neither it nor its claims are kept.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping

from wizard.engine.case import Case, Request, Role, Token
from wizard.engine.decide import decide
from wizard.engine.decision import Decision, ElementVerdict, StatementVerdict, Truth
from wizard.engine.document import Document
from wizard.engine.frozen import frozen
from wizard.engine.json_fault import fault_told
from wizard.engine.typed import Final
from wizard.engine.web_identity import exposed_claims, issuer_of
from wizard.repair.subject import subject_note

_ACTION: Final = "sts:AssumeRoleWithWebIdentity"
_ROLE = "arn:aws:iam::{account}:role/inspected"


class TokenError(ValueError):
    """A text that is neither a token nor claims: why, in a sentence."""


@frozen
class ClaimRow:
    """One comparison, or one claim that nothing compares."""

    claim: str  # as the token names it; "iss" for the provider
    key: str | None  # the condition key that carries it; None: AWS exposes no such key
    condition: str | None  # the operator as written, "Principal" for the provider; None: nothing tests it
    expected: tuple[str, ...]
    actual: tuple[str, ...] | None  # None: the token has no such claim
    matches: Truth  # None: nothing tests it
    note: str = ""
    pointer: str | None = None  # into the trust policy


@frozen
class Inspection:
    """The whole table, and whether the trust policy admits the token."""

    rows: tuple[ClaimRow, ...]
    allowed: bool | None  # None: it depends on what no token tells
    issuer: str
    depends_on: tuple[str, ...] = ()


def decode_token(text: str) -> dict[str, object]:
    """The claims of a pasted token (a JWT, with or without "Bearer", or in the answer that brought it), or of claims
    pasted as JSON.

    Raises TokenError. Nothing is verified and nothing is stored.
    """
    text = text.lstrip("\ufeff")
    text = "".join(text.split()) if not text.lstrip().startswith("{") else text.strip()
    text = re.sub(r"^(?:authorization:)?bearer", "", text, flags=re.IGNORECASE).strip("\"'`,;")
    if text.startswith("{"):
        try:
            return _claims(json.loads(text), "these claims are not a JSON object")
        except TokenError:
            raise
        except (ValueError, RecursionError) as error:
            raise TokenError(f"these claims are not valid JSON: {fault_told(error)}") from None
    parts = text.split(".")
    if len(parts) == 5:
        raise TokenError("this token is encrypted (JWE); only its receiver can read the claims")
    if len(parts) not in (2, 3) or not parts[1]:
        raise TokenError("this is no token: three parts with dots between them are wanted, or claims as JSON")
    payload = parts[1].replace("+", "-").replace("/", "_").rstrip("=")
    try:
        content = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
        return _claims(json.loads(content.decode("utf-8")), _NO_CLAIMS)
    except (binascii.Error, UnicodeDecodeError):
        raise TokenError("the middle part of this token is not base64url; was it copied whole?") from None
    except (ValueError, RecursionError):  # its words stay unsaid: they are a secret's
        raise TokenError(_NO_CLAIMS) from None


_NO_CLAIMS: Final = "the middle part of this token holds no JSON object"


def _claims(claims: object, complaint: str) -> dict[str, object]:
    if not isinstance(claims, dict):
        raise TokenError(complaint)
    if "iss" in claims:
        return claims
    for name in ("claims", "value", "payload"):  # some debuggers wrap the claims
        if isinstance(inner := claims.get(name), dict):
            return dict(inner)
    if isinstance(payload := claims.get("payload"), str):  # a token in its JSON form (RFC 7515)
        return decode_token(f".{payload}.")
    if not claims.keys() & {"sub", "aud"}:
        tokens = [*_tokens_in(claims.get("id_token")), *_tokens_in(claims)]
        if tokens:
            return decode_token(tokens[0])
    return claims


_JWT: Final = re.compile(r"\bey[\w-]+\.[\w-]+\.[\w-]*")


def _tokens_in(value: object) -> Iterator[str]:
    """The tokens in an issuer's answer, however deep."""
    if isinstance(value, str) and _JWT.fullmatch(value):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _tokens_in(inner)


def inspect_claims(
    trust_policy: Document | str, claims: Mapping[str, object], role_arn: str | None = None
) -> Inspection:
    """Compare claims with every statement of a trust policy that a token could use."""
    document = Document.from_text(trust_policy) if isinstance(trust_policy, str) else trust_policy
    named = claims.get("iss") or _issuer_in(document)
    token = Token(issuer=named if isinstance(named, str) else json.dumps(named), claims=claims)
    issuer = issuer_of(token)
    request = Request(role_arn=role_arn or _ROLE.format(account=_account_in(document)), action=_ACTION)
    # The question is what the trust policy says of the token; what lies around both is taken as open.
    role = Role(exists=True, trust_policy=document, resource_control_policies=())
    decision = decide(Case(request=request, role=role, token=token, vpc_endpoint_policies=()))
    rows = list(_compared(decision, claims, issuer))
    tested = {row.claim for row in rows}
    rows += [_untested(claim, value, issuer) for claim, value in claims.items() if claim not in tested]
    allowed = None if decision.outcome == "depends" else decision.allowed
    return Inspection(tuple(rows), allowed, issuer, decision.depends_on)


LEGEND = "yes: as the policy asks; NO: otherwise; -: nothing asks for it, or it is not known."


def table(inspection: Inspection) -> str:
    """The rows as plain text, for terminals of any kind."""
    lines = [f"Issuer: {inspection.issuer}", LEGEND]
    for row in inspection.rows:
        mark = {True: "yes", False: "NO", None: "-"}[row.matches]
        if row.condition is None:
            lines.append(f"{mark:<4}{row.claim} = {_shown(row.actual)}")
        else:
            lines.append(f"{mark:<4}{row.claim}: {row.condition}")
            lines.append(f"      policy: {_shown(row.expected)}")
            lines.append(f"      token:  {_shown(row.actual)}")
        if row.note:
            lines.append(f"      {row.note}")
    if inspection.allowed is None:
        lines.append(f"Whether the trust policy admits this token depends on {', '.join(inspection.depends_on)}.")
    else:
        lines.append(f"The trust policy {'admits' if inspection.allowed else 'refuses'} this token.")
    return "\n".join(map(_printed, lines)) + "\n"


def _printed(line: str) -> str:
    """A line that a terminal shows as it is: whoever made the token wrote its claims."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)


def _shown(values: tuple[str, ...] | None) -> str:
    return "(absent)" if values is None else " or ".join(values) or "(empty)"


def _compared(decision: Decision, claims: Mapping[str, object], issuer: str) -> Iterator[ClaimRow]:
    for layer in decision.layers:
        if layer.layer != "trust_policy" or layer.action != _ACTION:
            continue
        for policy in layer.policies:
            for statement in policy.statements:
                yield from _statement(statement, claims, issuer)


def _statement(statement: StatementVerdict, claims: Mapping[str, object], issuer: str) -> Iterator[ClaimRow]:
    for element in statement.elements:
        if element.element in ("Principal", "NotPrincipal"):
            note = "" if element.holds else "The token comes from another provider than this statement names."
            yield ClaimRow(
                "iss", None, element.element, element.expected, (issuer,), element.holds, note, element.pointer
            )
        elif element.element == "Condition" and element.key is not None:
            claim = _claim_of(element.key, issuer)
            actual = _texts(element.actual) if isinstance(element.actual, tuple) else None
            if actual is None and claim in claims:
                actual = _texts(claims[claim])
            note = _note(element, claim, claims, issuer)
            yield ClaimRow(
                claim, element.key, element.operator, element.expected, actual, element.holds, note, element.pointer
            )
        elif element.element in ("Action", "NotAction") and element.holds is False:
            note = f"This statement does not allow {_ACTION}."
            yield ClaimRow("(call)", None, element.element, element.expected, (_ACTION,), False, note, element.pointer)


def _note(element: ElementVerdict, claim: str, claims: Mapping[str, object], issuer: str) -> str:
    if element.holds:
        return ""
    key_issuer = (element.key or "").rpartition(":")[0]
    if "." in key_issuer and key_issuer.lower() != issuer.lower():
        return f"This key belongs to the issuer {key_issuer}; the token comes from {issuer}."
    if "." in key_issuer and not _exposed(claim, issuer):
        return f"AWS does not put the claim {claim} into the request, so this condition can never see it."
    if element.mistake:
        return element.mistake
    if "equals" in (element.operator or "").lower() and any("*" in wanted for wanted in element.expected):
        return f"{element.operator} takes * as a letter like any other; StringLike takes it as a wildcard."
    if claim not in claims:
        if ":" in claim:
            return f"{claim} is a key of the request, and no claim: no token carries it."
        return f"The token has no claim {claim}."
    for wanted in element.expected:
        for given in _texts(claims[claim]):
            note = subject_note(wanted, given)
            if note:
                return note
    return ""


def _untested(claim: str, value: object, issuer: str) -> ClaimRow:
    exposed = _exposed(claim, issuer)
    key = f"{issuer}:{claim}" if exposed else None
    note = "" if exposed else "AWS exposes no condition key for it."
    return ClaimRow(claim, key, None, (), _texts(value), None, note)


def _exposed(claim: str, issuer: str) -> bool:
    return claim in exposed_claims(issuer)


def _claim_of(key: str, issuer: str) -> str:
    before, _, claim = key.rpartition(":")
    return claim if before.lower() == issuer.lower() or "." in before else key


def _texts(value: object) -> tuple[str, ...]:
    """A claim as it is shown; a token within the token stays unsaid."""
    if isinstance(value, (list, tuple)):
        return tuple(text for item in value for text in _texts(item))
    if isinstance(value, str):
        return (_JWT.sub("(a token)", value),)
    return (_JWT.sub("(a token)", json.dumps(value, ensure_ascii=False)),)


def _federated(document: Document) -> Iterator[str]:
    for _, statement in document.statements:
        principal = statement.get("Principal")
        named = principal.get("Federated") if isinstance(principal, Mapping) else None
        for name in named if isinstance(named, list) else [named]:
            if isinstance(name, str):
                yield name


def _issuer_in(document: Document) -> str:
    """The issuer that the policy expects, for claims pasted without ``iss``."""
    return next((name.rpartition("oidc-provider/")[2] for name in _federated(document)), "unknown issuer")


def _account_in(document: Document) -> str:
    """The role's account is its providers' account."""
    accounts = (name.split(":")[4] for name in _federated(document) if name.count(":") >= 5)
    return next(accounts, "000000000000")
