from __future__ import annotations

import pytest

from processes.stage import HIGHEST, MEDIAN, ScriptedStream, Stage
from supplychain_sim.processes.auditing import auditing
from supplychain_sim.units import YEAR


def start(stage: Stage, luck: float = MEDIAN) -> ScriptedStream:
    auditors = ScriptedStream(luck)
    rule = stage.scenario.contract.audits
    stage.env.process(auditing(stage.env, stage.relation, rule, auditors, stage.record))
    return auditors


def test_the_supplier_is_audited_every_year_for_what_it_can_and_how_it_responds(
    stage: Stage,
) -> None:
    relation = stage.relation
    relation.capability.level, relation.capability.erosion = 0.5, 0.0
    relation.response.index = 0.6
    start(stage)

    stage.env.run(until=YEAR + 1)

    points = round(55 + 45 * (0.6 * 0.5 + 0.4 * 0.6))
    assert stage.log("audited") == [(YEAR, "audited", (points, 600))]
    assert relation.tally.of("audits") == 1
    assert relation.tally.of("paid audits") == 1500


def test_the_contract_round_gets_the_response_of_each_audit_whatever_the_auditor_thought(
    stage: Stage,
) -> None:
    start(stage, luck=HIGHEST)
    stage.env.run(until=YEAR + 1)
    stage.relation.response.index = 0.3

    stage.env.run(until=2 * YEAR + 1)

    assert [response for response, _ in stage.relation.audits] == [0.7, 0.3]
    events = [stage.record.event(event) for _, event in stage.relation.audits]
    assert [(event.kind, event.time) for event in events] == [
        ("audited", YEAR),
        ("audited", 2 * YEAR),
    ]


def test_an_audit_teaches_the_supplier_something(stage: Stage) -> None:
    capability = stage.relation.capability
    start(stage)

    stage.env.run(until=YEAR)
    before = capability.at(YEAR)
    stage.env.run(until=YEAR + 1)

    assert capability.at(YEAR) == pytest.approx(before + 0.01 * (1 - before))


def test_each_audit_uses_one_draw_made_before_its_day(stage: Stage) -> None:
    auditors = start(stage)

    stage.env.run(until=3 * YEAR + 1)

    assert auditors.consumed == 4
