"""Where credentials came from, and which environment variables hide the ones that were meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.named_file import path_of

_SOURCES: Final[Mapping[str, str]] = {
    "env": "the environment's AWS_ACCESS_KEY_ID",
    "assume-role": "profile {profile}: the role it names, assumed by the SDK",
    "assume-role-with-web-identity": "{token_from}: the web identity token {token_file}",
    "shared-credentials-file": "profile {profile} in {credentials_file}",
    "config-file": "profile {profile} in {config_file}",
    "sso": "profile {profile}: IAM Identity Center",
    "login": "profile {profile}: aws login",
    "custom-process": "profile {profile}: its credential_process",
    "iam-role": "the EC2 instance's role",
    "container-role": "the container's role",
    "boto-config": "boto's own config file",
    "ec2-credentials-file": "the file that AWS_CREDENTIAL_FILE names",
}

_KINDS: Final[Mapping[str, str]] = {
    "assume-role": "a role's session",
    "assume-role-with-web-identity": "a web identity's session",
    "sso": "an Identity Center session",
    "login": "a console sign-in's session",
    "iam-role": "a role's session",
    "container-role": "a role's session",
}

PROFILE_VARIABLES: Final = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
"""What names a profile where no option does, in botocore's order."""

OWN_SESSION: Final = frozenset({"assume-role", "assume-role-with-web-identity", "sso", "iam-role", "container-role"})
"""Providers whose sessions are known to carry no session policy."""

UNTAGGED_SESSION: Final = frozenset({"assume-role", "iam-role", "container-role"})
"""Providers whose sessions carry the role's tags and no session tags."""


def describe(
    method: str,
    profile: str | None,
    config_file: str | None,
    credentials_file: str | None,
    token_file: str | None = None,
    *,
    token_variable: bool = False,
    practice: bool = False,
) -> str:
    """Where the credentials came from, in words; ``method`` is botocore's name of the provider.

    ``token_variable``: the environment names the token's file, and not the profile. ``practice``: the files are a
    lesson's, whose home is not the person's own: "~" would name files that are not touched.
    """
    name = profile or "default"
    return _SOURCES.get(method, method).format(
        profile=name,
        config_file="the lesson's config file" if practice else _homely(config_file or "~/.aws/config"),
        credentials_file="the lesson's credentials file"
        if practice
        else _homely(credentials_file or "~/.aws/credentials"),
        token_from="AWS_WEB_IDENTITY_TOKEN_FILE" if token_variable else f"profile {name}",
        token_file=_homely(token_file or ""),
    )


def kind(method: str, *, session_token: bool) -> str:
    """Which kind of credentials they are; ``method`` is botocore's name of the provider."""
    return _KINDS.get(method, "temporary keys with a session token" if session_token else "long-term keys")


def end_of_chain(profile: str | None, profiles: Mapping[str, Mapping[str, str]]) -> str | None:
    """The profile at the end of the source profiles, where one signs in or has keys; itself where it has no source."""
    name, passed = profile, set[str | None]()
    while name not in passed:
        passed.add(name)
        settings = profiles.get(name or "default", {})
        if "role_arn" in settings and (source := settings.get("source_profile")):
            name = source
    return name


def hidden_by_environment(
    profile: str | None, environment: Mapping[str, str], *, by_token: bool = True
) -> tuple[str, ...]:
    """What in the environment takes the place of what was meant, a sentence each. ``profile``: given as an option.

    ``by_token``: a token there would make the call; it does not where the profile names a role and its source.
    """
    said: list[str] = []
    keys = environment.get("AWS_ACCESS_KEY_ID")
    named = environment.get("AWS_DEFAULT_PROFILE") or environment.get("AWS_PROFILE")
    if profile is None:
        if keys and named:
            said.append(
                f"AWS_ACCESS_KEY_ID in the environment wins over profile {named}: the calls are made with those keys. "
                "Unset it, or give --profile (RW017, RW512)."
            )
        elif keys:
            said.append("The keys in the environment are used (AWS_ACCESS_KEY_ID), not the default profile (RW017).")
        elif by_token and environment.get("AWS_WEB_IDENTITY_TOKEN_FILE") and environment.get("AWS_ROLE_ARN"):
            hidden = f"profile {named} (RW017, RW512)" if named else "the keys in the credentials file (RW017)"
            said.append(
                f"AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN in the environment decide who calls, not {hidden}."
            )
    elif keys:
        said.append(
            f"AWS_ACCESS_KEY_ID is set, but profile {profile} was given and is used; programs without --profile use "
            "those keys (RW512)."
        )
    first, second = environment.get("AWS_DEFAULT_PROFILE"), environment.get("AWS_PROFILE")
    if profile is None and first and second and first != second:
        said.append(f"AWS_DEFAULT_PROFILE={first} wins over AWS_PROFILE={second} (RW512).")
    return tuple(said)


def _homely(path: str) -> str:
    """The path as one writes it: "~" for the home folder."""
    expanded = path_of(path)
    try:
        return f"~/{expanded.relative_to(path_of('~')).as_posix()}"
    except ValueError:
        return str(expanded)
