"""Account ids, names and external ids of a case replaced, so that it can be shown to strangers and decides the same.

Each letter and digit of a name is exchanged for another, by tables drawn anew for each capture, one for accounts and
names, one for everything that only the two parties of a contract know. So equal stays equal, a wildcard matches what
it matched, and a misspelt name stays misspelt in the same place. Condition keys, with the tags they name, and policy
variables stay. This hides names from a casual look; who wants to know can work them out.
"""

from __future__ import annotations

import json
import random
import re
import string
from collections.abc import Callable
from typing import Any, Final

_ARN: Final = re.compile(r"arn:([\w*-]+):([\w*-]*):([\w*-]*):((?:\$\{[^}]*\}|[\w*?])*):((?:\$\{[^}]*\}|[^\s\"'<>,;])+)")
_PARTIAL: Final = re.compile(r"(?:arn:|(?<![\w:])aws[\w-]*:(?:iam|sts):)(?:\$\{[^}]*\}|[^\s\"'<>,;$])*")
_ACCOUNT: Final = re.compile(r"(?<![\w-])(?:\d{11,13}|\d{4}([ -])\d{4}\1\d{4})(?![\w-])")
"""With a digit too few or too many it is a mistyped one; the console writes it in three groups."""

_ID: Final = re.compile(r"\b(A(?:IDA|ROA|GPA|NPA|IPA)|o-|ou-|r-)([A-Za-z0-9-]*)")
"""Unique ids of users, roles, groups and policies, and the ids of an organization's parts."""

_VARIABLE: Final = re.compile(r"\$\{([^},]*)([^}]*)\}")
"""A policy variable: its key, and its default value with the comma before it."""

_WITH_VARIABLES: Final = re.compile(r'"sts:externalid":[^\]}]*\$\{', re.IGNORECASE)
"""An external id that is held against names, in a written case."""

_TRIES: Final = 1000
_KEPT: Final = frozenset(
    {"root", "user", "role", "group", "policy", "mfa", "assumed-role", "federated-user", "saml-provider"}
    | {"instance-profile", "aws-service-role", "aws-reserved", "sso.amazonaws.com", "service-role"}
)
"""Words of an IAM or STS ARN that are AWS's own."""

_OF_EVERY_ARN: Final = frozenset({"arn", "aws", "aws-cn", "aws-us-gov", "iam", "sts", "oidc-provider"})
_CONTRACT_KEYS: Final = frozenset({"sts:externalid", "external_id"})
_NAME_KEYS: Final = re.compile(
    r"(sts:rolesessionname|sts:sourceidentity|aws:sourceidentity|aws:username|aws:userid|user_id|role_id|"
    r"aws:(principal|request|resource)tag/.*|iam:resourcetag/.*|"
    r"aws:(principal|resource)org(id|paths)|organization_id)"
)
_KEYS_OF_WORDS: Final = re.compile(rf"sts:externalid|{_NAME_KEYS.pattern}")
_NAME_FIELDS: Final = frozenset({"name", "group", "role_session_name", "source_identity", "Sid"})
_NAMING: Final = re.compile(r"(not)?(resource|principal)|aws|federated|.*arns?", re.IGNORECASE)
"""Where an ARN belongs: what stands there in its place is a name as well."""

_TAG_FIELDS: Final = frozenset({"tags", "transitive_tags"})
_CLAIM_WORDS: Final = frozenset(
    {"repo", "ref", "refs", "heads", "tags", "environment", "pull_request", "workflow", "main", "master"}
    | {"system", "serviceaccount", "default", "project_path", "ref_type", "branch", "tag", "https", ""}
    | {"id", "org", "oauth2", "realms", "enterprises", "organization", "project", "user"}
)
"""Words of a token's subject, audience or issuer that belong to its kind, not to the one it names."""

_PUBLIC_HOSTS: Final = (
    *("token.actions.githubusercontent.com", "github.com", "ghe.com", "gitlab.com", "bitbucket.org"),
    *("agent.buildkite.com", "buildkite.dev", "buildkite.site", "oidc.circleci.com", "app.terraform.io"),
    *("accounts.google.com", "www.amazon.com", "graph.facebook.com", "identity.oraclecloud.com"),
    *("login.microsoftonline.com", "sts.windows.net", "okta.com", "auth0.com"),
)
"""Hosts whose tokens everybody may have; what stands before one of them names a customer."""

_HOST_WORDS: Final = frozenset({"agent", "token", "actions"})
"""Labels before the customer's own in such a host: an issuer's kind is told by them."""

_INSTANCE: Final = re.compile(r"(?<![\w-])i-(?=[0-9a-f*?])[0-9a-f*?]*(?![\w-])")
"""An instance's id, or a pattern for one: how a session of an instance's role is called. It keeps its form."""

