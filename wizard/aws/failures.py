"""Errors of botocore and of AWS, in words: what did not work, why, and what to do next."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from typing import Any

from wizard.aws.answer_words import CLOCK, CODES, MFA, OWN_CALLS, SAME_AS, SERVER
from wizard.aws.calls import Call
from wizard.aws.failure_texts import TEXTS
from wizard.aws.failure_words import EMPTY_PROFILE, EXCEPTIONS, PROVIDERS, UNFORESEEN, Words
from wizard.aws.gateway import AwsFailure
from wizard.engine.frozen import frozen
from wizard.exhausted import exhausted
from wizard.secret import without_secrets

_SAFE_KEYWORDS = frozenset(
    {"profile", "path", "endpoint_url", "proxy_url", "provider", "cred_var", "error_msg", "report"}
)
"""Keyword arguments of botocore's exceptions that are told."""


@frozen
class Asker:
    """Who was asking when it failed: named in every message."""

    profile: str | None = None
    arn: str | None = None
    region: str | None = None
    endpoint: str | None = None
    method: str = ""  # botocore's name of the provider that found the credentials, once one has
    source: str | None = None  # the profile at the end of its source profiles: whose keys or sign-in these are
    named_by: str | None = None  # the variable that names the profile, where no option does

    def __str__(self) -> str:
        if self.method == "env":  # keys that win over a profile which the environment names
            name = "the keys in the environment"
        else:
            name = f"profile {self.profile}" if self.profile else "default credentials"
        return f"{name}, {self.arn}" if self.arn else name

    @property
    def option(self) -> str:
        """The CLI option that selects the profile to sign in with, or to configure."""
        name = self.source or self.profile
        return f" --profile {shlex.quote(name)}" if name else ""

    @property
    def renewal(self) -> str:
        """How to get credentials again that have expired."""
        match self.method:
            case "sso":
                return f"Sign in again with `aws sso login{self.option}`"
            case "login":
                return f"Sign in again with `aws login{self.option}`"
            case "env":
                return "Put new keys into the environment (AWS_SESSION_TOKEN belongs to them), or unset them"
            case "custom-process":
                return "Run its credential_process by hand, and sign in where it asks for that"
            case _:
                return (
                    f"Sign in again (`aws sso login{self.option}` or `aws login{self.option}`), "
                    "or put new keys where these came from"
                )


def translate(error: Exception, call: Call | None, asker: Asker) -> AwsFailure:
    """The failure that stands for ``error``; an `AwsFailure` stays what it is."""
    if isinstance(error, AwsFailure):
        return error
    response = getattr(error, "response", None)
    if isinstance(response, Mapping) and "Error" in response:
        return _from_answer(response, getattr(error, "operation_name", ""), call, asker)
    keywords = getattr(error, "kwargs", {})
    words = _words(error, keywords)
    from wizard.profiles.files import moved  # only where something failed

    facts = {
        "profile": asker.profile,
        "endpoint_url": asker.endpoint or "the endpoint",
        "line": _line(keywords),
        "text": _told(error) or type(error).__name__,
        "named_by": f" ({asker.named_by} names it)" if asker.named_by else "",
        "moved": f" {where}" if (where := moved()) else "",
        "bundle": _bundle(),
        **{key: _told(value) for key, value in keywords.items() if key in _SAFE_KEYWORDS},
    }
    if "provider" in keywords:
        facts["provider"] = PROVIDERS.get(str(keywords["provider"]), facts["provider"])
        facts["error_msg"] = facts.get("error_msg") or "it failed and did not say why"
    return _failure(words, call.action if call else None, asker, facts, code=type(error).__name__)


def _words(error: Exception, keywords: Mapping[str, Any]) -> Words:
    """What is said of an exception: by its class, or by its text where the class says too little."""
    if "refreshed credentials are still expired" in str(error):  # a RuntimeError like any other
        return CODES["ExpiredToken"]
    if keywords.get("profile") == "":
        return EMPTY_PROFILE
    if (lacking := _exhausted(error, keywords)) is not None:
        return Words("configuration", *lacking)
    text = f"{error}\n{keywords.get('error', '')}"
    for part, words in TEXTS.get(type(error).__name__, {}).items():
        if part in text:
            return words
    if type(error) is KeyError and not _of_botocores_parser(error):
        return UNFORESEEN
    return next((EXCEPTIONS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in EXCEPTIONS), UNFORESEEN)


