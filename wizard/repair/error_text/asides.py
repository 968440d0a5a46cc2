"""What a text says that no cause of the catalogue stands for: AWS was not reached, failed, or was asked otherwise."""

from __future__ import annotations

from wizard.engine.frozen import frozen


@frozen
class Aside:
    """A sentence for what happened, and one for what to do about it."""

    what: str
    to_do: str


NO_ERROR = Aside(
    "This text holds no AWS error that could be understood.",
    'Paste the whole message, with the line that begins "An error occurred" or "User: arn:aws:…".',
)
"""Of a text in which nothing was found at all."""

NO_REGION = Aside(
    "No region is named, so nobody knows which STS to ask.", "Give `--region`, AWS_REGION or the profile's `region`."
)
NOT_ASSIGNED = Aside(
    "IAM Identity Center gives this user no such permission set in that account.",
    "Have it assigned, or sign in as the user who has it.",
)
NO_ASSOCIATION = Aside(
    "EKS knows no Pod Identity association of this service account.",
    "Create one, or correct the namespace and the service account in it.",
)
GIVEN_UP = Aside("The call was given up before AWS answered.", "Look at what failed before it, then try again.")
ENCODED = Aside(
    "AWS says in an encoded message what was denied.",
    "The encoded message can be read with `aws sts decode-authorization-message`.",
)

_TOO_OFTEN = Aside("AWS was asked too often at once.", "Wait a little, then try again.")
_FAILED = Aside("AWS itself failed, and refused nothing.", "Try again.")
BY_CODE = {
    "Throttling": _TOO_OFTEN,
    "ThrottlingException": _TOO_OFTEN,
    "RequestLimitExceeded": _TOO_OFTEN,
    "TooManyRequestsException": _TOO_OFTEN,
    "ServiceUnavailable": _FAILED,
    "ServiceFailure": _FAILED,
    "InternalFailure": _FAILED,
    "InternalError": _FAILED,
}


def of_another_call(named: str) -> Aside:
    """Of a call or an action that has no part in assuming a role."""
    return Aside(
        f"{named} is no call that assumes a role, and role-wizard repairs no other.",
        "Look at the policies of whoever made it: a session's are its role's.",
    )
