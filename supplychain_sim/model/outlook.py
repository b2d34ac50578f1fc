"""What may be expected of a closure that has begun: what whoever waits can know."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Final

import numpy as np

from supplychain_sim.model.closures import Closure, Lasting

#: Durations of equal weight by which a distribution is looked at.
_POINTS: Final = 1000


class Outlook:
    """The outlook on the closures of one hazard, by how such closures usually last.

    Parameters
    ----------
    lasting
        How long they last.
    """

    def __init__(self, lasting: Lasting) -> None:
        self._lasting = lasting
        # Looked at once somebody asks: the durations in order, and for each the sum of it and
        # all that are longer.
        self._durations: list[float] = []
        self._longer: list[float] = []
        self._backlog = 0.0 if lasting.backlog is None else float(lasting.backlog.mean)

    def residual(self, elapsed: int) -> float:
        """Return the minutes that a closure which has lasted *elapsed* minutes will last still.

        The mean residual life E[D - t | D > t]; 0 for one that outlasts all that are usual.
        """
        if not self._durations:
            middles = (np.arange(_POINTS) + 0.5) / _POINTS
            self._durations = sorted(self._lasting.duration.quantile(middles).tolist())
            self._longer = list(accumulate(reversed(self._durations)))[::-1]
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
