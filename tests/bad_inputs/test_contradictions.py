"""Values that fit one by one and not together, set over a copy of the flagship, with all that is said.

Each is one that another key makes void, that no run could come to, or that a run could not end.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flagship import complaints, loaded

#: Claims name what some of these faults take away; they have tests of their own.
NO_CLAIMS = "claims=null"

FAULTS: dict[str, tuple[list[str], list[str]]] = {
    "people hired away from consultants": (
        [
            "visitors.consultants={hired: true, good_at: set_up, stay: 5 days, travel: 1 day, costs: 5000 USD}",
            "firms.housing-maker.hires_away={from: consultants, rate: 1 /year, capability: 5 %, replaced_after: 30 days}",
        ],
        [
            "--set: firms.housing-maker.hires_away.from: found 'consultants', who are hired (--set visitors.consultants.hired), expected visitors who are the customer's own people",
        ],
    ),
    "people hired away by a firm that only buys": (
        [
            "firms.gear-maker.hires_away={from: suzhou-engineers, rate: 1 /year, capability: 5 %, replaced_after: 30 days}"
        ],
        [
            "--set: firms.gear-maker.hires_away: found hires_away of a firm that only buys (line 56), expected it of a supplier",
        ],
    ),
    "people hired away from nobody": (
        [
            "firms.housing-maker.hires_away={from: suzhou-enginers, rate: 1 /year, capability: 5 %, replaced_after: 30 days}"
        ],
        [
            "--set: firms.housing-maker.hires_away.from: no visitors 'suzhou-enginers', did you mean 'suzhou-engineers'?",
        ],
    ),
    "trial teams of a firm that only buys": (
        ["firms.gear-maker.trial_teams=3 teams"],
        [
            "--set: firms.gear-maker.trial_teams: found trial_teams of a firm that only buys (line 56), expected it of a supplier",
        ],
    ),
    "turnover of a firm that only buys": (
        ["firms.gear-maker.staff_turnover=3 %/year"],
        [
            "--set: firms.gear-maker.staff_turnover: found staff_turnover of a firm that only buys (line 56), expected it of a supplier",
        ],
    ),
    "visitors from the site of the supplier": (
        ["visitors.suzhou-engineers.site=foundry"],
        [
            "s.yaml:62:16: relations.housings.near.visits.suzhou-engineers: found 'suzhou-engineers', who set out from 'foundry' (--set visitors.suzhou-engineers.site), the home of the supplier that they would visit; expected visitors from another site",
        ],
    ),
    "a site of two firms": (
        ["firms.housing-maker.plants=[kassel]"],
        [
            "--set: firms.housing-maker.plants.0: found 'kassel', which is firms.gear-maker.home already (line 22); expected each site once",
        ],
    ),
    "a plant named twice": (
        ["firms.gear-maker.plants=[suzhou, kazan, chennai, kazan]"],
        [
            "--set: firms.gear-maker.plants.3: found 'kazan', which is firms.gear-maker.plants.1 already (--set firms.gear-maker.plants.1); expected each site once",
        ],
    ),
    "a closure of a way that nobody travels": (
        ["hazards.flu={people: [kassel, kazan], rate: 1 /year, duration: 2 days}"],
        [
            "--set: hazards.flu.people: found 'kassel' and 'kazan', between which nobody travels; expected the site of visitors, or the plant of a side, and the home of a supplier",
        ],
    ),
    "operations that come back and never leave": (
        ["parts.housing.function={least: 90 %, leave_out: 0 %, add: 5 %, material: 0 %}"],
        [
            "--set: parts.housing.function.add: found '5 %' of ideas that bring back what was left out, expected 0 % where none leaves anything out (--set parts.housing.function.leave_out)",
        ],
    ),
    "shares of ideas above all": (
        ["parts.housing.function={least: 90 %, leave_out: 50 %, add: 40 %, material: 20 %}"],
        [
            "--set: parts.housing.function: found 110 % of ideas to leave out, add and change material, expected at most 100 %; the rest replace a practice",
        ],
    ),
    "a part of a section that is not there": (
        ["parts.housing.function.least=90 %"],
        [
            "--set: parts.housing.function: found nothing there to set a part of, expected all of it: parts.housing.function={...}",
        ],
    ),
    "a sample that passes whatever is in it": (
        ["contract.audits.lot={sample: 50 units, acceptance_number: 50}"],
        [
            "--set: contract.audits.lot.acceptance_number: found 50, expected less than contract.audits.lot.sample, which is '50 units' (--set contract.audits.lot.sample)",
        ],
    ),
    "a sample smaller than the acceptance number that is shipped": (
        ["contract.audits.lot.sample=1 unit"],
        [
            "--set: contract.audits.lot.sample: found '1 unit', expected more than contract.audits.lot.acceptance_number, which is 1 (its default)",
        ],
    ),
    "a sample larger than a lot": (
        ["contract.audits.lot.sample=461 units"],
        [
            "--set: contract.audits.lot.sample: found '461 units', expected at most the 460 units that an order line of relations.housings has (line 74)",
        ],
    ),
    "two sites with one luck": (
        ["sites.kassel.stream=suzhou"],
        [
            "--set: sites.kassel.stream: found 'suzhou', after which the luck of sites.suzhou is named as well (line 16); expected another name",
        ],
    ),
    "two hazards with one luck": (
        ["hazards.strikes.stream=storms", "hazards.no-travel.stream=storms"],
        [
            "--set: hazards.no-travel.stream: found 'storms', after which the luck of hazards.strikes is named as well (line 132); expected another name",
        ],
    ),
    "a correction asked for before its cause is contained": (
        ["relations.housings.root_cause.implemented_within=2 days"],
        [
            "--set: relations.housings.root_cause.implemented_within: found '2 days', expected at least relations.housings.root_cause.contained_within, which is '2.8 days' (its default)",
        ],
    ),
    "a norm shorter than a step of it": (
        ["relations.housings.root_cause.norm=10 days"],
        [
            "--set: relations.housings.root_cause.norm: found '10 days', expected at least relations.housings.root_cause.implemented_within, which is '14 days' (its default)",
        ],
    ),
    "a loop that is given up within its norm": (
        ["relations.housings.root_cause.gives_up=50 days"],
        [
            "s.yaml:91:21: relations.housings.root_cause.norm: found '60 days', expected at most relations.housings.root_cause.gives_up, which is '50 days' (--set relations.housings.root_cause.gives_up)",
        ],
    ),
    "a containment longer than the whole loop": (
        ["relations.housings.root_cause.containment=90 days"],
        [
            "--set: relations.housings.root_cause.containment: found '90 days', expected at most relations.housings.root_cause.norm, which is '60 days' (line 91)",
        ],
    ),
    "more conceded than asked": (
        ["targets.price_down_asked=1 %/year"],
        [
            "s.yaml:155:23: targets.price_down: found '1.9 %/year', expected at most targets.price_down_asked, which is '1 %/year' (--set targets.price_down_asked)",
        ],
    ),
    "a price that falls to nothing": (
        ["targets.price_down_asked=100 %/year"],
        [
            "--set: targets.price_down_asked: found '100 %/year', expected at most 99 %/year",
        ],
    ),
    "more defects than there may be": (
        ["parts.housing.at_gap_1.defects.most=1000 ppm"],
        [
            "s.yaml:45:24: parts.housing.at_gap_1.defects.level: found '19000 ppm', expected at most parts.housing.at_gap_1.defects.most, which is '1000 ppm' (--set parts.housing.at_gap_1.defects.most)",
        ],
    ),
    "lines of less than a unit": (
        ["relations.housings.demand.mean=3 units/week"],
        [
            "s.yaml:74:65: relations.housings.demand.order_lines: found '5 /week', expected at most relations.housings.demand.mean, which is '3 units/week' (--set relations.housings.demand.mean)",
        ],
    ),
    "corrective actions due beyond the end": (
        ["contract.audits.corrective.due=13 years"],
        [
            "--set: contract.audits.corrective.due: found '13 years', expected at most horizon, which is '12 years' (line 8)",
        ],
    ),
    "a dispute settled beyond the end": (
        ["targets.reviewed.joint_measurement.lasts=13 years"],
        [
            "--set: targets.reviewed.joint_measurement.lasts: found '13 years', expected at most horizon, which is '12 years' (line 8)",
        ],
    ),
    "stock for longer than the run": (
        ["relations.housings.stock.cover=13 years"],
        [
            "--set: relations.housings.stock.cover: found '13 years', expected at most horizon, which is '12 years' (line 8)",
        ],
    ),
    "too many trials": (
        ["parts.housing.made_at.kassel.trials=1e9 /year"],
        [
            "--set: parts.housing.made_at.kassel.trials: found '1e9 /year', which is 12,000,000,000 times within the horizon (line 8); expected at most 1,000,000 times",
        ],
    ),
    "too many reviews": (
        ["targets.reviewed.every=1 minute"],
        [
            "--set: targets.reviewed.every: found '1 minute', which is 6,311,520 times within the horizon (line 8); expected at most 1,000,000 times",
        ],
    ),
    "too many order lines": (
        ["relations.housings.demand={mean: 1000000 units/week, order_lines: 100000 /week}"],
        [
            "--set: relations.housings.demand.order_lines: found '100000 /week', which is 62,614,286 times within the horizon (line 8); expected at most 1,000,000 times",
        ],
    ),
    "trials of a minute": (
        ["relations.housings.trial.lasts=1 minute"],
        [
            "--set: relations.housings.trial.lasts: found '1 minute', which is 31,557,600 times within the horizon (line 8); expected at most 1,000,000 times",
        ],
    ),
    "people who leave without end": (
        [
            "firms.housing-maker.hires_away={from: suzhou-engineers, rate: 1e6 /year, capability: 5 %, replaced_after: 30 days}"
        ],
        [
            "--set: firms.housing-maker.hires_away.rate: found '1e6 /year', which is 12,000,000 times within the horizon (line 8); expected at most 1,000,000 times",
        ],
    ),
    "too many operations": (
        ["parts.housing.areas.mould.operations=9999"],
        [
            "s.yaml:31:5: parts.housing.areas: found 10189 operations in all, expected at most 10000 in a part",
        ],
    ),
    "a choice that another regime has from this one": (
        [
            "regimes.near_apprenticeship.teaches=processes",
            "regimes.heirs={extends: near_apprenticeship}",
        ],
        [
            "--set: regimes.near_apprenticeship.teaches: found 'processes', expected one of none, process, current, old; did you mean 'process'?",
        ],
    ),
    "a choice that is lacking where another starts from it": (
        ["regimes.new={work_from: near}", "regimes.heirs={extends: new}"],
        [
            "--set: regimes.new: missing key 'architecture'",
            "--set: regimes.new: missing key 'benchmarking'",
            "--set: regimes.new: missing key 'design_share_moves'",
            "--set: regimes.new: missing key 'doubt'",
            "--set: regimes.new: missing key 'procedure_review'",
            "--set: regimes.new: missing key 'procurement_lock'",
            "--set: regimes.new: missing key 'targets_move'",
            "--set: regimes.new: missing key 'teaches'",
            "--set: regimes.new: missing key 'trials'",
        ],
    ),
    "a section of defaults that is empty": (
        ["relations.housings.trust=null"],
        [
            "--set: relations.housings.trust: found nothing, expected a mapping; leave the key out for its default",
        ],
    ),
    "a default that is removed": (
        ["relations.housings.trust={start: null}"],
        [
            "--set: relations.housings.trust.start: found nothing, expected a number from 0 to 1, without a unit; leave the key out for its default",
        ],
    ),
    "provenance that is misspelt": (
        ["relations.housings.quoted={value: 3 days, form: yours}"],
        [
            "--set: relations.housings.quoted.form: unknown key 'form', expected one of from, source, value; did you mean 'from'?",
        ],
    ),
    "more visits than people": (
        [
            "visitors.suzhou-engineers.people=1",
            "relations.housings.near.visits.suzhou-engineers=every 1 day",
        ],
        [
            "--set: relations.housings.near.visits.suzhou-engineers: found 'every 1 day', expected at least 2 days between visits of 'suzhou-engineers': 1 person, away for 2 days (line 142)",
        ],
    ),
    "trust in per cent": (
        ["relations.housings.trust.start=50 %"],
        [
            "--set: relations.housings.trust.start: found '50 %', expected a number from 0 to 1, without a unit",
        ],
    ),
    "a scheme of audits that there is not": (
        ["contract.audits.scheme=iso_9001"],
        [
            "--set: contract.audits.scheme: found 'iso_9001', expected one of vda_6_3",
        ],
    ),
    "an unknown key where all is shipped": (
        ["contract.audits.corrective={du: 30 days}"],
        [
            "--set: contract.audits.corrective.du: unknown key 'du', expected one of asked, due, spread, work; did you mean 'due'?",
        ],
    ),
}


@pytest.mark.parametrize(("settings", "messages"), FAULTS.values(), ids=FAULTS)
def test_values_that_do_not_go_together_are_told_once(
    tmp_path: Path, settings: list[str], messages: list[str]
) -> None:
    assert complaints(tmp_path, settings=[NO_CLAIMS, *settings]) == messages


@pytest.mark.parametrize(
    "settings",
    [
        ["contract.audits.lot.sample=0 units"],
        ["contract.audits.lot.sample=460 units"],
        ["contract.audits.lot={sample: 50 units, acceptance_number: 49}"],
        ["targets.reviewed={disputes: false, joint_measurement: null}"],
        ["parts.housing.function={least: 90 %, leave_out: 0 %, add: 0 %, material: 5 %}"],
        ["relations.housings.root_cause.gives_up=60 days"],
        ["targets.price_down_asked=1.9 %/year"],
        ["sites.kassel.stream=suzhou", "sites.suzhou.stream=kassel"],
        ["hazards.flu={people: [suzhou, foundry], rate: 1 /year, duration: 2 days}"],
        [
            "visitors.advisers={hired: true, good_at: set_up, stay: 5 days, travel: 0 days, costs: 1 USD}"
        ],
        ["replications=1e2"],
    ],
)
def test_what_only_just_goes_together_is_taken(tmp_path: Path, settings: list[str]) -> None:
    assert loaded(tmp_path, settings=[NO_CLAIMS, *settings]).scenario.replications
