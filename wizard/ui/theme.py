"""The look: a calm dark and a calm light theme, and the terminal's own sixteen colours.

Green and red are never told apart by hue alone: ALLOWED leans to teal, DENIED to vermilion or crimson, and every state
has a word and a symbol beside its colour.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.theme import BUILTIN_THEMES, Theme

DARK = Theme(
    name="wizard-dark",
    dark=True,
    primary="#82aaf0",
    secondary="#9fb3c8",
    accent="#c4a7e7",
    success="#6fc9b0",
    warning="#e2bd6b",
    error="#f5967e",
    foreground="#d7dce4",
    background="#15181e",
    surface="#1b1f27",
    panel="#262c37",
    variables={
        "border": "#82aaf0",
        "border-blurred": "#3a4250",
        "block-cursor-background": "#2a374e",
        "block-cursor-foreground": "#f0f3f8",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#232a35",
        "block-cursor-blurred-foreground": "#d7dce4",
        "scrollbar": "#3a4250",
        "scrollbar-hover": "#4a5466",
        "scrollbar-active": "#82aaf0",
        "scrollbar-background": "#1b1f27",
        "scrollbar-background-hover": "#1b1f27",
        "scrollbar-background-active": "#1b1f27",
        "footer-background": "#1b1f27",
        "footer-key-foreground": "#82aaf0",
        "quiet": "#a0abba",
        "row-removed": "#3a2a2c",
        "row-added": "#20383a",
        "scrim": "#15181e33",
        "input-selection-background": "#3d4f73",
        "button-focus-text-style": "bold",
    },
)

LIGHT = Theme(
    name="wizard-light",
    dark=False,
    primary="#2759a8",
    secondary="#4f6377",
    accent="#6f4bb0",
    success="#086a5e",
    warning="#7d5800",
    error="#a8123a",
    foreground="#23282f",
    background="#f6f4ef",
    surface="#fdfcfa",
    panel="#e9e5dc",
    variables={
        "border": "#2759a8",
        "border-blurred": "#cbc5b8",
        "block-cursor-background": "#dbe6f7",
        "block-cursor-foreground": "#15191f",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#efece5",
        "block-cursor-blurred-foreground": "#23282f",
        "scrollbar": "#cbc5b8",
        "scrollbar-hover": "#b3ab9b",
        "scrollbar-active": "#2759a8",
        "scrollbar-background": "#f6f4ef",
        "scrollbar-background-hover": "#f6f4ef",
        "scrollbar-background-active": "#f6f4ef",
        "footer-background": "#efece5",
        "footer-key-foreground": "#2759a8",
        "quiet": "#59616c",
        "row-removed": "#f6dcd6",
        "row-added": "#d8ece7",
        "scrim": "#f6f4ef1f",
        "input-selection-background": "#b9cdee",
        "button-focus-text-style": "bold",
    },
)

ANSI = Theme(
    name="ansi",
    dark=True,
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_magenta",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,
        "border": "ansi_bright_blue",
        "border-blurred": "ansi_bright_black",
        "block-cursor-background": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-text-style": "underline",
        "input-cursor-background": "ansi_default",  # Textual reverses it
        "input-cursor-foreground": "ansi_default",
        "input-selection-background": "ansi_blue",
        "input-selection-foreground": "ansi_bright_white",
        "screen-selection-background": "ansi_blue",
        "screen-selection-foreground": "ansi_bright_white",
        "footer-key-foreground": "ansi_bright_blue",
        "quiet": "ansi_default",
        "row-removed": "ansi_default",
        "row-added": "ansi_default",
    },
)

THEMES = {"dark": DARK, "light": LIGHT, "ansi": ANSI}


class UnknownTheme(Exception):
    """No theme has the wished name."""

    kind = "usage"

    def __init__(self, wished: str, known: Iterable[str]) -> None:
        from difflib import get_close_matches  # only where something is refused

        super().__init__(f"there is no theme {wished}")
        names = (*THEMES, *sorted(set(known) - {own.name for own in THEMES.values()}))
        near = get_close_matches(wished.lower(), names, 1)
        meant = f"Did you mean {near[0]}? " if near else ""
        self.next_step = f"{meant}Choose one by --theme or in the settings file: {', '.join(names)}."


def check_theme(wished: str) -> None:
    """Raises UnknownTheme unless a wished theme is one of ours or of Textual's."""
    known = {*BUILTIN_THEMES, *(own.name for own in THEMES.values())}
    if theme_name(wished) not in known:
        raise UnknownTheme(wished, known)


def theme_name(wished: str | None) -> str:
    """The registered name of a wished theme: ``dark``, ``light``, ``ansi``, or any of Textual's own names."""
    if wished is None:
        return DARK.name
    return THEMES[wished].name if wished in THEMES else wished


DEFAULTS = {"quiet": "#8b93a0", "row-removed": "#80404040", "row-added": "#40804040", "scrim": "#00000033"}
"""The variables of our own that themes other than ours lack."""
