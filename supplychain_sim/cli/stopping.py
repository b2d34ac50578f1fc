"""Being asked to stop: by Ctrl-C, or by the system that ends this process or its terminal."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from supplychain_sim.cli.output import INTERRUPTED, TERMINATED, Terminated

#: The signals that ask for it; not every system has all.
SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_asked: list[KeyboardInterrupt] = []


def listen() -> None:
    """Stop at once when asked to, from now on."""
    _asked.clear()
    _answer(_stop)


def insist() -> None:
    """Stop when asked to, from now on, and end without another thought when asked once more."""
    _answer(_stop_first)


def over() -> None:
    """Listen to nobody from now on: the end has come anyway."""
    _answer(signal.SIG_IGN)


def _answer(action: Callable[[int, FrameType | None], NoReturn] | signal.Handlers) -> None:
    for number in SIGNALS:
        # Who starts this by nohup wants it to outlive the terminal.
        if number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, action)


def heed() -> None:
    """Stop if this was asked for and got lost.

    Python drops whatever is raised while it closes a generator that nobody needs any
    more, as at the end of a run those of all its processes are.

    Raises
    ------
    KeyboardInterrupt
        If this process was asked to stop.
    """
    if _asked:
        raise _asked[-1]


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    _asked.append(KeyboardInterrupt() if number == signal.SIGINT else Terminated())
    raise _asked[-1]


def _stop_first(number: int, frame: FrameType | None) -> NoReturn:
    _answer(_leave)
    _stop(number, frame)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(INTERRUPTED if number == signal.SIGINT else TERMINATED)
