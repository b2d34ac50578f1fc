from __future__ import annotations

import math

import pytest

from processes.stage import MEDIAN, Stage, set_stage
from supplychain_sim.engine import Bell, Process
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.record import EventId
from supplychain_sim.model.standing import Place, Standing
from supplychain_sim.model.tally import Tally
from supplychain_sim.pools import Pool
from supplychain_sim.processes.root_cause import Luck, root_cause_loop
from supplychain_sim.units import DAY

#: Two days of containment, and the median of a search from near.
CONTAINED = 2 * DAY
SEARCHED = 7 * DAY
VERIFICATION = 14 * DAY
PREVENTION = 5 * DAY
TYPICAL = Luck(MEDIAN, MEDIAN, MEDIAN)
GIVEN_UP = 150 * DAY


class Search:
    """One loop, the engineers it asks for, and the bells that it rings and hears."""

    def __init__(
        self,
        stage: Stage,
        attribute: int = 0,
        luck: Luck = TYPICAL,
        pools: tuple[Pool, Pool] | None = None,
    ) -> None:
        env = stage.env
        self._stage = stage
        self.loop: Loop = stage.miss(attribute)
        self.pools = pools or (Pool(env, 1), Pool(env, 1))
        self.work, self.settled = Bell(env), Bell(env)
        self.searched: list[int] = []
        env.process(self._hear())
        env.process(
            root_cause_loop(
                env,
                stage.relation,
                self.loop,
                self.pools,
                luck,
                self.work,
                self.settled,
                stage.scenario.targets,
                stage.record,
            )
        )

    def _hear(self) -> Process:
        yield self.work.wait()
        self.searched.append(int(self._stage.env.now))

    def correct(self, time: int) -> EventId:
        """Let a correction come into force at *time*."""
        self._stage.env.run(until=time)
        correction = self.loop.correction = self._stage.happened("introduced")
        self.settled.ring()
        return correction

    def fail(self, time: int) -> None:
        """Let all corrective trials have failed by *time*."""
        self._stage.env.run(until=time)
        self.loop.tries = 0
        self.settled.ring()


def book_out(stage: Stage, pool: Pool, until: int) -> None:
    def busy() -> Process:
        with pool.request() as engineer:
            yield engineer
            yield stage.env.timeout(until)

    stage.env.process(busy())


def closing_at(stage: Stage, time: int) -> float:
    """Return the response after a loop whose correction is verified at *time*."""
    search = Search(stage)
    search.correct(time - VERIFICATION)
    stage.env.run(until=time + 1)
    (verified,) = stage.events("verified")
    assert verified.time == time
    return stage.relation.response.index


def trust_closing_at(stage: Stage, time: int) -> float:
    """Return the trust after a loop that closes at *time* with a correction."""
    search = Search(stage)
    search.correct(time - PREVENTION - VERIFICATION)
    stage.env.run(until=time + 1)
    (corrected,) = stage.events("corrected")
    assert corrected.time == time
    return stage.relation.standing.trust


def test_both_parties_hold_an_engineer_while_they_search_and_only_then(stage: Stage) -> None:
    search = Search(stage)
    held = []
    for time in (CONTAINED, CONTAINED + 1, SEARCHED, SEARCHED + 1):
        stage.env.run(until=time)
        held.append(tuple(pool.count for pool in search.pools))

    assert held == [(0, 1), (1, 1), (1, 1), (0, 0)]
    assert search.searched == [SEARCHED]


@pytest.mark.parametrize(
    ("party", "from_then"), [(0, 30 * DAY), (1, CONTAINED + 30 * DAY)], ids=["customer", "supplier"]
)
def test_a_pool_that_is_fully_booked_delays_the_search(
    stage: Stage, party: int, from_then: int
) -> None:
    search = Search(stage)
    book_out(stage, search.pools[party], 30 * DAY)

    stage.env.run(until=60 * DAY)

    assert search.searched == [from_then + 5 * DAY]


