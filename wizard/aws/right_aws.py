"""Which AWS a key may be sent to: the one that the command line names, and no other than the key's own."""

from __future__ import annotations

import os
from typing import Any, Final

from wizard.aws.bounded import bound
from wizard.aws.gateway import AwsFailure
from wizard.aws.key_letters import refuse_odd_keys
from wizard.practice_keys import ENDPOINT_VARIABLE, would_leak, would_stray

SIGN_IN_SERVICES: Final = ("sso", "sso-oidc", "signin")


def watch_clients(botocore: Any, core: Any, endpoint_url: str | None) -> None:
    """Every client of the session, also those that botocore makes for itself to assume a profile's role.

    An endpoint given on the command line holds for them too, except for those that sign a person in; no key leaves
    through them for an AWS that is not its own; and no answer goes on for ever.
    """
    create = core.create_client

    def create_watched(service_name: str, *arguments: Any, **options: Any) -> Any:
        if endpoint_url and options.get("endpoint_url") is None and service_name not in SIGN_IN_SERVICES:
            options["endpoint_url"] = endpoint_url
        client = bound(create(service_name, *arguments, **options), botocore)
        if options.get("aws_access_key_id"):
            refuse_odd_keys(
                options["aws_access_key_id"], options.get("aws_secret_access_key"), options.get("aws_session_token")
            )
            refuse_wrong_aws(options["aws_access_key_id"], client.meta.endpoint_url)
        return client

    core.create_client = create_watched


def refuse_wrong_aws(access_key_id: str, endpoint_url: str) -> None:
    """Raises AwsFailure where a practice key would be sent to the real AWS, or a real one to the practice AWS."""
    if would_leak(access_key_id, endpoint_url):
        raise AwsFailure(
            kind="configuration",
            what="The call was not sent",
            why=f"a practice key would have gone to {endpoint_url}",
            next_step="Set AWS_ENDPOINT_URL as `practice --serve` prints it, or choose another profile.",
        )
    if would_stray(access_key_id, endpoint_url, os.environ.get(ENDPOINT_VARIABLE)):
        raise AwsFailure(
            kind="configuration",
            what="The call was not sent",
            why=f"a real key would have gone to the practice AWS at {endpoint_url}",
            next_step=f"Unset AWS_ENDPOINT_URL and {ENDPOINT_VARIABLE}, or choose a profile of the lesson.",
        )
