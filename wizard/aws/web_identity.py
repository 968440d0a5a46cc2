"""A caller that is a token: the call is AssumeRoleWithWebIdentity, unsigned, and brings no policies of its own.

The token is read from its file for each call, since whoever issues it replaces it; only its claims leave this file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from wizard.aws.abreast import abreast
from wizard.aws.calls import GET_OPEN_ID_CONNECT_PROVIDER, LIST_OPEN_ID_CONNECT_PROVIDERS
from wizard.aws.gateway import AwsFailure
from wizard.aws.live import Side
from wizard.aws.reader import Reader
from wizard.engine.case import OidcProvider, Token, Unknown
from wizard.engine.frozen import frozen
from wizard.named_file import Unreadable, path_of, text_of
from wizard.repair.oidc import TokenError, decode_token
from wizard.secret import Secret


@frozen
class WebIdentity:
    """What a profile, or the environment, says of its token."""

    role_arn: str
    token_file: Path
    asker: str  # whose it is: "profile ci"

    def text(self) -> Secret:
        """The token as it is now. Raises AwsFailure."""
        try:
            return Secret(text_of(str(self.token_file)).strip())
        except Unreadable as error:
            raise AwsFailure(
                kind="no_credentials",
                what="The web identity token was not read",
                why=str(error),
                next_step="Check web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE; was a token issued?",
                identity=self.asker,
            ) from None

    def token(self) -> Token:
        """Its issuer and claims. Raises AwsFailure."""
        try:
            claims = decode_token(self.text().reveal())
        except TokenError as error:
            raise AwsFailure(
                kind="no_credentials",
                what="The web identity token was not understood",
                why=str(error),
                next_step=f"Have a token written to {self.token_file} again.",
                identity=self.asker,
            ) from None
        return Token(str(claims.get("iss", "")), claims)


def of(side: Side, role: str | None) -> WebIdentity | None:
    """The token with which this side would assume ``role`` (``None``: the one it names). Raises AwsFailure."""
    settings = side.settings()
    named, file = settings.get("role_arn"), settings.get("web_identity_token_file")
    if not named or not file or role not in (None, named, named.rpartition("/")[2]):
        return None
    return WebIdentity(named, path_of(file), str(side.asker))


def providers(reader: Reader, sides: Sequence[Side], account: str) -> tuple[OidcProvider, ...] | Unknown:
    """The OIDC providers registered in an account."""

    def one(side: Side, arn: str) -> OidcProvider:
        found = side.call(GET_OPEN_ID_CONNECT_PROVIDER, OpenIDConnectProviderArn=arn)
        return OidcProvider(found["Url"].removeprefix("https://"), tuple(found.get("ClientIDList", ())))

    def ask(side: Side) -> tuple[OidcProvider, ...]:
        listed = side.call(LIST_OPEN_ID_CONNECT_PROVIDERS)["OpenIDConnectProviderList"]
        jobs: list[Callable[[], OidcProvider]] = [partial(one, side, each["Arn"]) for each in listed]
        return tuple(abreast(jobs))

    what = f"OIDC providers of account {account}"
    return reader.read(what, None, LIST_OPEN_ID_CONNECT_PROVIDERS, sides, ask, account=account)
