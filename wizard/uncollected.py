"""Loading without the garbage collector: it searched what had just been loaded, a tenth of the start, in vain."""

from __future__ import annotations

import gc


class Uncollected:
    """Nothing is collected inside, and what was loaded is not searched afterwards either: it stays.

    What is made later is collected as ever.
    """

    def __enter__(self) -> None:
        gc.disable()

    def __exit__(self, *_: object) -> None:
        gc.freeze()
        gc.enable()
