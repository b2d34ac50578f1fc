"""Being asked to stop: by Ctrl-C, or by the system that ends this process."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

from supplychain_sim.cli.output import Terminated

_asked: list[KeyboardInterrupt] = []


def listen() -> None:
    """Stop at once when asked to, from now on."""
    _asked.clear()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


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
    _asked.append(Terminated() if number == signal.SIGTERM else KeyboardInterrupt())
    raise _asked[-1]
