"""boto3: one side of the request, with its own credentials. The only file of this room that imports it.

A `Side` sends the declared calls and nothing else, keeps policy documents as the text that IAM sent, gives up soon
on a dead network, is patient with throttling, and lets no exception but `AwsFailure` out.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote

from wizard.aws.calls import GET_CALLER_IDENTITY, Call
from wizard.aws.failures import Asker, translate
from wizard.aws.gateway import AwsFailure, Identity
from wizard.aws.key_letters import refuse_odd_keys
from wizard.aws.models import open_session
from wizard.aws.provenance import PROFILE_VARIABLES, describe, end_of_chain, kind
from wizard.aws.right_aws import refuse_wrong_aws, watch_clients
from wizard.aws.source import Source, is_no_profile
from wizard.engine.document import Document
from wizard.engine.frozen import frozen
from wizard.practice_keys import ENDPOINT_VARIABLE
from wizard.secret import Secret
from wizard.uncollected import Uncollected

AskCode = Callable[[str], Secret | None]
"""Given a device's serial number, the code; ``None`` cancels."""

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 3, 10, 2
CALLS_AT_ONCE = 8
THROTTLE_WAITS: Final = (0.5, 1.0, 2.0, 4.0)
DEFAULT_REGION: Final = "us-east-1"
_LOGGERS = ("boto3", "botocore", "urllib3", "s3transfer")


