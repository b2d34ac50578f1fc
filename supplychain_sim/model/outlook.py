"""What may be expected of a closure that has begun: what whoever waits can know."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

import numpy as np

from supplychain_sim.model.closures import Closure, Lasting

#: Durations of equal weight by which a distribution is looked at.
_POINTS = 1000


class Outlook:
    """The outlook on the closures of one hazard, by how such closures usually last.

    Parameters
    ----------
    lasting
        How long they last.
    """

    def __init__(self, lasting: Lasting) -> None:
        self._lasting = lasting

    @cached_property
    def _durations(self) -> list[float]:
        middles = (np.arange(_POINTS) + 0.5) / _POINTS
        return sorted(self._lasting.duration.quantile(middles).tolist())

    @cached_property
    def _longer(self) -> list[float]:
        """For each of the durations, the sum of it and all that are longer."""
        return list(accumulate(reversed(self._durations)))[::-1]

    @cached_property
    def _backlog(self) -> float:
        backlog = self._lasting.backlog
        return 0.0 if backlog is None else float(backlog.mean)

    def residual(self, elapsed: int) -> float:
        """Return the minutes that a closure which has lasted *elapsed* minutes will last still.

        The mean residual life E[D - t | D > t]; 0 for one that outlasts all that are usual.
        """
        first = bisect_right(self._durations, elapsed)
        if first == _POINTS:
            return 0.0
        return self._longer[first] / (_POINTS - first) - elapsed

    def seen(self, closure: Closure, now: int) -> Closure:
        """Return *closure*, which has begun, as it has to be expected to go on from *now*."""
        start, end = closure.start, closure.end
        if end > now:
            end = now + max(1, round(self.residual(now - start)))
        cleared = end + round(self._backlog * (end - start))
        return closure._replace(end=end, cleared=max(cleared, now, end))
