from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from processes.stage import (
    HIGHEST,
    LOWEST,
    MEDIAN,
    ScriptedTable,
    Stage,
    Timetable,
    better,
    set_stage,
)
from supplychain_sim.model.audit import ask, findings, levels
from supplychain_sim.model.audit_view import AuditView, Surroundings, look, totals
from supplychain_sim.model.change import Change
from supplychain_sim.model.closures import Closure
from supplychain_sim.model.corrective import Action
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.journey import Journey
from supplychain_sim.model.questionnaire import QUESTIONS
from supplychain_sim.processes.auditing import LOT, Luck, auditing
from supplychain_sim.units import DAY, YEAR


@dataclass
class Auditors:
    """Yearly audits whose corrective actions nobody works on."""

    stage: Stage
    answers: ScriptedTable = field(default_factory=ScriptedTable)
    lots: ScriptedTable = field(default_factory=ScriptedTable)
    opened: list[Action] = field(default_factory=list)

    def start(self, **rules: Any) -> Auditors:
        rule = self.stage.scenario.contract.audits.model_copy(update=rules)
        luck = Luck(self.answers, self.lots)
        self.stage.env.process(
            auditing(
                self.stage.env,
                self.stage.relation,
                rule,
                lambda: around(self.stage),
                self.opened.append,
                luck,
                self.stage.record,
            )
        )
        return self


def around(stage: Stage) -> Surroundings:
    return Surroundings(stage.home.book.practices, engineers=2, waiting=0)


def view(stage: Stage) -> AuditView:
    return look(stage.relation, around(stage), int(stage.env.now))


def facts(stage: Stage) -> list[tuple[object, ...]]:
    return [found for _, _, found in stage.log("audited")]


def change(stage: Stage, operation: int) -> Change:
    """Introduce a change of the supplier's own."""
    book = stage.relation.book
    before, practice = book.practices[operation], better(book, operation)
    stage.follow(operation, practice)
    event, reviews = stage.happened("introduced"), stage.relation.regime.procedure_review
    introduced = Change(operation, practice, before, 0, True, event, documented=reviews)
    stage.relation.changes.append(introduced)
    stage.relation.own.add(operation)
    return introduced


def test_the_supplier_is_audited_every_year_at_the_customers_cost(stage: Stage) -> None:
    Auditors(stage).start()

    stage.env.run(until=2 * YEAR + 1)

    assert [time for time, _, _ in stage.log("audited")] == [YEAR, 2 * YEAR]
    assert stage.relation.tally.of("audits") == 2
    assert stage.relation.tally.of("paid audits") == 3000


def test_an_audit_reads_what_there_is_to_be_seen(stage: Stage) -> None:
    relation = stage.relation
    relation.progress.receive(1000, 0, stage.happened())
    relation.progress.lines = 10
    relation.tally.add("target reviews", 0)
    relation.tally.add("units demanded", 0, 100)
    Auditors(stage).start(misread=0.0)
    stage.env.run(until=YEAR)
    answers = ask(view(stage), 0.0, lambda _: MEDIAN)
    reached = levels(answers).of_all

    stage.env.run(until=YEAR + 1)

    assert facts(stage)[0][0] == round(1000 * reached)
    assert facts(stage)[0][1] == "C"
    assert relation.tally.of("audit points") == pytest.approx(100 * float(reached))
    assert relation.tally.of("audits grade C") == 1


def test_an_audit_before_anything_was_delivered_has_no_grade(stage: Stage) -> None:
    Auditors(stage).start()

    stage.env.run(until=YEAR + 1)

    assert facts(stage)[0][1] == "none"


def test_a_novice_that_has_learned_its_book_is_graded_better(stage: Stage) -> None:
    relation = stage.relation
    Auditors(stage).start(misread=0.0)
    stage.env.run(until=YEAR + 1)
    for operation in sorted(relation.lessons.pending):
        stage.follow(operation, relation.lessons.book[operation])

    stage.env.run(until=2 * YEAR + 1)

    before, after = (found[0] for found in facts(stage))
    assert isinstance(before, int)
    assert isinstance(after, int)
    assert after > before + 100


def test_an_auditor_who_misreads_gives_another_level(ground: Ground) -> None:
    given = []
    for chance in (0.0, 1.0):
        stage = set_stage(ground)
        Auditors(stage, answers=ScriptedTable(LOWEST)).start(misread=chance)
        stage.env.run(until=YEAR + 1)
        given.append(facts(stage)[0][0])

    assert given[0] != given[1]


def test_the_contract_round_gets_the_response_of_each_audit_whatever_the_auditor_thought(
    stage: Stage,
) -> None:
    Auditors(stage, answers=ScriptedTable(HIGHEST)).start(misread=1.0)
    stage.env.run(until=YEAR + 1)
    stage.relation.response.index = 0.3

    stage.env.run(until=2 * YEAR + 1)

    assert [found.response for found in stage.relation.audits] == [0.7, 0.3]
    events = [stage.record.event(found.event) for found in stage.relation.audits]
    assert [(event.kind, event.time) for event in events] == [
        ("audited", YEAR),
        ("audited", 2 * YEAR),
    ]


