"""Subjects of identity providers' tokens, and how they go wrong: GitHub's two forms, Kubernetes' service accounts,
and those of GitLab and HCP Terraform, which label each of their parts.
"""

from __future__ import annotations

import re

from wizard.engine.frozen import frozen
from wizard.engine.pattern import wild

_GITHUB = (
    r"repo:(?P<owner>[^/@:]+)(?:@(?P<owner_id>[^/:]+))?/(?P<repository>[^:@]+)(?:@(?P<repository_id>[^:]+))?"
    r":(?P<rest>.+)"
)
_SERVICE_ACCOUNT = r"system:serviceaccount:(?P<namespace>[^:]*):(?P<name>.*)"


@frozen
class GitHubSubject:
    """``repo:OWNER/REPO:…``, or with ids ``repo:OWNER@ID/REPO@ID:…``."""

    owner: str
    repository: str
    owner_id: str | None
    repository_id: str | None
    rest: str  # "ref:refs/heads/main", "environment:production", "pull_request"

    @property
    def has_ids(self) -> bool:
        """Whether it is the form that repositories made since July 2026 send."""
        return self.owner_id is not None or self.repository_id is not None

    @property
    def kind(self) -> str:
        """What the job's claim is about: ``ref``, ``environment``, ``pull_request``, …"""
        return self.rest.partition(":")[0]


def github_subject(text: str) -> GitHubSubject | None:
    """A GitHub Actions subject taken apart; ``None`` for any other text."""
    match = re.fullmatch(_GITHUB, text)
    if match is None:
        return None
    return GitHubSubject(match["owner"], match["repository"], match["owner_id"], match["repository_id"], match["rest"])


def is_short_for(written: str, given: str) -> bool:
    """Whether a policy's value leaves out what every subject of the kind has: its beginning, its end, ``ref:refs/``."""
    if (parts := _labelled(written, given)) is not None:
        return not _differing(*parts) and set(parts[0]) < set(parts[1])
    ours, theirs = github_subject(written), github_subject(given)
    if ours is None:
        whole = theirs is not None or re.fullmatch(_SERVICE_ACCOUNT, given) is not None
        return whole and (_ends(given, written.strip()) or _is_bare_repository(written, theirs))
    if theirs is None or (ours.owner, ours.repository) != (theirs.owner, theirs.repository) or theirs.kind != "ref":
        return False
    return ours.rest != theirs.rest and _ends(theirs.rest, ours.rest.removeprefix("ref:"))


def as_patterned(written: str, given: str) -> str | None:
    """The token's subject with a wildcard for each part for which the policy's value has one; None where none has."""
    ours, theirs = _labelled(written, given) or ({}, {})
    fitting = {label: ours[label] for label, part in theirs.items() if label in ours and wild(ours[label], part)}
    open_parts = {label: pattern for label, pattern in fitting.items() if "*" in pattern}
    return ":".join(f"{label}:{part}" for label, part in {**theirs, **open_parts}.items()) if open_parts else None


def _labelled(written: str, given: str) -> tuple[dict[str, str], dict[str, str]] | None:
    """The parts of two subjects by their labels, where both begin as those of GitLab or HCP Terraform do."""
    both = [text.strip().split(":") for text in (written, given)]
    if any(len(parts) % 2 or parts[0] not in ("organization", "project_path") for parts in both):
        return None
    ours, theirs = (dict(zip(parts[::2], parts[1::2], strict=True)) for parts in both)
    return ours, theirs


def _differing(ours: dict[str, str], theirs: dict[str, str]) -> str | None:
    """The first label, common to both, whose parts do not match."""
    return next((label for label in theirs if label in ours and not wild(ours[label], theirs[label])), None)


def _is_bare_repository(written: str, theirs: GitHubSubject | None) -> bool:
    return theirs is not None and written.strip() == f"repo:{theirs.owner}/{theirs.repository}"


def _ends(text: str, end: str) -> bool:
    """Whether a text ends in whole words of another one."""
    return bool(end) and text.endswith((f":{end}", f"/{end}"))


def subject_note(wanted: str, given: str) -> str:
    """Why two subjects that look alike do not match, in a sentence; empty where nothing usual explains it."""
    if wanted == given:
        return ""
    if wanted.lower() == given.lower():
        return "Only upper and lower case differ, and they count."
    if wanted.strip() == given:
        return "The policy's value has white space around it."
    if is_short_for(wanted, given) and given.endswith(wanted):
        return f"The subject begins with {given.removesuffix(wanted)}."
    for note in (_github_note(wanted, given), _service_account_note(wanted, given), _labelled_note(wanted, given)):
        if note:
            return note
    return ""


def _github_note(wanted: str, given: str) -> str:
    ours, theirs = github_subject(wanted), github_subject(given)
    if theirs is None:
        return ""
    if ours is None:
        if wanted.startswith("repo:") and wanted.count(":") == 1 and not wanted.endswith("*"):
            return "The subject goes on behind the repository: a branch, a tag, an environment or pull_request."
        return ""
    if ours.has_ids != theirs.has_ids:
        form = "carries the ids of owner and repository" if theirs.has_ids else "carries no ids"
        return f"GitHub has two forms of subject; this token's {form}, the policy's value is of the other form."
    if (ours.owner, ours.repository) != (theirs.owner, theirs.repository):
        if (ours.owner.lower(), ours.repository.lower()) == (theirs.owner.lower(), theirs.repository.lower()):
            return "Owner and repository differ in upper and lower case, which count."
        return "The token comes from another repository."
    if ours.kind == "ref" and theirs.kind == "environment":
        return "The job names an environment, and then the subject holds the environment in place of the branch."
    if ours.kind == "environment" and theirs.kind != "environment":
        return "The job names no environment, so the subject holds its branch or event instead."
    if theirs.kind == "pull_request":
        return "The run was started by a pull request, and then the subject holds pull_request in place of the branch."
    if theirs.kind == "ref" and (ours.kind == "ref" or is_short_for(wanted, given)):
        if not ours.rest.startswith("ref:refs/"):
            return "A branch is written ref:refs/heads/NAME, a tag ref:refs/tags/NAME."
        return "The token comes from another branch or tag."
    return ""


def _service_account_note(wanted: str, given: str) -> str:
    ours, theirs = re.fullmatch(_SERVICE_ACCOUNT, wanted), re.fullmatch(_SERVICE_ACCOUNT, given)
    if ours is None or theirs is None:
        return ""
    if ours["namespace"] != theirs["namespace"]:
        return (
            f"The service account lives in the namespace {theirs['namespace']}, the policy names {ours['namespace']}."
        )
    return f"The pod runs as the service account {theirs['name']}, the policy names {ours['name']}."


def _labelled_note(wanted: str, given: str) -> str:
    ours, theirs = _labelled(wanted, given) or ({}, {})
    if (label := _differing(ours, theirs)) is not None:
        return f"The token's {label} is {theirs[label]}, the policy names {ours[label]}."
    missing = [label for label in theirs if label not in ours] if ours else []
    return f"Every such subject has a part {missing[0]}, which the policy's value leaves out." if missing else ""
