"""What refers to what, and what two values together can break."""

from __future__ import annotations

from pathlib import Path

import pytest
from flagship import Replacement, complaints


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
            ("between: [kassel, foundry]", "between: [kassel, foundri]"),
            (
                "s.yaml:139:33: hazards.no-travel.between.1: no site 'foundri', "
                "did you mean 'foundry'?"
            ),
        ),
        (
            ("port: shanghai, rate", "rate"),
            (
                "s.yaml:131:3: hazards.shanghai-weather: found neither port nor between, "
                "expected one of them"
            ),
        ),
        (
            ("port: shanghai, rate", "port: shanghai, between: [kassel, foundry], rate"),
            "s.yaml:131:3: hazards.shanghai-weather: found port and between, expected one of them",
        ),
        (
            (
                "between: [kassel, foundry]",
                "between: [kassel, foundry], backlog: {dist: constant, value: 3}",
            ),
            (
                "s.yaml:139:43: hazards.no-travel.backlog: found a backlog without a port, "
                "expected one at a port"
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
                "s.yaml:139:89: hazards.no-travel.duration.weight: found a weight, "
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


def test_a_name_may_mention_money_of_another_currency(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the scenario was taken"):
        complaints(tmp_path, ("name: Suzhou plant", "name: 5 EUR"))
