from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from flagship import ROOT
from running import REGIMES
from stories import RELATION, by_hand

from supplychain_sim.cli import main
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.report.log import Log, read
from supplychain_sim.report.narrator import telling
from supplychain_sim.report.why import LATE, OUTCOMES, Limits, as_text, chain, chosen
from supplychain_sim.units import DAY

WAY = "way/foundry/kassel"
MANY = Limits(depth=10, width=1)


LEFT = """\
relation/housings#10 (offshore_outsourcing, replication 0): the last 'exit', of all kinds the most
telling that there is

On 2005-01-05 the customer left housings at the contract round: the response had been below 0.4 at 2
    audits running (#10)
  because on 2004-01-01 the audit found a response of 0.39 of 1, 80.7 % of all points and grade B
      (#8)
    because on 2003-06-15 the two gave up on the missed cost target, with nothing corrected (#7) -
        here the supplier tries changes only where a target is missed
      because on 2003-04-16 the cost target was missed, with 3.1 % more cost than allowed (#3)
        because on 2003-01-06 the targets were set at the start, at 1.45 times the levels of the
            taught book: 55.20 USD a unit, 6961 ppm and 95 % of lines within quote (#1) - here
            targets follow the taught book at contract rounds
          because on 2003-01-06 customer and supplier of housings began to work together (#0) [first
              cause: this is where it began]
      and because on 2003-04-28 a team ended a trial to correct a missed target, with another
          practice at operation 97 (maintenance), and samples went round 2 times, and the idea did
          not work well enough (#6)
        because of #3, told above
        and because on 2003-04-06 a visit of home-skilled-workers to the supplier of housings was
            cancelled (#2) - here the supplier is worked with from afar
          because on 2003-03-27 nobody could travel between foundry and kassel for 60 days
              (no-travel) (way/foundry/kassel#0) [first cause: a hazard]
      and because of 2 more like it, from 2003-04-26 to 2003-04-27 (the last: #5)
  and because on 2004-12-26 the audit found a response of 0.39 of 1, 80.7 % of all points and grade
      B (#9)
    because of #8, told above
"""


