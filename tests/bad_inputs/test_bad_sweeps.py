"""Sweeps with one fault each, and all that is said about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sweepfile import HEAD, RATE, SHARE, TIME, complaints, refusal, written

from supplychain_sim.errors import ScenarioError
from supplychain_sim.sweep.load import load_sweep

RATES = f"  {RATE}: [0.1 /year, 0.2 /year]\n"
A_RATE = "expected a rate: a number per minute, hour, day, week, month or year, such as '4 /year'"
LUCK = "all points meet the same luck; expected replications in its place"
FORMS = (
    "expected a list of levels, a range such as {from: 1 day, to: 20 days, steps: 5}, a "
    "distribution such as {dist: uniform, min: 10 %, max: 40 %}, or paths that are set together "
    "as {at: [...], sets: {...}}"
)
NO_LEVELS = (
    "found no levels, expected a list or a range with steps: a grid takes each level, and line 6 "
    "asks for one; a latin_hypercube or sobol takes any value"
)

#: Factors with a fault, and all that is said.
FACTORS: dict[str, tuple[str, list[str]]] = {
    # The bad inputs 126 to 135, of sweeps inside scenarios, carried over.
    "126 an unknown path": (
        "  hazards.strikes.rat: [0.1 /year]\n",
        [
            (
                "5:3: factors.hazards.strikes.rat: unknown key 'rat', expected one of after, backlog, duration, lane, mode, on, passage, people, port, rate, season, site, stream; did you mean 'rate'?"
            )
        ],
    ),
    "128 an empty list": (
        f"  {RATE}: []\n",
        [f"5:25: factors.{RATE}: found none in the list, expected at least one level"],
    ),
    "130 one wrong level among good ones": (
        f"  {RATE}: [0 /year, 0.1 /year, high]\n",
        [f"5:46: {RATE}: found 'high', {A_RATE}"],
    ),
    "131 a level out of range": (
        f"  {RATE}: [0 /year, 0.1 /year, -1 /year]\n",
        [f"5:46: {RATE}: found '-1 /year', expected a rate that is not negative"],
    ),
    "135 the seed": (
        "  seed: [1, 2, 3]\n",
        [f"5:3: factors.seed: found 'seed', which a sweep does not set: {LUCK}"],
    ),
    "what nothing depends on": (
        "  claims.H3.window: [year 1]\n",
        [
            (
                "5:3: factors.claims.H3.window: found 'claims', which a sweep does not set: nothing "
                "that runs depends on it; expected claims of the sweep itself"
            )
        ],
    ),
    "an unknown id": (
        "  hazards.strike.rate: [0.1 /year]\n",
        [
            (
                "5:3: factors.hazards.strike.rate: unknown key 'strike', expected one of no-travel, "
                "shanghai-weather, strikes; did you mean 'strikes'?"
            )
        ],
    ),
    "a column of the results": (
        "  point: [1, 2]\n",
        ["5:3: factors.point: found 'point', a column of the results; expected another name"],
    ),
    "a single value": (
        f"  {RATE}: 0.1 /year\n",
        [f"5:25: factors.{RATE}: found '0.1 /year', {FORMS}"],
    ),
    "a level twice": (
        f"  {RATE}: [0.1 /year, 0.1 /year]\n",
        [f"5:37: factors.{RATE}.1: found '0.1 /year' twice, expected each level once"],
    ),
    "ends of two units": (
        f"  {RATE}: {{from: 0.1 /year, to: 3 /month, steps: 4}}\n",
        [f"5:25: factors.{RATE}: found '0.1 /year' and '3 /month', expected all in one unit"],
    ),
    "no logarithm": (
        f"  {RATE}: {{from: 0 /year, to: 3 /year, steps: 4, scale: log}}\n",
        [f"5:25: factors.{RATE}: found '0 /year' as from, expected more than zero"],
    ),
    "a key that is misspelt, and too few steps": (
        f"  {RATE}: {{from: 0.1 /year, too: 3 /year, steps: 1}}\n",
        [
            (
                f"5:43: factors.{RATE}.too: unknown key 'too', expected one of from, scale, steps, "
                "to; did you mean 'to'?"
            ),
            f"5:64: factors.{RATE}.steps: found 1, expected at least 2",
        ],
    ),
    "one end": (
        f"  {RATE}: {{from: 0.1 /year, to: 0.1 /year, steps: 2}}\n",
        [f"5:25: factors.{RATE}: found from equal to to, expected two ends"],
    ),
    "a range without steps in a grid": (
        f"  {RATE}: {{from: 0.1 /year, to: 0.2 /year}}\n",
        [f"5:25: factors.{RATE}: {NO_LEVELS}"],
    ),
    "a distribution in a grid": (
        f"  {RATE}: {{dist: uniform, min: 0.1 /year, max: 0.2 /year}}\n",
        [f"5:25: factors.{RATE}: {NO_LEVELS}"],
    ),
    "an unknown distribution": (
        f"  {RATE}: {{dist: unifrm, min: 0.1 /year, max: 0.2 /year}}\n",
        [
            (
                f"5:32: factors.{RATE}.dist: found 'unifrm', expected one of uniform, loguniform, "
                "triangular, normal, lognormal, integers; did you mean 'uniform'?"
            )
        ],
    ),
    "bounds the wrong way round": (
        f"  {RATE}: {{dist: uniform, min: 0.3 /year, max: 0.2 /year}}\n",
        [f"5:25: factors.{RATE}: found min at or above max, expected min first"],
    ),
    "a missing bound": (
        f"  {RATE}: {{dist: uniform, min: 0.3 /year}}\n",
        [f"5:3: factors.{RATE}: missing key 'max', uniform takes max, min"],
    ),
    "a mean without a logarithm": (
        f"  {RATE}: {{dist: lognormal, mean: 0 /year, sd: 1 /year}}\n",
        [f"5:25: factors.{RATE}: found '0 /year' as mean, expected more than zero"],
    ),
    "a mode above all": (
        f"  {RATE}: {{dist: triangular, min: 1 /year, mode: 5 /year, max: 3 /year}}\n",
        [f"5:25: factors.{RATE}: found mode above max, expected mode first"],
    ),
    "no whole number": (
        f"  {RATE}: {{dist: integers, min: 1.5 /year, max: 3 /year}}\n",
        [f"5:25: factors.{RATE}: found '1.5 /year' as min, expected a whole number"],
    ),
    "too few linked levels": (
        f"  way:\n    at: [near, far]\n    sets:\n      {TIME}: [1 day]\n",
        [
            (
                f"8:44: factors.way.sets.{TIME}: found 1 in the list, expected 2: one for each level "
                "(line 6)"
            )
        ],
    ),
    "a linked level that is refused": (
        f"  way:\n    at: [near, far]\n    sets:\n      {RATE}: [0.1 /year, 2 days]\n",
        [f"8:41: {RATE}: found '2 days', a time; {A_RATE}"],
    ),
    "nothing that is linked": (
        "  way:\n    at: [near, far]\n    sets: {}\n",
        ["7:11: factors.way.sets: found none, expected at least 1"],
    ),
    "a linked key that is misspelt": (
        f"  way:\n    att: [near, far]\n    sets:\n      {TIME}: [1 day, 2 days]\n",
        ["6:5: factors.way.att: unknown key 'att', expected one of at, sets; did you mean 'at'?"],
    ),
    "a label that is none": (
        f"  way:\n    at: [near, [far]]\n    sets:\n      {TIME}: [1 day, 2 days]\n",
        [
            "6:16: factors.way.at.1: found a list, expected a name, a number or a quantity",
        ],
    ),
    "a path in two factors": (
        (
            f"  way:\n    at: [near, far]\n    sets:\n      {TIME}: [1 day, 2 days]\n"
            f"  {TIME}: [3 days, 4 days]\n"
        ),
        [
            (
                f"9:3: factors.{TIME}: found {TIME}, of which {TIME} (line 8) sets the same or a part; "
                "expected each path in one factor"
            )
        ],
    ),
    "values that contradict each other": (
        f"  {SHARE}: [20 %, 60 %]\n  contract.design_share.most: [50 %, 80 %]\n",
        [
            (
                f"5:39: {SHARE}: found '60 %', expected at most contract.design_share.most, which is "
                f"'50 %' (sweep.yaml:6); at point 2: {SHARE} = 60 %, contract.design_share.most = 50 %"
            )
        ],
    ),
    "a value that contradicts the base": (
        "  lanes.foundry-kassel.legs.1.transit: [30 days, 60 days]\n",
        [
            (
                "housings.yaml:120:16: lanes.foundry-kassel.lead_time: found '42 days', expected at "
                "least the 66 days that transit and handling on its legs take (housings.yaml:121); at "
                "point 1: lanes.foundry-kassel.legs.1.transit = 60 days"
            )
        ],
    ),
}

#: What is said below factors that nothing is wrong with, with a fault, and all that is said.
REST: dict[str, tuple[str, list[str]]] = {
    "no design": ("", ["1:1: missing key 'design'"]),
    "an unknown design": (
        "design: gird\n",
        [
            (
                "7:9: design: found 'gird', expected grid, {latin_hypercube: 64 points}, {sobol: 64 "
                "points} or {csv: points.csv}"
            )
        ],
    ),
    "two designs": (
        "design: {sobol: 64 points, csv: x.csv}\n",
        [
            "7:9: design: found sobol and csv, expected one of latin_hypercube, sobol and csv",
        ],
    ),
    "no power of two": (
        "design: {sobol: 60 points}\n",
        [
            (
                "7:17: design.sobol: found '60 points', expected a power of two such as 32 or 64: a "
                "Sobol sequence is balanced over its factors at these alone"
            )
        ],
    ),
    "too many points that keep their distance": (
        "design: {latin_hypercube: 10000000 points}\n",
        [
            (
                "7:27: design.latin_hypercube: found '10000000 points', expected at most 1048576: a "
                "point has to keep its distance from all others, so that they are drawn at once; a "
                "grid may be of any size"
            )
        ],
    ),
    "points that are no number": (
        "design: {latin_hypercube: 0.5}\n",
        ["7:27: design.latin_hypercube: found 0.5, expected a number of points: '64 points'"],
    ),
    "no such table": (
        "design: {csv: points.csv}\n",
        ["7:15: design.csv: no file 'points.csv' beside this one"],
    ),
    "a table elsewhere": (
        "design: {csv: ../points.csv}\n",
        [
            (
                "7:15: design.csv: found '../points.csv', which leaves the folder of the scenario; "
                "expected the name of a file beside this one"
            )
        ],
    ),
    "regimes": (
        "design: grid\nregimes: [mutual_larning, joint_venture, joint_venture]\n",
        [
            "8:11: regimes.0: no regime 'mutual_larning', did you mean 'mutual_learning'?",
            "8:42: regimes.2: found 'joint_venture' twice, expected each regime once",
        ],
    ),
    "numbers": (
        "design: grid\nregimes: []\nreplications: 0\nseed: -1\n",
        [
            "8:10: regimes: found none, expected at least 1",
            "9:15: replications: found 0, expected at least 1",
            "10:7: seed: found -1, expected at least 0",
        ],
    ),
    "what is set everywhere": (
        "design: grid\nset: {horizon: 0 days, seed: 2, lanes.x.y: 2}\n",
        [
            "8:16: horizon: found '0 days', expected a time above zero",
            "8:24: set.seed: found 'seed', which a sweep does not set: expected it beside 'set'",
            "8:33: set.lanes.x.y: unknown key 'x', expected one of foundry-kassel, foundry-suzhou",
        ],
    ),
    "what is best": (
        "design: grid\nbest: {measure: gapp, subject: x, window: year 99, is: low}\n",
        [
            "8:17: best.measure: no measure 'gapp', did you mean 'gap'?",
            (
                "8:43: best.window: found 'year 99', expected years within the horizon, which is '12 "
                "years' (housings.yaml:8)"
            ),
            "8:56: best.is: found 'low', expected one of lowest, highest; did you mean 'lowest'?",
        ],
    ),
}

CLAIM = f"""\
  kind:
    at: [a, b, c]
    sets:
      {SHARE}: [10 %, 20 %, 30 %]
