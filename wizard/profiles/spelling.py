"""What somebody probably meant: a near name, a value without quotes or comment, a key written a little wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wizard.engine.arn import QUOTES

PROFILE_KEYS = (
    "role_arn",
    "source_profile",
    "credential_source",
    "mfa_serial",
    "external_id",
    "duration_seconds",
    "role_session_name",
    "region",
    "output",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "credential_process",
    "web_identity_token_file",
    "login_session",
    "sso_session",
    "sso_account_id",
    "sso_role_name",
    "sso_start_url",
    "sso_region",
    "endpoint_url",
    "services",
    "ca_bundle",
    "cli_pager",
    "s3",
)
"""Keys by which a section shows that it is meant to be a profile."""

_COMMENT = re.compile(r"\s[#;].*$")
_QUOTED = re.compile(rf"^([{QUOTES}])(.*)[{QUOTES}]$")


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The one name that a misspelt word is nearest to; letter case counts least."""
    known = list(names)
    same = [name for name in known if _plain(name) == _plain(word)]
    if len(same) == 1:
        return same[0]
    from difflib import get_close_matches

    found = get_close_matches(word.lower(), {name.lower() for name in known}, n=1, cutoff=0.75)
    fitting = [name for name in known if found and name.lower() == found[0]]
    return fitting[0] if len(fitting) == 1 else None


def without_extras(value: str) -> str:
    """A value without the comment behind it and the quotes around it, which botocore takes for a part of it."""
    bare = _COMMENT.sub("", value).strip()
    quoted = _QUOTED.match(bare)
    return quoted[2].strip() if quoted else bare


def misspelt(wanted: str, keys: Iterable[str]) -> str | None:
    """The key that was probably meant to be `wanted`: ``role-arn``, ``sourceprofile``, ``role_anr``."""
    unknown = [key for key in keys if key not in PROFILE_KEYS]
    near = [key for key in unknown if nearest(key, [wanted]) is not None]
    return near[0] if len(near) == 1 else None


def _plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())