def _refused(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> str:
    code = main(["why", str(folder), *words])
    shown = capsys.readouterr()
    assert (code, shown.out) == (2, "")
    return shown.err.replace(str(folder), "DIR").rstrip("\n")


def _told(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> dict[str, Any]:
    assert main(["why", str(folder), *words, "--format", "json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def _exit(record: Record) -> EventId:
    """Write how a customer left, since nobody could travel, and return the event."""
    began = record.add(RELATION, 0, "began")
    agreed = record.add(RELATION, 0, "targets", "set", 200_000, 200_000, 950_000, causes=(began,))
    shut = record.add(WAY, 80 * DAY, "closed", "no-travel", 60 * DAY, 0, known_to="all")
    who = "home-skilled-workers"
    cancelled = record.add(RELATION, 90 * DAY, "visit cancelled", who, causes=(shut,))
    missed = record.add(RELATION, 100 * DAY, "missed", "cost", 31, causes=(agreed,))
    tried = [
        record.add(
            *(RELATION, (110 + number) * DAY, "tried", "correction"),
            *(97, number, number, "replace", False),
            causes=(missed, cancelled),
        )
        for number in range(3)
    ]
    closed = record.add(RELATION, 160 * DAY, "not corrected", 0, causes=(missed, *tried))
    audit = (807, "B", "", 390)
    audits = [record.add(RELATION, 360 * DAY, "audited", *audit, causes=(closed,))]
    audits.append(record.add(RELATION, 720 * DAY, "audited", *audit, causes=(audits[0],)))
    return record.add(RELATION, 730 * DAY, "exit", causes=tuple(audits))


def test_an_exit_is_told_back_to_where_it_begins() -> None:
    record = Record()
    _exit(record)
    log = by_hand(record, "offshore_outsourcing")

    text = as_text(log, chosen(log, RELATION, None, None, None), MANY)

    assert text == LEFT
    page = (ROOT / "docs" / "why.md").read_text(encoding="utf-8")
    assert text.partition("\n\n")[2] in page, "renew it in docs/why.md"


def test_the_most_telling_outcome_is_explained_unless_another_is_asked_for() -> None:
    record = Record()
    left = _exit(record)
    late = record.add(RELATION, 740 * DAY, "arrived", 9, 0, 5, 0, 0)
    record.add(RELATION, 741 * DAY, "arrived", 9, 0, -5, 0, 0)
    log = by_hand(record)

    def taken(number: int | None = None, kind: str | None = None, at: str | None = None) -> int:
        return chosen(log, RELATION, number, kind, at).name[1]

    assert taken() == left[1]
    assert taken(number=3) == 3
    assert taken(kind="missed") == 3
    assert taken(kind=LATE) == late[1]
    assert taken(kind="arrived") == late[1] + 1
    assert taken(at="2003-06-15") == 7
    assert taken(at="2003-06-14") == 3
    assert taken(at="2003-04-01") == 1
    assert taken(kind="audited", at="year 1") == 8
    assert chosen(log, f"{RELATION}#3", None, None, None).name == (RELATION, 3)
    rules = [
        chosen(log, RELATION, None, kind, at).rule
        for kind, at in (
            (None, None),
            ("missed", None),
            (None, "2003-06-14"),
            (None, "2003-04-01"),
        )
    ]
    assert rules == [
        "the last 'exit', of all kinds the most telling that there is",
        "the last 'missed'",
        "the last 'missed' up to 2003-06-14, of all kinds the most telling that there is",
        "the last event up to 2003-04-01",
    ]


def test_what_is_cut_off_is_said_with_how_to_see_it() -> None:
    record = Record()
    _exit(record)
    log = by_hand(record)

    text = as_text(log, chosen(log, RELATION, None, None, None), Limits(depth=2, width=1))

    assert text.endswith(
        "\n\nTold at most 2 steps back; what came before relation/housings#7 and 1 other is told "
        "with a larger\n--depth, or by asking why of it.\n"
    ), text
    assert "#3" not in text


def test_a_cause_says_how_it_bears_on_its_effect_where_its_sentence_does_not() -> None:
    record = Record()
    visited = record.add(RELATION, DAY, "visited", "suzhou-engineers")
    idea = ("own idea", 97, 0, 0, "replace", True)
    tried = record.add(RELATION, 2 * DAY, "tried", *idea, causes=(visited,))
    moved = (97, 1, 2, False, "replace")
    introduced = record.add(RELATION, 3 * DAY, "introduced", *moved, causes=(tried,))
    missed = record.add(RELATION, 4 * DAY, "missed", "cost", 31, causes=(introduced,))
    demand = record.add(RELATION, 5 * DAY, "price asked", 46_000)
    talk = (8_390, "fall")
    conceded = record.add(RELATION, 5 * DAY, "price conceded", *talk, causes=(demand, introduced))
    log = by_hand(record)

    for asked, said in ((missed, "[this made it worse]"), (conceded, "[this made the supplier")):
        told = as_text(log, chosen(log, RELATION, asked[1], None, None), MANY)
        text = " ".join(told.split())
        assert f"(#{introduced[1]}) {said}" in text
        assert f"(#{visited[1]}) [the idea drew on it]" in text


def test_nothing_is_told_twice_at_length() -> None:
    record = Record()
    _exit(record)
    log = by_hand(record)

    text = as_text(log, chosen(log, RELATION, None, None, None), Limits(depth=50, width=50))

    for number in range(11):
        at_length = [line for line in text.splitlines() if f"(#{number})" in line]
        assert len(at_length) == 1, number


def _outcomes(folder: Path, seed: int) -> list[tuple[str, str]]:
    """Return twenty outcomes, drawn from all that happened under all regimes."""
    found = []
    for regime in REGIMES:
        log = read(folder, regime, 0)
        found += [
            (regime, f"{entity}#{number}")
            for entity, history in log.histories.items()
            for number, event in enumerate(history)
            if event.kind in {*OUTCOMES, "visit cancelled", "arrived", "price conceded", "book"}
        ]
    return random.Random(seed).sample(found, 20)


def test_chains_of_twenty_outcomes_are_true_to_the_log_and_end_in_causes(
    results: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    # The file itself, read without what is under test.
    rows = pq.read_table(results / "events.parquet").to_pylist()
    logged = {(row["regime"], f"{row['entity']}#{row['number']}"): row for row in rows}

    for regime, name in _outcomes(results, seed):
        told = _told(capsys, results, name, "--regime", regime)["chain"]
        links = {event["event"]: event for event in told}

        assert told[0]["event"] == name
        assert len(links) == len(told)
        assert set(links) == {name}.union(*(event["causes"] for event in told))
        for event in told:
            row = logged[regime, event["event"]]
            assert event["kind"] == row["kind"]
            assert event["causes"] == row["causes"]
            for cause in event["causes"]:
                assert logged[regime, cause]["time"] <= row["time"]
                assert cause != event["event"]
            assert bool(event["first_cause"]) is not bool(event["causes"])
            assert not any(other in event["sentence"] for other in REGIMES[1:-1])


def test_chains_as_text_name_no_regime_as_a_cause(
    results: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    for regime, name in _outcomes(results, seed):
        assert main(["why", str(results), name, "--regime", regime]) == 0
        head, _, text = capsys.readouterr().out.partition("\n\n")
        assert regime in head
        assert not any(other in text for other in REGIMES if "_" in other)
        assert all(len(line) <= 100 for line in text.splitlines())


@pytest.mark.parametrize("regime", REGIMES)
def test_whatever_has_no_cause_is_where_a_chain_may_begin(results: Path, regime: str) -> None:
    log = read(results, regime, 0)

    for entity, history in log.histories.items():
        for number, event in enumerate(history):
            assert event.causes or telling(entity, event.kind).first, (entity, number, event.kind)


def test_every_exit_goes_back_to_what_moved_the_response(results: Path) -> None:
    logs = [read(results, regime, 0) for regime in REGIMES]
    exits = [(log, name) for log in logs for name in _of_kind(log, "exit")]

    assert exits
    for log, name in exits:
        kinds = {log.event(cause).kind for cause in chain(log, name)}
        assert {"audited", "not corrected", "missed", "tried", "targets", "began"} <= kinds


def _of_kind(log: Log, kind: str) -> list[EventId]:
    return [
        (RELATION, number)
        for number, event in enumerate(log.histories[RELATION])
        if event.kind == kind
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["relation/housing"],
            "DIR: no subject 'relation/housing', did you mean 'relation/housings'?",
        ),
        (
            ["relation/housing#3"],
            "DIR: no subject 'relation/housing', did you mean 'relation/housings'?",
        ),
        (
            [],
            (
                "DIR: found no subject, expected one of port/shanghai, relation/housings, "
                "site/chennai, site/foundry, site/kassel, site/kazan"
            ),
        ),
        (
            ["port/shanghai", "--event", "9999"],
            (
                "DIR: no event port/shanghai#9999, expected port/shanghai#0 to port/shanghai#43 "
                "under mutual_learning"
            ),
        ),
        (
            ["port/shanghai", "--event", "-1"],
            (
                "DIR: no event port/shanghai#-1, expected port/shanghai#0 to port/shanghai#43 "
                "under mutual_learning"
            ),
        ),
        (
            ["port/shanghai#3", "--kind", "closed"],
            "--kind: found beside port/shanghai#3, expected one of the two",
        ),
        (
            ["port/shanghai#3", "--at", "year 3"],
            "--at: found beside port/shanghai#3, expected one of the two",
        ),
        (
            ["port/shanghai", "--kind", "exit"],
            "--kind: no kind of event 'exit', expected one of closed",
        ),
        (
            ["port/shanghai", "--kind", "close"],
            "--kind: no kind of event 'close', did you mean 'closed'?",
        ),
        (
            ["port/shanghai", "--at", "2003-01-06"],
            "DIR: no event of port/shanghai up to 2003-01-06",
        ),
        (
            ["port/shanghai", "--at", "soon"],
            "--at: found 'soon', expected a date such as 2015-01-05, or a year such as 'year 1'",
        ),
        (
            ["port/shanghai", "--at", "2015-01-06"],
            "--at: found '2015-01-06', expected a day of the run: 2003-01-06 to 2015-01-05",
        ),
        (
            ["port/shanghai", "--replication", "7"],
            "DIR: no events of replication 7, expected one of 0; run --log keeps those of all",
        ),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(
    results: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert _refused(capsys, results, *words) == message


def test_a_folder_without_a_log_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _refused(capsys, tmp_path, RELATION) == (
        "DIR: found no manifest.json, expected a folder that a run has written"
    )
