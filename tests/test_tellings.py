"""Every kind of event has a sentence, and every fact its place in it."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import pytest
from flagship import ROOT
from recorded import kinds
from running import REGIMES, finished
from stories import by_hand

from supplychain_sim.model.record import Record
from supplychain_sim.report.log import read
from supplychain_sim.report.narrator import _QUANTITIES, Narrator, facts_of, telling
from supplychain_sim.report.tellings import TELLINGS, Telling
from supplychain_sim.report.words import CHOICES, COUNTS, WORDS
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.regime import Regime

#: What a scenario has to say something of.
OF_SCENARIO = {"operation", "practices", "unit cost", "defects", "gain", "money", "origin of"}


def _bare(kind: str) -> str:
    return kind.split(" at ", maxsplit=1)[0]


def _fields(one: Telling) -> list[tuple[str, str]]:
    parsed = string.Formatter().parse(one.clause)
    return [(name, spec or "") for _, name, spec, _ in parsed if name is not None]


def test_every_kind_that_the_code_records_has_a_sentence_and_no_other_has() -> None:
    assert {_bare(kind) for kind in TELLINGS} == kinds()
    assert {_bare(kind) for kind in CHOICES} <= kinds()


@pytest.mark.parametrize("kind", TELLINGS)
def test_every_fact_is_told_or_knowingly_left_out(kind: str) -> None:
    one = TELLINGS[kind]
    facts = {name.removeprefix("*") for name in one.facts.split()}
    told = {name for name, _ in _fields(one)} - {"it"}
    unsaid = set(one.unsaid.split())

    assert told | unsaid == facts
    assert not told & unsaid


@pytest.mark.parametrize("kind", TELLINGS)
def test_every_way_of_writing_is_known(kind: str) -> None:
    specs = {spec for _, spec in _fields(TELLINGS[kind])} - {""}

    assert specs <= {*WORDS, *COUNTS, *_QUANTITIES, *OF_SCENARIO}


def test_no_way_of_writing_has_two_meanings_or_is_never_used() -> None:
    used = {spec for one in TELLINGS.values() for _, spec in _fields(one)} - {""}
    known = [*WORDS, *COUNTS, *_QUANTITIES, *OF_SCENARIO]

    assert len(known) == len(set(known))
    assert set(known) == used


@pytest.mark.parametrize("kind", CHOICES)
def test_every_choice_of_a_regime_has_words(kind: str) -> None:
    field, words = CHOICES[kind]
    chosen = [
        load(ROOT / "scenarios" / "gear_unit_housings.yaml").scenario.regimes[name]
        for name in REGIMES
    ]

    assert field in Regime.model_fields
    assert all(getattr(regime, field) in words for regime in chosen)


@pytest.mark.parametrize("regime", REGIMES)
def test_every_event_of_the_flagship_is_told(results: Path, regime: str) -> None:
    log = read(results, regime, 0)
    narrator = Narrator(log)

    for entity, history in log.histories.items():
        for number, event in enumerate(history):
            sentence = narrator.sentence((entity, number))
            assert sentence.endswith(".")
            assert "{" not in sentence
            names = telling(entity, event.kind).facts.split()
            assert len(facts_of(entity, event)) == len(names)


def test_every_event_of_a_scenario_with_kinds_of_change_is_told() -> None:
    scenario = load(ROOT / "scenarios" / "cookbook_kinds.yaml").scenario
    regime = next(iter(scenario.regimes))
    run, _ = finished(scenario, regime)
    log = replace(by_hand(run.record), scenario=scenario, regime=regime)
    narrator = Narrator(log)

    told = {
        narrator.sentence((entity, number)).split(" practice")[0]
        for entity in run.record
        for number, event in enumerate(run.record.history(entity))
        if event.kind == "introduced"
    }

    assert any("do without" in sentence for sentence in told)


def test_a_sentence_has_dates_units_and_names_of_the_scenario() -> None:
    record = Record()
    way = record.add("way/foundry/kassel", 0, "closed", "no-travel", 60 * 1440, 0)
    port = record.add("port/shanghai", 0, "closed", "strikes", 2880, 1440)
    stock = record.add("stock/housings", 0, "short", 1)
    refused = record.add("site/kassel", 0, "refused", "relation/housings", 97, 1)
    review = record.add("relation/housings", 0, "refused", 97, 0, 8, 120_000, 106_000)
    round_ = record.add("relation/housings", 0, "contract round", -12_345)
    narrator = Narrator(by_hand(record))

    assert [narrator.sentence(name) for name in (way, port, stock, refused, review, round_)] == [
        "Nobody could travel between foundry and kassel for 60 days (no-travel).",
        "The port of shanghai was shut for 2 days by strikes, and the backlog took 1 day more.",
        "1 unit was missing from stock when needed, and owed.",
        (
            "Kassel tried a change of operation 97 (maintenance) from housings, and it did "
            "not hold there."
        ),
        (
            "The review refused a change of operation 97 (maintenance): the idea did not work well "
            "enough, with an effect of +0.12 ± 0.11 in 8 observations."
        ),
        (
            "The contract round found that housings had cost the customer 12,345 USD since the "
            "last one."
        ),
    ]