def test_nothing_is_contained_before_an_engineer_of_the_supplier_is_free(stage: Stage) -> None:
    pools = Pool(stage.env, 1), Pool(stage.env, 1)
    book_out(stage, pools[1], 30 * DAY)
    Search(stage, pools=pools)

    stage.env.run(until=60 * DAY)

    assert stage.log("contained") == [(30 * DAY + CONTAINED, "contained", (0,))]


@pytest.mark.parametrize(("luck", "later"), [(MEDIAN, 0), (0.9, 1)])
def test_containment_is_late_if_its_time_is_drawn_long(
    stage: Stage, luck: float, later: int
) -> None:
    search = Search(stage, luck=Luck(luck, MEDIAN, MEDIAN))

    search.fail(30 * DAY)
    stage.env.run(until=31 * DAY)

    assert stage.relation.tally.of("root causes contained late") == later


def test_without_containment_and_prevention_a_loop_is_search_correction_and_verification(
    stage: Stage,
) -> None:
    stage.set_terms("root_cause", containment=0, prevention=0)
    search = Search(stage)
    search.correct(20 * DAY)
    book_out(stage, search.pools[1], 100 * DAY)

    stage.env.run(until=60 * DAY)

    assert search.searched == [5 * DAY]
    (corrected,) = stage.events("corrected")
    assert corrected.time == 20 * DAY + VERIFICATION


def test_trials_may_start_when_the_search_is_over_and_not_before(stage: Stage) -> None:
    search = Search(stage)

    stage.env.run(until=SEARCHED)
    before = search.loop.tries
    stage.env.run(until=SEARCHED + 1)

    assert (before, search.loop.tries) == (0, stage.relation.terms.root_cause.tries)


def test_a_search_that_takes_until_the_loop_is_given_up_leads_to_no_trial(stage: Stage) -> None:
    search = Search(stage)
    book_out(stage, search.pools[0], GIVEN_UP)

    stage.env.run(until=GIVEN_UP + 10 * DAY)

    assert search.searched == []
    assert stage.log("not corrected") == [(GIVEN_UP + 5 * DAY, "not corrected", (0,))]


def test_a_loop_closes_once_its_first_correction_is_verified_and_documented(stage: Stage) -> None:
    search = Search(stage)
    correction = search.correct(20 * DAY)

    stage.env.run(until=40 * DAY)

    contained, found, verified, corrected = stage.events(
        "contained", "cause found", "verified", "corrected"
    )
    assert contained.causes == (search.loop.event,)
    assert [stage.record.event(cause) for cause in found.causes] == [contained]
    assert verified.time == 20 * DAY + VERIFICATION
    assert [stage.record.event(cause) for cause in verified.causes[:1]] == [found]
    assert verified.causes[1:] == (correction,)
    assert corrected.time == verified.time + PREVENTION
    assert corrected.causes[0] == search.loop.event
    assert stage.record.event(corrected.causes[1]) is verified
    assert corrected.facts == (0, True)
    assert search.loop.tries == 0
    assert stage.relation.loops == {}
    assert stage.relation.tally.of("paid root causes") == 800


def test_a_verified_correction_is_documented_by_an_engineer_of_the_supplier(stage: Stage) -> None:
    search = Search(stage)
    search.correct(20 * DAY)
    held = []
    verified = 20 * DAY + VERIFICATION
    for time in (verified, verified + 1, verified + PREVENTION, verified + PREVENTION + 1):
        stage.env.run(until=time)
        held.append(tuple(pool.count for pool in search.pools))

    assert held == [(0, 0), (0, 1), (0, 1), (0, 0)]


