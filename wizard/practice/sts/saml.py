"""AssumeRoleWithSAML: the assertion first, then the trust policy.

The practice identity provider writes its assertions itself, always in the same form, and signs their text; so the
canonical forms of XML Signature are not needed to check them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from wizard.engine.case import Case, Request
from wizard.engine.decide import decide
from wizard.practice import situation
from wizard.practice.cloud import Call, Operation
from wizard.practice.fault import Fault, access_denied
from wizard.practice.protocol import Values
from wizard.practice.sts import assume
from wizard.practice.token_issuer import TokenIssuer

AUDIENCE = "https://signin.aws.amazon.com/saml"
_NAMESPACE = "urn:oasis:names:tc:SAML:2.0:assertion"
_ROLE = "https://aws.amazon.com/SAML/Attributes/Role"
_SESSION = "https://aws.amazon.com/SAML/Attributes/RoleSessionName"
_SIGNATURE = re.compile(r"<SignatureValue>([^<]*)</SignatureValue>")
_REFUSED = "Not authorized to perform sts:AssumeRoleWithSAML"


@dataclass(frozen=True, slots=True)
class Assertion:
    """What an identity provider says about somebody."""

    issuer: str
    subject: str
    session_name: str
    roles: tuple[str, ...]  # "ROLE_ARN,PROVIDER_ARN"
    expires: float
    audience: str = AUDIENCE


def sign(issuer: TokenIssuer, assertion: Assertion) -> str:
    """The assertion as it is passed to STS: signed, in base64."""
    text = _written(assertion)
    return base64.b64encode(_with_signature(text, issuer.signature(text)).encode()).decode()


def assume_role_with_saml(call: Call) -> Values:
    """Become a role with an assertion. The call is not signed."""
    values = call.values
    assertion = _read(call, str(values["SAMLAssertion"]))
    role_arn, provider_arn = values["RoleArn"], values["PrincipalArn"]
    _check(call, assertion, role_arn, provider_arn)
    world = call.cloud.settled()
    asked = Request(role_arn, "sts:AssumeRoleWithSAML", assertion.session_name)
    context = {
        **call.circumstances.context(),
        **situation.organization_context(world, None, role_arn),
        "aws:FederatedProvider": provider_arn,
        "SAML:aud": assertion.audience,
        "SAML:iss": assertion.issuer,
        "SAML:sub": assertion.subject,
        "SAML:sub_type": "persistent",
        "SAML:doc": f"{role_arn.split(':')[4]}/{provider_arn.rpartition('/')[2]}",
    }
    role_side = situation.role_side(world, role_arn)
    case = Case(situation.with_context(asked, context), role=role_side, vpc_endpoint_policies=())
    role = world.role(role_arn)
    if role is None or not decide(case).allowed:
        raise access_denied(_REFUSED)
    assume.check_session_policy(call)
    assume.check_duration(values, role, chained=False, mfa_session=False)
    template = replace(assume.role_template(call, role, assertion.session_name), provider=provider_arn)
    return {
        **assume.answer(call, template, role),
        "Subject": assertion.subject,
        "SubjectType": "persistent",
        "Issuer": assertion.issuer,
        "Audience": assertion.audience,
    }


def _written(assertion: Assertion) -> str:
    end = datetime.fromtimestamp(assertion.expires, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    attributes = _attribute(_ROLE, assertion.roles) + _attribute(_SESSION, (assertion.session_name,))
    return (
        f'<Assertion xmlns="{_NAMESPACE}"><Issuer>{escape(assertion.issuer)}</Issuer>'
        f"<SignatureValue></SignatureValue><Subject><NameID>{escape(assertion.subject)}</NameID></Subject>"
        f'<Conditions NotOnOrAfter="{end}"><AudienceRestriction><Audience>{escape(assertion.audience)}</Audience>'
        f"</AudienceRestriction></Conditions><AttributeStatement>{attributes}</AttributeStatement></Assertion>"
    )


def _attribute(name: str, values: Iterable[str]) -> str:
    inner = "".join(f"<AttributeValue>{escape(value)}</AttributeValue>" for value in values)
    return f'<Attribute Name="{name}">{inner}</Attribute>'


def _with_signature(text: str, signature: str) -> str:
    return _SIGNATURE.sub(f"<SignatureValue>{signature}</SignatureValue>", text, count=1)


def _read(call: Call, encoded: str) -> Assertion:
    """Check the signature and read the assertion. Raises Fault."""
    try:
        text = base64.b64decode(encoded, validate=True).decode()
        found = _SIGNATURE.search(text)
        if "<!" in text or found is None:
            raise ValueError("no practice assertion")
        tree = ElementTree.fromstring(text)
    except (ValueError, binascii.Error, ElementTree.ParseError):
        raise Fault("InvalidIdentityToken", "Invalid base64 SAMLResponse") from None
    if not call.cloud.issuer.recognises(_with_signature(text, ""), found[1]):
        raise Fault("InvalidIdentityToken", "Response signature invalid")

    def texts(path: str) -> tuple[str, ...]:
        return tuple(node.text or "" for node in tree.iterfind(path, {"": _NAMESPACE}))

    conditions = tree.find("Conditions", {"": _NAMESPACE})
    end = conditions.get("NotOnOrAfter", "") if conditions is not None else ""
    return Assertion(
        issuer="".join(texts("Issuer")),
        subject="".join(texts("Subject/NameID")),
        session_name="".join(texts(f".//Attribute[@Name='{_SESSION}']/AttributeValue")),
        roles=texts(f".//Attribute[@Name='{_ROLE}']/AttributeValue"),
        expires=datetime.strptime(end, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp(),
        audience="".join(texts("Conditions/AudienceRestriction/Audience")),
    )


def _check(call: Call, assertion: Assertion, role_arn: str, provider_arn: str) -> None:
    """STS's own checks, before any policy is read. Raises Fault."""
    account = call.cloud.world.account_of(role_arn)
    provider = account.saml_providers.get(provider_arn) if account else None
    if provider is None:
        raise Fault("InvalidIdentityToken", "Specified provider doesn't exist")
    if provider.issuer != assertion.issuer:
        raise Fault("InvalidIdentityToken", "Issuer not present in specified provider")
    if call.now >= assertion.expires:
        raise Fault("ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance")
    pairs = {tuple(sorted(part.strip() for part in pair.split(","))) for pair in assertion.roles}
    if tuple(sorted((role_arn, provider_arn))) not in pairs:
        raise access_denied(_REFUSED)


OPERATIONS: dict[str, Operation] = {"AssumeRoleWithSAML": assume_role_with_saml}
