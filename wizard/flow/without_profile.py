"""What is done where a profile is not the usual way to a role: each issuer's tokens, SAML, the services of AWS."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from wizard.engine.frozen import frozen
from wizard.flow.entrance import entrance, issuer, services
from wizard.flow.request import as_commands
from wizard.flow.session import Session
from wizard.repair.protected_roles import IDENTITY_CENTER, owner_of, permission_set

EKS_TOKEN = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"
"""Where EKS puts a pod's token ("IAM roles for service accounts")."""

_TOKEN = "/tmp/aws-token"


@frozen
class Usage:
    """What is said beside the form, and the lines that do it by hand."""

    sentence: str = ""
    by_hand: tuple[str, ...] = ()


@frozen
class _Issuer:
    pattern: str
    sentence: str
    by_hand: tuple[str, ...]


_ISSUERS = (
    _Issuer(
        r"oidc\.eks\.[^/]+/id/[^/]+|oidc-eks\.[^/]+/id/[^/]+",
        "A pod needs no profile: EKS hands it the token once its service account is annotated with the role. For a tool"
        " that wants a profile all the same, the token lies where it is named here.",
        ("kubectl annotate serviceaccount {account} eks.amazonaws.com/role-arn={role}",),
    ),
    _Issuer(
        r"token\.actions\.(?:githubusercontent\.com(?:/.+)?|[^./]+\.ghe\.com)|github\.com/enterprises/[^/]+",
        "A GitHub Actions job needs no profile: it has the permission id-token: write, and a step"
        " aws-actions/configure-aws-credentials with role-to-assume.",
        (
            "permissions: {id-token: write, contents: read}",
            "steps:",
            "  - uses: aws-actions/configure-aws-credentials@v6",
            "    with: {role-to-assume: '{role}', aws-region: {region}}",
        ),
    ),
    _Issuer(
        r"gitlab\.[^/]+",
        "A GitLab job needs no profile: id_tokens makes the token, and two variables name the role and the token's"
        " file.",
        (
            "id_tokens: {AWS_TOKEN: {aud: '{audience}'}}",
            f"variables: {{AWS_ROLE_ARN: '{{role}}', AWS_WEB_IDENTITY_TOKEN_FILE: {_TOKEN}}}",
            f"before_script: ['printenv AWS_TOKEN > {_TOKEN}']",
        ),
    ),
    _Issuer(
        r"api\.bitbucket\.org/.+",
        "A Bitbucket step needs no profile: oidc: true hands it the token, and two variables name the role and the"
        " token's file.",
        (
            "oidc: true",
            "script:",
            f"  - printenv BITBUCKET_STEP_OIDC_TOKEN > {_TOKEN}",
            f"  - export AWS_ROLE_ARN={{role}} AWS_WEB_IDENTITY_TOKEN_FILE={_TOKEN}",
        ),
    ),
    _Issuer(
        r"oidc\.circleci\.com/org/.+",
        "A CircleCI job needs no profile: it has the token in CIRCLE_OIDC_TOKEN_V2, and two variables name the role and"
        " the token's file.",
        (
            f"printenv CIRCLE_OIDC_TOKEN_V2 > {_TOKEN}",
            f"export AWS_ROLE_ARN={{role}} AWS_WEB_IDENTITY_TOKEN_FILE={_TOKEN}",
        ),
    ),
    _Issuer(
        r"app\.terraform\.io",
        "A Terraform Cloud run needs no profile: two variables of the workspace name the role.",
        ("TFC_AWS_PROVIDER_AUTH = true", "TFC_AWS_RUN_ROLE_ARN = {role}"),
    ),
    _Issuer(
        r"cognito-identity\.amazonaws\.com",
        "An app needs no profile: its SDK asks the identity pool, which makes this call. A profile would need the"
        " pool's token in a file.",
        (),
    ),
)
_OTHER_ISSUER = "The caller is a token: have whoever issues it write it to a file, and anew before it expires."

_SAML = (
    "No profile key takes a SAML assertion. Sign in through the identity provider instead: a tool such as saml2aws"
    " then keeps the new keys in a profile. IAM Identity Center (aws configure sso) needs no such tool."
)
_PERMISSION_SET = (
    "The role belongs to the permission set {} of IAM Identity Center: aws configure sso makes a profile of it, which"
    " needs no role_arn."
)