_TIMES: Final = frozenset({"exp", "iat", "nbf", "auth_time"})
"""Claims that are numbers and name nobody."""

_CLAIMS_OF_AWS: Final = "https://aws.amazon.com/"

_PREFIXES: Final = ("AWSReservedSSO_", "idcs-")
"""Beginnings of names that are not the customer's own."""

_FREE_TEXT: Final = frozenset({"error_message", "document", "trust_policy"})


def redacted(case: object, draw: random.Random | None = None) -> object:
    """The written case with every account id, name and external id exchanged."""
    return _Redaction(draw or random.SystemRandom(), case).whole(case)


class _Redaction:
    """The tables of one capture."""

    def __init__(self, draw: random.Random, case: object) -> None:
        text = json.dumps(case)
        true = set(re.findall(r"(?=(\d{12}))", text))
        self._accounts = _apart(draw, true)
        self._names = _table(draw, string.ascii_lowercase) | self._accounts
        apart = _table(draw, string.ascii_lowercase) | _apart(draw, true)
        self._contracts = self._names if _WITH_VARIABLES.search(text) else apart
        self._instances = {sign: ord(chr(other).lower()) for sign, other in _table(draw, "0123456789abcdef").items()}
        self._seen: dict[str, str] = {}

    def whole(self, case: object) -> object:
        """The case: first what has a form, then the same words in free text."""
        return self._free(self._value(case, ()), "")

    def _value(self, value: Any, place: tuple[str, ...]) -> Any:
        """Any JSON value; ``place``: the keys that led to it."""
        if isinstance(value, dict):
            return {self._key(key): self._value(item, (*place, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item, place) for item in value]
        if type(value) is int and place and _is_word(place):
            value = str(value)  # as the condition compares it
        return self._text(value, place) if isinstance(value, str) else value

    def _free(self, value: Any, key: str) -> Any:
        """Names that were exchanged elsewhere, in error messages and in policies that do not parse."""
        if isinstance(value, dict):
            return {name: self._free(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [self._free(item, key) for item in value]
        if not isinstance(value, str) or key not in _FREE_TEXT or not self._seen:
            return value
        words = "|".join(re.escape(word) for word in sorted(self._seen, key=len, reverse=True))
        found = rf"\$\{{[^}}]*\}}|(?<![\w-])({words})(?![\w-])"
        return re.sub(found, lambda match: self._seen.get(match[0], match[0]), value)

    def _key(self, key: str) -> str:
        """A key, which is AWS's own but for the issuer in a condition key, or in the name of a claim."""
        issuer, _, claim = key.rpartition(":")
        if claim.startswith("//") and not key.startswith(_CLAIMS_OF_AWS):
            return self._claim(key)
        return f"{self._claim(issuer)}:{claim}" if _is_claim(key) else key

    def _variable(self, match: re.Match[str]) -> str:
        """A policy variable: what it stands for stays, its default value is a name."""
        return f"${{{self._key(match[1])}{self._exchange(match[2], self._names)}}}"

    def _text(self, text: str, place: tuple[str, ...]) -> str:
        last = place[-1] if place else ""
        if place[-2:-1] and place[-2].lower() == "null":
            return text
        if last.lower() in _CONTRACT_KEYS:
            return _between(_VARIABLE, text, self._variable, lambda part: self._exchange(part, self._contracts))
        of_a_token = place[-2:] == ("token", "issuer") or "claims" in place or "oidc_providers" in place
        if of_a_token or _is_claim(last):
            return self._claim(text)
        tagged = len(place) > 1 and place[-2] in _TAG_FIELDS
        if tagged or last in _NAME_FIELDS or _NAME_KEYS.fullmatch(last.lower()):
            return self._anywhere(text, self._name)
        if _NAMING.fullmatch(last):
            return self._anywhere(text, self._words_of_arns)
        return self._anywhere(text, self._account)

    def _anywhere(self, text: str, rest: Callable[[str], str]) -> str:
        """ARNs and unique ids wherever they stand; ``rest`` is done to what is between them."""

        def apart_from_ids(part: str) -> str:
            return _between(_ID, part, self._id, rest)

        def apart_from_variables(part: str) -> str:
            return _between(_VARIABLE, part, self._variable, apart_from_ids)

        return _between(
            _ARN, text, self._arn, lambda part: _between(_PARTIAL, part, self._partial, apart_from_variables)
        )

    def _account(self, text: str) -> str:
        return _ACCOUNT.sub(lambda match: match[0].translate(self._accounts), text)

    def _id(self, match: re.Match[str]) -> str:
        return match[1] + match[2].translate(self._names)

    def _arn(self, match: re.Match[str]) -> str:
        partition, service, region, account, resource = match.groups()
        if account == "aws":
            return match[0]
        account = _between(_VARIABLE, account, self._variable, lambda part: part.translate(self._accounts))
        if resource.startswith("oidc-provider/"):
            return f"arn:{partition}:{service}:{region}:{account}:oidc-provider/{self._claim(resource[14:])}"
        tail = resource[len(resource.rstrip(".)")) :]
        words = re.split(r"(\$\{[^}]*\}|[/:])", resource.removesuffix(tail))
        exchanged = (word if word in _KEPT else self._name(word) for word in words)
        return f"arn:{partition}:{service}:{region}:{account}:{''.join(exchanged)}{tail}"

    def _partial(self, match: re.Match[str]) -> str:
        """A pattern for an ARN whose stars stand for several fields, or one with a field too few."""
        return self._words_of_arns(match[0])

    def _words_of_arns(self, text: str) -> str:
        """What is less than an ARN: the names in it; the words of every ARN, and AWS's hosts, stay."""
        words = re.split(r"(\$\{[^}]*\}|[/:])", text)
        kept = _KEPT | _OF_EVERY_ARN
        return "".join(
            word if word in kept or word.lower().endswith(".amazonaws.com") else self._host(word) for word in words
        )

    def _claim(self, text: str) -> str:
        """A claim of a token, or its issuer: the names in it; the words of its kind, and AWS's hosts, stay."""
        return _between(_ARN, text, self._arn, self._words)

    def _words(self, text: str) -> str:
        words = re.split(r"(\$\{[^}]*\}|[/:@])", text)
        return "".join(
            word if word in _CLAIM_WORDS or word.lower().endswith("amazonaws.com") else self._host(word)
            for word in words
        )

    def _host(self, word: str) -> str:
        """A host, in any letter case, or another word: of a host that serves many customers the end stays."""
        lower = word.lower()
        public = next((host for host in _PUBLIC_HOSTS if lower == host or lower.endswith(f".{host}")), "")
        if not public:
            return self._name(word)
        own = word[: len(word) - len(public)]
        labels = (label if label.lower() in _HOST_WORDS else self._name(label) for label in own.split("."))
        return ".".join(labels) + word[len(own) :]

    def _name(self, name: str) -> str:
        """A name; policy variables in it, and the prefix of Identity Center's roles, are AWS's."""
        prefix = next((each for each in _PREFIXES if name.startswith(each)), "")
        rest = name.removeprefix(prefix)

        def words(part: str) -> str:
            return _between(_INSTANCE, part, self._instance, lambda word: self._exchange(word, self._names))

        return prefix + _between(_VARIABLE, rest, self._variable, words)

    def _instance(self, match: re.Match[str]) -> str:
        self._seen[match[0]] = f"i-{match[0][2:].translate(self._instances)}"
        return self._seen[match[0]]

    def _exchange(self, text: str, table: dict[int, int]) -> str:
        exchanged = text.translate(table)
        if len(text) > 2 and exchanged != text:
            self._seen[text] = exchanged
        return exchanged


def _is_claim(key: str) -> bool:
    """Whether a condition key asks for a claim: an issuer, or its provider by mistake, stands before its colon."""
    host, colon, _ = key.removeprefix("https://").removeprefix("http://").partition(":")
    return bool(colon) and ("." in host or host == "arn")


def _is_word(place: tuple[str, ...]) -> bool:
    """Whether a number there is compared as a text, and may name somebody."""
    last = place[-1]
    return bool(_KEYS_OF_WORDS.fullmatch(last.lower())) or _is_claim(last) or ("claims" in place and last not in _TIMES)


def _between(
    pattern: re.Pattern[str], text: str, found: Callable[[re.Match[str]], str], rest: Callable[[str], str]
) -> str:
    """``found`` done to every match, ``rest`` to the stretches between them."""
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(text):
        parts += [rest(text[end : match.start()]), found(match)]
        end = match.end()
    return "".join([*parts, rest(text[end:])])


def _apart(draw: random.Random, true: set[str]) -> dict[int, int]:
    """Digits exchanged so that no account's id becomes another one's (as good as always one table in a few will do)."""
    for _ in range(_TRIES):
        table = _table(draw, string.digits)
        if not any(number.translate(table) in true for number in true):
            break
    return table


def _table(draw: random.Random, *alphabets: str) -> dict[int, int]:
    """Each sign for another one of its alphabet, never itself; capitals as their small letters."""
    table: dict[int, int] = {}
    for alphabet in alphabets:
        order = list(alphabet)
        draw.shuffle(order)
        for here, there in zip(order, [*order[1:], order[0]], strict=True):
            table[ord(here)] = ord(there)
            table[ord(here.upper())] = ord(there.upper())
    return table