design: grid
claims:
  C:
    says: It matters
    measure: gap
    subject: site/foundry
    regime: mutual_learning
    window: last year
"""
ABOUT = "slope, cut_off, sign_change, interaction"
UNCOUNTED = (
    "found 'kind', whose levels are no amounts of one unit; expected a factor along which one can "
    "count, or one of two levels"
)
#: Claims with a fault, and all that is said; their last keys begin in line 18.
CLAIMS: dict[str, tuple[str, list[str]]] = {
    "an unknown factor": (
        "    along: hazards.strikes.rat\n    slope: above 0\n",
        [f"18:12: claims.C.along: no factor 'hazards.strikes.rat', did you mean '{RATE}'?"],
    ),
    "no factor": ("    slope: above 0\n", ["12:3: claims.C: missing key 'along'"]),
    "nothing": (
        f"    along: {RATE}\n",
        [f"13:5: claims.C: found none, expected one of {ABOUT}"],
    ),
    "two things": (
        f"    along: {RATE}\n    slope: above 0\n    cut_off: {{below: 1, expect: above 3}}\n",
        [f"13:5: claims.C: found slope and cut_off, expected one of {ABOUT}"],
    ),
    "no level": (
        f"    along: {RATE}\n    cut_off: {{expect: above 3}}\n",
        [
            "19:14: claims.C.cut_off: found neither below nor above, expected one of them",
        ],
    ),
    "per cent of a rate": (
        f"    along: {RATE}\n    cut_off: {{below: 1, expect: above 3 %}}\n",
        [
            (
                "19:33: claims.C.cut_off.expect: found 'above 3 %' of a factor that is not in per "
                "cent; expected plain numbers"
            )
        ],
    ),
    "an interaction with itself": (
        f"    along: {RATE}\n    interaction: {{with: {RATE}, expect: above 3}}\n",
        [
            (
                f"19:25: claims.C.interaction.with: found '{RATE}', the factor of the claim itself; "
                "expected another one"
            )
        ],
    ),
    "a sign, and no contrast": (
        f"    along: {RATE}\n    sign_change: {{to: up}}\n    against: {{window: last year}}\n",
        [
            "19:23: claims.C.sign_change.to: found 'up', expected one of positive, negative",
            (
                "20:5: claims.C.against: found nothing that differs from the claim itself, expected "
                "another regime, window, subject or measure"
            ),
        ],
    ),
    "three names": (
        "    along: kind\n    slope: above 0\n",
        [f"18:12: claims.C.along: {UNCOUNTED}"],
    ),
    "a place among names": (
        "    along: kind\n    sign_change: {to: positive}\n",
        [
            f"18:12: claims.C.along: {UNCOUNTED}",
            (
                "19:5: claims.C.sign_change: found 'kind', which has no levels of one unit; expected "
                "a list of amounts or a range with steps, between which a place can be found"
            ),
        ],
    ),
    "an expectation of nothing": (
        f"    along: {RATE}\n    slope: above 0\n    expect: above 0\n",
        [
            (
                "20:5: claims.C.expect: unknown key 'expect', expected one of against, along, as, "
                "beyond, cut_off, interaction, measure, regime, says, sign_change, slope, source, "
                "subject, window"
            )
        ],
    ),
}


def test_the_last_year_of_horizons_that_differ_is_no_year(tmp_path: Path) -> None:
    rest = (
        "design: grid\nbest: {measure: gap, subject: site/foundry, window: last year, is: lowest}\n"
    )

    assert complaints(tmp_path, "  horizon: [12 years, 13 years]\n", rest) == [
        "sweep.yaml:7:53: best.window: found 'last year', which is another one at each point, since the horizon is a factor; expected a year by its number, or 'whole horizon'"
    ]


def at(places: list[str]) -> list[str]:
    """Return what is said, of the sweep itself where no file is named."""
    return [one if one.startswith("housings") else f"sweep.yaml:{one}" for one in places]


@pytest.mark.parametrize("fault", FACTORS)
def test_a_fault_of_a_factor_is_told_where_it_is(fault: str, tmp_path: Path) -> None:
    factors, messages = FACTORS[fault]

    assert complaints(tmp_path, factors) == at(messages)


@pytest.mark.parametrize("fault", REST)
def test_a_fault_of_the_rest_is_told_where_it_is(fault: str, tmp_path: Path) -> None:
    rest, messages = REST[fault]

    factors = RATES + f"  {SHARE}: [20 %, 60 %]\n"

    assert complaints(tmp_path, factors, rest) == at(messages)


@pytest.mark.parametrize("fault", CLAIMS)
def test_a_fault_of_a_claim_is_told_where_it_is(fault: str, tmp_path: Path) -> None:
    claim, messages = CLAIMS[fault]

    assert complaints(tmp_path, RATES, CLAIM + claim) == at(messages)


def test_all_faults_are_told_in_one_pass(tmp_path: Path) -> None:
    factors = f"  seed: [1]\n  {RATE}: [high]\n"
    rest = "design: gird\nregimes: [nobody]\nclaims: {C: {along: there}}\n"

    told = complaints(tmp_path, factors, rest)

    # No claim says what it looks at; each of its keys that is missing has a line.
    places = [line.split(": ")[0] for line in told]
    assert places[:4] == ["sweep.yaml:5:3", "sweep.yaml:6:26", "sweep.yaml:7:9", "sweep.yaml:8:11"]
    assert {line for line in told if "claims.C" in line} >= {
        f"sweep.yaml:9:21: claims.C.along: no factor 'there', expected one of {RATE}, seed",
        "sweep.yaml:9:10: claims.C: missing key 'says'",
    }


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("housing.yaml", "no file 'housing.yaml' beside this one; did you mean 'housings.yaml'?"),
        (
            "/etc/passwd",
            "found '/etc/passwd', an absolute path; expected the name of a file beside this one",
        ),
        ("sweep.yaml", "found 'sweep.yaml', the file of a sweep; expected a scenario"),
        ("7", "found 7, expected text; put it in quotes"),
    ],
)
def test_a_base_that_is_none_is_told(base: str, message: str, tmp_path: Path) -> None:
    head = HEAD.replace("housings.yaml", base)

    assert complaints(tmp_path, RATES, head=head) == [f"sweep.yaml:2:7: base: {message}"]


def test_a_link_as_base_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.yaml").write_text("password: x\n")
    path = written(inner, RATES, head=HEAD.replace("housings.yaml", "link.yaml"))
    (inner / "link.yaml").symlink_to(tmp_path / "secret.yaml")

    assert refusal(path) == [
        (
            "sweep.yaml:2:7: base: found 'link.yaml', a link that leads out of the folder of the "
            "scenario; expected a file in it"
        )
    ]


def test_what_is_wrong_with_the_base_is_told_there(tmp_path: Path) -> None:
    path = written(tmp_path, RATES)
    base = tmp_path / "housings.yaml"
    base.write_text(base.read_text().replace("replications: 30", "replications: many"))

    assert refusal(path) == [
        "housings.yaml:10:15: replications: found 'many', expected a whole number"
    ]


def test_as_many_problems_as_there_are_levels_are_not_all_told(tmp_path: Path) -> None:
    levels = ", ".join(f"a{number}" for number in range(300))

    told = complaints(tmp_path, f"  {RATE}: [{levels}]\n")

    assert told[0] == ("sweep.yaml: found more than 100 problems, of which the first are told here")
    assert len(told) == 101


def test_a_sweep_that_is_no_mapping_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text("[1, 2]\n")

    with pytest.raises(ScenarioError, match="found a list, expected a mapping"):
        load_sweep(path)