_SERVICES: Mapping[str, tuple[str, str]] = {
    "ec2.amazonaws.com": (
        "an instance finds the role by itself, without a profile",
        "aws ec2 associate-iam-instance-profile --instance-id INSTANCE --iam-instance-profile Name={name}",
    ),
    "ecs-tasks.amazonaws.com": (
        "a task finds the role by itself, without a profile",
        'In the task definition: "taskRoleArn": "{role}"',
    ),
    "lambda.amazonaws.com": (
        "a function finds the role by itself, without a profile",
        "aws lambda update-function-configuration --function-name FUNCTION --role {role}",
    ),
    "pods.eks.amazonaws.com": (
        "a pod finds the role by itself, without a profile (EKS Pod Identity)",
        (
            "aws eks create-pod-identity-association --cluster-name CLUSTER --namespace NAMESPACE"
            " --service-account NAME --role-arn {role}"
        ),
    ),
}


def usage(session: Session) -> Usage:
    """What whoever may assume the role does, in place of a profile or beside it; nothing for a caller with keys."""
    match entrance(session):
        case "token":
            return _by_token(session)
        case "saml" if owner_of(session.role_arn or "") == IDENTITY_CENTER:
            name = permission_set((session.role_arn or "").rpartition("/")[2])
            return Usage(_PERMISSION_SET.format(name), ("aws configure sso --profile NAME",))
        case "saml":
            request = session.judgement.case.request if session.judgement is not None else None
            saml = request is not None and request.action == "sts:AssumeRoleWithSAML"
            login = f"saml2aws login --role={shlex.quote(session.role_arn or 'ROLE')} --profile=NAME"
            return Usage(_SAML, (login, *(as_commands(session) if saml else ())))
        case "service":
            return _by_service(session)
        case _:
            return Usage()


def projected_token(session: Session) -> str | None:
    """Where the token lies for whoever uses it, if its issuer always puts it there."""
    return EKS_TOKEN if _known(issuer(session)) is _ISSUERS[0] else None


def _by_token(session: Session) -> Usage:
    if session.gathered is not None and session.gathered.token_file is not None:
        return Usage()  # it lies on this machine: a profile is the way
    known = _known(issuer(session))
    if known is None:
        return Usage(_OTHER_ISSUER)
    filled = {
        "role": session.role_arn or "ROLE_ARN",
        "region": session.target.region or "REGION",
        "account": _service_account(session),
        "audience": _claim(session, "aud") or f"https://{issuer(session)}",
    }
    return Usage(known.sentence, _filled(known.by_hand, filled))


def _by_service(session: Session) -> Usage:
    admitted = services(session)
    known = [_SERVICES[name] for name in admitted if name in _SERVICES]
    how = "; ".join(found for found, _ in known) or "whatever runs there finds the role by itself, without a profile"
    role = session.role_arn or "ROLE_ARN"
    first = "" if owner_of(role) else " For a profile of your own, the trust policy has to admit you first (step 2)."
    return Usage(
        f"Only {' and '.join(admitted)} may assume this role: {how}.{first}",
        _filled(tuple(line for _, line in known), {"role": role, "name": role.rpartition("/")[2]}),
    )


def _filled(lines: tuple[str, ...], values: Mapping[str, str]) -> tuple[str, ...]:
    """The lines with the names in braces replaced; the braces of YAML stay."""
    return tuple(re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], name[0]), line) for line in lines)


def _known(name: str | None) -> _Issuer | None:
    return next((one for one in _ISSUERS if name and re.fullmatch(one.pattern, name.lower())), None)


def _claim(session: Session, claim: str) -> str | None:
    token = session.judgement.case.token if session.judgement is not None else None
    value = token.claims.get(claim) if token is not None else None
    return value if isinstance(value, str) else None


def _service_account(session: Session) -> str:
    """The service account as kubectl names it, from the token's subject."""
    found = re.fullmatch(r"system:serviceaccount:([^:]+):([^:]+)", _claim(session, "sub") or "")
    return f"-n {shlex.quote(found[1])} {shlex.quote(found[2])}" if found else "-n NAMESPACE NAME"
