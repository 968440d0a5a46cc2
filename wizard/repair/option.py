"""One way to cure one thing: what repairs of every kind offer to the plan."""

from __future__ import annotations

from wizard.engine.case import Case
from wizard.engine.decision import Decision
from wizard.engine.document import Document
from wizard.engine.frozen import frozen
from wizard.repair.change import Change, RequestChange, TrustPolicyChange
from wizard.repair.parties import role_arn_of


@frozen
class Option:
    """Changes that belong together, in the words in which a person would choose them."""

    title: str  # imperative, short
    why: str  # one sentence: when to prefer it
    changes: tuple[Change, ...]
    cures: tuple[str, ...] = ()  # causes
    rank: int = 0  # 0: as little as possible; 1: more than needed; 2: gives up a condition or a limit
    as_meant: bool = False  # only makes true what the policy says already, however many that lets in


@frozen
class Situation:
    """What a repair starts from."""

    case: Case
    decision: Decision
    near_roles: tuple[str, ...] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action that this call needs: its own, and those for session tags and a source identity."""
        return tuple(dict.fromkeys(layer.action for layer in self.decision.layers)) or ("sts:AssumeRole",)

    @property
    def trust_policy(self) -> Document | None:
        """The trust policy, where it was read."""
        document = self.case.role.trust_policy if self.case.role is not None else None
        return document if isinstance(document, Document) else None

    @property
    def trust_text(self) -> str | None:
        """The trust policy's text, where it was read."""
        return self.trust_policy.text if self.trust_policy is not None else None

    def trust_change(self, after: str) -> TrustPolicyChange:
        """The change that makes a text the role's trust policy."""
        return TrustPolicyChange(role_arn_of(self.case), self.trust_text, after)

    def request_change(self, **fields: object) -> RequestChange:
        """Another request. Context keys are given whole, so that the change also stands for itself."""
        context = fields.get("context")
        if isinstance(context, dict) and self.case.request is not None:
            lower = {key.lower() for key in context}
            kept = {key: value for key, value in self.case.request.context.items() if key.lower() not in lower}
            fields["context"] = {**kept, **context}
        return RequestChange(fields)


def other_request(situation: Situation, title: str, why: str, cause: str, **fields: object) -> Option:
    """One that only sends another request."""
    return Option(passed(situation, title), why, (situation.request_change(**fields),), (cause,))


def passed(situation: Situation, title: str) -> str:
    """What to pass, in a call's own words: AssumeRole has parameters; else tags and a source identity are in the token.

    ("Pass session tags in AWS STS", "Monitor and control actions taken with assumed roles")
    """
    request = situation.case.request
    by_token = request is not None and request.action != "sts:AssumeRole" and title.startswith("Pass ")
    return f"{send_one(situation.case)} with {title.removeprefix('Pass ')}" if by_token else title


def is_saml(case: Case) -> bool:
    """Whether an assertion proves who calls, and no token."""
    return case.request is not None and case.request.action == "sts:AssumeRoleWithSAML"


def send_one(case: Case) -> str:
    """The beginning of a title that asks for another proof of who calls."""
    return "Send an assertion" if is_saml(case) else "Send a token"


def one_or_list(texts: tuple[str, ...]) -> str | list[str]:
    """A value as policies write it: a list only where there are several."""
    return texts[0] if len(texts) == 1 else list(texts)
