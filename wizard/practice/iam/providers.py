"""Identity providers and what else belongs to the account as a whole."""

from __future__ import annotations

from dataclasses import replace

from wizard.practice import identifiers
from wizard.practice.cloud import Call, Operation
from wizard.practice.fault import Fault, no_such_entity, validation_error
from wizard.practice.iam import lookup
from wizard.practice.protocol import Values
from wizard.practice.world import OidcProvider


def list_account_aliases(call: Call) -> Values:
    """Read the account's alias, if it has one."""
    return lookup.page(call, "AccountAliases", [call.account.alias] if call.account.alias else [])


def list_oidc_providers(call: Call) -> Values:
    """Read which OIDC providers there are."""
    return {"OpenIDConnectProviderList": [{"Arn": arn} for arn in call.account.oidc_providers]}


def get_oidc_provider(call: Call) -> Values:
    """Read one OIDC provider: its URL and the audiences it takes."""
    provider = _oidc(call)
    return {"Url": provider.url, "ClientIDList": list(provider.client_ids), "CreateDate": provider.created}


def create_oidc_provider(call: Call) -> Values:
    """Register an OIDC provider."""
    scheme, _, url = call.values["Url"].partition("://")
    if scheme != "https" or not url:
        raise validation_error("Invalid Open ID Connect Provider URL")
    arn = identifiers.entity_arn(call.account.id, "oidc-provider", "/", url.rstrip("/"))
    if arn in call.account.oidc_providers:
        raise Fault("EntityAlreadyExists", f"Provider with url https://{url} already exists.", 409)
    provider = OidcProvider(arn, url.rstrip("/"), tuple(call.values.get("ClientIDList", [])), call.now)
    call.save(replace(call.account, oidc_providers={**call.account.oidc_providers, arn: provider}))
    return {"OpenIDConnectProviderArn": arn}


def add_client_id(call: Call) -> Values:
    """Let one more audience in."""
    provider = _oidc(call)
    client_ids = tuple(dict.fromkeys((*provider.client_ids, call.values["ClientID"])))
    changed = {**call.account.oidc_providers, provider.arn: replace(provider, client_ids=client_ids)}
    call.save(replace(call.account, oidc_providers=changed))
    return {}


def remove_client_id(call: Call) -> Values:
    """Keep an audience out."""
    provider = _oidc(call)
    client_ids = tuple(name for name in provider.client_ids if name != call.values["ClientID"])
    changed = {**call.account.oidc_providers, provider.arn: replace(provider, client_ids=client_ids)}
    call.save(replace(call.account, oidc_providers=changed))
    return {}


def delete_oidc_provider(call: Call) -> Values:
    """Remove an OIDC provider."""
    provider = _oidc(call)
    rest = {arn: other for arn, other in call.account.oidc_providers.items() if arn != provider.arn}
    call.save(replace(call.account, oidc_providers=rest))
    return {}


def _oidc(call: Call) -> OidcProvider:
    arn = call.values["OpenIDConnectProviderArn"]
    found = call.account.oidc_providers.get(arn)
    if found is None:
        raise no_such_entity(f"OpenIDConnect Provider not found for arn {arn}")
    return found


def list_saml_providers(call: Call) -> Values:
    """Read which SAML providers there are."""
    found = call.account.saml_providers.values()
    return {"SAMLProviderList": [{"Arn": provider.arn, "CreateDate": provider.created} for provider in found]}


OPERATIONS: dict[str, Operation] = {
    "ListAccountAliases": list_account_aliases,
    "ListOpenIDConnectProviders": list_oidc_providers,
    "GetOpenIDConnectProvider": get_oidc_provider,
    "CreateOpenIDConnectProvider": create_oidc_provider,
    "AddClientIDToOpenIDConnectProvider": add_client_id,
    "RemoveClientIDFromOpenIDConnectProvider": remove_client_id,
    "DeleteOpenIDConnectProvider": delete_oidc_provider,
    "ListSAMLProviders": list_saml_providers,
}
