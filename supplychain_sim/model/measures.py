"""The measures that a replication yields, each defined once.

The registry is what the results, the tables and the reference documentation
are made from.  A measure has a value for each year and one for the whole horizon.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Final, NamedTuple

from supplychain_sim.model.tally import Tally
from supplychain_sim.units import YEAR

#: A measure that has no value in a run, such as the cost of a change where there was none.
NOTHING: Final = float("nan")
_MONTHS: Final = 12


class Measured(NamedTuple):
    """One value of one measure in one replication; *year* is None for the whole horizon."""

    subject: str
    measure: str
    year: int | None
    value: float


class Point(NamedTuple):
    """One value of a series, at the end of the *month* counted from the start."""

    subject: str
    series: str
    month: int
    value: float


@dataclass
class Seen:
    """What was seen of a subject: its month ends by series, and its state at the horizon."""

    months: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    final: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """What a measure is computed from: one subject, one year or the whole horizon.

    Parameters
    ----------
    tally
        Counts of the run.
    seen
        The subject's month ends, and its state at the horizon.
    year
        The year, None for the whole horizon.
    minutes
        Length of the window.
    constants
        What else belongs to the subject, such as its number of teams.
    """

    tally: Tally
    seen: Seen
    year: int | None
    minutes: int
    constants: Mapping[str, float] = field(default_factory=dict)

    def total(self, name: str) -> float:
        """Return a count or sum over the window."""
        return self.tally.of(name, self.year)

    def ratio(self, over: str, under: str) -> float:
        """Return one total over another, NOTHING if there is nothing to divide by."""
        below = self.total(under)
        return self.total(over) / below if below else NOTHING

    def quantile(self, name: str, share: float) -> float:
        """Return the least of the values kept that a *share* of them do not exceed."""
        values = sorted(self.tally.values(name, self.year))
        return float(values[max(0, ceil(share * len(values)) - 1)]) if values else NOTHING

    def most(self, name: str) -> float:
        """Return the largest of the values kept over the window; 0 where there was none."""
        return float(max(self.tally.values(name, self.year), default=0))

    def at_end(self, series: str) -> float:
        """Return the state at the end of the window."""
        if self.year is None:
            return self.seen.final.get(series, NOTHING)
        values = self._months(series)
        return values[-1] if values else NOTHING

    def change_per_year(self, series: str) -> float:
        """Return by how much the state changed over the window, for each year of it."""
        values = self.seen.months.get(series, [])
        if self.year is None:
            first, last = 0, len(values) - 1
        else:
            first, last = (self.year - 1) * _MONTHS - 1, self.year * _MONTHS - 1
        if not 0 <= first < last < len(values):
            return NOTHING
        return (values[last] - values[first]) * _MONTHS / (last - first)

    def mean(self, series: str) -> float:
        """Return the mean of the month-end values in the window."""
        values = self._months(series)
        return sum(values) / len(values) if values else NOTHING

    def _months(self, series: str) -> list[float]:
        values = self.seen.months.get(series, [])
        if self.year is None:
            return values
        return values[(self.year - 1) * _MONTHS : self.year * _MONTHS]


@dataclass(frozen=True)
class Measure:
    """What is measured, of what, in which unit, over which window.

    Parameters
    ----------
    name
        As in tables and files.
    unit
        The unit of its values; ``money`` is the scenario's currency.
    subject
        Kind of thing it is of, such as ``site``, ``relation``, ``port``, ``lane`` or ``stock``.
    window
        ``at end`` (state at the end of the year or of the horizon); ``mean``, ``total``,
        ``quantile`` or ``longest`` (over the year or the horizon).
    definition
        One sentence, enough to compute it by hand.
    value
        Computes it.
    may_lack_value
        Whether there may be nothing to compute it from; if not, a value that is not a number
        is a mistake.
    """

    name: str
    unit: str
    subject: str
    window: str
    definition: str
    value: Callable[[View], float]
    may_lack_value: bool

    def unit_in(self, currency: str) -> str:
        """Return the unit, with money in *currency*."""
        return self.unit.replace("money", currency)


#: Kinds of subject.
RELATION, STOCK, LANE, SITE, PLANT, PORT = "relation", "stock", "lane", "site", "plant", "port"
KIT: Final = "kit"

REGISTRY: Final[dict[str, Measure]] = {}
#: Windows over which there may be nothing to compute a value from.
_MAY_LACK: Final = frozenset({"mean", "quantile", "constant"})


def register(
    name: str,
    unit: str,
    subject: str,
    window: str,
    definition: str,
    value: Callable[[View], float],
    may_lack_value: bool | None = None,
) -> None:
    """Add a measure; a second one of the same name is a mistake.

    Means, quantiles and constants may lack a value, totals and states may not, unless it is said.

    Raises
    ------
    ValueError
        If the name is taken.
    """
    if name in REGISTRY:
        raise ValueError(f"measure {name!r} is registered twice")
    lacks = window in _MAY_LACK if may_lack_value is None else may_lack_value
    REGISTRY[name] = Measure(name, unit, subject, window, definition, value, lacks)


def evaluate(
    kind: str,
    subject: str,
    tally: Tally,
    seen: Seen,
    horizon: int,
    constants: Mapping[int | None, Mapping[str, float]] | None = None,
) -> list[Measured]:
    """Return every measure of a *kind* of subject, for each whole year and for the horizon.

    Parameters
    ----------
    kind
        Which measures.
    subject
        What they are of.
    tally, seen
        What the run counted and saw of it.
    horizon
        In minutes.
    constants
        What else belongs to the subject, by year and (None) for the horizon.
    """
    windows: list[tuple[int | None, int]] = [(None, horizon)]
    windows += [(year, YEAR) for year in range(1, horizon // YEAR + 1)]
    found = []
    for year, minutes in windows:
        view = View(tally, seen, year, minutes, (constants or {}).get(year, {}))
        found += [
            Measured(subject, measure.name, year, measure.value(view))
            for measure in REGISTRY.values()
            if measure.subject == kind
        ]
    return found


def scaled(over: str, under: str, scale: float, view: View) -> float:
    """Return one total over another, times *scale*."""
    return view.ratio(over, under) * scale
