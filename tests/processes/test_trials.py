from __future__ import annotations

import pytest

from processes.stage import (
    HIGHEST,
    LOWEST,
    MEDIAN,
    ScriptedIdeas,
    ScriptedStream,
    ScriptedTable,
    Stage,
    Timetable,
    better,
    practice_with,
    set_stage,
    worse,
)
from supplychain_sim.engine import Bell
from supplychain_sim.model.agenda import Retest
from supplychain_sim.model.closures import Closure
from supplychain_sim.model.cookbook import ONE
from supplychain_sim.model.definitions import RELATION
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.journey import Journey
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.measures import Seen, evaluate
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trying import scheduled
from supplychain_sim.processes.trials import Proposal, team
from supplychain_sim.units import DAY, YEAR

WORK = 10 * DAY


class Watched:
    """One team, and what it hands on."""

    def __init__(self, stage: Stage, *picks: float) -> None:
        self.proposals: list[Proposal] = []
        self.failures: list[Loop | None] = []
        self.work = Bell(stage.env)
        team(
            stage.env,
            stage.relation,
            0,
            ScriptedStream(*picks),
            self.work,
            self.proposals.append,
            self.failures.append,
            stage.record,
        )


def picking(eligible: tuple[int, ...], operation: int) -> tuple[float, float]:
    """Return the two draws by which a search that finds no cause picks *operation*."""
    return HIGHEST, (eligible.index(operation) + 0.5) / len(eligible)


def operation_with(relation: Relation, crossings: int) -> int:
    """Return an operation of the supplier's with so many dependencies across the boundary."""
    landscape = relation.book.landscape
    worst_first = relation.book.worst(landscape.owned_by("supplier"), None, 1.0)
    return next(i for i in worst_first if landscape.crossings[i] == crossings)


def prepare(stage: Stage, operation: int, practice: int) -> Watched:
    """Start a team whose every trial is of *operation*, with *practice*."""
    stage.open_everything()
    stage.relation.draws.ideas = ScriptedIdeas(practice)
    return Watched(stage, *picking(scheduled(stage.relation), operation), MEDIAN)


@pytest.mark.parametrize(("unlucky", "rounds"), [(0.2, 0), (0.4, 1), (0.7, 2), (0.9, 3)])
def test_a_team_waits_with_its_sample(stage: Stage, unlucky: float, rounds: int) -> None:
    # Poisson of mean 1.5: 22 % none, 33 % one, 25 % two, 13 % three.
    relation = stage.relation
    operation = operation_with(relation, 1)
    relation.draws.loops = ScriptedTable(unlucky)
    prepare(stage, operation, better(relation.book, operation))

    stage.env.run(until=200 * DAY)

    samples, review = relation.side.samples.time, relation.terms.joint_loop.review
    time, _, facts = stage.log("tried")[0]
    assert time == WORK + rounds * (2 * samples + review)
    assert facts == ("own idea", operation, 0, rounds, "replace", True)


def test_a_far_team_waits_for_longer_with_the_same_luck(ground: Ground) -> None:
    ended = {}
    for work_from in ("near", "far"):
        stage = set_stage(ground, work_from=work_from)
        operation = operation_with(stage.relation, 1)
        stage.relation.draws.loops = ScriptedTable(0.4)
        prepare(stage, operation, better(stage.relation.book, operation))
        stage.env.run(until=200 * DAY)
        ended[work_from] = stage.log("tried")[0][0]

    assert ended == {"near": WORK + 5 * DAY, "far": WORK + 13 * DAY}


def test_a_trial_that_crosses_no_boundary_sends_no_samples_whatever_its_luck(stage: Stage) -> None:
    relation = stage.relation
    operation = operation_with(relation, 0)
    relation.draws.loops = ScriptedTable(HIGHEST)
    prepare(stage, operation, better(relation.book, operation))

    stage.env.run(until=WORK + 1)

    assert stage.log("tried") == [(WORK, "tried", ("own idea", operation, 0, 0, "replace", True))]
    assert relation.tally.of("joint loops") == 0


