from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from flagship import NOTHING_LATER, SHIPPED
from small import FAR, NEAR

from supplychain_sim.cli import main
from supplychain_sim.model.chronicle import ORIGINS, Entry, Evidence
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.report import columns
from supplychain_sim.units import DAY

MANIFEST = {"first_day": "2003-01-06", "last_day": "2005-01-05", "regimes": [NEAR, FAR]}
AREAS = ("melt", "melt", "trim")
SUPPLIER, HOME, ABROAD = "site/foundry", "site/kassel", "site/kazan"
FIRST, TAUGHT, NEW, LIKE_NEW = 0xA1 << 56, 0xB2 << 56, 0xC3D40 << 44, 0xC3D41 << 44


def _changes(taught: int) -> list[Entry]:
    """A book that is taught its second operation, changes its third, and gives it back."""
    tested = Evidence("review", -0.314, 0.106, 8)
    session = Evidence("procedure review", -0.25, 0.15, 4)
    return [
        *(Entry(SUPPLIER, 0, 0, i, FIRST + i, "first practice", "", None) for i in (1, 2)),
        Entry(SUPPLIER, 1, 0, 0, TAUGHT, "drawing", HOME, None),
        Entry(SUPPLIER, 2, taught, 1, TAUGHT + 1, "taught", HOME, None),
        Entry(SUPPLIER, 4, 100 * DAY, 2, NEW, "own idea", "", tested),
        Entry(SUPPLIER, 6, 400 * DAY, 2, LIKE_NEW, "put back", "", session),
        *(Entry(HOME, 0, 0, i, TAUGHT + i, "home history", "", None) for i in range(3)),
        Entry(HOME, 1, 200 * DAY, 2, NEW, "taken over", SUPPLIER, tested),
    ]


