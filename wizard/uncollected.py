"""Loading without the garbage collector: it searched what had just been loaded, a tenth of the start, in vain."""

from __future__ import annotations

import gc
import sys


class Uncollected:
    """Nothing is collected inside, and modules that were loaded there are not searched afterwards either: they stay.

    What is made later is collected as ever, and so is what is made inside where everything was loaded before.
    """

    def __enter__(self) -> None:
        self._loaded = len(sys.modules)
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if len(sys.modules) > self._loaded:
            gc.freeze()
        gc.enable()