@frozen
class Keys:
    """Temporary credentials as STS hands them out."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret
    expires: datetime

    @classmethod
    def of(cls, answer: dict[str, Any]) -> Keys:
        """The keys in an answer of AssumeRole or GetSessionToken."""
        given = answer["Credentials"]
        secret, token = Secret(given["SecretAccessKey"]), Secret(given["SessionToken"])
        return cls(given["AccessKeyId"], secret, token, given["Expiration"])


class Side:
    """One set of credentials: the caller's, or those that may read and repair the role's account."""

    def __init__(
        self,
        profile: str | None = None,
        region: str | None = None,
        endpoint_url: str | None = None,
        ask_code: AskCode | None = None,
        keys: Keys | None = None,
        origin: str | None = None,
        wait: Callable[[float], object] = time.sleep,
        source_of: str | None = None,
    ) -> None:
        """``source_of``: a profile whose source this is meant to be."""
        self.profile = profile
        self._source_of = source_of
        self.has_session_token = keys is not None
        self.method = "explicit"  # botocore's name of the provider that found the credentials
        self._region, self._endpoint_url, self._ask_code = region, endpoint_url, ask_code
        self._keys, self._origin = keys, origin
        self._wait = wait
        self._session: Any = None
        self._boto3: Any = None  # one for the session: each registers boto3's own handlers with it
        self._clients: dict[str, Any] = {}
        self._identity: Identity | None = None
        self._lock = threading.RLock()
        self._gate = threading.BoundedSemaphore(CALLS_AT_ONCE)

    def __repr__(self) -> str:
        return f"Side({self.asker})"

    def with_keys(self, keys: Keys, origin: str) -> Side:
        """The same place, asked with other credentials; ``origin`` says in words where they came from."""
        return Side(self.profile, self._region, self._endpoint_url, self._ask_code, keys, origin, self._wait)

    @property
    def asker(self) -> Asker:
        """Who is asking, for messages."""
        arn = self._identity.arn if self._identity else None
        endpoint = self._clients["sts"].meta.endpoint_url if "sts" in self._clients else self._endpoint_url
        chosen = self.profile or self._source_of
        named_by = None if chosen else next(filter(os.environ.get, PROFILE_VARIABLES), None)
        profile = os.environ[named_by] if named_by else chosen
        return Asker(profile, arn, self._region, endpoint, self.method, self._last_source(profile), named_by)

    def _last_source(self, profile: str | None) -> str | None:
        """The profile at the end of the source profiles: one signs in there, and has keys there."""
        try:
            profiles = self._session.full_config["profiles"] if self._session else {}
        except Exception:  # a broken file, which is being told
            return profile
        return end_of_chain(profile, profiles)

    def identity(self) -> Identity:
        """Who these credentials are, asked once. Raises AwsFailure."""
        with self._lock:
            if self._identity is None:
                answer = self.call(GET_CALLER_IDENTITY)
                self._identity = Identity(
                    arn=answer["Arn"],
                    account=answer["Account"],
                    user_id=answer["UserId"],
                    profile=self.profile,
                    credentials_from=self._origin or self._provenance(),
                    credentials_kind=kind(self.method, session_token=self.has_session_token),
                )
            return self._identity

    def _provenance(self) -> str:
        session = self._open()
        return describe(
            self.method,
            self.profile if self._source_of else session.profile,
            session.get_config_variable("config_file"),
            session.get_config_variable("credentials_file"),
            self.settings().get("web_identity_token_file"),
            token_variable=self.profile is None and bool(os.environ.get("AWS_WEB_IDENTITY_TOKEN_FILE")),
            practice=ENDPOINT_VARIABLE in os.environ,
        )

    def settings(self) -> dict[str, str]:
        """The profile's settings; where none was chosen, what the environment says of a web identity wins."""
        with self._translating(None):
            found = {key: value for key, value in self._open().get_scoped_config().items() if isinstance(value, str)}
        by_role = "role_arn" in found and "web_identity_token_file" not in found  # comes first in botocore's chain
        if self.profile is None and self._source_of is None and not by_role:
            for key in ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"):
                if os.environ.get(key):
                    found[key.removeprefix("AWS_").lower()] = os.environ[key]
        return found

    def sts_endpoint(self) -> tuple[str, str]:
        """The URL that STS calls go to, and its region. Raises AwsFailure."""
        with self._translating(None):
            meta = (self._clients.get("sts") or self._client("sts", signed=False)).meta
        region = meta.region_name
        return meta.endpoint_url, DEFAULT_REGION if region == "aws-global" else region

    def call(self, call: Call, **parameters: Any) -> dict[str, Any]:
        """Send one declared call and return AWS's answer. Raises AwsFailure."""
        for pause in (*THROTTLE_WAITS, None):
            try:
                with self._translating(call):
                    from botocore import xform_name

                    method = getattr(self._client(call.service, call.signed), xform_name(call.operation))
                    with self._gate:
                        answer: dict[str, Any] = method(**parameters)
                    return answer
            except AwsFailure as failure:
                if failure.kind != "throttled" or pause is None:
                    raise
                self._wait(pause)
        raise AssertionError("unreachable")

    def pages(self, call: Call, key: str, **parameters: Any) -> Iterator[Any]:
        """The items under ``key`` of a paged call, page after page. Raises AwsFailure."""
        token_in, token_out = ("Marker", "Marker") if call.service == "iam" else ("NextToken", "NextToken")
        while True:
            answer = self.call(call, **parameters)
            yield from answer.get(key, ())
            token = answer.get(token_out)
            if not token:
                return
            parameters[token_in] = token

    @contextlib.contextmanager
    def _translating(self, call: Call | None) -> Iterator[None]:
        """Whatever is raised inside leaves as an `AwsFailure` that names who asked, without the original traceback."""
        try:
            yield
        except Exception as error:
            failure = translate(error, call, self.asker)
            failure.identity = failure.identity or str(self.asker)
            raise failure from None

    def _client(self, service: str, signed: bool = True) -> Any:
        """The client of one service, built once; for signed calls only where there are credentials to sign with."""
        with self._lock:
            name = service if signed else f"{service}, unsigned"
            if name not in self._clients:
                core = self._open()
                with Uncollected():
                    import boto3
                    from botocore.exceptions import NoCredentialsError

                    self._boto3 = self._boto3 or boto3.Session(botocore_session=core, region_name=self._region)
                    client = self._boto3.client(service)
                if signed:
                    found = core.get_credentials()
                    if found is None:
                        raise NoCredentialsError
                    self.method = found.method if self._keys is None else "explicit"
                    keys = found.get_frozen_credentials()
                    self.has_session_token = bool(keys.token)
                    refuse_odd_keys(keys.access_key, keys.secret_key, keys.token)
                    refuse_wrong_aws(keys.access_key, client.meta.endpoint_url)
                self._clients[name] = client
            return self._clients[name]

    def _open(self) -> Any:
        """The botocore session: profile, region, time-outs, and the few departures from its habits."""
        if self._session is None:
            for name in _LOGGERS:  # at debug level botocore logs signed requests
                logging.getLogger(name).setLevel(logging.CRITICAL)
            with Uncollected():
                import botocore.session
                from botocore.config import Config
                from botocore.handlers import json_decode_policies

            core = open_session(botocore, self._source_of or self.profile)
            if self._source_of:
                if is_no_profile(core.full_config["profiles"], self._source_of, self.profile):
                    core.register_component("credential_provider", Source(botocore, core, self._source_of))
                else:
                    self._source_of = None
                    core = open_session(botocore, self.profile)
            core.set_default_client_config(
                Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=READ_SECONDS,
                    retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
                    max_pool_connections=CALLS_AT_ONCE,
                )
            )
            core.unregister("after-call.iam", json_decode_policies)  # keep the author's own JSON text
            watch_clients(botocore, core, self._endpoint_url)
            self._region = (
                self._region or os.environ.get("AWS_REGION") or core.get_config_variable("region") or DEFAULT_REGION
            )
            if self._keys:
                core.set_credentials(
                    self._keys.access_key_id,
                    self._keys.secret_access_key.reveal(),
                    self._keys.session_token.reveal(),
                )
            else:
                provider = core.get_component("credential_provider").get_provider("assume-role")
                provider._prompter = self._prompt  # botocore's own reads the terminal under the screen
            self._session = core
        return self._session

    def _prompt(self, sentence: str) -> str:
        """botocore wants an MFA code for a profile with ``mfa_serial``; its sentence ends in the serial number."""
        serial = sentence.removeprefix("Enter MFA code for ").rstrip(": ")
        if self._ask_code is None:
            raise AwsFailure(
                kind="no_credentials",
                what=f"The credentials of {self.asker} do not work",
                why=f"they need a code of the MFA device {serial}, and nobody can be asked here",
                next_step="Name the profile's source_profile with --profile and the device with --mfa-serial.",
                identity=str(self.asker),
            )
        code = self._ask_code(serial)
        if code is None:
            raise AwsFailure("cancelled", "No code was entered", "it was cancelled", "Try again when you have one.")
        return code.reveal()


def policy_text(document: str) -> str:
    """A policy document as its author wrote it: IAM sends it URL-quoted.

    IAM keeps a trust policy without white space; such a single line is laid out, so that people see lines, a mark can
    stand at one, and a repair is a short diff.
    """
    text = unquote(document)
    if "\n" in text:
        return text
    read = Document.from_text(text)
    return text if read.value is None or read.reading.mistakes else Document.from_value(read.value).text


def masked(access_key_id: str) -> str:
    """An access key id short enough to be told apart and too short to be used: "AKIA…7EXA"."""
    return f"{access_key_id[:4]}…{access_key_id[-4:]}"
