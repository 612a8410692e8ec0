"""Batches written by several processes in parallel, with the outcome of writing them one after the other.

One Python process uses one processor only. Each batch is one transaction in a lane: a forked process with a connection
of its own. A ``Turn`` has two gates that batches pass in their order: at ``planning`` ids are handed out, at
``committing`` the transaction ends. A gate is a token that goes from lane to lane through a ring of pipes. When a lane
dies, its pipe closes: the lanes behind it read the end of the pipe instead of the token, and roll back. SQLite has one
writer, so there the caller's own process is the only lane.
"""

import os
import pickle
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from multiprocessing.connection import Connection, Pipe
from traceback import format_exc
from typing import Any, NoReturn, TypeVar

from django.db import connection, connections
from msgspec import Struct

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Item, "Turn"], Result]
LANES = 2
TOKEN = b"1"
GONE = (BrokenPipeError, ConnectionResetError)


class Turn(Struct, frozen=True):
    """When it is a batch's turn. Enter ``committing`` at the end of the transaction, and leave it behind its end."""

    planning: AbstractContextManager[Any]
    committing: AbstractContextManager[Any]


class Overtaken(Exception):
    """A batch before this one failed, or nobody waits for it any more, so it must not be stored."""


class LaneLost(Exception):
    """A lane was ended from outside. All before its batch is stored, nothing of it or behind it is."""


def in_order(items: Iterable[Item], work: Work[Item, Result], *, lanes: int = LANES) -> Generator[Result]:
    """The results of ``work`` in the order of ``items``; what one raises is raised here, and none behind it is stored.

    ``items`` are taken by the caller's process, a few ahead of the results; both travel between processes as pickles.
    """
    if lanes < 2 or connection.vendor != "postgresql" or connection.in_atomic_block or not _is_alone():
        yield from (work(item, Turn(nullcontext(), nullcontext())) for item in items)
        return
    road = _Road(work, lanes)
    try:
        for item in items:
            road.give(item)
            if road.given - road.taken > lanes:
                yield road.take()
        while road.taken < road.given:
            yield road.take()
    finally:
        road.close()


def _is_alone() -> bool:
    """Whether this process may fork: another thread's locks would stay locked for ever in the copy."""
    return threading.active_count() == 1


class _Road:
    """The lanes as their parent sees them; the batch ``number`` goes to lane ``number % lanes``."""

    def __init__(self, work: Work[Any, Any], lanes: int) -> None:
        self.given = self.taken = 0
        planning, committing, lines = ([Pipe(duplex) for _ in range(lanes)] for duplex in (False, False, True))
        connections.close_all()  # nobody may talk over a connection that another process has too
        self.pids = []
        for n in range(lanes):
            behind = (n + 1) % lanes
            gates = [_Gate(ring[n][0], ring[behind][1]) for ring in (planning, committing)]
            lane = _Lane(lines[n][1], *gates)
            self.pids.append(_forked(lane, work, [end for pair in (*planning, *committing, *lines) for end in pair]))
        for ring in (planning, committing):
            ring[0][1].send_bytes(TOKEN)
        self.lines = [line for line, _ in lines]
        for end in (*(end for pair in (*planning, *committing) for end in pair), *(end for _, end in lines)):
            end.close()

    def give(self, item: Any) -> None:
        with suppress(*GONE):  # why it has ended is told in its place
            self.lines[self.given % len(self.lines)].send(item)
        self.given += 1

    def take(self) -> Any:
        """The next batch's result; raises what it raised."""
        lane = self.taken % len(self.lines)
        self.taken += 1
        try:
            result, fault = self.lines[lane].recv()
        except (EOFError, *GONE):
            raise LaneLost("A process that was storing rows has been ended from outside.") from None
        if fault is not None:
            raise fault
        return result

    def close(self) -> None:
        """Wait until what was given is stored, or has met a failure before it."""
        for line in self.lines:
            with suppress(*GONE):
                line.send(None)
        for pid in self.pids:
            os.waitpid(pid, 0)
        for line in self.lines:
            line.close()


class _Gate:
    """One lane's place in a ring: a token comes from the lane before it and is handed to the one behind it."""

    def __init__(self, before: Connection, behind: Connection) -> None:
        self.before, self.behind, self.parent = before, behind, os.getpid()

    @contextmanager
    def turn(self) -> Iterator[None]:
        try:
            self.before.recv_bytes()
        except EOFError:
            raise Overtaken from None
        if os.getppid() != self.parent:  # who was ended, and may have been started again: it goes on where this stands
            raise Overtaken
        yield
        with suppress(*GONE):  # a lane without work left
            self.behind.send_bytes(TOKEN)


class _Lane(Struct, frozen=True):
    """One process: its line to the parent and its gates."""

    line: Connection
    planning: _Gate
    committing: _Gate

    def drive(self, work: Work[Any, Any]) -> None:
        """Work until there is nothing more, or until a batch fails: then the gates end with this process."""
        for item in iter(self.line.recv, None):
            try:
                self.line.send((work(item, Turn(self.planning.turn(), self.committing.turn())), None))
            except Exception as exc:
                self.line.send((None, _portable(exc)))
                return


def _portable(exc: Exception) -> Exception:
    """What can be raised in the parent, with the place where it was raised here."""
    told = format_exc()
    try:
        exc = pickle.loads(pickle.dumps(exc))  # noqa: S301 - our own, made a moment ago
    except Exception:
        exc = RuntimeError(type(exc).__name__)
    exc.add_note(told)
    return exc


def _forked(lane: _Lane, work: Work[Any, Any], ends: list[Connection]) -> int:
    pid = os.fork()
    if not pid:
        _drive(lane, work, ends)
    return pid


def _drive(lane: _Lane, work: Work[Any, Any], ends: list[Connection]) -> NoReturn:
    """The life of a lane, which leaves without what its parent does at its end."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted as well, and ends this
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for inherited in connections.all(initialized_only=True):  # beside an event loop the parent cannot close all
            inherited.connection = None
        own = (lane.line, *(end for gate in (lane.planning, lane.committing) for end in (gate.before, gate.behind)))
        for end in ends:
            if end not in own:  # else who waits for the end of another process would have one of its ends
                end.close()
        with suppress(EOFError, *GONE):  # the parent has ended
            lane.drive(work)
        connections.close_all()
    finally:
        os._exit(0)
