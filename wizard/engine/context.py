"""The request's context keys: which a case determines, which it knows to be absent, which are unknown.

AWS global condition context keys; Available keys for AWS STS. What each key holds is told by the tables of
`call_keys.py`, `caller_keys.py` and `tag_keys.py`; a key of no table is in no such request: it is absent. What the
case states under ``request.context`` overrides what is derived.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wizard.engine.arn import Arn, parse_arn
from wizard.engine.call_keys import CALL_KEYS
from wizard.engine.caller_keys import CALLER_KEYS
from wizard.engine.case import UNKNOWN, Caller, Case, ContextValue, Request, Role, Unknown
from wizard.engine.fact import Fact, Open
from wizard.engine.identity import Identity, identify
from wizard.engine.tag_keys import TAG_KEYS, TAGGED
from wizard.engine.typed import Final
from wizard.engine.web_identity import WebIdentity

__all__ = ["KNOWN_KEYS", "Context", "Fact", "Open"]


class Context:
    """The context of one request. Looks a key up once and remembers it."""

    __slots__ = ("caller", "given", "identity", "known", "request", "role", "role_arn", "same_account", "web")

    def __init__(self, case: Case, request: Request) -> None:
        self.request: Request = request
        self.web: WebIdentity | None = WebIdentity.of(case) if request.action != "sts:AssumeRole" else None
        self.caller: Caller | None = case.caller if self.web is None else None
        self.identity: Identity | None = identify(self.caller) if self.caller is not None else None
        self.role: Role = case.role or _NO_ROLE
        self.role_arn: Arn | None = parse_arn(request.role_arn)
        self.same_account: bool = (
            self.identity is not None and self.role_arn is not None and self.identity.account == self.role_arn.account
        )
        self.given: dict[str, ContextValue] = {key.lower(): value for key, value in request.context.items()}
        self.known: dict[str, Fact] = {}

    def fact(self, key: str) -> Fact:
        """What is known of a key, written in any case."""
        lower = key.lower()
        try:
            return self.known[lower]
        except KeyError:
            found = self.known[lower] = self._find(key, lower)
            return found

    def is_multi_valued(self, key: str) -> bool:
        """Whether a key holds several values: by nature, or because the case gives a list for it."""
        lower = key.lower()
        if lower in MULTI_VALUED or lower.endswith(":amr"):
            return True
        if lower in _DERIVED or lower.partition("/")[0] in TAGGED:
            return False
        if lower in self.given:
            return isinstance(self.given[lower], tuple)
        found = self.fact(key)
        return isinstance(found, tuple) and len(found) > 1

    def variable(self, key: str) -> str | Unknown | None:
        """A key's value for a policy variable; a multi-valued key has none."""
        if self.is_multi_valued(key):
            return None
        found = self.fact(key)
        if isinstance(found, Open):
            return UNKNOWN
        return found[0] if found else None

    @property
    def passed_tags(self) -> Mapping[str, str]:
        """The session tags of this very call: its parameter's, and the token's."""
        if self.web is None or not self.web.tags:
            return self.request.tags
        return {**self.web.tags, **self.request.tags}

    @property
    def transitive_tag_keys(self) -> tuple[str, ...]:
        """The keys of the tags of this call that are to be handed on."""
        return self.request.transitive_tag_keys + (self.web.transitive if self.web is not None else ())

    @property
    def source_identity(self) -> str | None:
        """The source identity of this call: passed, in the token, or inherited in a chain."""
        if self.request.source_identity is not None:
            return self.request.source_identity
        if self.web is not None:
            return self.web.source_identity
        return self.caller.source_identity if self.caller is not None else None

    def _find(self, key: str, lower: str) -> Fact:
        if lower in self.given:
            value = self.given[lower]
            return (value,) if isinstance(value, str) else value or None
        derive = _DERIVED.get(lower)
        if derive is not None:
            return derive(self)
        prefix, slash, name = key.partition("/")
        if slash:
            tagged = TAGGED.get(prefix.lower())
            if tagged is not None:
                return tagged(self, name)
        if self.web is not None:
            if lower in self.web.facts:
                return self.web.facts[lower] or None
            if self.web.complete or not _is_claim(lower):
                return None
            return Open(key)
        if lower.startswith("saml:") and self.is_role_session:
            return Open(key)
        return None

    @property
    def is_role_session(self) -> bool:
        """Whether the caller is, or may be, a session of a role."""
        return self.caller is not None and (self.identity is None or self.identity.is_session)


_NO_ROLE: Final = Role()

MULTI_VALUED: Final = frozenset(
    (
        "aws:tagkeys", "sts:transitivetagkeys", "aws:principalorgpaths", "aws:resourceorgpaths",
        "aws:sourceorgpaths", "aws:vpceorgpaths", "aws:calledvia", "aws:principalservicenameslist",
        "sts:requestcontextproviders",
    )
)  # fmt: skip
"""Keys that hold several values by nature, in lower case."""


def _is_claim(lower: str) -> bool:
    """Whether a key could be a claim of a token: ISSUER:claim or SAML:claim."""
    prefix = lower.partition(":")[0]
    return prefix == "saml" or "." in prefix


_NAMED: Final[Mapping[str, Callable[[Context], Fact]]] = {**CALL_KEYS, **TAG_KEYS, **CALLER_KEYS}
_DERIVED: Final = {name.lower(): derive for name, derive in _NAMED.items()}

SERVICE_ONLY: Final = (
    "aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
)  # fmt: skip
"""Keys that only a call made by an AWS service carries."""

ELSEWHERE: Final = (
    "aws:AssumedRoot", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:CalledViaAWSMCP", "aws:referer",
    "sts:RequestContextProviders",
)  # fmt: skip
"""Keys that AWS defines and that no call of AssumeRole by a user or role carries."""

KNOWN_KEYS: Final = (*_NAMED, *SERVICE_ONLY, *ELSEWHERE)
"""Every key this program knows, as AWS writes it; tag keys and claims apart."""
