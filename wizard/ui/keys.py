"""Every key of the screens, in one place: the footer, the help page and the palette are made from these lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import App
from textual.binding import Binding, BindingType


def _key(
    id: str, keys: str, action: str, description: str, tooltip: str, *, show: bool = True, priority: bool = False
) -> Binding:
    return Binding(keys, action, description, id=id, tooltip=tooltip, show=show, priority=priority)


EXPLAIN = _key(
    "explain", "f1,question_mark", "screen.explain", "Explain", "Why this step exists, and how to do it by hand"
)
READ_AGAIN = _key("read-again", "ctrl+r", "screen.read_again", "Read again", "Read AWS again")
STOP = _key("stop", "escape", "stop", "Cancel", "Cancel what is being read or called")
ANYWHERE: list[BindingType] = [
    _key("palette", "ctrl+p", "command_palette", "Palette", "Every action, searchable"),
    EXPLAIN,
    READ_AGAIN,
    _key("quit", "ctrl+q", "leave", "Quit", "Quit; asks only when an edit would be lost", priority=True),
    _key(
        "copy-or-quit",
        "ctrl+c",
        "copy_or_leave",
        "Copy or quit",
        "Copy the selection; without one, quit",
        show=False,
        priority=True,
    ),
]

STEP: list[BindingType] = [
    _key("hint", "f2", "hint", "Hint", "The next hint of this lesson"),
    _key("story", "f3", "story", "Story", "The lesson's story and hints so far; once solved, its rule", show=False),
    STOP,
    _key("next", "ctrl+n,alt+right", "next_step", "Next", "The next step"),
    _key("correct", "u", "use_request", "Use it", "Use the corrected request and read again"),
    _key("trace", "f6", "trace", "Trace", "Every step of the decision, for the curious", show=False),
    _key("paste-policy", "p", "paste_policy", "Paste", "Paste a policy that could not be read"),
    _key("name-profile", "n", "name_profile", "Profile", "Name a profile of the role's account, and read again"),
    _key("raw-answer", "r", "raw_answer", "Raw answer", "AWS's last refusal with its request id", show=False),
    _key("take-back", "f9", "take_back", "Undo", "Take the last applied change back, previewed first", show=False),
    _key("previous", "alt+left", "previous_step", "Back", "The previous step", show=False),
    _key("go-1", "1", "go('inspect')", "1 Inspect", "Go to step 1", show=False),
    _key("go-2", "2", "go('trust')", "2 Trust policy", "Go to step 2", show=False),
    _key("go-3", "3", "go('permissions')", "3 Permissions", "Go to step 3", show=False),
    _key("go-4", "4", "go('test')", "4 Test", "Go to step 4", show=False),
    _key("go-5", "5", "go('profile')", "5 Profile", "Go to step 5", show=False),
]

FORM: list[BindingType] = [_key("preview", "ctrl+s", "preview", "Preview", "Show the change before it is applied")]
PROFILE: list[BindingType] = [
    *FORM,
    _key("next", "ctrl+n,alt+right", "next_lesson", "Next lesson", "The next lesson, once this one is solved"),
    _key("copy-commands", "y", "copy_commands", "Copy", "Copy the commands that use the written profile", show=False),
]
DRAFTING: list[BindingType] = [
    *FORM,
    _key("preview-all", "b", "preview_all", "Preview all", "Show all changes of this repair, to be applied together"),
    _key("format", "f8", "format", "Format", "Lay the policy out anew", show=False),
    _key("edit", "e", "edit", "$EDITOR", "Edit in your own editor ($EDITOR)", show=False),
]
START: list[BindingType] = [
    STOP,
    _key("inspect", "ctrl+n", "read_again", "Inspect", "Read what was named, and go to step 1"),
    _key("to-steps", "escape,alt+right", "to_steps", "Back", "Back to step 1, as it was read"),
]
PAGE: list[BindingType] = [
    _key("copy-text", "y", "copy_text_here", "Copy", "Copy what is under the cursor", show=False),
]
EDITOR: list[BindingType] = [
    _key("undo-edit", "ctrl+z", "undo", "Undo the edit", "Take the last edit back", show=False),
    _key("redo-edit", "ctrl+y", "redo", "Redo the edit", "Make the edit again that was taken back", show=False),
]
LISTING: list[BindingType] = [
    _key("filter", "slash", "filter", "Filter", "Show only what contains the letters typed", show=False),
    _key("copy-line", "y", "copy_line", "Copy", "Copy what is under the cursor", show=False),
]

HELP = _key("explain", "f1,question_mark", "screen.explain", "Explain", "The keys of this dialog")
DIALOG: list[BindingType] = [HELP, _key("close", "escape", "close", "Close", "Back to the screen")]
READING: list[BindingType] = [_key("close-page", "enter", "close", "Close", "Back to the screen", show=False)]
PASTING: list[BindingType] = [_key("preview", "ctrl+s", "use", "Use it", "Take the policy, and judge with it")]
HAND_OVER: list[BindingType] = [_key("save-message", "w", "save", "Save", "Save the message to a file")]

FAILURE: list[BindingType] = [_key("raw", "r", "raw", "Raw answer", "AWS's answer as it came"), READ_AGAIN]
PREVIEW_DIALOG: list[BindingType] = [
    HELP,
    _key("apply", "a", "apply", "Apply", "Apply exactly this"),
    _key("copy", "c", "copy", "Copy", "Copy the tab's text"),
    _key("save", "w", "save", "Save", "Save the tab's text to a file"),
    _key("hand-over", "h", "hand_over", "Hand over", "A message for whoever can apply it"),
    _key("cancel", "escape", "cancel", "Cancel", "Change nothing"),
    _key("tab-right", "right", "turn(1)", "Next tab", "The next tab", show=False),
    _key("tab-left", "left", "turn(-1)", "Previous tab", "The previous tab", show=False),
    _key("scroll-down", "down,pagedown", "scroll(1)", "Scroll down", "Scroll the tab down", show=False),
    _key("scroll-up", "up,pageup", "scroll(-1)", "Scroll up", "Scroll the tab up", show=False),
]

_USUAL: Mapping[str, str] = {
    one.id: one.key.split(",")[0]
    for bindings in (
        ANYWHERE, STEP, PROFILE, DRAFTING, START, PAGE, EDITOR, LISTING, DIALOG, READING, FAILURE,
        PREVIEW_DIALOG, PASTING, HAND_OVER,
    )
    for one in bindings
    if isinstance(one, Binding) and one.id
}  # fmt: skip


def key_of(app: App[Any], action: str) -> str:
    """The key of an action as texts and buttons name it: the one that the person chose, else the usual one."""
    chosen: Mapping[str, str] = getattr(app, "chosen_keys", {})
    key = chosen.get(action, _USUAL[action]).split(",")[0]
    return {"escape": "esc"}.get(key, key)


def key_labels(app: App[Any]) -> frozenset[str]:
    """Every key as buttons name it: the last word on one that does the same as a key."""
    return frozenset(key_of(app, action) for action in _USUAL)
