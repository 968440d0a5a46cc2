"""What the user typed to begin, understood: an ARN, a pasted error or call, a profile, a role's name, in that order."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal

from wizard.aws.gateway import Target
from wizard.engine.arn import QUOTES, parse_arn, role_arn_mistake
from wizard.engine.frozen import frozen, replace
from wizard.flow.assume_call import with_settings
from wizard.flow.pasted_call import PastedCall, pasted_call
from wizard.profiles.spelling import nearest

_QUOTED = rf"[{QUOTES}<]\s*(\S+?)\s*[{QUOTES}>][,;.]?"
"""As it is copied out of a JSON file, a shell script, a chat or a page in any language."""

WHICH_ROLE = "The text names no role: type its ARN or its name. Enter again goes on without."
"""Said once, where an error alone was given that does not tell of which role it speaks."""

Form = Literal["arn", "error", "call", "profile", "role", "nothing"]

Profiles = Mapping[str, Mapping[str, str]]
"""Every profile's merged settings, by name."""

if TYPE_CHECKING:
    from wizard.flow.recent import Recent
    from wizard.flow.session import Session
    from wizard.repair.error_text import ErrorReading
    from wizard.repair.error_text.asides import Aside


@frozen
class Understood:
    """The target that a text leads to, and how the text was read."""

    form: Form
    target: Target
    sentence: str
    errors: tuple[ErrorReading, ...] = ()
    dead_end: Aside | None = None  # why nothing can be begun with the text, and what to give instead

    @property
    def further(self) -> str:
        """What else the first error names: the call, its code, and the side that it points at."""
        if not self.errors:
            return ""
        from wizard.flow.verdict import LAYER_NAMES

        error = self.errors[0]
        points = f"it points at {LAYER_NAMES[error.layer_hint]}" if error.layer_hint else None
        return ", ".join(part for part in (error.operation, error.error_code, points) if part)


def understand(text: str | None, base: Target, profiles: Profiles) -> Understood:
    """Read START. ``profiles``: every profile's merged settings by name. Options already in ``base`` win."""
    start = (text or "").strip()
    if not start:
        return Understood("nothing", base, "Nothing was given yet.")
    if quoted := re.fullmatch(_QUOTED, start):
        start = quoted[1]
    if start.startswith("arn:") and not any(letter.isspace() for letter in start):
        return Understood("arn", replace(base, role=start), f"The role {start}.")
    spaced = any(letter.isspace() for letter in start) and start not in profiles
    if spaced or "AccessDenied" in start or pasted_call(start).role is not None:
        return _error(start, base, profiles)
    if start in profiles:
        return _profile(start, base, profiles[start])
    return Understood("role", replace(base, role=start), f"The role called {start}, in the role side's account.")


def fresh(session: Session) -> Target:
    """Where another call begins: without a role, an error, and what was asked of a role that was read meanwhile."""
    before = session.target
    if session.judgement is None:
        return replace(before, role=None, error_text=None)
    return replace(Target(), **{field: getattr(before, field) for field in _ANYBODY_S})


_ANYBODY_S = ("caller_profile", "role_profile", "region", "endpoint_url", "source_ip", "known")
"""What holds for a call of whatever role."""


def again(session: Session, earlier: Recent) -> Target:
    """An earlier target as it was; where it names no profile, with the one that the sitting was begun with."""
    base = fresh(session)
    begun_with = base if session.judgement is None else Target()
    return replace(
        base,
        role=earlier.role,
        caller_profile=earlier.caller_profile or begun_with.caller_profile,
        role_profile=earlier.role_profile or begun_with.role_profile,
    )


def of_the_same_role(asked: Target, before: Target) -> Target:
    """The same role asked for again: what the call of it carried is carried still, where nothing newer was given."""
    unsaid = {field: getattr(before, field) for field in _REQUEST if not getattr(asked, field)}
    return replace(asked, **unsaid)


_REQUEST = ("session_name", "external_id", "duration_seconds", "mfa_serial", "source_identity", "tags",
            "transitive_tag_keys", "session_policy", "profile")  # fmt: skip


def _error(text: str, base: Target, profiles: Profiles) -> Understood:
    from wizard.repair.error_text import read_errors, to_repair  # its tables take ten milliseconds
    from wizard.repair.error_text.asides import NO_ERROR

    errors = read_errors(text)
    first = to_repair(errors)
    call = pasted_call(text)
    if not errors and call.role is not None:
        target = _as_called(call, base, profiles)
        return Understood("call", target, f"A call of {call.role}{with_settings(target)}.")
    target = replace(base, error_text=text) if first is not None or not errors else base
    if not errors:
        nothing = _no_arn(call.mistaken_role) if call.mistaken_role is not None else NO_ERROR
        return Understood("error", target, f"{nothing.what} {nothing.to_do}", dead_end=nothing)
    first = first or errors[0]
    if first.role_arn and first.may_name_a_role and base.role is None:
        target = replace(target, role=named_legibly(first.role_arn))
    sentence = _told(first)
    if first.aside is None and call.role in (None, target.role or call.role):
        target = _as_called(call, target, profiles)
        sentence += f" It was called{passed}." if (passed := with_settings(target)) else ""
    beside = all(one.aside for one in errors) and target.role is None
    return Understood("error", target, sentence, errors, dead_end=first.aside if beside else None)


