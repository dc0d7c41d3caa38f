"""How a cost grows: the CPU times at two sizes are compared, so that neither the machine nor what
else it does decides.
"""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


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
    start = time.process_time()
    try:
        if most is None or not hasattr(signal, "SIGPROF"):
            run()
        else:
            with given(most):
                run()
    except Late:
        return float("inf")
    return time.process_time() - start


def is_steep(
    small: Callable[[], object],
    large: Callable[[], object],
    most: float = 10,
    tries: int = 3,
) -> bool:
    """Whether the second call takes `most` times as long as the first, whenever it is tried.

    With four times as much to read, a step that grows with the square would take sixteen times as
    long. What has taken far too long is stopped.
    """
    for _ in range(tries):
        first = spent(small)
        if spent(large, 3 * most * first + 0.02) < most * first:
            return False
    return True
