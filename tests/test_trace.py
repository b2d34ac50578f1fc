from __future__ import annotations

import json
from pathlib import Path

import pytest
from flagship import ROOT
from running import LISTED
from stories import RELATION, by_hand

from supplychain_sim.cli import main
from supplychain_sim.model.record import Record
from supplychain_sim.report.trace import as_text, days, events
from supplychain_sim.units import DAY


def _refused(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> str:
    code = main(["trace", str(folder), *words])
    shown = capsys.readouterr()
    assert (code, shown.out) == (2, "")
    return shown.err.replace(str(folder), "DIR").rstrip("\n")


def test_events_are_told_in_order_with_number_date_and_who_knew_them_when() -> None:
    record = Record()
    began = record.add(RELATION, 0, "began")
    ordered = record.add(RELATION, 7 * DAY, "ordered", 900, causes=(began,))
    finished = record.add(RELATION, 20 * DAY + 61, "finished", 900, -2 * DAY, causes=(ordered,))
    made = record.add(
        *(RELATION, 20 * DAY + 61, "defects made", 1),
        causes=(finished,),
        known_at=70 * DAY,
        known_to="customer",
    )
    late = (900, 1, 4 * DAY, 6 * DAY, 0)
    record.add(RELATION, 70 * DAY, "arrived", *late, causes=(made,), known_to="customer")
    log = by_hand(record)

    span = days(log, "2003-01-07", None)
    text = as_text(log, RELATION, events(log, RELATION, span, ()), span)

    assert text == (
        "relation/housings (mutual_learning) from 2003-01-07 to 2015-01-05, replication 0: "
        "4 events\n"
        "\n"
        "2003-01-13 00:00  #1      The customer ordered 900 units.\n"
        "2003-01-26 01:01  #2      The supplier finished 900 units in time.\n"
        "2003-01-26 01:01  #3      1 unit was defective, by chance and by the practices of "
        "that day, and\n"
        "                          nobody knew yet. [known to the customer from 2003-03-17]\n"
        "2003-03-17 00:00  #4      900 units arrived 4 days late, after 6 days more on the way "
        "than promised,\n"
        "                          1 of them defective. [known to the customer]\n"
    )
    page = (ROOT / "docs" / "why.md").read_text(encoding="utf-8")
    assert text.partition("\n\n")[2] in page, "renew it in docs/why.md"


def test_only_what_is_asked_for_is_told(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--kind", "missed", "--kind", "corrected", "--from", "2004-01-01", "--to", "year 4"]
    words += ["--regime", "joint_venture", "--format", "json"]
    assert main(["trace", str(results), RELATION, *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["trace", str(results), RELATION, "--format", "json"]) == 0
    every = json.loads(capsys.readouterr().out)

    assert (told["regime"], told["from"], told["to"]) == (
        *("joint_venture", "2004-01-01", "2007-01-05"),
    )
    assert {event["kind"] for event in told["events"]} == {"missed", "corrected"}
    assert all("2004-01-01" <= event["time"] < "2007-01-06" for event in told["events"])
    assert [event["event"] for event in every["events"]] == [
        f"{RELATION}#{number}" for number in range(len(every["events"]))
    ]
    assert [event["time"] for event in every["events"]] == sorted(
        event["time"] for event in every["events"]
    )


def test_facts_have_names_for_programs(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", str(results), RELATION, "--kind", "targets", "--format", "json"]) == 0

    first = json.loads(capsys.readouterr().out)["events"][0]

    assert first["causes"] == [f"{RELATION}#0"]
    assert set(first["facts"]) == {"how", "cost", "defects", "delivery"}
    assert (first["facts"]["how"], first["facts"]["delivery"]) == ("set", 950_000)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["relation/housing"],
            "DIR: no subject 'relation/housing', did you mean 'relation/housings'?",
        ),
        (
            ["nobody"],
            (
                "DIR: no subject 'nobody', expected one of port/shanghai, relation/housings, "
                "site/chennai, site/foundry, site/kassel, site/kazan"
            ),
        ),
        (
            [RELATION, "--kind", "exot"],
            "--kind: no kind of event 'exot', did you mean 'exit'?",
        ),
        (
            [RELATION, "--from", "tomorrow"],
            (
                "--from: found 'tomorrow', expected a date such as 2015-01-05, or a year such as "
                "'year 1'"
            ),
        ),
        (
            [RELATION, "--to", "1999-01-01"],
            "--to: found '1999-01-01', expected a day of the run: 2003-01-06 to 2015-01-05",
        ),
        (
            [RELATION, "--from", "2005-01-02", "--to", "2005-01-01"],
            "--to: found 2005-01-01, expected a day not before --from, 2005-01-02",
        ),
        (
            [RELATION, "--regime", "near"],
            f"DIR: no regime 'near', expected one of {LISTED}",
        ),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(
    results: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    if "--kind" in words:
        words = [*words, "--regime", "offshore_outsourcing"]

    assert _refused(capsys, results, *words) == message