def _no_arn(named: str) -> Aside:
    """Of a call that AWS would not take, since its role is named by something else."""
    from wizard.repair.error_text.asides import Aside

    told = f"The role of this call is {named}. {role_arn_mistake(named)}"
    return Aside(told, "Write the role's ARN there, or begin with the role's name alone.")


def _as_called(call: PastedCall, base: Target, profiles: Profiles) -> Target:
    """The target with what the call passed. A profile that opens this very role makes a call of its own before that."""
    target = call.into(base, profiles)
    named = target.caller_profile
    if base.caller_profile is None and named is not None and profiles[named].get("role_arn") == target.role:
        return _profile(named, replace(base, role=target.role), profiles[named]).target
    return target


def named_legibly(role: str) -> str | None:
    """What to ask for: the ARN, or the name where the text hides the account; None where it hides that, too.

    By its name a role is looked for in the role side's account.
    """
    arn = parse_arn(role)
    if arn is None or not arn.account_hidden:
        return role
    return arn.name if any(letter.isalnum() for letter in arn.name) else None


def _told(error: ErrorReading) -> str:
    """An error as one sentence: who was refused what, or what went wrong before anybody could be."""
    if error.aside is not None:
        return f"{error.aside.what} {error.aside.to_do}"
    if error.role_arn is None and error.layer_hint in ("profile", "request") and error.causes:
        from wizard.repair import catalogue

        return catalogue.by_name(error.causes[0]).sentence
    role = error.role_arn or "a role that the text does not name"
    arn = parse_arn(error.role_arn) if error.role_arn else None
    hidden = " Its account is hidden: name a profile of it as the role side's." if arn and arn.account_hidden else ""
    return f"{error.caller_arn or 'Somebody'} was refused {role}.{hidden}"


def _profile(name: str, base: Target, settings: Mapping[str, str]) -> Understood:
    if "role_arn" not in settings:
        which = "" if base.role else " Which role is it to assume?"
        return Understood("profile", replace(base, caller_profile=name), f"The caller is the profile {name}.{which}")
    if "web_identity_token_file" in settings:  # the token is the caller, and this profile alone has it
        target = replace(base, caller_profile=name, role=base.role or settings["role_arn"])
        return Understood("profile", target, f"The profile {name} opens {settings['role_arn']} with a token.")
    duration = settings.get("duration_seconds", "")
    target = replace(
        base,
        profile=name,
        caller_profile=base.caller_profile or settings.get("source_profile"),
        role=base.role or settings["role_arn"],
        external_id=base.external_id or settings.get("external_id"),
        mfa_serial=base.mfa_serial or settings.get("mfa_serial"),
        session_name=base.session_name or settings.get("role_session_name"),
        duration_seconds=base.duration_seconds or (int(duration) if duration.isdecimal() else None),
        region=base.region or settings.get("region"),
    )
    source = settings.get("source_profile") or settings.get("credential_source") or "nothing named"
    return Understood("profile", target, f"The profile {name} assumes {settings['role_arn']}; its source is {source}.")


def with_profile(name: str, target: Target, profiles: Profiles) -> Understood:
    """A target with a chosen profile: the one that opens its role brings the request, any other is the caller's."""
    settings = profiles.get(name, {})
    if target.role in (None, settings.get("role_arn")):
        return _profile(name, replace(target, caller_profile=None), settings)
    return Understood("profile", replace(target, caller_profile=name), f"The caller is the profile {name}.")


def known_profiles() -> Profiles:
    """Every profile's merged settings, as `understand` wants them; none where a file does not parse.

    Whoever then uses a profile is told why.
    """
    from wizard.profiles.error import ProfileError
    from wizard.profiles.files import load

    try:
        return load().settings
    except ProfileError:
        return {}


def no_such_profile(name: str, profiles: Collection[str]) -> str | None:
    """What is said of a name that none of the profiles has; None where one has it, or none could be read."""
    if name in profiles or not profiles:
        return None
    near = nearest(name, profiles)
    return f"There is no profile {name} in the config and credentials files.{f' Did you mean {near}?' if near else ''}"
