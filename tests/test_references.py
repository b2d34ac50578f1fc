"""What refers to what, and what two values together can break."""

from __future__ import annotations

from pathlib import Path

import pytest
from flagship import Replacement, complaints, loaded


@pytest.mark.parametrize(
    ("replacement", "message"),
    [
        (
            ("home: kassel", "home: kasel"),
            "s.yaml:22:22: firms.gear-maker.home: no site 'kasel', did you mean 'kassel'?",
        ),
        (
            ("[suzhou, kazan, chennai]", "[suzhou, moscow, chennai]"),
            (
                "s.yaml:22:47: firms.gear-maker.plants.1: no site 'moscow', expected one of "
                "chennai, foundry, kassel, kazan, suzhou"
            ),
        ),
        (
            ("      kazan:   {volume: 4", "      kasan:   {volume: 4"),
            "s.yaml:50:7: parts.housing.made_at.kasan: no site 'kasan', did you mean 'kazan'?",
        ),
        (
            ("    part: housing", "    part: houzing"),
            "s.yaml:55:11: relations.housings.part: no part 'houzing', did you mean 'housing'?",
        ),
        (
            ("customer: gear-maker", "customer: gear-makers"),
            (
                "s.yaml:56:15: relations.housings.customer: no firm 'gear-makers', "
                "did you mean 'gear-maker'?"
            ),
        ),
        (
            ("supplier: housing-maker", "supplier: housingmaker"),
            (
                "s.yaml:57:15: relations.housings.supplier: no firm 'housingmaker', "
                "did you mean 'housing-maker'?"
            ),
        ),
        (
            ("plant: suzhou", "plant: suzho"),
            "s.yaml:59:14: relations.housings.near.plant: no site 'suzho', did you mean 'suzhou'?",
        ),
        (
            ("lane: foundry-kassel", "lane: foundry-kasel"),
            (
                "s.yaml:68:13: relations.housings.far.lane: no lane 'foundry-kasel', "
                "did you mean 'foundry-kassel'?"
            ),
        ),
        (
            ("visits: {suzhou-engineers:", "visits: {suzhou-enginers:"),
            (
                "s.yaml:62:16: relations.housings.near.visits.suzhou-enginers: "
                "no visitors 'suzhou-enginers', did you mean 'suzhou-engineers'?"
            ),
        ),
        (
            ("  suzhou-engineers:     {site: suzhou, ", "  suzhou-engineers:     {"),
            (
                "s.yaml:142:3: visitors.suzhou-engineers: missing key 'site', "
                "expected of visitors who are not hired"
            ),
        ),
        (
            ("{site: suzhou, stay", "{hired: true, site: suzhou, stay"),
            (
                "s.yaml:142:39: visitors.suzhou-engineers.site: found a site of visitors who are "
                "hired (line 142), expected none"
            ),
        ),
        (
            (
                "    quality_engineers: 3 people",
                (
                    "    quality_engineers: 3 people\n    hires_away: {from: suzhou-engineer, "
                    "rate: 0.2 /year, capability: 2 %, replaced_after: 180 days}"
                ),
            ),
            (
                "s.yaml:26:24: firms.housing-maker.hires_away.from: no visitors "
                "'suzhou-engineer', did you mean 'suzhou-engineers'?"
            ),
        ),
        (
            ("good_at: set_up", "good_at: setup"),
            (
                "s.yaml:143:107: visitors.home-skilled-workers.good_at: found 'setup', expected "
                "one of root_cause, set_up, improvement; did you mean 'set_up'?"
            ),
        ),
        (
            ("people: 2, good_at", "people: 0, good_at"),
            (
                "s.yaml:143:95: visitors.home-skilled-workers.people: found 0, expected a whole "
                "number from 1 to 10000"
            ),
        ),
        (
            ("home-skilled-workers: every 120 days", "home-skilled-workers: every 5 days"),
            (
                "s.yaml:62:71: relations.housings.near.visits.home-skilled-workers: found "
                "'every 5 days', expected at least 6 days between visits of "
                "'home-skilled-workers': 2 people, each away for 12 days (line 143)"
            ),
        ),
        (
            ("{site: suzhou, stay", "{site: suzhoo, stay"),
            (
                "s.yaml:142:32: visitors.suzhou-engineers.site: no site 'suzhoo', "
                "did you mean 'suzhou'?"
            ),
        ),
        (
            ("to: port/hamburg", "to: port/hambourg"),
            (
                "s.yaml:124:13: lanes.foundry-kassel.legs.1.to: no port 'hambourg', "
                "did you mean 'hamburg'?"
            ),
        ),
        (
            ("to: suzhou, transit", "to: suzhoo, transit"),
            (
                "s.yaml:118:29: lanes.foundry-suzhou.legs.0.to: no site 'suzhoo', "
                "did you mean 'suzhou'?"
            ),
        ),
        (
            ("to: kassel, transit", "to: port/hamburg, transit"),
            (
                "s.yaml:128:26: lanes.foundry-kassel.legs.2.to: found 'port/hamburg' as the last "
                "stop of a lane, expected a site"
            ),
        ),
        (
            ("lane: foundry-kassel", "lane: foundry-suzhou"),
            (
                "s.yaml:68:13: relations.housings.far.lane: found 'foundry-suzhou', which ends at "
                "'suzhou' (line 118); expected a lane to the plant 'kassel' (line 67)"
            ),
        ),
        (
            ("      kassel:  {volume", "      suzhou:  {volume"),
            (
                "s.yaml:56:15: relations.housings.customer: found 'gear-maker', whose home is "
                "'kassel'; expected a home among the sites where 'housing' is made (line 48)"
            ),
        ),
        (
            ("trial_teams: 5 teams", "# none"),
            (
                "s.yaml:23:3: firms.housing-maker: missing key 'trial_teams', "
                "expected of a supplier (line 57)"
            ),
        ),
        (
            ("port: shanghai, rate", "port: shangai, rate"),
            (
                "s.yaml:131:28: hazards.shanghai-weather.port: no port 'shangai', "
                "did you mean 'shanghai'?"
            ),
        ),
        (
            ("port: [shanghai, hamburg]", "port: [shanghai, hamborg]"),
            "s.yaml:133:22: hazards.strikes.port.1: no port 'hamborg', did you mean 'hamburg'?",
        ),
        (
            ("port: [shanghai, hamburg]", "port: [shanghai, shanghai]"),
            "s.yaml:133:11: hazards.strikes.port: found 'shanghai' twice, expected each place once",
        ),
        (
            ("people: [kassel, foundry]", "people: [kassel, foundri]"),
            (
                "s.yaml:139:32: hazards.no-travel.people.1: no site 'foundri', "
                "did you mean 'foundry'?"
            ),
        ),
        (
            ("port: shanghai, rate", "rate"),
            (
                "s.yaml:131:3: hazards.shanghai-weather: found neither port, site, "
                "passage, people, lane nor mode, expected one of them"
            ),
        ),
        (
            ("port: shanghai, rate", "port: shanghai, people: [kassel, foundry], rate"),
            "s.yaml:131:3: hazards.shanghai-weather: found port and people, expected one of them",
        ),
        (
            (
                "people: [kassel, foundry]",
                "people: [kassel, foundry], backlog: {dist: constant, value: 3}",
            ),
            (
                "s.yaml:139:42: hazards.no-travel.backlog: found a backlog without a port, "
                "expected one at a port or a passage"
            ),
        ),
        (
            ("rate: 4 /year, season", "rate: 100 /year, season"),
            (
                "s.yaml:131:44: hazards.shanghai-weather.rate: found '100 /year', which is 300 "
                "/year within its season; expected at most 200 /year"
            ),
        ),
        (
            ("rate: 0.08 /year", "rate: 201 /year"),
            "s.yaml:134:11: hazards.strikes.rate: found '201 /year'; expected at most 200 /year",
        ),
        (
            ("mean: 60 days, sd", "weight: 3 %, mean: 60 days, sd"),
            (
                "s.yaml:139:88: hazards.no-travel.duration.weight: found a weight, "
                "expected one only for each distribution of a mixture"
            ),
        ),
        (
            ("least: 90 %", "least: 96 %"),
            (
                "s.yaml:153:34: targets.jointly.delivery.least: found '96 %', expected at most "
                "targets.delivery, which is '95 % within quote' (line 147)"
            ),
        ),
        (
            ("most: 98 %", "most: 94 %"),
            (
                "s.yaml:147:13: targets.delivery: found '95 % within quote', expected at most "
                "targets.jointly.delivery.most, which is '94 %' (line 153)"
            ),
        ),
        (
            ("refuse_above: -0.5", "refuse_above: -1.5"),
            (
                "s.yaml:83:21: relations.housings.review.accept_below: found -1.0, expected at "
                "most relations.housings.review.refuse_above, which is -1.5 (line 84)"
            ),
        ),
        (
            ("round: 3 years", "round: 13 years"),
            (
                "s.yaml:158:10: contract.round: found '13 years', expected at most horizon, "
                "which is '12 years' (line 8)"
            ),
        ),
        (
            ("procedure_review: {every: 91 days", "procedure_review: {every: 13 years"),
            (
                "s.yaml:88:31: relations.housings.procedure_review.every: found '13 years', "
                "expected at most horizon, which is '12 years' (line 8)"
            ),
        ),
        (
            ("benchmark: {every: 180 days}", "benchmark: {every: 4384 days}"),
            (
                "s.yaml:89:24: relations.housings.benchmark.every: found '4384 days', "
                "expected at most horizon, which is '12 years' (line 8)"
            ),
        ),
        (
            ("audits: {every: 1 year", "audits: {every: 13 years"),
            (
                "s.yaml:159:19: contract.audits.every: found '13 years', expected at most "
                "horizon, which is '12 years' (line 8)"
            ),
        ),
        (
            ("reviewed: {every: 1 month", "reviewed: {every: 150 months"),
            (
                "s.yaml:148:21: targets.reviewed.every: found '150 months', expected at most "
                "horizon, which is '12 years' (line 8)"
            ),
        ),
        (
            ("home-skilled-workers: every 90 days", "home-skilled-workers: every 13 years"),
            (
                "s.yaml:70:38: relations.housings.far.visits.home-skilled-workers: found "
                "'every 13 years', expected at most horizon, which is '12 years' (line 8)"
            ),
        ),
        (
            (
                "    quoted: 14 days",
                (
                    "    replacement: {candidates: 1, search: {lasts: 13 years, costs: 1 USD}, "
                    "development: {costs: 1 USD}}\n    quoted: 14 days"
                ),
            ),
            (
                "s.yaml:75:50: relations.housings.replacement.search.lasts: found '13 years', "
                "expected at most horizon, which is '12 years' (line 8)"
            ),
        ),
        (
            ("lead_time: 42 days", "lead_time: 37 days"),
            (
                "s.yaml:120:16: lanes.foundry-kassel.lead_time: found '37 days', expected at least "
                "the 38 days that transit and handling on its legs take (line 121)"
            ),
        ),
        (
            ("shanghai: {handling: 2 days}", "shanghai: {handling: 6.5 days}"),
            (
                "s.yaml:120:16: lanes.foundry-kassel.lead_time: found '42 days', expected at least "
                "the 42.5 days that transit and handling on its legs take (line 121)"
            ),
        ),
        (
            ("old: 3 trials/operation", "old: 9 trials/operation"),
            (
                "s.yaml:42:55: parts.housing.home_maturity.old: found '9 trials/operation', "
                "expected at most parts.housing.home_maturity.current, "
                "which is '8 trials/operation' (line 42)"
            ),
        ),
        (
            ("start: 20 %, step", "start: 90 %, step"),
            (
                "s.yaml:160:25: contract.design_share.start: found '90 %', expected at most "
                "contract.design_share.most, which is '80 %' (line 160)"
            ),
        ),
        (
            ("defect: 400 USD", "defect: 400 EUR"),
            (
                "s.yaml:162:22: contract.accounts.defect: found '400 EUR', "
                "expected USD, the currency (line 11)"
            ),
        ),
        (
            ("leak: 20000 USD/year", "leak: 20000 EUR/year"),
            (
                "s.yaml:162:37: contract.accounts.leak: found '20000 EUR/year', "
                "expected USD, the currency (line 11)"
            ),
        ),
        (
            ("  hamburg:  {handling", "  Shanghai: {handling: 2 days}\n  hamburg:  {handling"),
            (
                "s.yaml:113:3: ports.Shanghai: found 'shanghai' (line 112) and 'Shanghai', "
                "expected names that differ in more than case"
            ),
        ),
    ],
)
def test_a_reference_or_pair_that_does_not_hold_is_told(
    tmp_path: Path, replacement: Replacement, message: str
) -> None:
    assert complaints(tmp_path, replacement) == [message]


