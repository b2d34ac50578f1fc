from __future__ import annotations

import math

import pytest

from processes.stage import HIGHEST, LOWEST, ScriptedStream, Stage, set_stage
from supplychain_sim.engine import Bell
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.loop import Loop
from supplychain_sim.processes.courting import courting
from supplychain_sim.processes.trials import Proposal, team
from supplychain_sim.scenario.supplier_states import Courting
from supplychain_sim.streams import Stream
from supplychain_sim.units import DAY, YEAR, Rate

EVERY = 91 * DAY
RULE = Courting(every=EVERY, rate=Rate(2.0, YEAR), learning=0.25, stays=3 * YEAR)
#: The chance of one at an ambition of a half, with all teams idle.
CHANCE = 1 - math.exp(-2.0 * 0.5 * EVERY / YEAR)


def start(
    stage: Stage, *draws: float, rule: Courting = RULE, stays: float = HIGHEST
) -> ScriptedStream:
    """Let a supplier with an ambition of a half, whose five teams idle, look around."""
    relation = stage.relation
    relation.ambition.level, relation.capability.erosion = 0.5, 0.0
    # The second uniform of each occasion says how long that customer stays.
    luck = ScriptedStream(*(draw for one in draws for draw in (one, stays)), draws[-1])
    work = Bell(stage.env)
    stage.env.process(courting(stage.env, relation, rule, luck, work, stage.record))
    return luck


def busy(stage: Stage, number: int) -> None:
    """Let a team be at a trial from the first day on."""
    stage.relation.busy[number] = 0


def test_a_supplier_with_idle_teams_wins_another_customer_for_whom_one_of_them_works(
    stage: Stage,
) -> None:
    relation = stage.relation
    start(stage, 0.99 * CHANCE, HIGHEST)
    before = relation.capability.at(0)

    stage.env.run(until=EVERY + 1)

    (won,) = stage.events("other customer won")
    assert (won.time, won.facts) == (EVERY, (1000, 500))
    assert won.causes == (relation.share_set,)
    assert (relation.courting.here, relation.courting.teams) == (4, 5)
    assert relation.capability.at(EVERY) == pytest.approx(before + 0.25 * (1 - before))


def test_what_is_less_likely_does_not_happen(stage: Stage) -> None:
    luck = start(stage, 1.01 * CHANCE)

    stage.env.run(until=EVERY + 1)

    assert stage.log("other customer won") == []
    # That of this occasion, and that of the next, drawn before it is waited for.
    assert luck.consumed == 4


def test_teams_that_are_all_at_trials_look_for_nobody(stage: Stage) -> None:
    start(stage, LOWEST)
    for number in range(5):
        busy(stage, number)

    stage.env.run(until=10 * EVERY)

    assert stage.log("other customer won") == []


def test_the_less_idle_time_there_is_the_less_likely_is_another_customer(stage: Stage) -> None:
    start(stage, 0.9 * CHANCE)
    for number in range(2):
        busy(stage, number)

    stage.env.run(until=EVERY + 1)

    assert stage.log("other customer won") == []
    assert stage.relation.courting.here == 5


def test_the_last_team_stays(stage: Stage) -> None:
    start(stage, *[LOWEST] * 10)

    stage.env.run(until=10 * EVERY)

    assert len(stage.events("other customer won")) == 4
    assert stage.relation.courting.here == 1


def test_a_team_that_works_elsewhere_ends_its_trial_and_begins_no_other_until_it_is_back(
    ground: Ground,
) -> None:
    stage = set_stage(ground)
    relation, env = stage.relation, stage.env
    stage.open_everything()
    relation.courting.teams = 1
    work = Bell(env)

    def propose(proposal: Proposal) -> None:
        pass

    def failed(loop: Loop | None) -> None:
        pass

    choice = Stream(20030106)
    team(env, relation, 0, choice, work, propose, failed, stage.record)
    env.run(until=DAY)
    won = stage.happened("other customer won")
    relation.courting.leave(won, DAY)

    env.run(until=YEAR)
    assert len(stage.events("tried")) == 1
    relation.courting.come_back(won, YEAR)
    work.ring()
    env.run(until=2 * YEAR)

    assert len(stage.events("tried")) > 5


def test_the_team_comes_back_when_that_customer_goes(stage: Stage) -> None:
    start(stage, LOWEST, HIGHEST, stays=1 - math.exp(-1 / 3))

    stage.env.run(until=EVERY + YEAR)
    away = stage.relation.courting.here
    stage.env.run(until=EVERY + YEAR + 2)

    # The third of a mean stay of three years.
    won, back = stage.events("other customer won", "team came back")
    assert (away, stage.relation.courting.here) == (4, 5)
    assert back.time == pytest.approx(won.time + YEAR, abs=1)
    assert stage.record.event(back.causes[0]) is won
