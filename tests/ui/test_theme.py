"""The themes' colours: legible text (WCAG AA), and good, warning and bad told apart by every kind of eye."""

from __future__ import annotations

from itertools import combinations

import pytest
from textual.color import Color
from textual.theme import Theme

from wizard.ui.theme import DARK, LIGHT

AA = 4.5
"""The least contrast of text that WCAG 2.1 AA asks for."""
APART = 10.0
"""The least distance (CIE 1976) of two colours that mean different things; about 2 is just noticeable."""
EYES = {
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""How linear RGB reaches an eye that lacks one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1)."""

OURS = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)


def linear(colour: str) -> tuple[float, ...]:
    """The colour's light, 0 to 1 for each of red, green and blue."""
    shares = [part / 255 for part in Color.parse(colour).rgb]
    return tuple(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)


def received(colour: str, eye: str | None) -> tuple[float, ...]:
    """A colour's light as it reaches an eye; ``None`` has every kind of cone."""
    light = linear(colour)
    if eye is None:
        return light
    return tuple(min(1.0, max(0.0, sum(w * c for w, c in zip(row, light, strict=True)))) for row in EYES[eye])


def contrast(one: str, other: str, eye: str | None = None) -> float:
    """WCAG's contrast ratio, as an eye has it."""
    lights = (received(each, eye) for each in (one, other))
    first, second = (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), light, strict=True)) for light in lights)
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def lab(light: tuple[float, ...]) -> tuple[float, float, float]:
    """CIE L*a*b* of linear RGB under daylight (D65)."""
    red, green, blue = light
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen(colour: str, eye: str | None) -> tuple[float, float, float]:
    """A colour as an eye sees it."""
    return lab(received(colour, eye))


def pairs(theme: Theme) -> list[tuple[str, str, str]]:
    """Every colour of text with every ground that it is written on."""
    v = theme.variables
    inks = {name: str(getattr(theme, name)) for name in ("foreground", "primary", "secondary", "accent")}
    inks |= {name: str(getattr(theme, name)) for name in ("success", "warning", "error")} | {"quiet": v["quiet"]}
    grounds = {
        "background": str(theme.background),
        "surface": str(theme.surface),
        "panel": str(theme.panel),
        "cursor": v["block-cursor-background"],
        "blurred cursor": v["block-cursor-blurred-background"],
    }
    written = [(f"{ink} on {ground}", inks[ink], grounds[ground]) for ink in inks for ground in grounds]
    changed = ("foreground", "primary", "accent", "warning", "quiet")
    written += [(f"{ink} on a removed row", inks[ink], v["row-removed"]) for ink in changed]
    written += [(f"{ink} on an added row", inks[ink], v["row-added"]) for ink in changed]
    written += [(f"the step here: {ink}", str(theme.background), inks[ink]) for ink in ("success", "warning")]
    written += [("what is selected in a field", inks["foreground"], v["input-selection-background"])]
    return [*written, ("a focused button", str(theme.background), v["border"])]


@OURS
@pytest.mark.parametrize("eye", [None, *EYES])
def test_every_text_is_legible(theme: Theme, eye: str | None) -> None:
    ratios = {what: round(contrast(ink, ground, eye), 2) for what, ink, ground in pairs(theme)}
    assert not {what: ratio for what, ratio in ratios.items() if ratio < AA}


@OURS
def test_the_verdict_stays_legible_below_a_dialog(theme: Theme) -> None:
    scrim = Color.parse(theme.variables["scrim"])
    ground = str(theme.surface)
    for ink in (theme.success, theme.warning, theme.error, theme.foreground, theme.variables["quiet"]):
        dimmed = [Color.parse(str(each)).blend(scrim.with_alpha(1), scrim.a).hex for each in (ink, ground)]
        assert contrast(*dimmed) >= AA, (ink, dimmed)


@OURS
@pytest.mark.parametrize("eye", [None, *EYES])
def test_good_warning_and_bad_are_told_apart(theme: Theme, eye: str | None) -> None:
    meanings = [str(colour) for colour in (theme.success, theme.warning, theme.error)]
    for one, other in combinations(meanings, 2):
        first, second = seen(one, eye), seen(other, eye)
        distance = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5
        assert distance >= APART, (one, other, round(distance, 1))
