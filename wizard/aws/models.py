"""What botocore's sessions have in common, made once: the description of AWS, and the handlers of its events.

botocore keeps what it reads in ordered dictionaries, and the endpoints of four hundred services with it: eleven of the
wizard's megabytes, and half of the time that a client takes to make. A plain dictionary keeps its order as well, and
no more is kept than the wizard calls.
"""

from __future__ import annotations

import copy
import gzip
import json
import os
from typing import Any, Final

SERVICES: Final = frozenset(
    (
        "sts", "iam", "organizations", "cloudtrail", "access-analyzer", "s3", "dynamodb", "logs",
        "portal.sso", "oidc", "signin",
    )
)  # fmt: skip
"""Whose endpoints are kept, by the names that botocore's `endpoints.json` gives them: ours, and those of a sign-in."""


class ModelFiles:
    """Reads the files for botocore's `Loader`, in place of its own `JSONFileLoader`."""

    def exists(self, path: str) -> bool:
        """Whether there is a file of that name, packed or not."""
        return any(os.path.isfile(path + suffix) for suffix in (".json", ".json.gz"))  # noqa: PTH113  it gives texts

    def load_file(self, path: str) -> Any:
        """What the file of that name holds; None where there is none."""
        for suffix, opened in ((".json", open), (".json.gz", gzip.open)):
            try:
                with opened(path + suffix, "rb") as file:
                    found = json.load(file)
            except FileNotFoundError:
                continue
            if path.endswith("endpoints"):
                for partition in found["partitions"]:
                    named = partition["services"]
                    partition["services"] = {name: named[name] for name in named if name in SERVICES}
            return found
        return None


_shared: dict[str, Any] = {}


def open_session(botocore: Any, profile: str | None) -> Any:
    """A session of the module ``botocore`` with what all share: IAM's model alone takes longer to read than most
    calls do, and the handlers longer to register than all else of a session.
    """
    core = botocore.session.Session(event_hooks=handlers(botocore), include_builtin_handlers=False, profile=profile)
    if "data_loader" not in _shared:
        loader = core.get_component("data_loader")
        loader.file_loader = ModelFiles()
        _shared["data_loader"] = loader
    core.register_component("data_loader", _shared["data_loader"])
    return core


def handlers(botocore: Any) -> Any:
    """A copy of botocore's handlers, for a session's ``event_hooks``."""
    if "handlers" not in _shared:
        emitter = botocore.hooks.HierarchicalEmitter()
        botocore.session.Session(event_hooks=emitter)  # registers them
        _shared["handlers"] = emitter
    return copy.copy(_shared["handlers"])