def test_a_team_proposes_what_looks_better_with_its_evidence(stage: Stage) -> None:
    book = stage.relation.book
    operation = operation_with(stage.relation, 0)
    practice = better(book, operation)
    watched = prepare(stage, operation, practice)

    stage.env.run(until=WORK + 1)

    (proposal,) = watched.proposals
    assert (proposal.job.idea.operation, proposal.job.idea.practice) == (operation, practice)
    assert proposal.evidence == (book.effect(((operation, practice),)).total / ONE, 4)
    assert stage.record.event(proposal.event).kind == "tried"
    assert watched.failures == []


def test_a_team_does_not_propose_what_looks_worse(stage: Stage) -> None:
    operation = operation_with(stage.relation, 0)
    watched = prepare(stage, operation, worse(stage.relation.book, operation))

    stage.env.run(until=WORK + 1)

    assert (watched.proposals, watched.failures) == ([], [None])


def test_noise_can_hide_an_improvement(stage: Stage) -> None:
    operation = operation_with(stage.relation, 0)
    book = stage.relation.book
    practice = practice_with(book, operation, lambda effect: -0.5 < effect < -0.25)
    watched = prepare(stage, operation, practice)
    stage.relation.draws.noise = ScriptedTable(HIGHEST)

    stage.env.run(until=WORK + 1)

    assert (watched.proposals, watched.failures) == ([], [None])


def test_a_team_with_nothing_to_do_waits_until_the_bell(ground: Ground) -> None:
    stage = set_stage(ground, trials="when_missed")
    watched = Watched(stage, MEDIAN)
    stage.relation.draws.loops = ScriptedTable(LOWEST)
    rung = 50 * DAY + 7
    stage.env.run(until=rung)
    assert stage.log("tried") == []

    loop = stage.miss()
    loop.tries = 1
    watched.work.ring()
    stage.env.run(until=100 * DAY)

    ((time, _, facts),) = stage.log("tried")
    assert (time, facts[0]) == (rung + WORK, "correction")
    assert (loop.tries, loop.running) == (0, 1)
    assert stage.relation.tally.of("team minutes") == WORK


def test_where_nothing_may_be_tried_not_even_a_miss_is_corrected(ground: Ground) -> None:
    stage = set_stage(ground, trials="never")
    stage.miss().tries = 8
    Watched(stage, MEDIAN)

    stage.env.run(until=200 * DAY)

    assert stage.log("tried") == []


def test_a_team_corrects_first_then_retests_what_others_do_then_has_ideas(stage: Stage) -> None:
    relation = stage.relation
    stage.open_everything()
    relation.draws.loops = ScriptedTable(LOWEST)
    relation.draws.ideas = ScriptedIdeas(7)
    handed = stage.happened("benchmarked")
    relation.agenda.append(Retest(((100, 5),), 100, "site/kassel", handed))
    stage.miss().tries = 1
    Watched(stage, MEDIAN)

    stage.env.run(until=3 * WORK + 1)

    tried = stage.events("tried")
    assert [(e.time, e.facts[0]) for e in tried] == [
        (WORK, "correction"),
        (2 * WORK, "retest"),
        (3 * WORK, "own idea"),
    ]
    assert tried[1].causes == (handed,)


def test_a_team_does_not_test_what_it_does_already(stage: Stage) -> None:
    relation = stage.relation
    stage.open_everything()
    relation.draws.loops = ScriptedTable(LOWEST)
    practice = relation.book.practices[100]
    handed = stage.happened("benchmarked")
    relation.agenda.append(Retest(((100, practice),), 100, "site/kassel", handed))
    Watched(stage, MEDIAN)

    stage.env.run(until=WORK + 1)

    assert [event.facts[0] for event in stage.events("tried")] == ["own idea"]