def test_an_audit_teaches_the_supplier_something(stage: Stage) -> None:
    capability = stage.relation.capability
    Auditors(stage).start()

    stage.env.run(until=YEAR)
    before = capability.at(YEAR)
    stage.env.run(until=YEAR + 1)

    assert capability.at(YEAR) == pytest.approx(before + 0.01 * (1 - before))


def test_the_luck_of_an_answer_belongs_to_the_audit_and_the_question(stage: Stage) -> None:
    auditors = Auditors(stage).start()

    stage.env.run(until=2 * YEAR + 1)

    assert {audit for audit, _ in auditors.answers.asked} == {0, 1}
    places = [place for audit, place in auditors.answers.asked if audit == 0]
    assert len(set(places)) == len(places) > len(QUESTIONS)
    assert auditors.lots.asked == [(0, 0), (1, 0)]


def test_each_finding_opens_a_corrective_action_because_of_the_audit(stage: Stage) -> None:
    auditors = Auditors(stage).start(misread=0.0)
    stage.env.run(until=YEAR)
    found = findings(ask(view(stage), 0.0, lambda _: MEDIAN))

    stage.env.run(until=YEAR + 1)

    (audited,) = stage.events("audited")
    events = stage.events("corrective action")
    assert len(found) > 3
    assert [(event.facts[0], event.facts[1]) for event in events] == [one[:2] for one in found]
    assert all(stage.record.event(event.causes[0]) is audited for event in events)
    assert [action.due for action in auditors.opened] == [YEAR + 60 * DAY] * len(found)
    assert stage.relation.tally.of("corrective actions") == len(found)


def test_what_is_still_being_worked_on_is_not_asked_for_again_and_is_found_overdue(
    stage: Stage,
) -> None:
    auditors = Auditors(stage).start(misread=0.0)
    stage.env.run(until=YEAR + 1)
    first = [action.about for action in auditors.opened]

    stage.env.run(until=2 * YEAR + 1)

    abouts = [action.about for action in auditors.opened]
    assert len(set(abouts)) == len(abouts)
    assert view(stage).actions_overdue == len(first)
    assert {"P2.2", "P7.3"} <= set(abouts) - set(first)


def test_what_was_corrected_teaches_and_earns_trust_once_the_next_audit_does_not_find_it(
    stage: Stage,
) -> None:
    relation = stage.relation
    relation.capability.level, relation.capability.erosion = 0.5, 0.0
    stage.set_terms("capability", audit=0.0)
    Auditors(stage).start(misread=0.0)
    stage.env.run(until=YEAR + 1)
    file = relation.audit_file
    cured = Action("P9.9", None, YEAR, YEAR + 60 * DAY, stage.happened("corrective action"))
    late = Action("P9.8", None, YEAR, YEAR, stage.happened("corrective action"))
    still_there = next(iter(file.open.values()))
    for action in (cured, late, still_there):
        file.open[action.about] = action
        file.close(action, YEAR + DAY)
    before = relation.standing.trust

    stage.env.run(until=2 * YEAR + 1)

    assert relation.standing.trust == pytest.approx(before + 0.05 * (1 - before))
    assert relation.tally.of("closed in norm") == 1
    assert 1 - relation.capability.level == pytest.approx(0.5 * (1 - 0.01) * (1 - 0.005))


def test_no_corrective_action_is_opened_where_none_is_asked_for(stage: Stage) -> None:
    rule = stage.scenario.contract.audits.corrective.model_copy(update={"asked": False})
    auditors = Auditors(stage).start(corrective=rule)

    stage.env.run(until=2 * YEAR + 1)

    assert auditors.opened == []
    assert len(stage.events("audited")) == 2


def test_a_refused_lot_is_a_finding(stage: Stage) -> None:
    auditors = Auditors(stage, lots=ScriptedTable(HIGHEST)).start()

    stage.env.run(until=YEAR + 1)

    ((_, _, (found, passed)),) = stage.log("lot sampled")
    assert isinstance(found, int)
    assert found > 1
    assert passed is False
    assert LOT in [action.about for action in auditors.opened]
    assert stage.relation.tally.of("lots refused") == 1


def test_an_accepted_lot_is_none(stage: Stage) -> None:
    auditors = Auditors(stage, lots=ScriptedTable(LOWEST)).start()

    stage.env.run(until=YEAR + 1)

    assert stage.log("lot sampled") == [(YEAR, "lot sampled", (0, True))]
    assert LOT not in [action.about for action in auditors.opened]


def test_no_lot_is_looked_into_where_the_sample_is_none(stage: Stage) -> None:
    rule = stage.scenario.contract.audits.lot.model_copy(update={"sample": 0})
    auditors = Auditors(stage, lots=ScriptedTable(HIGHEST)).start(lot=rule)

    stage.env.run(until=YEAR + 1)

    assert stage.log("lot sampled") == []
    assert auditors.lots.asked == []


