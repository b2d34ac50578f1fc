"""Every kind of event has a sentence, and every fact its place in it."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from flagship import ROOT
from recorded import kinds
from running import REGIMES, finished
from stories import by_hand

from supplychain_sim.errors import ResultsError
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.report.log import read
from supplychain_sim.report.narrator import _QUANTITIES, Narrator, facts_of, telling
from supplychain_sim.report.tellings import TELLINGS, Telling
from supplychain_sim.report.words import BEARINGS, CHOICES, COUNTS, GOVERNANCE, WORDS
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.scenario.sides import FAR, NEAR

#: What a scenario has to say something of.
OF_SCENARIO = {"operation", "practices", "unit cost", "defects", "gain", "money", "origin of"}
OF_SCENARIO |= {"multiple", "exit rule"}


def _bare(kind: str) -> str:
    return kind.split(" at ", maxsplit=1)[0]


def _fields(one: Telling) -> list[tuple[str, str]]:
    parsed = string.Formatter().parse(one.clause)
    return [(name, spec or "") for _, name, spec, _ in parsed if name is not None]


def test_every_kind_that_the_code_records_has_a_sentence_and_no_other_has() -> None:
    assert {_bare(kind) for kind in TELLINGS} == kinds()
    assert {_bare(kind) for kind in CHOICES} <= kinds()
    assert {*BEARINGS, *(cause for causes in BEARINGS.values() for cause in causes)} <= kinds()


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
    field = CHOICES[kind]
    chosen = [
        load(ROOT / "scenarios" / "gear_unit_housings.yaml").scenario.regimes[name]
        for name in REGIMES
    ]

    assert field in Regime.model_fields
    assert all(getattr(regime, field) in GOVERNANCE[field] for regime in chosen)


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
    round_ = record.add("relation/housings", 0, "contract round", -12_345, 800, 55, 12_000, 1_200)
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
            "enough, with an effect of +0.12 ± 0.11 in 8 observations (below zero is better)."
        ),
        (
            "The contract round found that housings had cost the customer 12,345 USD since the "
            "last one: 800 USD in price and quality, and 55 USD at its other sites, less 12,000 "
            "USD for working together and 1,200 USD for know-how that leaked."
        ),
    ]


def _sentence(record: Record, name: EventId, regime: str = "") -> str:
    return Narrator(by_hand(record, regime)).sentence(name)


@pytest.mark.parametrize(
    ("share", "bound", "sentence"),
    [
        (
            *(0, "unread"),
            "The supplier conceded 0 % of the price, having no reading of its own unit cost yet.",
        ),
        (
            *(0, "no fall"),
            (
                "The supplier conceded 0 % of the price, as it read its own unit cost to be no "
                "lower than before."
            ),
        ),
        (46_000, "asked", "The supplier conceded 4.6 % of the price, all that was asked."),
        (
            *(19_000, "most"),
            "The supplier conceded 1.9 % of the price, the most that it concedes in a year.",
        ),
        (
            *(8_390, "fall"),
            (
                "The supplier conceded 0.839 % of the price, all by which it read its own unit "
                "cost to have fallen."
            ),
        ),
    ],
)
def test_a_concession_says_what_kept_it_from_being_larger(
    share: int, bound: str, sentence: str
) -> None:
    record = Record()
    conceded = record.add("relation/housings", 0, "price conceded", share, bound)

    assert _sentence(record, conceded) == sentence


def test_misses_say_of_what_there_was_too_much() -> None:
    record = Record()
    relation = "relation/housings"
    names = [record.add(relation, 0, "missed", what, 1630) for what in ("cost", "defects", "time")]
    names.append(record.add(relation, 0, "disputed", "time", 1150, -40))

    assert [_sentence(record, name) for name in names] == [
        "The cost target was missed, with 163 % more cost than allowed.",
        "The quality target was missed, with 163 % more defects than allowed.",
        "The delivery target was missed, with 163 % more late lines than allowed.",
        (
            "The two did not agree whether the delivery target was missed: the customer read 115 % "
            "more late lines than allowed, the supplier 4 % less."
        ),
    ]


def test_goods_say_how_late_they_are_and_where_they_became_so() -> None:
    record = Record()
    relation, day = "relation/housings", 1440
    names = [
        record.add(relation, 0, "finished", 468, 7 * day),
        record.add(relation, 0, "arrived", 468, 3, 6 * day, -day, 0),
        record.add(relation, 0, "arrived", 468, 0, 6 * day, 8 * day, 0),
        record.add(relation, 0, "arrived", 468, 0, -5 * day, -day, 1),
    ]

    assert [_sentence(record, name) for name in names] == [
        (
            "The supplier finished 468 units 7 days later than quoted, by chance and by its "
            "practices when it was ordered."
        ),
        "468 units arrived 6 days late, 3 of them defective.",
        "468 units arrived 6 days late, after 8 days more on the way than promised.",
        "468 units arrived 5 days early, after 1 more was sorted out.",
    ]


def test_an_exit_says_by_which_rule_of_the_day() -> None:
    record = Record()
    left = record.add("relation/housings", 0, "exit")
    log = by_hand(record)
    regimes = dict(log.scenario.regimes)
    regimes["on_level"] = regimes[log.regime].model_copy(update={"exit_on": "level"})
    scenario = log.scenario.model_copy(update={"regimes": regimes})
    on_level = replace(log, scenario=scenario, regime="on_level")

    assert [Narrator(one).sentence(left) for one in (log, on_level)] == [
        (
            "The customer left housings at the contract round: the response had been below 0.4 at "
            "2 audits running."
        ),
        (
            "The customer left housings at the contract round: defects had been above 2 times "
            "those asked for at 2 audits running."
        ),
    ]


def _values(field: str) -> set[object]:
    annotation = Regime.model_fields[field].annotation
    return {True, False} if annotation is bool else set(get_args(annotation))


@pytest.mark.parametrize("choice", Regime.choices())
def test_every_value_of_every_choice_has_words(choice: str) -> None:
    if Regime.model_fields[choice].annotation is str:
        # An id of the scenario's own is told as it is.
        assert (choice, set(GOVERNANCE[choice])) == ("work_from", {NEAR, FAR})
    else:
        assert set(GOVERNANCE[choice]) == _values(choice)


def test_a_change_of_governance_is_told_in_words_and_not_in_keys() -> None:
    record = Record()
    relation = "relation/housings"
    names = [
        record.add(relation, 0, "governance changed", "trials", "always", "doubt", "true"),
        record.add(relation, 0, "governance changed", "quota", "true", "locked", "false"),
        record.add(relation, 0, "governance changed"),
    ]

    assert [_sentence(record, name) for name in names] == [
        (
            "The way in which housings is governed changed: the supplier tries changes of its own "
            "accord too; a deviation makes the customer doubt its own practice."
        ),
        (
            "The way in which housings is governed changed: a quota of local content is in force "
            "in the supplier's country; no rules of procurement freeze book and targets."
        ),
        "The way in which housings is governed changed: in nothing.",
    ]


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (
            "arrived",
            (
                "relation/housings: found 'arrived' with 1 fact, expected 5; these results are of "
                "another version, run the scenario again"
            ),
        ),
        (
            "teleported",
            (
                "relation/housings: found an unknown kind of event 'teleported'; these results are "
                "of another version, run the scenario again"
            ),
        ),
    ],
)
def test_results_of_another_version_are_refused(kind: str, message: str) -> None:
    record = Record()
    name = record.add("relation/housings", 0, kind, 9)

    with pytest.raises(ResultsError) as refused:
        _sentence(record, name)

    assert str(refused.value) == message
