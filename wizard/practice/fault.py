"""What the practice AWS answers when it refuses: a code and a sentence, as AWS words them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class Fault(Exception):
    """An error answer. ``status`` is the HTTP status that AWS gives with this code."""

    code: str
    message: str
    status: int = 400

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def access_denied(message: str) -> Fault:
    """The refusal that the whole wizard is about."""
    return Fault("AccessDenied", message, 403)


def no_such_entity(message: str) -> Fault:
    """IAM's answer for a name that it does not know."""
    return Fault("NoSuchEntity", message, 404)


def malformed_policy(message: str) -> Fault:
    """IAM's answer for a policy document that it cannot save."""
    return Fault("MalformedPolicyDocument", message)


def limit_exceeded(message: str) -> Fault:
    """IAM's answer for one thing too many, or too long."""
    return Fault("LimitExceeded", message, 409)


def validation_error(message: str) -> Fault:
    """The answer for a parameter out of form."""
    return Fault("ValidationError", message)


def not_in_practice(service: str, operation: str) -> Fault:
    """A real AWS operation that the practice AWS does not have: refused, never a silent success."""
    return Fault(
        "NotInPractice",
        f"The practice AWS does not have {service}:{operation}; nothing was read or changed.",
        400,
    )
