"""Assessing the people of a bulk export on every core, in order and in bounded memory.

Where processes cannot be forked (Windows, macOS) the same work is done in this process.
"""

import itertools
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_CHUNK = 25
# So many chunks a core are read ahead: enough to keep it busy, few enough to bound memory.
_AHEAD = 3

# What a forked worker runs; set before the fork, so that the knowledge is shared and not copied.
_task: Callable[[list[object]], list[object]]


def spread(task: Callable[[list[Given]], list[Made]], items: Iterable[Given]) -> Iterator[Made]:
    """Run a task over chunks of items, on every core, giving the results in the items' order."""
    chunks = _chunks(items)
    cores = os.cpu_count() or 1
    if cores == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from itertools.chain.from_iterable(map(task, chunks))
        return
    global _task  # noqa: PLW0603  the one way to hand a task to forked workers without copying it
    _task = task  # type: ignore[assignment]
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("fork")) as workers:
        waiting: deque[Future[list[Made]]] = deque()
        for chunk in chunks:
            waiting.append(workers.submit(_run, chunk))
            if len(waiting) > cores * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _run(chunk: list[Given]) -> list[Made]:
    return _task(chunk)  # type: ignore[arg-type,return-value]


def _chunks(items: Iterable[Given]) -> Iterator[list[Given]]:
    stream = iter(items)
    while chunk := list(itertools.islice(stream, _CHUNK)):
        yield chunk