@pytest.mark.parametrize(
    ("introduced", "implemented_late", "closed_late"),
    [(14 * DAY, 0, 0), (14 * DAY + 1, 1, 0), (41 * DAY, 1, 0), (41 * DAY + 1, 1, 1)],
)
def test_each_step_has_a_norm_of_its_own(
    stage: Stage, introduced: int, implemented_late: int, closed_late: int
) -> None:
    # 14 days to D6, when a correction is in force; 41 + 14 + 5 days are just the 60 of the norm.
    search = Search(stage)
    search.correct(introduced)

    stage.env.run(until=70 * DAY)

    tally = stage.relation.tally
    assert tally.of("root causes implemented late") == implemented_late
    assert tally.of("root causes closed late") == closed_late
    assert tally.of("root causes") == 1


def test_two_loops_that_share_both_pools_do_not_wait_for_each_other_for_ever(
    ground: Ground,
) -> None:
    stages = [set_stage(ground), set_stage(ground)]
    env = stages[1].env = stages[0].env
    pools = Pool(env, 1), Pool(env, 1)
    searches = []
    for stage, trust in zip(stages, (0.4, 0.6), strict=True):
        stage.relation.standing.trust = trust
        searches.append(Search(stage, pools=pools))
    book_out(stages[0], pools[0], 10 * DAY)

    env.run(until=30 * DAY)

    # The first has the supplier's engineer at hand, the second comes first at the customer's.
    assert [search.searched for search in searches] == [[20 * DAY], [15 * DAY]]


def test_what_one_supplier_waits_for_keeps_its_order_whatever_becomes_of_its_trust(
    stage: Stage,
) -> None:
    pools = Pool(stage.env, 1), Pool(stage.env, 2)
    book_out(stage, pools[0], 10 * DAY)
    first = Search(stage, attribute=0, pools=pools)
    stage.env.run(until=5 * DAY)
    stage.relation.standing.trust = 0.9
    second = Search(stage, attribute=1, pools=pools)

    stage.env.run(until=30 * DAY)

    assert (first.searched, second.searched) == ([15 * DAY], [20 * DAY])


def test_a_cause_is_searched_for_before_more_is_taught(stage: Stage) -> None:
    search = Search(stage)
    ours = search.pools[0]
    begun = []

    def taught(place: Place) -> Process:
        with ours.request(place) as engineer:
            yield engineer
            begun.append(int(stage.env.now))
            yield stage.env.timeout(10 * DAY)

    stage.env.process(taught(stage.relation.standing.place()))
    stage.env.run(until=DAY)
    trusted = Standing(stage.relation.terms.trust, Tally(), 1.0)
    stage.env.process(taught(trusted.place()))

    stage.env.run(until=60 * DAY)

    assert search.searched == [15 * DAY]
    assert begun == [0, 15 * DAY]


def test_where_nobody_may_try_anything_a_loop_without_result_says_nothing_of_the_supplier(
    ground: Ground,
) -> None:
    stage = set_stage(ground, "near_apprenticeship", trials="never")
    relation = stage.relation
    Search(stage)

    stage.env.run(until=GIVEN_UP + 1)

    assert stage.log("not corrected") == [(GIVEN_UP, "not corrected", (0,))]
    assert relation.response.index == 0.7
    assert relation.standing.trust == 0.5


def test_a_supplier_that_is_trusted_more_is_searched_with_first(ground: Ground) -> None:
    stages = [set_stage(ground), set_stage(ground)]
    env = stages[1].env = stages[0].env
    pool = Pool(env, 1)
    searches = []
    for stage, trust in zip(stages, (0.4, 0.6), strict=True):
        stage.relation.standing.trust = trust
        searches.append(Search(stage, pools=(pool, Pool(env, 1))))
    book_out(stages[0], pool, 10 * DAY)

    env.run(until=30 * DAY)

    assert [search.searched for search in searches] == [[20 * DAY], [15 * DAY]]


def test_a_loop_closed_in_its_norm_earns_trust_and_a_later_one_costs_some(ground: Ground) -> None:
    in_time = trust_closing_at(set_stage(ground), 60 * DAY)
    late = trust_closing_at(set_stage(ground), 60 * DAY + 1)

    assert in_time == pytest.approx(0.5 + 0.05 * 0.5)
    assert late == pytest.approx(0.5 - 0.05 * 0.5)


