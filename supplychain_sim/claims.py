"""Claims of a scenario, decided by its replications.

A contrast is a value of each replication; its mean has an interval, and a claim says
where that interval is expected.  The error that is allowed is shared by all claims
of a scenario.  Claims are taken in the order of their p-values against the bound of
their region, and the i-th of m is judged by intervals of level alpha/(m - i + 1).  The
first that they leave open ends it: it and all others are left open at that level.
Claims with equal p-values share the strictest of their levels, so that the order
in which they are written cannot be seen.  A claim that needs k contrasts judges each
by an interval of level / k, so that all of them hold together.

References
----------
Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian
Journal of Statistics 6, 65-70.
Shaffer (1980), Control of directional errors with stagewise multiple test procedures,
Annals of Statistics 8, 1342-1347: that it also holds for deciding on which side a mean lies.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from supplychain_sim.contrasts import Compared, Sample, Samples, Side, expanded
from supplychain_sim.estimates import CONFIDENCE, Estimate, estimate, least_level
from supplychain_sim.experiment import Experiment
from supplychain_sim.model.implications import implied
from supplychain_sim.scenario.claims import Claim
from supplychain_sim.scenario.schema import Scenario

#: Chance, at most, that any claim of a scenario is decided wrongly.
ERROR = round(1 - CONFIDENCE, 12)

Standing = Literal["supported", "contradicted", "cannot tell"]


@dataclass(frozen=True)
class Decided:
    """A contrast with its interval, and where that lies.

    Parameters
    ----------
    compared
        What was looked at.
    sample
        Its value in each replication.
    found
        Mean and half-width at *level*; None if no replication has a value.
    level
        Share of such intervals that miss the true mean.
    standing
        What the interval says about the region.
    implied
        Whether the switches of the regimes fix its value.
    """

    compared: Compared
    sample: Sample
    found: Estimate | None
    level: float
    standing: Standing
    implied: bool


@dataclass(frozen=True)
class Verdict:
    """What a run says about a claim.

    Parameters
    ----------
    id
        Its name in the scenario.
    claim
        As the scenario states it.
    standing
        The verdict.
    level
        Share of the allowed error that it was judged by.
    implied
        Whether it follows from the switches of the regimes alone.
    contrasts
        All that it needs, in order.
    """

    id: str
    claim: Claim
    standing: Standing
    level: float
    implied: bool
    contrasts: tuple[Decided, ...]

    @property
    def deciding(self) -> Decided:
        """The contrast that the verdict rests on.

        One is enough to contradict: the surest.  Else it is the least sure of all.
        """
        alike = [one for one in self.contrasts if one.standing == self.standing]
        choose = min if self.standing == "contradicted" else max
        return choose(alike, key=_openness)


def decide(experiment: Experiment) -> tuple[Verdict, ...]:
    """Return the verdict on each claim of a scenario, in its order.

    A claim about a regime that was not run is left open, and counts as one of the
    claims that share the error.
    """
    samples = Samples(experiment)
    claims = experiment.scenario.claims
    needed = {
        name: [(compared, samples.of(compared)) for compared in expanded(claim, experiment)]
        for name, claim in claims.items()
    }
    chances = {name: _chance(contrasts) for name, contrasts in needed.items()}
    levels = holm(chances, ERROR)
    return tuple(
        _verdict(name, claim, needed[name], levels[name], experiment.scenario)
        for name, claim in claims.items()
    )


def holm(chances: Mapping[str, float], error: float) -> dict[str, float]:
    """Return the level by which each claim is judged, from all p-values.

    Parameters
    ----------
    chances
        p-values by name.
    error
        Chance of any wrong decision.

    Examples
    --------
    >>> holm({"a": 0.001, "b": 0.5, "c": 0.9}, 0.06)
    {'a': 0.02, 'b': 0.03, 'c': 0.03}
    """
    levels: dict[str, float] = {}
    level, is_open = 0.0, False
    for chance in sorted(set(chances.values())):
        if not is_open:
            level = error / (len(chances) - len(levels))
            is_open = chance > level
        levels |= {name: level for name in chances if chances[name] == chance}
    return levels


def _chance(contrasts: Sequence[tuple[Compared, Sample]]) -> float:
    """Return the least level at which a claim is decided: its p-value.

    Where all means lie in their regions, all have to be told from their bounds;
    else one of those outside is enough.
    """
    inside: list[float] = []
    outside: list[float] = []
    for compared, sample in contrasts:
        if not sample.values:
            inside.append(1.0)
            continue
        found, region = estimate(sample.values), compared.expect
        chance = least_level(found, region.distance(found.mean))
        (inside if region.holds(found.mean, found.mean) else outside).append(chance)
    chance = min(outside) if outside else max(inside, default=1.0)
    return min(1.0, chance * len(contrasts))


def _verdict(
    name: str,
    claim: Claim,
    contrasts: Sequence[tuple[Compared, Sample]],
    level: float,
    scenario: Scenario,
) -> Verdict:
    each = level / max(1, len(contrasts))
    decided = tuple(_decided(*contrast, each, scenario) for contrast in contrasts)
    standings = {one.standing for one in decided}
    standing: Standing = "cannot tell"
    if "contradicted" in standings:
        standing = "contradicted"
    elif standings == {"supported"}:
        standing = "supported"
    return Verdict(name, claim, standing, level, _is_implied(decided), decided)


def _decided(compared: Compared, sample: Sample, level: float, scenario: Scenario) -> Decided:
    found = estimate(sample.values, 1 - level) if sample.values else None
    standing: Standing = "cannot tell"
    if found is not None and found.half_width is not None:
        least, most = found.mean - found.half_width, found.mean + found.half_width
        if compared.expect.holds(least, most):
            standing = "supported"
        elif compared.expect.misses(least, most):
            standing = "contradicted"
    follows = _implied_value(compared, scenario) is not None
    return Decided(compared, sample, found, level, standing, follows)


def _implied_value(compared: Compared, scenario: Scenario) -> float | None:
    """Return what the switches alone make of a contrast; None if the run has to say."""
    pairs = [(compared.side, compared.against), *([compared.beyond] if compared.beyond else [])]
    found = [_implied_pair(*pair, compared.ratio, scenario) for pair in pairs]
    if None in found:
        return None
    first, *rest = (value for value in found if value is not None)
    return first - math.fsum(rest)


def _implied_pair(side: Side, other: Side | None, ratio: bool, scenario: Scenario) -> float | None:
    regime = scenario.regimes[side.regime]
    phases = regime.phases(scenario.regimes)
    if other is None:
        return implied(side.measure, phases)
    against = scenario.regimes[other.regime]
    same = regime == against and side._replace(regime="") == other._replace(regime="")
    if same:
        return 1.0 if ratio else 0.0
    one = implied(side.measure, phases)
    two = implied(other.measure, against.phases(scenario.regimes))
    if one is None or two is None or (ratio and not two):
        return None
    return one / two if ratio else one - two


def _is_implied(decided: Sequence[Decided]) -> bool:
    """Whether all that is needed is fixed, or what is fixed is enough to contradict."""
    enough = any(one.implied and one.standing == "contradicted" for one in decided)
    return enough or all(one.implied for one in decided)


def _openness(one: Decided) -> float:
    """Return how far a contrast is from being told from its bound; larger is less sure."""
    if one.found is None or one.found.half_width is None:
        return math.inf
    distance = one.compared.expect.distance(one.found.mean)
    return least_level(one.found, distance, 1 - one.level)