def _outcome(regime: str, replication: int, changes: list[Entry]) -> Outcome:
    books = tuple((AREAS[change.operation], change) for change in changes)
    return Outcome(regime, replication, (), (), {}, {}, 0, books)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Results of two regimes: the far supplier is taught half a year later."""
    kept = [
        _outcome(FAR, 0, _changes(taught=190 * DAY)),
        _outcome(NEAR, 0, _changes(taught=10 * DAY)),
    ]
    (tmp_path / "cookbooks.parquet").write_bytes(columns.cookbooks(kept))
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    return tmp_path


def _shown(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    code = main(["cookbook", *map(str, words)])
    shown = capsys.readouterr()
    assert (code, shown.err) == (0, "")
    return shown.out


def _refused(capsys: pytest.CaptureFixture[str], folder: Path, *words: object) -> str:
    code = main(["cookbook", str(folder), *map(str, words)])
    shown = capsys.readouterr()
    assert (code, shown.out) == (2, "")
    return shown.err.replace(str(folder), "DIR").rstrip("\n")


def _practices(capsys: pytest.CaptureFixture[str], *words: object) -> list[dict[str, Any]]:
    found = json.loads(_shown(capsys, *words, "--format", "json"))["practices"]
    return list(found)


def test_a_book_lists_what_changed_with_origin_date_and_evidence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _shown(capsys, folder, "foundry", "--at", "2003-12-31")

    assert text == (
        "Cookbook of foundry (near) on 2003-12-31, replication 0\n"
        "\n"
        "3 operations, 2 changed since the start.\n"
        "Practices at foundry: 1 drawing from kassel, 1 own idea, 1 taught from kassel.\n"
        "\n"
        "A practice is named by the first digits of its number: within an operation, the same\n"
        "digits are the same practice, at whatever site.\n"
        "Approved by: the effect seen, in the sum of cost, defects and time of an operation\n"
        "(0.75 if picked at random), below 0 is better; ± its standard error (observations).\n"
        "\n"
        "drawing   came with the customer's drawing\n"
        "taught    copied from the teachers' book, untested\n"
        "own idea  tried by the site of its own accord\n"
        "\n"
        "melt: 2 operations, 1 changed since the start\n"
        "\n"
        "operation  practice  how it came         since       approved by\n"
        "---------  --------  ------------------  ----------  -------------\n"
        "        1  b200      taught from kassel  2003-01-16  untested copy\n"
        "\n"
        "trim: 1 operation, 1 changed since the start\n"
        "\n"
        "operation  practice  how it came  since       approved by\n"
        "---------  --------  -----------  ----------  ----------------------\n"
        "        2  c3d40     own idea     2003-04-16  review -0.31 ±0.11 (8)\n"
    )


def test_two_books_stand_side_by_side_with_what_differs_marked_and_counted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _shown(capsys, folder, "foundry", "--against", "kassel", "--at", "2004-12-31")

    lines = text.splitlines()
    assert lines[0] == (
        "Cookbooks of foundry (near) and kassel (near) on 2004-12-31, replication 0"
    )
    assert lines[2] == (
        "3 operations, 1 with other practices; changed since the start: 2 at foundry, 1 at kassel."
    )
    assert lines[-8] == (
        "trim: 1 operation, 1 with other practices; changed since the start: 1 at foundry, "
        "1 at kassel"
    )
    assert [line.split(" | ") for line in lines[-6:]] == [
        [" " * 9, "foundry".ljust(42), "kassel"],
        ["operation", "practice  how it came".ljust(42), "practice  how it came"],
        [" " * 9, "since     approved by".ljust(42), "since     approved by"],
        ["-" * 9, "-" * 42, "-" * 33],
        ["       *2", "c3d41     put back".ljust(42), "c3d40     taken over from foundry"],
        [
            " " * 9,
            "2004-02   procedure review -0.25 ±0.15 (4)",
            "2003-07   review -0.31 ±0.11 (8)",
        ],
    ]


def test_no_line_is_wider_than_a_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Each half as wide as it gets, and more kinds of origin than go on a line.
    session = Evidence("procedure review", -1.25, 0.15, 4)
    came = [*ORIGINS, *ORIGINS]
    longest = [
        Entry(site, number + 9, 0, number, NEW + number, origin, ABROAD, session)
        for site in (SUPPLIER, HOME)
        for number, origin in enumerate(came)
    ]
    kept = Outcome(NEAR, 0, (), (), {}, {}, 0, tuple(("melt", one) for one in longest))
    (folder / "cookbooks.parquet").write_bytes(columns.cookbooks([kept]))

    alone = _shown(capsys, folder, "foundry", "--all")
    beside = _shown(capsys, folder, "foundry", "--against", "kassel", "--all")

    assert max(map(len, alone.splitlines())) <= 100
    assert 90 < max(map(len, beside.splitlines())) <= 100


def test_a_day_is_meant_with_its_evening(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _practices(capsys, folder, "foundry", "--at", "2003-04-15")
    same = _practices(capsys, folder, "foundry", "--at", "2003-04-16")

    assert [row["operation"] for row in before] == [1]
    assert [row["operation"] for row in same] == [1, 2]


def test_a_year_is_meant_with_its_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = json.loads(_shown(capsys, folder, "foundry", "--at", "year 1", "--format", "json"))
    second = json.loads(_shown(capsys, folder, "foundry", "--at", "year 2", "--format", "json"))
    last = json.loads(_shown(capsys, folder, "foundry", "--format", "json"))

    assert first["day"] == "2004-01-06"
    assert second["day"] == last["day"] == "2005-01-05"
    assert first["practices"][1]["origin"] == "own idea"
    assert last["practices"][1]["origin"] == "put back"


def test_the_same_site_is_compared_under_two_regimes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = _practices(capsys, folder, "foundry", "--against-regime", "far", "--at", "2003-03-01")

    assert [(r["regime"], r["operation"], r["origin"], r["differs"]) for r in rows] == [
        ("near", 1, "taught", True),
        ("far", 1, "first practice", True),
    ]


def test_all_lists_the_rest_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = _practices(capsys, folder, "kassel")
    everything = _practices(capsys, folder, "kassel", "--all")

    assert [row["operation"] for row in changed] == [2]
    assert [row["operation"] for row in everything] == [0, 1, 2]
    assert [row["changed"] for row in everything] == [False, False, True]


def test_tables_hold_numbers_and_leave_out_what_there_is_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _shown(capsys, folder, "foundry", "--at", "2003-12-31", "--format", "csv")

    taught, own = csv.DictReader(io.StringIO(text))
    assert (taught["since"], taught["from"], taught["approved"]) == ("2003-01-16", "kassel", "")
    assert (own["approved"], own["estimate"], own["observations"]) == ("review", "-0.314", "8")
    assert (own["area"], own["changed"], own["differs"]) == ("trim", "yes", "")


def test_an_operation_that_is_left_out_has_no_number(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = [*_changes(0), Entry(SUPPLIER, 7, 500 * DAY, 2, 0, "own idea", "", None)]
    kept = [_outcome(NEAR, 0, changes)]
    (folder / "cookbooks.parquet").write_bytes(columns.cookbooks(kept))

    *_, trim = _practices(capsys, folder, "foundry")

    assert trim["practice"] == "left out"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fondry"], "DIR: no site 'fondry', did you mean 'foundry'?"),
        (["foundry", "--against", "x"], "DIR: no site 'x', expected one of foundry, kassel"),
        (["foundry", "--regime", "nera"], "DIR: no regime 'nera', did you mean 'near'?"),
        (
            ["foundry", "--replication", "3"],
            "DIR: no books of replication 3, expected one of 0; run --log keeps those of all",
        ),
        (
            ["foundry", "--at", "2003-01-05"],
            "--at: found '2003-01-05', expected a day of the run: 2003-01-06 to 2005-01-05",
        ),
        (
            ["foundry", "--at", "year 3"],
            "--at: found 'year 3', expected a day of the run: 2003-01-06 to 2005-01-05",
        ),
        (
            ["foundry", "--at", "May"],
            "--at: found 'May', expected a date such as 2005-01-05, or a year such as 'year 1'",
        ),
        (
            ["foundry", "--against", "foundry"],
            (
                "DIR: found the book of foundry twice, expected another site, or another regime "
                "with --against-regime"
            ),
        ),
    ],
)
def test_what_cannot_be_shown_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert _refused(capsys, folder, *words) == message


def test_books_of_other_parts_are_not_compared(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = [Entry(ABROAD, 0, 0, 0, FIRST, "home history", "", None)]
    kept = [_outcome(NEAR, 0, [*_changes(0), *other])]
    (folder / "cookbooks.parquet").write_bytes(columns.cookbooks(kept))

    assert _refused(capsys, folder, "foundry", "--against", "kazan") == (
        "DIR: found that foundry and kazan make parts of other operations, expected two books of "
        "one part"
    )


def test_a_folder_that_no_run_has_written_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "manifest.json").unlink()

    assert _refused(capsys, folder, "foundry") == (
        "DIR: found no manifest.json, expected a folder that a run has written"
    )


@pytest.mark.parametrize("content", ["[]", "{", '{"first_day": 3}'])
def test_a_manifest_of_something_else_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (folder / "manifest.json").write_text(content)

    assert _refused(capsys, folder, "foundry") == (
        "DIR/manifest.json: found no manifest of a run with books; run the scenario again"
    )


def test_a_folder_without_books_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "cookbooks.parquet").unlink()

    assert _refused(capsys, folder, "foundry") == (
        "DIR/cookbooks.parquet: found no such file, expected the books of a run; run the scenario "
        "again"
    )


@pytest.mark.parametrize("content", [b"", b"PAR1", columns.measures([])])
def test_a_damaged_file_of_books_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (folder / "cookbooks.parquet").write_bytes(content)

    assert _refused(capsys, folder, "foundry") == (
        "DIR/cookbooks.parquet: found a damaged file, or no books; run the scenario again"
    )


def test_a_run_of_which_no_books_were_kept_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "cookbooks.parquet").write_bytes(columns.cookbooks([]))

    assert _refused(capsys, folder, "foundry") == (
        "DIR: found no books of any replication; run the scenario again"
    )


@pytest.mark.parametrize(("words", "kept"), [([], {0}), (["--log"], {0, 1})])
def test_a_run_keeps_the_books_of_its_first_replication_or_of_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], kept: set[int]
) -> None:
    short = ["--set", "horizon=1 year", "--set", "contract.round=1 year"]
    short += [word for setting in NOTHING_LATER for word in ("--set", setting)]
    quick = ["--replications", "2", "--regime", "mutual_learning", "--jobs", "1", "--quiet"]
    main(["run", str(SHIPPED), *short, *quick, "--out", str(tmp_path), *words])
    capsys.readouterr()

    rows = pq.read_table(tmp_path / "cookbooks.parquet").to_pylist()

    assert {row["replication"] for row in rows} == kept
    keys = [(r["regime"], r["replication"], r["site"], r["event"]) for r in rows]
    assert keys == sorted(keys)
    shown = _practices(capsys, tmp_path, "foundry", "--replication", max(kept), "--all")
    assert len(shown) == 240
