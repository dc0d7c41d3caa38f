"""How a cost grows: the CPU times at two sizes are compared, so that neither the machine nor what
else it does decides.
"""

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

GRAIN = 5e-3  # what takes fewer seconds is taken for as long: some clocks tick no finer


class Late(Exception):
    """What was called has taken longer than it was given."""


@contextmanager
def given(seconds: float) -> Iterator[None]:
    """Raises Late in a block that takes more seconds of CPU time."""

    def late(*_):
        raise Late

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, max(seconds, 1e-3))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def spent(run: Callable[[], object], most: float | None = None) -> float:
    """Seconds of CPU time that a call takes; inf for more than `most`."""
    gc.disable()  # else it goes through all that was ever made, in the midst of a short call
    start = time.process_time()
    try:
        if most is None or not hasattr(signal, "SIGPROF"):
            run()
        else:
            with given(most):
                run()
    except Late:
        return float("inf")
    finally:
        gc.enable()
    return time.process_time() - start


APART = 20  # by how much the sizes of two calls differ at least


def is_steep(run: Callable[[int], object], size: int, most: float = 10, tries: int = 6) -> bool:
    """Whether a call for `size` takes `most` times as long as one for a fourth of it, whenever it
    is tried.

    With four times as much to read, a step that grows with the square would take sixteen times as
    long. What takes far too long is stopped. Each call has another size, by more than what is
    repeated in a text: results may be kept. The small one counts as the quickest of three, as what
    else the machine does only makes it slower. What is read before the grain of a clock could be
    outgrown so far is not steep.
    """
    run(64)  # what a first call loads is no growth, and is not to be stopped
    if spent(lambda: run(size - 64), most * GRAIN) < most * GRAIN:
        return False
    for k in range(tries):
        small = size // 4 + 3 * APART * k
        large = 4 * (small + 2 * APART)
        first = max(min(spent(lambda n=small + APART * i: run(n)) for i in range(3)), GRAIN)
        if spent(lambda n=large: run(n), 3 * most * first) < most * first:
            return False
    return True


def is_hopeless(run: Callable[[int], Callable[[], object]]) -> bool:
    """Whether a call for n takes a time that grows as no power of n does: at one of three
    doublings it does not end in forty times what half of it took. A cube would take eight times.
    """
    last = max(spent(run(15)), GRAIN)
    for n in (30, 60, 120):
        most = 40 * last
        last = spent(run(n), most)
        if last == float("inf"):
            return spent(run(n), 2 * most) == float("inf")  # again where the machine was busy
        last = max(last, GRAIN)
    return False
