"""How practices change: trials, their review, approval and spread, and correction of misses."""

from __future__ import annotations

from supplychain_sim.scenario.fields import (
    Further,
    Minutes,
    Money,
    MoneyPerTime,
    MoneyPerUnit,
    NotAboveZero,
    NotNegative,
    PositiveMinutes,
    Share,
    Whole,
)
from supplychain_sim.scenario.parts import Part


class Trial(Part):
    """One attempt of a team to change an operation."""

    lasts: PositiveMinutes
    """Mean time of the work on one trial, without joint loops."""
    cv: Share
    """Standard deviation of that time over its mean."""
    costs: Money
    """What one trial costs beyond the team's time."""
    team: MoneyPerTime
    """What the team costs while the trial goes on, waiting for samples included."""
    noise: NotNegative
    """Standard deviation of one observation, in sums of normalised contributions."""
    observations: Whole
    """Observations in one trial; their mean is judged."""
    retest: Whole
    """Observations of the central retest; they are pooled with the team's."""
    submit_below: NotAboveZero
    """Estimated effect below which a team proposes its change; negative is better."""


class JointLoop(Part):
    """A sample sent and a joint review, for dependencies across the boundary."""

    per_crossing: NotNegative
    """Mean number of loops for each dependency of the operation that crosses the boundary."""
    review: Minutes
    """Time of the joint review between the two journeys of a sample."""
    costs: Money
    """What one loop costs beyond sending the sample."""


class Review(Part):
    """How a proposed change is judged at the centre."""

    lasts: PositiveMinutes
    """Median time of the review, without the journey of the sample."""
    spread: Share
    """Standard deviation of that time's logarithm."""
    accept_below: NotAboveZero
    """Estimated effect, in standard errors, below which a proposal is accepted."""
    refuse_above: NotAboveZero
    """The same above which it is refused; between the two, it is tested once more."""
    costs: Money
    """What one review costs the customer."""
    retest_costs: Money
    """What one retest costs the customer, in a review or in a session."""
    more_observations: Further
    """Observations that insight into improvement adds to a retest, in a review or a session, on
    the day of a visit by people who are good at it; fewer as it fades."""
    documentation: Money
    """What it costs the supplier to document an accepted change, so that others can follow it."""


class Approval(Part):
    """Re-approval of a changed process before it runs."""

    lasts: PositiveMinutes
    """Median time of re-approval."""
    spread: Share
    """Standard deviation of that time's logarithm."""


class ProcedureReview(Part):
    """The regular session in which recent changes are tested again."""

    every: PositiveMinutes
    """Time between two sessions, where the regime holds them."""
    changes: Whole
    """Changes that one session tests again at most."""
    revert_below: NotAboveZero
    """Effect of going back, in standard errors, below which the old practice is put back."""
    costs: Money
    """What one session costs the customer."""


class Benchmark(Part):
    """How often accepted changes are handed to the other sites."""

    every: PositiveMinutes
    """Time between two occasions on which accepted changes are handed to the other sites."""


class Sorting(Part):
    """Sorting of what is shipped, from the containment of a miss in quality to its correction."""

    finds: Share
    """Share of the defects that sorting finds and keeps from the customer; with 0 %, nothing is
    sorted. What it finds is put right, and reported with the lot."""
    costs: MoneyPerUnit
    """What the supplier pays for each unit that is looked at."""


class RootCause(Part):
    """The loop that a miss opens, as 8D: contain, find the cause, correct, verify, prevent."""

    norm: PositiveMinutes
    """Time from a miss in which its loop ought to close (step D8), and its cause be corrected;
    later, the response falls."""
    contained_within: PositiveMinutes
    """Time from a miss in which its defects ought to be contained (step D3)."""
    implemented_within: PositiveMinutes
    """Time from a miss in which its correction ought to be in force (step D6)."""
    containment: Minutes
    """Median time in which an engineer of the supplier contains defects; the search begins then."""
    containment_spread: Share
    """Standard deviation of the logarithm of the time of the containment."""
    sorting: Sorting
    """Sorting of what is shipped, from the containment of a miss in quality to its correction."""
    spread: Share
    """Standard deviation of the logarithm of the time of the search."""
    tries: Whole
    """Corrective trials that one loop may make."""
    improves_missed: bool
    """Whether a team proposes a correction only if it saw it improve what was missed."""
    gives_up: PositiveMinutes
    """Time after which an open loop is given up."""
    verification: Minutes
    """Time for which a correction in force is watched before it counts as verified."""
    prevention: Minutes
    """Median time in which an engineer of the supplier documents a verified correction and looks
    where else it applies (step D7)."""
    prevention_spread: Share
    """Standard deviation of the logarithm of the time of the prevention."""
    recurs_within: Minutes
    """Time after a corrected loop within which missing the same target again is a recurrence."""
    costs: Money
    """What one loop costs the customer."""
    skill: Share
    """Chance of finding a true cause, at full capability on the day of a visit."""
    freshness: PositiveMinutes
    """Time in which the insight of a visit fades to 1/e."""
