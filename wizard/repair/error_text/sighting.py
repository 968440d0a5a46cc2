"""One find in a squeezed text, with its place: `sightings.py` seeks them, `prose.py` puts them together."""

from __future__ import annotations

from wizard.engine.frozen import frozen
from wizard.engine.typed import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from wizard.engine.decision import Layer
    from wizard.repair.error_text.asides import Aside

Kind = Literal[
    "denial",  # "User: … is not authorized to perform: …", "Not authorized to perform sts:…"
    "wording",  # any other sentence of the table
    "head",  # names a code, a call or a role, and the sentence follows
    "code",  # a code word alone: before or behind its sentence
    "context",  # something near by that says which call, role or caller is meant
]


@frozen
class Sighting:
    """One find. ``start`` and ``end`` are offsets into the squeezed text."""

    start: int
    end: int
    kind: Kind
    operation: str | None = None
    error_code: str | None = None
    caller: str | None = None
    role: str | None = None
    action: str | None = None
    layer: Layer | None = None
    explicit: bool | None = None  # an explicit deny (True), a missing allow (False), not said (None)
    old_form: bool = False  # "due to an explicit deny …": said of a missing allow too
    policy: str | None = None  # the ARN of the policy that AWS blames
    causes: tuple[str, ...] = ()
    general: bool = False  # a summary of other errors
    not_assumed: bool = False  # that a role could not be assumed, in a tool's own words
    aside: Aside | None = None  # what it says that no cause stands for
    labelled: bool = False  # a code in the brackets behind a sentence: "(Service: …; Error Code: …"