def test_a_firm_cannot_supply_itself(tmp_path: Path) -> None:
    found = complaints(tmp_path, ("supplier: housing-maker", "supplier: gear-maker"))

    assert found == [
        (
            "s.yaml:22:3: firms.gear-maker: missing key 'trial_teams', "
            "expected of a supplier (line 57)"
        ),
        (
            "s.yaml:57:15: relations.housings.supplier: found 'gear-maker', the customer (line "
            "56); expected another firm"
        ),
    ]


def test_the_other_place_of_a_setting_is_the_setting(tmp_path: Path) -> None:
    found = complaints(tmp_path, settings=["horizon=2 years", "claims=null"])

    assert found == [
        (
            "s.yaml:158:10: contract.round: found '3 years', expected at most horizon, "
            "which is '2 years' (--set horizon)"
        )
    ]


def test_an_interval_that_is_shipped_may_be_longer_than_a_short_horizon(tmp_path: Path) -> None:
    shipped = ("    benchmark: {every: 180 days}\n", "")
    settings = ["horizon=100 days", "claims=null", "contract.round=90 days"]
    once = ["relations.housings.far.visits.home-skilled-workers=every 90 days"]
    once += ["relations.housings.near.visits.home-skilled-workers=null"]
    once += ["contract.audits.every=90 days"]

    written_out = complaints(tmp_path, settings=[*settings, *once])

    assert [line.partition(": found")[0] for line in written_out] == [
        "s.yaml:89:24: relations.housings.benchmark.every"
    ]
    assert loaded(tmp_path, shipped, settings=[*settings, *once])


def test_a_name_may_mention_money_of_another_currency(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the scenario was taken"):
        complaints(tmp_path, ("name: Suzhou plant", "name: 5 EUR"))
