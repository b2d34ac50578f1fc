"""Being asked to stop: by Ctrl-C, or by the system that ends this process or its terminal."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import NoReturn

from supplychain_sim.cli.output import INTERRUPTED, TERMINATED, Terminated

#: The signals that ask for it; not every system has all.
_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_asked: list[KeyboardInterrupt] = []


def listen() -> None:
    """Stop at once when asked to, from now on."""
    _asked.clear()
    for number in _SIGNALS:
        # Who starts this by nohup wants it to outlive the terminal.
        if number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)


def insist() -> None:
    """End this process without another thought if asked to stop once more, from now on."""
    for number in _SIGNALS:
        if signal.getsignal(number) == _stop:
            signal.signal(number, _leave)


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


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(INTERRUPTED if number == signal.SIGINT else TERMINATED)