def test_the_supplier_pays_the_work_and_the_customer_the_joint_loops(stage: Stage) -> None:
    relation = stage.relation
    operation = operation_with(relation, 1)
    relation.draws.loops = ScriptedTable(0.4)
    prepare(stage, operation, better(relation.book, operation))

    stage.env.run(until=WORK + 5 * DAY + 1)

    assert relation.tally.of("paid trials") == pytest.approx(500 + 15 * 60)
    assert relation.tally.of("paid joint loops") == pytest.approx(120)
    assert relation.customer_paid == pytest.approx(120)


HOME, ABROAD = "port/frankfurt", "port/pudong"


def flying(stage: Stage, *closures: Closure) -> None:
    """Let samples of the relation pass two airports; the customer's has these *closures*."""
    gates = Gate(HOME, Timetable(*closures)), Gate(ABROAD, Timetable())
    stage.relation.journeys[stage.relation.regime.work_from] = Journey(gates)


def test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure(
    ground: Ground,
) -> None:
    stage = set_stage(ground, work_from="far")
    relation = stage.relation
    operation = operation_with(relation, 1)
    relation.draws.loops = ScriptedTable(0.4)
    arrives = WORK + relation.side.samples.time
    flying(stage, Closure(arrives - DAY, arrives + 9 * DAY, arrives + 9 * DAY, "strike"))
    prepare(stage, operation, better(relation.book, operation))

    stage.env.run(until=200 * DAY)

    tried = stage.events("tried")[0]
    assert tried.time == WORK + 13 * DAY + 9 * DAY
    assert tried.causes[-1] == (HOME, 0)
    assert tried.facts == ("own idea", operation, 0, 1, "replace", True)


def test_the_time_and_the_money_of_a_trial_add_up_to_what_they_went_into(ground: Ground) -> None:
    stage = set_stage(ground, work_from="far")
    relation = stage.relation
    operation = operation_with(relation, 1)
    relation.draws.loops = ScriptedTable(0.7)
    flying(stage, Closure(0, 20 * DAY, 60 * DAY, "strike"))
    prepare(stage, operation, better(relation.book, operation))
    stage.env.run(until=10 * YEAR)
    tally = relation.tally

    values = evaluate(RELATION, "r", tally, Seen(), 10 * YEAR)
    found = {one.measure: one.value for one in values if one.year is None}
    kinds = ("work", "travel", "review", "held")
    days = {kind: found[f"trial_{kind}_days"] for kind in kinds}

    assert tally.of("trials") > 50
    assert days["work"] == pytest.approx(10)
    assert days["travel"] == pytest.approx(2 * 2 * 5)
    assert days["review"] == pytest.approx(2 * 3)
    assert days["held"] > 0
    assert sum(days.values()) == pytest.approx(found["trial_days"], rel=1e-12)
    money = ("trial_work_cost", "trial_waiting_cost", "joint_review_cost", "sample_freight_cost")
    assert sum(found[name] for name in money) == pytest.approx(
        tally.of("paid trials") + tally.of("paid joint loops"), rel=1e-12
    )
    assert found["sample_freight_cost"] == 600 * tally.of("joint loops")
    waited = sum(days[kind] for kind in kinds[1:]) * tally.of("trials")
    assert found["trial_waiting_cost"] == pytest.approx(60 * waited)


def test_a_closure_that_is_over_before_the_first_sample_leaves_holds_nothing_up(
    stage: Stage,
) -> None:
    relation = stage.relation
    operation = operation_with(relation, 1)
    relation.draws.loops = ScriptedTable(0.4)
    flying(stage, Closure(0, WORK - DAY, WORK, "strike"))
    prepare(stage, operation, better(relation.book, operation))

    stage.env.run(until=200 * DAY)

    assert stage.log("tried")[0][0] == WORK + 5 * DAY
