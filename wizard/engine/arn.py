"""Amazon Resource Names: taken apart and put together.

The only file that knows where a role's path ends and its name begins, and that a session's ARN names a role
without its path. The `profiles` room borrows it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wizard.engine.frozen import frozen
from wizard.engine.typed import Final, Literal

IdentityKind = Literal["root", "user", "role", "session", "federated_user", "other"]

QUOTES: Final = "\"'`“”„‟‘’‚‛«»‹›「」『』"
"""What people, their editors and their languages put around a name; no ARN holds any of them."""
_PARTITION: Final = r"aws(?:-[a-z0-9]+)*"
_ROLE_NAME: Final = r"[A-Za-z0-9_+=,.@-]{1,64}"
_PATH: Final = r"/(?:[\x21-\x7e]+/)?"


@frozen
class Arn:
    """The parts of an ARN: ``arn:partition:service:region:account:resource``."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"

    @property
    def resource_type(self) -> str:
        """``role``, ``user``, ``assumed-role``, …: what stands before the first slash."""
        return self.resource.partition("/")[0]

    @property
    def name(self) -> str:
        """The last component: a user's or role's name without its path; for a session, the session's name."""
        return self.resource.rpartition("/")[2]

    @property
    def path(self) -> str:
        """The path of a user or role, with both slashes; ``/`` where there is none."""
        middle = self.resource[len(self.resource_type) :]
        return middle[: middle.rfind("/") + 1] or "/"

    @property
    def kind(self) -> IdentityKind:
        """Which sort of identity this ARN names."""
        if self.service == "iam":
            if self.resource == "root":
                return "root"
            if self.resource_type == "user" and self.name:
                return "user"
            if self.resource_type == "role" and self.name:
                return "role"
        elif self.service == "sts":
            if self.resource_type == "assumed-role" and self.resource.count("/") == 2 and self.name:
                return "session"
            if self.resource_type == "federated-user" and self.name:
                return "federated_user"
        return "other"

    @property
    def account_hidden(self) -> bool:
        """Whether a log or a person made the account illegible, as ``***`` or ``<account-id>``."""
        return self.account not in ("", "aws") and not self.account.isdigit()

    @property
    def session_role_name(self) -> str:
        """The role's name in the ARN of one of its sessions, which leaves the role's path out."""
        return self.resource.split("/")[1] if self.kind == "session" else ""


def is_account_id(text: str) -> bool:
    """Whether a text is an account's number: twelve digits."""
    return len(text) == 12 and text.isascii() and text.isdecimal()


@lru_cache(maxsize=64)
def parse_arn(text: str) -> Arn | None:
    """Take an ARN apart; None where the text is not one."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not parts[1] or not parts[2]:
        return None
    return Arn(*parts[1:])


@lru_cache(maxsize=64)
def role_arn_mistake(text: str) -> str | None:
    """What keeps a text from being a role's ARN, as a sentence; None where it is one."""
    if any(map(str.isspace, text)):
        return "It contains white space."
    if text[:1] in QUOTES or text[-1:] in QUOTES:
        return "It is wrapped in quotes." if text else "It is empty."
    if not 20 <= len(text) <= 2048 and text.startswith("arn:"):
        return "A role ARN has 20 to 2,048 characters."
    arn = parse_arn(text)
    if arn is None:
        return "It is not an ARN: arn:PARTITION:iam::ACCOUNT:role/NAME is wanted."
    if not re.fullmatch(_PARTITION, arn.partition):
        return f"There is no partition {arn.partition}."
    if arn.kind == "session":
        return "It names a session of a role; the role's own ARN is wanted."
    if arn.service != "iam":
        return f"Its service is {arn.service}; a role's is iam."
    if arn.region:
        return "A role's ARN names no region: the field before the account is empty."
    if arn.resource.startswith("/role/"):
        return "A slash stands before role/."
    if arn.resource_type != "role":
        return f"It names a thing of type {arn.resource_type or arn.resource}, not a role."
    if not is_account_id(arn.account):
        return "Its account is not 12 digits." if arn.account else "The account is missing."
    if "/" not in arn.resource or not re.fullmatch(_ROLE_NAME, arn.name):
        return "The role's name is empty or has a character that no role name has."
    if not re.fullmatch(_PATH, arn.path) or len(arn.path) > 512:
        return "The role's path is out of form."
    return None
