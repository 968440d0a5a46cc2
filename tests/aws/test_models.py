"""The endpoints that are kept are botocore's own, for every service that the wizard calls or signs a person in with."""

from __future__ import annotations

import botocore.session
import pytest

from wizard.aws.calls import DECLARED
from wizard.aws.models import SERVICES, ModelFiles, handlers

REGIONS = ("us-east-1", "eu-central-2", "cn-north-1", "us-gov-west-1")


def _resolved(session: botocore.session.Session, service: str, region: str) -> tuple[str, str, str]:
    client = session.create_client(service, region_name=region, aws_access_key_id="a", aws_secret_access_key="b")
    return client.meta.endpoint_url, client.meta.region_name, client._request_signer._region_name


@pytest.mark.parametrize("region", REGIONS)
def test_endpoints_are_as_botocore_resolves_them(region: str) -> None:
    """The same URL and signing region with all of botocore's files and with what is kept of them."""
    whole, kept = botocore.session.Session(), botocore.session.Session()
    kept.get_component("data_loader").file_loader = ModelFiles()
    known = set(whole.get_available_services())
    for service in sorted(({call.service for call in DECLARED} | {"sso", "sso-oidc", "signin"}) & known):
        assert _resolved(kept, service, region) == _resolved(whole, service, region)


def test_every_called_service_is_kept() -> None:
    """A service that is declared must not lose its endpoints."""
    session = botocore.session.Session()
    listed = session.get_component("data_loader").load_data("endpoints")["partitions"][0]["services"]
    for service in {call.service for call in DECLARED} & set(session.get_available_services()):
        prefix = session.get_service_model(service).endpoint_prefix
        assert prefix in SERVICES or prefix not in listed, service


def test_what_one_session_changes_of_its_handlers_no_other_notices() -> None:
    """They are registered once; each session has its own of them."""
    one, other = (
        botocore.session.Session(event_hooks=handlers(botocore), include_builtin_handlers=False) for _ in range(2)
    )
    heard: list[str] = []
    one.register("creating-client-class.sts", lambda **_: heard.append("one"))
    for session in (other, one):
        session.create_client("sts", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    assert heard == ["one"]
