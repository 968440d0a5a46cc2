"""Blocking calls side by side, in daemon threads: a hanging call never delays quitting."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")
THREADS = 8


class Started(Generic[T]):
    """A job that runs in a daemon thread of its own since it was made; it is done at once where there is none to have.

    A container may allow few threads, and `ulimit -v` little room for their stacks.
    """

    def __init__(self, job: Callable[[], T]) -> None:
        self._outcome: list[T] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(job,), daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            self._run(job)

    def _run(self, job: Callable[[], T]) -> None:
        try:
            self._outcome.append(job())
        except BaseException as error:  # handed to whoever asks for the result
            self._error = error

    def result(self, seconds: float | None = None) -> T:
        """What the job returned, once it has. Raises what the job raised; TimeoutError where it takes longer."""
        if self._thread.ident is not None:
            self._thread.join(seconds)
            if self._thread.is_alive():
                raise TimeoutError
        if self._error is not None:
            raise self._error
        return self._outcome[0]


def abreast(jobs: Sequence[Callable[[], T]], threads: int = THREADS) -> list[T]:
    """The results of all jobs, in their order, a few threads at a time. Raises the first exception of a thread."""
    if len(jobs) < 2:
        return [job() for job in jobs]
    waiting: SimpleQueue[tuple[int, Callable[[], T]]] = SimpleQueue()
    for numbered in enumerate(jobs):
        waiting.put(numbered)
    results: dict[int, T] = {}

    def work() -> None:
        while True:
            try:
                index, job = waiting.get_nowait()
            except Empty:
                return
            results[index] = job()

    workers = [Started(work) for _ in range(min(threads, len(jobs)))]
    for worker in workers:
        worker.result()
    return [results[index] for index in range(len(jobs))]
