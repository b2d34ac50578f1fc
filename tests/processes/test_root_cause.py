from __future__ import annotations

import math

import pytest
import simpy

from processes.stage import MEDIAN, Stage, set_stage
from supplychain_sim.engine import Bell, Process
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.record import EventId
from supplychain_sim.model.relation import Loop
from supplychain_sim.processes.root_cause import root_cause_loop
from supplychain_sim.units import DAY

#: Two days of containment, and the median of a search from near.
SEARCHED = 7 * DAY
VERIFICATION = 14 * DAY
GIVEN_UP = 150 * DAY


class Search:
    """One loop, the engineers it asks for, and the bells that it rings and hears."""

    def __init__(self, stage: Stage, attribute: int = 0) -> None:
        env = stage.env
        self._stage = stage
        self.loop: Loop = stage.miss(attribute)
        self.pools = simpy.Resource(env, 1), simpy.Resource(env, 1)
        self.work, self.settled = Bell(env), Bell(env)
        self.searched: list[int] = []
        env.process(self._hear())
        env.process(
            root_cause_loop(
                env,
                stage.relation,
                self.loop,
                self.pools,
                MEDIAN,
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


def book_out(stage: Stage, pool: simpy.Resource, until: int) -> None:
    def busy() -> Process:
        with pool.request() as engineer:
            yield engineer
            yield stage.env.timeout(until)

    stage.env.process(busy())


def closing_at(stage: Stage, time: int) -> float:
    """Return the response after a loop that closes at *time* with a correction."""
    search = Search(stage)
    search.correct(time - VERIFICATION)
    stage.env.run(until=time + 1)
    (corrected,) = stage.events("corrected")
    assert corrected.time == time
    return stage.relation.response.index


def test_both_parties_hold_an_engineer_while_they_search_and_only_then(stage: Stage) -> None:
    search = Search(stage)
    held = []
    for time in (2 * DAY, 2 * DAY + 1, SEARCHED, SEARCHED + 1):
        stage.env.run(until=time)
        held.append(tuple(pool.count for pool in search.pools))

    assert held == [(0, 0), (1, 1), (1, 1), (0, 0)]
    assert search.searched == [SEARCHED]


@pytest.mark.parametrize("party", [0, 1])
def test_a_pool_that_is_fully_booked_delays_the_search(stage: Stage, party: int) -> None:
    search = Search(stage)
    book_out(stage, search.pools[party], 30 * DAY)

    stage.env.run(until=60 * DAY)

    assert search.searched == [35 * DAY]


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


def test_a_loop_closes_once_its_first_correction_is_verified(stage: Stage) -> None:
    search = Search(stage)
    correction = search.correct(20 * DAY)

    stage.env.run(until=40 * DAY)

    (corrected,) = stage.events("corrected")
    assert corrected.time == 20 * DAY + VERIFICATION
    assert corrected.causes == (search.loop.event, correction)
    assert corrected.facts == (0, True)
    assert search.loop.tries == 0
    assert stage.relation.loops == {}
    assert stage.relation.tally.of("paid root causes") == 800


def test_a_loop_whose_trials_have_all_failed_is_over(stage: Stage) -> None:
    search = Search(stage)
    search.fail(30 * DAY)

    stage.env.run(until=31 * DAY)

    (closed,) = stage.events("not corrected")
    assert (closed.time, closed.causes) == (30 * DAY, (search.loop.event,))
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
    search = Search(stage, attribute)
    search.fail(30 * DAY)

    stage.env.run(until=31 * DAY)

    assert relation.response.index == relation.terms.response.start
    own = relation.book.level(attribute)
    assert relation.targets.levels[attribute] == max(before[attribute], 0.97 * own)
    assert relation.targets.levels[attribute] > before[attribute]
    assert relation.targets.levels[1 - attribute] == before[1 - attribute]
    closed, revised = stage.events("not corrected", "targets")[-2:]
    assert (closed.kind, revised.facts[0]) == ("not corrected", "revised")
    assert stage.record.event(revised.causes[0]) is closed


def test_a_delivery_target_is_revised_by_its_step(stage: Stage) -> None:
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
