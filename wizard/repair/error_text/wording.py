"""A sentence of AWS, of an SDK or of a tool built on one, and what it means.

Only facts are here: a phrase as it is printed (white space and letter case do not count), and what it proves. A field
is ``None`` where the phrase alone does not tell. The tables stand beside it, by who speaks; `sightings.py` looks for
the phrases.
"""

from __future__ import annotations

from wizard.engine.frozen import frozen
from wizard.engine.typed import TYPE_CHECKING
from wizard.repair.error_text.asides import Aside

if TYPE_CHECKING:
    from wizard.engine.decision import Layer


@frozen
class Wording:
    """One phrase and what it proves. ``…`` in a phrase stands for a name, up to some 200 characters."""

    phrase: str
    error_code: str | None
    operation: str | None
    layer: Layer | None
    causes: tuple[str, ...]
    general: bool = False  # a summary, worth nothing beside the error that it sums up
    aside: Aside | None = None  # what it says that no cause stands for


WEB, SAML, ASSUME = "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "AssumeRole"
"""The calls that open a role."""
