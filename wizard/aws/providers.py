"""An OIDC provider of an account as a text that can be compared, and the calls that make it another one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.aws import calls
from wizard.aws.gateway import AwsFailure
from wizard.aws.live import Side
from wizard.repair.change import ProviderChange
from wizard.repair.principal_target import issuer_name


def current(side: Side, provider_arn: str) -> str | None:
    """Its client ids, one a line; ``None``: it is not registered. Raises AwsFailure."""
    try:
        found = side.call(calls.GET_OPEN_ID_CONNECT_PROVIDER, OpenIDConnectProviderArn=provider_arn)
    except AwsFailure as failure:
        if failure.kind != "not_found":
            raise
        return None
    return "\n".join(found.get("ClientIDList", ()))


def calls_for(change: ProviderChange) -> Iterator[tuple[calls.Call, dict[str, Any]]]:
    """What has to be sent, in its order."""
    arn = {"OpenIDConnectProviderArn": change.provider_arn}
    if change.after is None:
        yield calls.DELETE_OPEN_ID_CONNECT_PROVIDER, arn
        return
    wanted = change.after.split()
    if change.before is None:
        url = f"https://{issuer_name(change.provider_arn)}"
        yield calls.CREATE_OPEN_ID_CONNECT_PROVIDER, {"Url": url, "ClientIDList": wanted}
        return
    there = change.before.split()
    yield from ((calls.ADD_CLIENT_ID, {**arn, "ClientID": one}) for one in wanted if one not in there)
    yield from ((calls.REMOVE_CLIENT_ID, {**arn, "ClientID": one}) for one in there if one not in wanted)