def _exhausted(error: BaseException, keywords: Mapping[str, Any]) -> tuple[str, str] | None:
    """What the system gave no more of, where that is at the bottom of it."""
    cause: BaseException | None = keywords.get("error", error)
    while isinstance(cause, BaseException):
        if (lacking := exhausted(cause)) is not None:
            return lacking
        cause = cause.__cause__ or cause.__context__
    return None


def _of_botocores_parser(error: Exception) -> bool:
    """Whether botocore looked in vain for an element of an answer, and not somebody for something else."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return at is not None and at.tb_frame.f_globals.get("__name__") == "botocore.parsers"


def _bundle() -> str:
    """A sentence where AWS_CA_BUNDLE leads nowhere; botocore blames the server's certificate for it."""
    named = os.environ.get("AWS_CA_BUNDLE", "")
    lacking = named and not os.path.exists(named)  # noqa: PTH110 - as botocore looks
    return f" It is {named} now, and there is no such file." if lacking else ""


def _told(value: object) -> str:
    """What an exception holds, in one line and without its secrets."""
    return " ".join(without_secrets(str(value)).split()).rstrip(".")


def _from_answer(response: Mapping[str, Any], operation: str, call: Call | None, asker: Asker) -> AwsFailure:
    """AWS answered ``operation`` with an error code; the SDK may have called it for credentials to make ``call``."""
    code = str(response["Error"].get("Code", ""))
    message = str(response["Error"].get("Message", "")).strip()
    if message.startswith("<"):  # botocore hands on a body that it cannot read
        code, message = "InvalidAction", "the answer is not in the form of this service"
    metadata = response.get("ResponseMetadata", {})
    status = metadata.get("HTTPStatusCode", 0)
    known = SAME_AS.get(code, code)
    words = CODES.get(known)
    action = call.action if call else None
    own = OWN_CALLS.get(operation) if call is None or operation != call.operation else None
    if own is not None:
        action, denied = own
        words = denied if known == "AccessDenied" else words
    if "MultiFactorAuthentication failed" in message:
        words = MFA
    elif _is_about_the_clock(code, message):
        words = CLOCK
    elif words is None:
        words = SERVER if status >= 500 else Words("refused", "AWS answers {code}: {message}", "Correct what it names.")
    facts = {"message": message.rstrip(".") or code, "status": str(status), "code": code}
    failure = _failure(words, action, asker, facts, code=code)
    if own is not None:
        failure.what = _unusable(asker)
    failure.message = message or None
    failure.request_id = metadata.get("RequestId")
    return failure


def _is_about_the_clock(code: str, message: str) -> bool:
    """STS says it with SignatureDoesNotMatch, other services with codes of their own."""
    return code in ("RequestTimeTooSkewed", "RequestInTheFuture") or (
        "Signature expired" in message or "Signature not yet current" in message
    )


def _failure(words: Words, action: str | None, asker: Asker, facts: Mapping[str, str | None], code: str) -> AwsFailure:
    known = _Facts(
        {
            "asker": str(asker),
            "option": asker.option,
            "start": shlex.quote(asker.profile or "default"),
            "renewal": asker.renewal,
            "region": asker.region or "the default region",
            "endpoint": asker.endpoint or "the endpoint",
            "action": action or "it",
            **facts,
        }
    )
    return AwsFailure(
        kind=words.kind,
        what=f"{action} did not work for {asker}" if action else _unusable(asker),
        why=words.why.format_map(known),
        next_step=words.next_step.format_map(known),
        again=words.again,
        further=words.further,
        operation=action,
        code=code,
        identity=str(asker),
    )


def _unusable(asker: Asker) -> str:
    return f"The {asker} do not work" if str(asker) == str(Asker()) else f"The credentials of {asker} do not work"


class _Facts(dict[str, str | None]):
    """What is known for the words; an exception without one of its usual arguments is still told."""

    def __missing__(self, key: str) -> str:
        return self.get("text") or f"an unknown {key.replace('_', ' ')}"


def _line(keywords: Mapping[str, Any]) -> str:
    """Where a config file breaks, if the parser says so."""
    error = keywords.get("error")
    number = getattr(error, "lineno", None)
    if number is None and (errors := getattr(error, "errors", None)):
        number = errors[0][0]
    return f" at line {number}" if number else ""
