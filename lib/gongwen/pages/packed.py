"""Files that a small number of bytes can unpack to anything (Word, PDF, Parquet), read in a child
process within limits of time and memory.

The child is started when the first such file is read, and is used for all that follow. A file
that reaches a limit ends it; the next one gets a new child.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from math import inf
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

_WATCH = 0.2  # seconds between looks at the time
_START = 120  # seconds that a child may take to import its libraries
_SERVE = """
import sys
sys.path[:] = {!r}
from gongwen.pages import documents, packed
packed.serve(documents.READINGS)
"""
UNREAD = "\0unread"  # the columns of which a row of a table has a cell that cannot be read
_DEAD = (EOFError, OSError, pickle.UnpicklingError)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost. `size`: bytes of its file, or characters of its cell in a table. For
    Word, PDF and Parquet files, which are packed: `seconds` to unpack one (of a table: some rows),
    and bytes of `memory` (on Linux; other systems do not say how much a process has).
    """

    size: int = 20 * 2**20
    seconds: float = 20
    memory: int = 2**30


LIMITS = Limits()


class PageError(ValueError):
    """A page that cannot be read: `kind` (empty, binary, encoding, too large, …), and a message
    that says what to do.
    """

    def __init__(self, kind: str, message: str):
        super().__init__(message)
        self.kind = kind


class Reader:
    """The child process, as a context that ends it. `limits`: of each file."""

    def __init__(self, limits: Limits = LIMITS):
        self.limits = limits
        self._child: subprocess.Popen | None = None
        self._until = inf  # when the child is to be killed
        self._ended = Event()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_) -> None:
        self._end()

    def ask(self, reading: str, *arguments) -> Iterator[Any]:
        """What a function of documents.READINGS gives, piece by piece. Raises PageError, also for
        a file that reaches a limit or ends the child.
        """
        complete = False
        try:
            child = self._started()
            self._send(child, (reading, arguments, self.limits.memory))
            self._answer(child, _START)  # the libraries are there
            while (answer := self._answer(child, self.limits.seconds)) is not None:
                kind, value = answer
                if kind:
                    complete = True
                    raise PageError(kind, value)
                yield value
            complete = True
        finally:
            if not complete:
                self._end()

    def _started(self) -> subprocess.Popen:
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-c", _SERVE.format(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system"},
            )
            self._ended = Event()
            Thread(target=self._watch, args=(self._child, self._ended), daemon=True).start()
        return self._child

    def _watch(self, child: subprocess.Popen, ended: Event) -> None:
        """Kill a child whose time is over."""
        while not ended.wait(_WATCH):
            if monotonic() > self._until:
                child.kill()

    def _send(self, child: subprocess.Popen, request: tuple) -> None:
        try:
            pickle.dump(request, child.stdin)
            child.stdin.flush()
        except _DEAD:
            raise self._fallen(late=False) from None

    def _answer(self, child: subprocess.Popen, seconds: float):
        self._until = until = monotonic() + seconds
        try:
            return pickle.load(child.stdout)
        except _DEAD:
            raise self._fallen(late=monotonic() > until) from None
        finally:
            self._until = inf

    def _fallen(self, late: bool) -> PageError:
        if late:
            seconds = self.limits.seconds
            return PageError(
                "too slow", f"reading it takes more than {seconds:g} seconds: save it as text"
            )
        return PageError(
            "too large",
            f"reading it takes more than {self.limits.memory >> 20:,} MB of memory, or ends the "
            "program that reads it: save it as text",
        )

    def _end(self) -> None:
        self._ended.set()
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


# --- in the child ---------------------------------------------------------------------------------


def serve(readings: Mapping[str, tuple[str, Callable]]) -> None:
    """Answer requests on standard input until it ends: a mark that the reading's library is
    imported, then pairs ("", a piece), then None or a pair (kind of error, message).
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    while True:
        try:
            reading, arguments, memory = pickle.load(sys.stdin.buffer)
        except (EOFError, KeyboardInterrupt):
            return
        library, read = readings[reading]
        with suppress(ImportError):  # the reading says what is missing
            import_module(library)
        for answer in _answers(read, arguments, memory):
            pickle.dump(answer, answers)
            answers.flush()


def _answers(read: Callable, arguments: tuple, memory: int) -> Iterator[tuple[str, Any] | None]:
    yield None
    try:
        _limit(memory)
        yield from (("", piece) for piece in read(*arguments))
        yield None
    except PageError as error:
        yield error.kind, str(error)
    except MemoryError:
        yield "too large", f"reading it takes more than {memory >> 20:,} MB of memory"
    except Exception as error:  # whatever a library raises at a file that somebody made
        yield "format", f"it cannot be read ({type(error).__name__}): save it again, or as text"


def _limit(memory: int) -> None:
    """Let the process take so many bytes more than it has, where the system can say how many it
    has.
    """
    status = Path("/proc/self/statm")
    if status.is_file():
        import resource

        taken = int(status.read_text().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = taken + memory if hard == resource.RLIM_INFINITY else min(hard, taken + memory)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
