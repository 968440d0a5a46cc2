"""The screens as one app: a mode per step, the keys that work anywhere, the look. What happens is the flow's."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

from textual import on
from textual.filter import Monochrome
from textual.message import Message
from textual.screen import ModalScreen, Screen

from wizard import exit_status, state
from wizard.orderly_end import ENDINGS, STOPPED, lent_to_a_loop
from wizard.ui import theme as themes
from wizard.ui.breakpoints import HEIGHTS, WIDTHS
from wizard.ui.crash import CalmApp, Crash
from wizard.ui.keys import ANYWHERE
from wizard.ui.notices import clear_notices

if TYPE_CHECKING:
    from textual._path import CSSPathType
    from textual.command import Provider
    from textual.driver import Driver

    from wizard.aws.gateway import AwsFailure
    from wizard.flow.session import Leave, Step
    from wizard.flow.wizard import Wizard
    from wizard.secret import Secret
    from wizard.ui.dialogs.confirm import Confirm
    from wizard.ui.screens.drafting import DraftingScreen
    from wizard.ui.screens.profile import ProfileScreen

QUIT = "Quit"
SCREENS = ("start", "inspect", "trust", "permissions", "test", "profile")


def run(
    open_wizard: Callable[[], Wizard],
    *,
    caller: str = "",
    role: str = "",
    theme: str | None = None,
    keys: Mapping[str, str] | None = None,
) -> Leave:
    """Show the screens until the person leaves; ``caller`` and ``role`` stand on the first frame.

    ``keys``: the keys that the person chose, by the actions' ids. Raises SettingsError if they cannot be.

    ``open_wizard`` is called in a thread once that frame is painted, so that neither the engine nor boto3 keeps a
    person waiting for it. Raises whatever it raises.
    """
    app = WizardApp(open_wizard, caller=caller, role=role, theme=theme)
    if keys:
        from wizard.ui.keymap import checked

        app.chosen_keys = checked(keys)
        app.set_keymap(app.chosen_keys)
    with lent_to_a_loop():
        leave = app.run()
    if isinstance(app.crash, state.StateError):
        raise app.crash
    if app.crash is not None:
        raise Crash(app.crash) from app.crash
    if app.refusal is not None:
        raise app.refusal
    from wizard.flow.session import Leave

    return leave or Leave()


def _screen(name: str) -> Callable[[], Screen[Any]]:
    """Makes a screen when it is first gone to, so that the first paint imports one screen only."""

    def make() -> Screen[Any]:
        from importlib import import_module

        made: Screen[Any] = import_module(f"wizard.ui.screens.{name}").SCREEN()
        # Mounting styles it. Textual would parse all styles twice more, a quarter of a second at each first visit.
        made._css_update_count = made.app._css_update_count
        return made

    return make


def _palette() -> type[Provider]:
    from wizard.ui.palette import Actions

    return Actions


class WizardApp(CalmApp["Leave"]):
    """Holds the sitting; every screen reads its session and asks it for what the person wants."""

    wizard: Wizard
    """The sitting, once the opening screen has opened it."""

    TITLE = "role-wizard"
    CSS_PATH: ClassVar[CSSPathType | None] = [  # of all screens: Textual would parse everything again with each
        "app.tcss",
        "screens/drafting.tcss",
        *(f"screens/{name}.tcss" for name in ("inspect", "permissions", "profile", "start", "test")),
        "dialogs/preview.tcss",
    ]
    BINDINGS = ANYWHERE
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {name: _screen(name) for name in SCREENS}
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(
        self, open_wizard: Callable[[], Wizard], *, caller: str = "", role: str = "", theme: str | None = None
    ) -> None:
        super().__init__()
        self.open_wizard = open_wizard
        self.asked = (caller, role)
        self.refusal: BaseException | None = None  # why there could be no sitting at all
        self.chosen_keys: Mapping[str, str] = {}  # the person's own, by the actions' ids
        self.edits_told: set[Step] = set()  # the steps of which it was said that an edit waits there
        self._asking: Confirm | None = None  # whether to leave all the same
        self.failure: AwsFailure | None = None  # why nothing could be read, where nothing was
        for own in themes.THEMES.values():
            self.register_theme(own)
        wished = themes.theme_name(theme)
        if self.no_color:
            from wizard.ui.no_colour import NoColour

            wished = themes.ANSI.name  # the one whose grounds are the terminal's own
            self._filters = [NoColour() if isinstance(each, Monochrome) else each for each in self._filters]
        self.theme = wished if wished in self.available_themes else themes.DARK.name
        self.stylesheet.set_variables(self.get_css_variables())
        self.coloured_as = self.theme  # as which theme the stylesheet is read

    def refresh_css(self, animate: bool = True) -> None:
        """With another theme the stylesheet is read again. Textual does so for the first one, too: 20 ms before the
        first frame.
        """
        if self.theme != self.coloured_as:
            self.coloured_as = self.theme
            super().refresh_css(animate)

    def get_default_screen(self) -> Screen[Any]:
        """The first frame."""
        from wizard.ui.screens.opening import OpeningScreen

        return OpeningScreen(*self.asked)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What a theme of Textual's lacks."""
        return themes.DEFAULTS

    def on_load(self) -> None:
        """A signal from outside ends the program as its own keys do, with the terminal left right.

        Heeded before the terminal is taken, so that none comes between.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, *ENDINGS):
            with contextlib.suppress(NotImplementedError, RuntimeError):  # on Windows; off the main thread
                loop.add_signal_handler(number, self._ended_by, number)

    def get_driver_class(self) -> type[Driver]:
        """The system's, which takes the terminal once."""
        from wizard.ui.taken_once import TakenOnce

        return type("TakenOnce", (TakenOnce, super().get_driver_class()), {})

    def _ended_by(self, number: int) -> None:
        from wizard.flow.session import Leave

        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, *ENDINGS):
            loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_IGN)  # a shell that ends sends another one after the terminal's
        for each in STOPPED:
            signal.signal(each, signal.SIG_DFL)  # from now on the terminal is given back, not taken
        self.exit(Leave(exit_status.INTERRUPTED if number == signal.SIGINT else 128 + number))

    def sit_down(self, wizard: Wizard) -> None:
        """Take the sitting that was opened: from now on a profile that needs a code asks here for it."""
        wizard.ask_code = self.ask_code
        self.wizard = wizard

    class CodeWanted(Message):
        """A profile is being used and its device's code is asked for; the answer goes into ``reply``."""

        def __init__(self, serial_number: str, why: str, skip: str, reply: SimpleQueue[Secret | None]) -> None:
            super().__init__()
            self.serial_number, self.why, self.skip = serial_number, why, skip
            self.reply = reply

    def ask_code(self, serial_number: str, why: str = "", skip: str = "Cancel") -> Secret | None:
        """The code of a device, asked for on whatever screen is shown; ``None`` where the person goes back.

        Called in the thread that needs it, and waits there.
        """
        reply: SimpleQueue[Secret | None] = SimpleQueue()
        self.post_message(self.CodeWanted(serial_number, why, skip, reply))
        return reply.get()

    @on(CodeWanted)
    def _show_code_dialog(self, event: CodeWanted) -> None:
        from wizard.ui.dialogs.mfa import MfaCode

        coach = self.wizard.coach if hasattr(self, "wizard") else None
        dialog = MfaCode(event.serial_number, event.why, coach=coach, skip=event.skip)
        self.push_screen(dialog, event.reply.put)

    def go(self, screen: Step | Literal["start"]) -> None:
        """Show a step, or the start screen."""
        if self.screen.is_mounted:
            clear_notices(self)
            self.switch_mode(screen)
        else:  # a dialog, which looks for the screen below it once it is there
            self.call_later(self.go, screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A dialog is answered, and the sitting begun, before anything else is; leaving is always possible."""
        from wizard.ui.screens.opening import OpeningScreen

        return action != "command_palette" or not isinstance(self.screen, ModalScreen | OpeningScreen)

    def action_command_palette(self) -> None:
        """Open the palette."""
        from wizard.ui.palette import Palette

        self.push_screen(Palette(id="--command-palette"))

    def action_leave(self) -> None:
        """Quit; asks only when an edit would be lost."""
        self._leave_by(self._leave, QUIT)

    def leave_for(self, lesson: str, *, anew: bool = False) -> None:
        """Leave for another lesson, or for this one from its beginning; asks likewise."""
        from wizard.flow.session import Leave

        way = "Begin anew" if anew else "Go to the lesson"
        self._leave_by(lambda: self.exit(Leave(practise=lesson, anew=anew)), way)

    def _leave_by(self, way: Callable[[], None], called: str) -> None:
        lost = self.would_be_lost()
        if not lost or (self._asking is not None and self.screen is self._asking):
            way()
            return
        from wizard.ui.dialogs.confirm import Confirm
        from wizard.ui.keys import key_of

        told = f"{lost}\n{key_of(self, 'quit')} again quits." if called == QUIT else lost
        self._asking = Confirm(f"{called}?", told, yes=f"{called}, lose it", no="Stay")
        self.push_screen(self._asking, lambda answer: way() if answer else None)

    @property
    def drafting(self) -> list[DraftingScreen | ProfileScreen]:
        """The steps with an editor or a form that were visited."""
        screens = [screen for stack in self._screen_stacks.values() for screen in stack]
        return [
            cast("DraftingScreen | ProfileScreen", each)
            for each in screens
            if each.is_mounted and hasattr(each, "keep_edit")
        ]

    def would_be_lost(self) -> str:
        """What stands in an editor and is not applied, whichever step is shown; empty where nothing does."""
        if not hasattr(self, "wizard"):
            return ""
        from wizard.flow.edits import lost

        for screen in self.drafting:
            screen.keep_edit()
        return lost(self.wizard.session)

    def _leave(self) -> None:
        if not hasattr(self, "wizard"):  # left before there was a sitting
            self.exit()
            return
        from wizard.flow.session import Leave, left_with

        self.exit(Leave(left_with(self.wizard.session, self.failure)))

    def action_copy_or_leave(self) -> None:
        """Copy the selection; without one, quit."""
        from wizard.ui.copying import copy_selected

        if not copy_selected(self):
            self.action_leave()

    def copy(self, text: str) -> None:
        """Copy a text that may be kept."""
        from wizard.ui.copying import copy

        copy(self, text)
