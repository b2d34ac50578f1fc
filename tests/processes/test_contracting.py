from __future__ import annotations

from typing import Any

import pytest

from processes.stage import ScriptedTable, Stage, set_stage, worse
from processes.test_auditing import Auditors
from processes.test_trials import operation_with, prepare
from supplychain_sim.engine import Bell, Process
from supplychain_sim.model.contract import Audited, Level
from supplychain_sim.model.design_staff import needed
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.price import Price
from supplychain_sim.model.record import EventId
from supplychain_sim.model.targets import Window
from supplychain_sim.model.trial import open_cells
from supplychain_sim.processes.contracting import contracting
from supplychain_sim.processes.price_talks import price_talks
from supplychain_sim.units import YEAR

ROUND = 3 * YEAR
CONCEDED = 0.056


def nobody_cares(exited: EventId, reached: Level) -> None:
    """Let nothing follow from an exit."""


def start(ground: Ground, conceded: float = CONCEDED, **choices: Any) -> Stage:
    """Start rounds with a supplier that is able and responsive, in whom much was gained."""
    stage = set_stage(ground, **choices)
    relation, terms = stage.relation, stage.scenario.contract
    relation.capability.level, relation.capability.erosion = 0.9, 0.0
    relation.staff.people = 100
    stage.read(relation.level())
    relation.round_level = worse_by(relation.level(), cost=5.0, defects=10_000.0)
    relation.targets.levels[:] = [0.0, 0.0]
    relation.price = Price(known=100.0)
    relation.price.concede(0.0, asked=conceded, most=1.0)
    bell = Bell(stage.env)
    stage.env.process(contracting(stage.env, relation, terms, bell, nobody_cares, stage.record))
    return stage


def worse_by(level: Level, cost: float, defects: float) -> Level:
    return Level(level.cost + cost, level.defects + defects)


def test_a_round_says_what_its_account_is_made_of(ground: Ground) -> None:
    stage = start(ground)
    stage.relation.pay("visits", 1_000.0, 0, customer=True)
    stage.relation.network_saving = 700.0

    stage.env.run(until=ROUND + 1)

    ((_, _, facts),) = stage.log("contract round")
    net, here, elsewhere, paid, leaked = map(int, facts)
    leak = stage.scenario.contract.accounts.leak.yearly
    assert (elsewhere, paid) == (2_100, 1_000)
    assert leaked == round(leak * 0.2 * ROUND / YEAR)
    assert here > 0
    assert abs(net - (here + elsewhere - paid - leaked)) <= 2


def net_after_one_round(stage: Stage) -> object:
    stage.env.run(until=ROUND + 1)
    ((_, _, (net, *_)),) = stage.log("contract round")
    return net


def audited(stage: Stage, *responses: float) -> None:
    for response in responses:
        stage.relation.audits.append(Audited(response, stage.happened("audited")))


def test_a_round_that_paid_raises_the_design_share_by_a_step(ground: Ground) -> None:
    stage = start(ground)

    stage.env.run(until=ROUND + 1)

    held, moved = stage.events("contract round", "design share")
    assert stage.relation.design_share == pytest.approx(0.35)
    assert (moved.time, moved.facts) == (ROUND, (350, 200))
    assert stage.record.event(moved.causes[0]) is held


@pytest.mark.parametrize(("capability", "response"), [(0.3, 0.7), (0.9, 0.49)])
def test_a_supplier_that_is_not_able_or_does_not_respond_keeps_its_share(
    ground: Ground, capability: float, response: float
) -> None:
    stage = start(ground)
    stage.relation.capability.level = capability
    stage.relation.response.index = response

    stage.env.run(until=ROUND + 1)

    assert stage.relation.design_share == 0.2
    assert stage.log("design share") == []


def test_no_cells_are_opened_that_no_designer_would_look_after(ground: Ground) -> None:
    stage = start(ground)
    relation = stage.relation
    asked_for = open_cells(0.35, len(relation.order))
    relation.staff.people = needed(asked_for, relation.staff.rule) - 1
    relation.staff.event = stage.happened("no designer hired")

    stage.env.run(until=ROUND + 1)

    held, short = stage.events("contract round", "short of designers")
    assert relation.design_share == 0.2
    assert short.facts == (relation.staff.people, asked_for)
    assert [stage.record.event(cause) for cause in short.causes] == [
        stage.record.event(relation.staff.event),
        held,
    ]


