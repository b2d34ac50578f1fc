from __future__ import annotations

import pytest

from processes.stage import Stage, better, set_stage
from processes.test_auditing import change
from supplychain_sim.engine import Inbox, Phase, Process
from supplychain_sim.model.change import Change
from supplychain_sim.model.corrective import Action
from supplychain_sim.model.forgetting import Memory
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.loop import COMPLAINT
from supplychain_sim.model.remedies import areas, is_documented
from supplychain_sim.pools import Pool
from supplychain_sim.processes.corrective_action import corrective_action
from supplychain_sim.processes.turnover import turnover
from supplychain_sim.units import DAY

DUE = 60 * DAY
WORK = 10 * DAY


def start(
    stage: Stage,
    engineers: Pool,
    about: str = "P7.1",
    step: int | None = None,
) -> Action:
    action = Action(about, step, 0, DUE, stage.happened("corrective action"))
    stage.relation.audit_file.open[about] = action
    stage.env.process(
        corrective_action(stage.env, stage.relation, action, engineers, WORK, stage.record)
    )
    return action


def test_an_action_is_closed_when_an_engineer_has_worked_on_it(stage: Stage) -> None:
    action = start(stage, Pool(stage.env, 1))

    stage.env.run(until=DUE)

    (closed,) = stage.events("corrective action closed")
    assert (closed.time, closed.facts) == (WORK, ("P7.1", True, 0))
    assert closed.causes == (action.event,)
    assert stage.relation.audit_file.open == {}
    assert stage.relation.audit_file.in_time_since_last_audit(DUE) == 1.0


def test_actions_queue_for_the_engineers_that_there_are(stage: Stage) -> None:
    engineers = Pool(stage.env, 2)
    for number in range(5):
        start(stage, engineers, f"P7.{number}")

    stage.env.run(until=DUE)

    times = [time for time, _, _ in stage.log("corrective action closed")]
    assert times == [WORK, WORK, 2 * WORK, 2 * WORK, 3 * WORK]


def test_an_engineer_goes_to_complaints_before_what_an_audit_has_found(stage: Stage) -> None:
    engineers = Pool(stage.env, 1)
    begun: list[int] = []

    def complaint() -> Process:
        with engineers.request(COMPLAINT) as request:
            yield request
            begun.append(int(stage.env.now))
            yield stage.env.after(DAY, Phase.WORK, "complaint")

    for number in range(3):
        start(stage, engineers, f"P7.{number}")
    stage.env.process(complaint())

    stage.env.run(until=DUE)

    assert begun == [WORK]
    times = [time for time, _, _ in stage.log("corrective action closed")]
    assert times == [WORK, 2 * WORK + DAY, 3 * WORK + DAY]


def test_an_action_that_waits_too_long_for_an_engineer_is_overdue(stage: Stage) -> None:
    engineers = Pool(stage.env, 1)
    for number in range(7):
        start(stage, engineers, f"P7.{number}")

    stage.env.run(until=2 * DUE)

    in_time = [facts[1] for _, _, facts in stage.log("corrective action closed")]
    assert in_time == [True] * 6 + [False]
    assert stage.relation.tally.of("corrective actions overdue") == 1
    assert stage.relation.audit_file.in_time_since_last_audit(2 * DUE) == pytest.approx(6 / 7)


def test_an_action_closed_in_time_is_paper_and_a_late_one_costs_trust(ground: Ground) -> None:
    gained = []
    for busy in (0, DUE):
        stage = set_stage(ground)
        relation = stage.relation
        relation.capability.level, relation.capability.erosion = 0.5, 0.0
        engineers = Pool(stage.env, 1)
        before = relation.standing.trust
        if busy:
            stage.env.process(_hold(stage, engineers, busy))
        start(stage, engineers)
        stage.env.run(until=2 * DUE)
        gained.append((relation.capability.level - 0.5, relation.standing.trust - before))

    prompt, late = gained
    assert prompt == (0, 0)
    assert late[0] == 0
    assert late[1] == pytest.approx(-0.05 * 0.5)


def _hold(stage: Stage, engineers: Pool, minutes: int) -> Process:
    with engineers.request() as request:
        yield request
        yield stage.env.after(minutes, Phase.WORK, "another matter")


def test_what_was_never_written_down_is_documented_and_outlives_those_who_knew_it(
    ground: Ground,
) -> None:
    kept = []
    for about in ("P4.2", "P7.1"):
        stage = set_stage(ground, procedure_review=False)
        made = change(stage, stage.weak[0])
        leaving: Inbox[Change] = Inbox(stage.env, Phase.WORK, "turnover")
        leaving.post(made, DUE)
        memory = Memory()
        stage.env.process(turnover(stage.env, stage.relation, memory, leaving, stage.record))
        start(stage, Pool(stage.env, 1), about)
        stage.env.run(until=DUE + 1)
        assert is_documented(stage.relation, made) == (about == "P4.2")
        kept.append(stage.relation.in_force(made))

    assert kept == [True, False]


def test_changes_that_are_no_longer_in_force_are_not_documented(ground: Ground) -> None:
    stage = set_stage(ground, procedure_review=False)
    old = change(stage, stage.weak[0])
    stage.follow(old.operation, better(stage.relation.book, old.operation))
    start(stage, Pool(stage.env, 1), "P6.2.2", step=0)

    stage.env.run(until=DUE)

    assert not is_documented(stage.relation, old)
    assert stage.log("corrective action closed")[0][2] == ("P6.2.2", True, 0)


def test_a_step_that_departs_from_its_book_is_taught_before_others(stage: Stage) -> None:
    relation = stage.relation
    cells = relation.book.landscape.operations.cells
    steps = areas(relation)
    last = {cells[i] for i in steps[-1]}
    before = list(relation.lessons.queue)
    start(stage, Pool(stage.env, 1), "P6.2.1", step=len(steps) - 1)

    stage.env.run(until=DUE)

    queue = list(relation.lessons.queue)
    assert set(queue[: len(last)]) == last
    assert queue[len(last) :] == [cell for cell in before if cell not in last]
    assert stage.log("corrective action closed")[0][2] == ("P6.2.1", True, len(last))
