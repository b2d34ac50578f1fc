"""How a claim is stated, and what is told about one that no run could decide."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from flagship import FLAGSHIP, complaints, loaded

from supplychain_sim.errors import UnitError
from supplychain_sim.model import definitions
from supplychain_sim.model.measures import REGISTRY
from supplychain_sim.scenario.claims import Region, Window, region, window
from supplychain_sim.scenario.measured import MEASURES
from supplychain_sim.units import YEAR

TEXT = FLAGSHIP.read_text(encoding="utf-8")
#: The claims of the flagship, which end the file, and the line at which they begin.
CLAIMS = TEXT[TEXT.index("claims:") :]
TOP = TEXT[: TEXT.index("claims:")].count("\n") + 1
CLAIM = {
    "says": "Home learns more",
    "measure": "gap",
    "subject": "site/kassel",
    "regime": "mutual_learning",
    "window": "last year",
    "against": "{regime: near_apprenticeship}",
    "as": "difference",
    "expect": "below 0",
}


def claims_of(**changes: str) -> tuple[str, dict[str, int]]:
    """Return the text of one claim, and the line of each of its keys."""
    said = {key: value for key, value in (CLAIM | changes).items() if value}
    lines = ["claims:", "  C1:", *(f"    {key}: {value}" for key, value in said.items())]
    places = {key: TOP + 2 + number for number, key in enumerate(said)}
    return "\n".join(lines) + "\n", {"C1": TOP + 1, **places}


def test_the_measures_that_claims_know_are_those_of_the_model() -> None:
    assert definitions.SITE == "site"
    known = {name: (one.subject, one.unit) for name, one in REGISTRY.items()}

    assert {name: tuple(one) for name, one in MEASURES.items()} == known


def test_a_claim_that_a_run_can_decide_is_taken(tmp_path: Path) -> None:
    claim = loaded(tmp_path, (CLAIMS, claims_of()[0])).scenario.claims["C1"]

    assert claim.expect == Region(-math.inf, 0.0, False, "below 0")
    assert claim.window == Window(0, 0, "last year")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"measure": "gapp"},
            "{measure}:14: claims.C1.measure: no measure 'gapp', did you mean 'gap'?",
        ),
        (
            {"measure": "happiness"},
            (
                "{measure}:14: claims.C1.measure: no measure 'happiness', "
                "expected one that 'measures' lists"
            ),
        ),
        (
            {"subject": "kassel"},
            (
                "{subject}:14: claims.C1.subject: found 'kassel', expected one of the sites of "
                "which 'gap' is measured (line {measure}): site/chennai, site/foundry, "
                "site/kassel, site/kazan; did you mean 'site/kassel'?"
            ),
        ),
        (
            {"measure": "transfers", "subject": "site/foundry"},
            (
                "{subject}:14: claims.C1.subject: found 'site/foundry', expected one of the sites "
                "that hold trials of which 'transfers' is measured (line {measure}): "
                "site/chennai, site/kassel, site/kazan"
            ),
        ),
        (
            {"measure": "fill_rate", "subject": "stock/casings"},
            (
                "{subject}:14: claims.C1.subject: found 'stock/casings', expected one of the "
                "stocks of which 'fill_rate' is measured (line {measure}): stock/housings; "
                "did you mean 'stock/housings'?"
            ),
        ),
        (
            {"measure": "transit_days", "subject": "lane/foundry"},
            (
                "{subject}:14: claims.C1.subject: found 'lane/foundry', expected one of the lanes "
                "of which 'transit_days' is measured (line {measure}): lane/foundry-kassel, "
                "lane/foundry-suzhou; did you mean 'lane/foundry-suzhou'?"
            ),
        ),
        (
            {"measure": "open_share", "subject": "site/kassel"},
            (
                "{subject}:14: claims.C1.subject: found 'site/kassel', expected one of the ports "
                "of which 'open_share' is measured (line {measure}): port/hamburg, port/shanghai"
            ),
        ),
        (
            {"regime": "mutual_learnin"},
            (
                "{regime}:13: claims.C1.regime: no regime 'mutual_learnin', "
                "did you mean 'mutual_learning'?"
            ),
        ),
        (
            {"regime": "evry"},
            "{regime}:13: claims.C1.regime: no regime 'evry', did you mean 'every'?",
        ),
        (
            {"against": "{regime: every}"},
            (
                "{against}:23: claims.C1.against.regime: found 'every', "
                "expected a single regime to compare with"
            ),
        ),
        (
            {"against": "{regime: evry}"},
            (
                "{against}:23: claims.C1.against.regime: no regime 'evry', expected one of "
                "joint_venture, mutual_learning, near_apprenticeship, offshore_outsourcing"
            ),
        ),
        (
            {"window": "year 13"},
            (
                "{window}:13: claims.C1.window: found 'year 13', expected years within the "
                "horizon, which is '12 years' (line 8)"
            ),
        ),
        (
            {"against": "{window: years 9-13}"},
            (
                "{against}:23: claims.C1.against.window: found 'years 9-13', expected years "
                "within the horizon, which is '12 years' (line 8)"
            ),
        ),
        (
            {"window": "fourth year"},
            (
                "{window}:13: claims.C1.window: found 'fourth year', expected 'year 4', "
                "'years 9-12', 'last year' or 'whole horizon'"
            ),
        ),
        (
            {"against": "{window: last year}"},
            (
                "{against}:5: claims.C1.against: found nothing that differs from the claim "
                "itself, expected another regime, window, subject or measure"
            ),
        ),
        (
            {"against": "{measure: site_trials}"},
            (
                "{against}:24: claims.C1.against.measure: found 'site_trials', in trials; expected "
                "a measure in 1, as 'gap' is (line {measure}), or a ratio"
            ),
        ),
        (
            {"against": "", "as": "ratio"},
            "{as}:9: claims.C1.as: found 'ratio' without against, expected both or neither",
        ),
        (
            {
                "against": "",
                "as": "",
                "beyond": "{regime: joint_venture, against: {window: year 1}}",
            },
            "{beyond}:5: claims.C1.beyond: found beyond without against, expected both or neither",
        ),
        (
            {"beyond": "{regime: mutual_learning, against: {regime: near_apprenticeship}}"},
            (
                "{beyond}:5: claims.C1.beyond: found the very comparison of the claim, expected it "
                "elsewhere"
            ),
        ),
        (
            {"beyond": "{regime: every, against: {window: year 1}}"},
            (
                "{beyond}:22: claims.C1.beyond.regime: found 'every', expected a single regime to "
                "compare with"
            ),
        ),
        (
            {"beyond": "{regime: joint_venture}"},
            "{beyond}:5: claims.C1.beyond: missing key 'against'",
        ),
        (
            {"beyond": "{regime: joint_venture, against: {regime: jont_venture}}"},
            (
                "{beyond}:55: claims.C1.beyond.against.regime: no regime 'jont_venture', "
                "did you mean 'joint_venture'?"
            ),
        ),
        (
            {"as": "quotient"},
            "{as}:9: claims.C1.as: found 'quotient', expected one of difference, ratio",
        ),
        (
            {"expect": ""},
            "{C1}:3: claims.C1: missing key 'expect'",
        ),
        (
            {"expect": "small"},
            (
                "{expect}:13: claims.C1.expect: found 'small', expected 'above 0.01', "
                "'below -0.005' or 'between -0.01 and 0.01'"
            ),
        ),
        (
            {"expect": "below 5 %"},
            (
                "{expect}:13: claims.C1.expect: found 'below 5 %' of 'gap', no share; "
                "expected plain numbers"
            ),
        ),
        (
            {"expect": "below 50 %", "as": "ratio"},
            (
                "{expect}:13: claims.C1.expect: found 'below 50 %' of a ratio; "
                "expected plain numbers"
            ),
        ),
        (
            {"all": "[{regime: mutual_learnin}]"},
            (
                "{all}:20: claims.C1.all.0.regime: no regime 'mutual_learnin', "
                "did you mean 'mutual_learning'?"
            ),
        ),
        (
            {"expect": "", "all": "[{expect: below 0}, {window: year 3}]"},
            "{all}:30: claims.C1.all.1: missing key 'expect'",
        ),
    ],
)
def test_a_claim_that_cannot_be_decided_is_told(
    changes: dict[str, str], message: str, tmp_path: Path
) -> None:
    text, places = claims_of(**changes)

    assert complaints(tmp_path, (CLAIMS, text)) == [f"s.yaml:{message.format(**places)}"]


def test_a_regime_cannot_be_called_every_where_a_claim_means_each(tmp_path: Path) -> None:
    text, places = claims_of(regime="every")
    name = "  joint_venture: {"
    other = TEXT[: TEXT.index(name)].count("\n") + 1

    (found,) = complaints(tmp_path, (CLAIMS, text), (name, "  every: {"))

    assert found == (
        f"s.yaml:{places['regime']}:13: claims.C1.regime: found 'every', which a regime is called "
        f"too (line {other}); expected another name"
    )


def test_no_year_is_the_last_of_a_horizon_below_a_year(tmp_path: Path) -> None:
    text, places = claims_of()
    settings = ["horizon=300 days", "contract.round=100 days", "contract.audits.every=90 days"]

    (found,) = complaints(tmp_path, (CLAIMS, text), settings=settings)

    assert found == (
        f"s.yaml:{places['window']}:13: claims.C1.window: found 'last year', expected years "
        "within the horizon, which is '300 days' (--set horizon)"
    )


def test_what_is_wrong_elsewhere_is_not_told_of_a_claim_again(tmp_path: Path) -> None:
    found = complaints(tmp_path, ("home: foundry", "home: foundri"))

    assert [line.split(" ")[1] for line in found] == ["firms.housing-maker.home:"]


def test_a_site_that_makes_and_supplies_is_named_with_what(tmp_path: Path) -> None:
    maker = "      kazan:   {volume"
    another = "      foundry: {volume: 9000 units/year, trials: 1 /year}\n"

    (told,) = complaints(tmp_path, (maker, another + maker))

    assert told.endswith(
        "site/chennai, site/foundry/housing, site/foundry/housings, site/kassel, site/kazan; "
        "did you mean 'site/foundry/housing'?"
    )


def test_the_example_of_the_documentation_is_read(tmp_path: Path) -> None:
    page = (FLAGSHIP.parent.parent.parent / "docs" / "claims.md").read_text(encoding="utf-8")
    example, *_ = re.findall(r"^```yaml\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)

    claims = loaded(tmp_path, (CLAIMS, example)).scenario.claims

    assert claims["H14"].contrasts() == loaded(tmp_path).scenario.claims["H14"].contrasts()


@pytest.mark.parametrize(
    ("written", "lower", "upper", "percent"),
    [
        ("above 0.01", 0.01, math.inf, False),
        ("below -.5e-2", -math.inf, -0.005, False),
        ("between  -1 and +2.", -1.0, 2.0, False),
        ("above 5 %", 0.05, math.inf, True),
        ("between -5% and 5%", -0.05, 0.05, True),
    ],
)
def test_a_region_is_read(written: str, lower: float, upper: float, percent: bool) -> None:
    assert region(written) == Region(lower, upper, percent, " ".join(written.split()))


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("between 2 and 1", "found 'between 2 and 1', expected the smaller number first"),
        ("between 1 and 1", "found 'between 1 and 1', expected the smaller number first"),
        (
            "between 1 and 2 %",
            "found 'between 1 and 2 %', expected per cent in both numbers or neither",
        ),
        ("below 1e300", "found 'below 1e300', expected numbers up to 1e+12"),
        ("above -1e999", "found 'above -1e999', expected numbers up to 1e+12"),
        (
            0.5,
            ("found 0.5, expected 'above 0.01', 'below -0.005' or 'between -0.01 and 0.01'"),
        ),
    ],
)
def test_a_region_that_holds_nothing_or_cannot_be_is_told(written: object, message: str) -> None:
    with pytest.raises(UnitError) as raised:
        region(written)

    assert str(raised.value) == message


def test_a_bound_belongs_to_between_and_neither_to_above_nor_to_below() -> None:
    assert region("between 1 and 2").holds(1, 2)
    assert not region("above 1").holds(1, 2)
    assert not region("below 2").holds(1, 2)
    assert region("above 1").misses(1, 1)
    assert region("below 1").misses(1, 1)
    assert not region("between 1 and 2").misses(2, 3)


def test_an_interval_over_a_bound_is_neither_in_nor_out() -> None:
    for words in ("above 1", "below 1", "between 1 and 9", "between -9 and 1"):
        assert not region(words).holds(0.5, 1.5)
        assert not region(words).misses(0.5, 1.5)


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("year 4", (4,)),
        ("years 9-12", (9, 10, 11, 12)),
        ("years 1 - 2", (1, 2)),
        ("last year", (12,)),
        ("whole horizon", (None,)),
    ],
)
def test_a_window_is_read(written: str, years: tuple[int | None, ...]) -> None:
    assert window(written).years(12 * YEAR + 1000) == years


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("year 0", "found 'year 0', expected years counted from 1"),
        ("years 0-3", "found 'years 0-3', expected years counted from 1"),
        ("years 9-4", "found 'years 9-4', expected the earlier year first"),
        (
            4,
            "found 4, expected 'year 4', 'years 9-12', 'last year' or 'whole horizon'",
        ),
    ],
)
def test_a_window_without_years_is_told(written: object, message: str) -> None:
    with pytest.raises(UnitError) as raised:
        window(written)

    assert str(raised.value) == message