def test_a_loop_whose_trials_have_all_failed_is_over(stage: Stage) -> None:
    search = Search(stage)
    stage.env.run(until=29 * DAY)
    tried, refused = (stage.happened(kind) for kind in ("tried", "refused"))
    search.loop.in_vain.extend((tried, refused))
    search.fail(30 * DAY)

    stage.env.run(until=31 * DAY)

    (closed,) = stage.events("not corrected")
    assert (closed.time, closed.causes) == (30 * DAY, (search.loop.event, tried, refused))
    assert stage.relation.loops == {}


def test_a_loop_whose_last_trial_is_still_running_is_not_over(stage: Stage) -> None:
    search = Search(stage)
    search.loop.running = 1
    search.fail(30 * DAY)

    stage.env.run(until=31 * DAY)

    assert stage.events("not corrected") == []


def test_a_loop_that_gets_nowhere_is_given_up(stage: Stage) -> None:
    Search(stage)

    stage.env.run(until=GIVEN_UP + DAY)

    assert stage.log("not corrected") == [(GIVEN_UP, "not corrected", (0,))]


def test_a_prompt_correction_raises_the_response(stage: Stage) -> None:
    assert closing_at(stage, 60 * DAY) == pytest.approx(0.7 + 0.15 * (1.0 - 0.7))


@pytest.mark.parametrize("days", [90, 91, 120])
def test_a_late_correction_lowers_the_response_the_more_the_later_it_is(
    stage: Stage, days: int
) -> None:
    score = math.exp(-(days - 60) / 60)

    assert closing_at(stage, days * DAY) == pytest.approx(0.7 + 0.15 * (score - 0.7))
    assert score < 0.7


@pytest.mark.parametrize(("days", "share"), [(60, 0.01), (61, 0.005)])
def test_a_correction_within_the_norm_teaches_more_than_a_late_one(
    stage: Stage, days: int, share: float
) -> None:
    now = days * DAY
    before = stage.relation.capability.at(now)

    closing_at(stage, now)

    assert stage.relation.capability.at(now) == pytest.approx(before + share * (1 - before))


@pytest.mark.parametrize("attribute", [0, 1])
def test_where_targets_move_jointly_a_loop_without_result_revises_the_target_instead(
    stage: Stage, attribute: int
) -> None:
    relation = stage.relation
    before = list(relation.targets.levels)
    stage.read(relation.level())
    search = Search(stage, attribute)
    search.fail(30 * DAY)

    stage.env.run(until=31 * DAY)

    assert relation.response.index == relation.terms.response.start
    own = relation.book.level(attribute)
    assert relation.targets.levels[attribute] == pytest.approx(max(before[attribute], 0.97 * own))
    assert relation.targets.levels[attribute] > before[attribute]
    assert relation.targets.levels[1 - attribute] == before[1 - attribute]
    closed, revised = stage.events("not corrected", "targets")[-2:]
    assert (closed.kind, revised.facts[0]) == ("not corrected", "revised")
    assert stage.record.event(revised.causes[0]) is closed


def test_a_delivery_target_is_revised_by_its_step(stage: Stage) -> None:
    stage.read(stage.relation.level())
    search = Search(stage, attribute=2)
    search.fail(30 * DAY)

    stage.env.run(until=31 * DAY)

    assert stage.relation.targets.delivery == pytest.approx(0.94)


def test_elsewhere_a_loop_without_result_lowers_the_response_and_no_target(
    ground: Ground,
) -> None:
    stage = set_stage(ground, "near_apprenticeship")
    relation = stage.relation
    before = (*relation.targets.levels, relation.targets.delivery)
    search = Search(stage)
    search.fail(30 * DAY)

    stage.env.run(until=31 * DAY)

    assert relation.response.index == pytest.approx(0.7 - 0.15 * 0.7)
    assert (*relation.targets.levels, relation.targets.delivery) == before