def test_a_share_that_was_raised_names_the_designers_who_were_there(ground: Ground) -> None:
    stage = start(ground)
    relation = stage.relation
    relation.staff.people = needed(open_cells(0.35, len(relation.order)), relation.staff.rule)
    relation.staff.event = stage.happened("designer came")

    stage.env.run(until=ROUND + 1)

    (moved,) = stage.events("design share")
    assert relation.design_share == pytest.approx(0.35)
    assert moved.causes[1:] == (relation.staff.event,)


def test_a_share_is_lowered_whatever_the_staff(ground: Ground) -> None:
    stage = start(ground)
    stage.relation.design_share, stage.relation.staff.people = 0.5, 0
    stage.relation.customer_paid = 1e9

    stage.env.run(until=ROUND + 1)

    assert stage.relation.design_share == pytest.approx(0.35)


def test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more(
    ground: Ground,
) -> None:
    shares, nets = {}, {}
    for side in ("near", "far"):
        stage = start(ground, conceded=0.0, work_from=side)
        relation = stage.relation
        operation = operation_with(relation, 1)
        relation.draws.loops = ScriptedTable(0.7)
        prepare(stage, operation, worse(relation.book, operation))
        # Of one team that goes on with the same trial; what it pays for loops is all there is.
        relation.round_level = worse_by(relation.level(), cost=0.0, defects=590.0)
        nets[side] = int(str(net_after_one_round(stage)))
        shares[side] = relation.design_share

    assert nets["near"] > 0 > nets["far"]
    assert shares == {"near": 1.0, "far": pytest.approx(0.85)}


def test_a_round_that_cost_more_than_it_brought_lowers_the_share_but_not_below_the_start(
    ground: Ground,
) -> None:
    stage = start(ground)
    stage.relation.design_share = 0.4
    found = []
    for number in (1, 2, 3):
        stage.relation.customer_paid = 1e9
        stage.env.run(until=number * ROUND + 1)
        found.append(stage.relation.design_share)

    assert found == pytest.approx([0.25, 0.2, 0.2])


def test_where_the_share_does_not_move_the_account_is_held_all_the_same(ground: Ground) -> None:
    stage = start(ground, design_share_moves=False)

    stage.env.run(until=2 * ROUND + 1)

    assert stage.relation.design_share == 0.2
    assert [time for time, _, _ in stage.log("contract round")] == [ROUND, 2 * ROUND]


def test_the_account_is_saving_less_what_was_paid_and_what_leaks(ground: Ground) -> None:
    stage = start(ground)
    relation = stage.relation
    relation.round_level = worse_by(relation.level(), cost=0.5, defects=1_000.0)
    relation.network_saving = 7_000.0
    relation.customer_paid = 11_000.0

    yearly = relation.yearly_units * (0.5 + 1_000 * 1e-6 * 400) + 7_000
    assert net_after_one_round(stage) == round(3 * yearly - 11_000 - 3 * 20_000 * 0.2)
    assert (relation.network_saving, relation.customer_paid) == (0.0, 0.0)
    assert relation.price.conceded == 0.0


def test_the_customer_gains_no_more_in_cost_than_was_conceded_and_quality_in_full(
    ground: Ground,
) -> None:
    stage = start(ground, conceded=0.0)
    relation = stage.relation

    quality = relation.yearly_units * 10_000 * 1e-6 * 400
    assert net_after_one_round(stage) == round(3 * quality - 3 * 20_000 * 0.2)


def test_the_customer_takes_stock_of_what_it_has_read_and_not_of_what_is(ground: Ground) -> None:
    stage = start(ground)
    relation = stage.relation
    read = worse_by(relation.level(), cost=4.0, defects=9_000.0)
    stage.read(read)

    yearly = relation.yearly_units * (min(1.0, CONCEDED * (read.cost + 1.0)) + 1_000 * 1e-6 * 400)
    assert net_after_one_round(stage) == pytest.approx(3 * yearly - 3 * 20_000 * 0.2, abs=1.0)
    assert relation.round_level.cost == read.cost
    assert relation.round_level.defects == pytest.approx(read.defects)