def test_changes_are_documented_where_they_went_through_review(ground: Ground) -> None:
    reviewed, unseen = set_stage(ground), set_stage(ground, procedure_review=False)
    for stage in (reviewed, unseen):
        change(stage, stage.weak[0])

    assert view(reviewed).documented == 1.0
    assert view(unseen).documented == 0.0
    assert view(set_stage(ground)).documented is None


def test_a_change_that_was_agreed_departs_from_no_book(stage: Stage) -> None:
    relation = stage.relation
    operation = stage.weak[0]
    stage.follow(operation, relation.lessons.book[operation])
    before = view(stage).by_the_book
    stage.follow(operation, 7)
    departed = view(stage).by_the_book
    relation.own.add(operation)

    assert before is not None
    assert departed is not None
    assert departed < before == view(stage).by_the_book


def test_drawings_grow_old_where_home_goes_on(stage: Stage) -> None:
    assert view(stage).drawings == 1.0
    book = stage.home.book
    operation = book.landscape.owned_by("customer")[0]

    book.adopt(book.effect(((operation, 7),)))

    assert view(stage).drawings == pytest.approx(1 - 1 / len(book.landscape.owned_by("customer")))


def test_what_is_counted_is_counted_since_the_last_audit(stage: Stage) -> None:
    relation = stage.relation
    allowed = relation.asked().level.defects
    relation.progress.receive(1_000_000, round(3 * allowed), stage.happened())
    assert view(stage).delivered_defects_over_target == pytest.approx(3.0, rel=1e-3)
    relation.audit_file.end_audit(totals(relation))
    assert view(stage).delivered_defects_over_target is None

    relation.progress.receive(1_000_000, round(allowed), stage.happened())

    assert view(stage).delivered_defects_over_target == pytest.approx(1.0, rel=1e-3)


def test_a_cause_that_is_back_is_a_recurrence_and_a_target_missed_for_another_is_none(
    stage: Stage,
) -> None:
    relation = stage.relation
    relation.tally.add("root causes", 0, 4)
    assert view(stage).recurrences == 0

    relation.tally.add("root causes recurrent", 0, 2)

    assert view(stage).recurrences == 2
    relation.audit_file.end_audit(totals(relation))
    assert view(stage).recurrences == 0


def test_what_is_lost_with_those_who_leave_is_seen_and_not_how_many_leave(stage: Stage) -> None:
    assert view(stage).changes_forgotten == 0

    stage.relation.tally.add("changes forgotten", 0, 2)

    assert view(stage).changes_forgotten == 2
    stage.relation.audit_file.end_audit(totals(stage.relation))
    assert view(stage).changes_forgotten == 0


def test_the_age_of_the_oldest_open_loop_is_seen(stage: Stage) -> None:
    assert view(stage).oldest_loop_over_norm == 0.0
    stage.miss()

    stage.env.run(until=90 * DAY)

    assert view(stage).oldest_loop_over_norm == pytest.approx(1.5)


def test_looking_changes_nothing(stage: Stage) -> None:
    assert view(stage) == view(stage)


WAY = "way/foundry/suzhou"


def closed(stage: Stage, *spans: tuple[int, int]) -> None:
    """Let nobody travel to the supplier in these times."""
    closures = (Closure(start, end, end, "no-travel") for start, end in spans)
    way = Journey((), (Gate(WAY, Timetable(*closures)),))
    stage.relation.journeys[stage.relation.regime.work_from] = way


def test_an_audit_that_nobody_can_travel_to_is_held_when_the_way_reopens(stage: Stage) -> None:
    closed(stage, (YEAR - DAY, YEAR + 30 * DAY))
    Auditors(stage).start()

    stage.env.run(until=2 * YEAR + 1)

    (postponed,), audited = stage.events("audit postponed"), stage.events("audited")
    assert (postponed.time, postponed.causes) == (YEAR, ((WAY, 0),))
    assert [event.time for event in audited] == [YEAR + 30 * DAY, 2 * YEAR]
    assert stage.record.event(audited[0].causes[-1]) == postponed
    assert stage.relation.tally.of("audits postponed") == 1


def test_an_audit_is_dropped_if_the_way_stays_shut_until_the_next_is_due(stage: Stage) -> None:
    closed(stage, (YEAR - DAY, YEAR + DAY), (YEAR + DAY, 2 * YEAR + DAY))
    Auditors(stage).start()

    stage.env.run(until=3 * YEAR)

    assert [(event.time, event.kind) for event in stage.events("audit cancelled", "audited")] == [
        (2 * YEAR, "audit cancelled"),
        (2 * YEAR + DAY, "audited"),
    ]
    assert stage.relation.tally.of("audits") == 1
    assert stage.relation.tally.of("audits postponed") == 2