def test_a_round_in_which_nothing_was_delivered_gained_the_customer_nothing(
    ground: Ground,
) -> None:
    stage = start(ground)
    before = stage.relation.round_level
    stage.relation.progress.window = Window((), 0, 0, 0, 0)

    assert net_after_one_round(stage) == -round(3 * 20_000 * 0.2)
    assert stage.relation.round_level == before


def test_what_is_conceded_on_the_day_of_the_round_counts(ground: Ground) -> None:
    stage = start(ground, conceded=0.0)
    relation = stage.relation
    relation.price = Price(relation.level().cost)
    relation.own_count.window = Window((0.5 * relation.level().cost,), 0, 0, 0, 0)
    rule = stage.scenario.targets
    stage.env.process(price_talks(stage.env, relation, rule, stage.record))

    # The first of three talks concedes the most there is, the others nothing more.
    quality = relation.yearly_units * 10_000 * 1e-6 * 400
    cost = relation.yearly_units * 0.019 * relation.round_level.cost
    stage.env.run(until=YEAR + 1)
    assert relation.price.conceded == pytest.approx(0.019)
    assert net_after_one_round(stage) == round(3 * (quality + cost) - 3 * 20_000 * 0.2)


def test_what_a_one_way_customer_did_not_ask_for_gains_it_nothing(ground: Ground) -> None:
    stage = start(ground, targets_move="at_rounds")
    # Targets that are met at the start of the round already.
    stage.relation.targets.levels[:] = [1.0, 1.0]

    assert net_after_one_round(stage) == -round(3 * 20_000 * 0.2)


def test_where_targets_are_joint_all_progress_counts(ground: Ground) -> None:
    stage = start(ground, targets_move="jointly")
    stage.relation.targets.levels[:] = [1.0, 1.0]

    stage.env.run(until=ROUND + 1)

    assert stage.relation.design_share == pytest.approx(0.35)


def test_poor_response_at_the_last_audits_ends_the_relation_because_of_them(
    ground: Ground,
) -> None:
    stage = start(ground)
    audited(stage, 0.8, 0.39, 0.2)
    last = [found.event for found in stage.relation.audits[-2:]]

    stage.env.run(until=ROUND + 1)

    held, left = stage.events("contract round", "exit")
    assert held.causes == tuple(last)
    assert left.causes == tuple(last)
    assert stage.relation.tally.of("exits") == 1


def test_an_audit_on_the_day_of_the_round_counts(ground: Ground) -> None:
    stage = start(ground)
    audited(stage, 0.3)
    stage.relation.response.index = 0.3
    Auditors(stage).start(every=ROUND)

    stage.env.run(until=ROUND + 1)

    assert [time for time, _, _ in stage.log("exit")] == [ROUND]


@pytest.mark.parametrize("responses", [(0.39,), (0.39, 0.4), (0.2, 0.2, 0.8), ()])
def test_nobody_leaves_before_as_many_poor_audits_running_as_agreed(
    ground: Ground, responses: tuple[float, ...]
) -> None:
    stage = start(ground)
    audited(stage, *responses)

    stage.env.run(until=ROUND + 1)

    assert stage.relation.exited is None


def test_after_an_exit_the_relation_runs_on_and_exits_no_second_time(ground: Ground) -> None:
    stage = start(ground)
    audited(stage, 0.1, 0.1)

    stage.env.run(until=3 * ROUND + 1)

    assert len(stage.events("contract round")) == 3
    assert [time for time, _, _ in stage.log("exit")] == [ROUND]


def test_teams_are_called_when_the_share_may_have_grown(ground: Ground) -> None:
    stage = set_stage(ground)
    bell, called = Bell(stage.env), list[int]()

    def hear() -> Process:
        while True:
            yield bell.wait()
            called.append(int(stage.env.now))

    terms = stage.scenario.contract
    stage.env.process(hear())
    rounds = contracting(stage.env, stage.relation, terms, bell, nobody_cares, stage.record)
    stage.env.process(rounds)

    stage.env.run(until=ROUND + 1)

    assert called == [ROUND]
