"""Scenario files that extend another: what is merged, whose it is, and what is refused."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from flagship import FLAGSHIP, refusal, single_values

from supplychain_sim.scenario.parse import Loaded, load, scenario_hash
from supplychain_sim.scenario.provenance import Provenance
from supplychain_sim.units import DAY, YEAR


def child(folder: Path, text: str, name: str = "child.yaml") -> Path:
    """Write a file beside a copy of the flagship, ``base.yaml``."""
    (folder / "base.yaml").write_text(FLAGSHIP.read_text(encoding="utf-8"), encoding="utf-8")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def extended(folder: Path, text: str, settings: Sequence[str] = ()) -> Loaded:
    return load(child(folder, f"extends: base.yaml\n{text}"), settings)


def refused(folder: Path, text: str) -> list[str]:
    """Return what is said about ``child.yaml``, without the folder wherever it is named."""
    lines = refusal(child(folder, text))
    return [line.replace(f"{folder}/", "") for line in lines]


def test_a_file_that_only_extends_another_means_the_same(tmp_path: Path) -> None:
    assert scenario_hash(extended(tmp_path, "").tree) == scenario_hash(load(FLAGSHIP).tree)


def test_mappings_merge_and_lists_replace(tmp_path: Path) -> None:
    read = extended(
        tmp_path,
        "relations: {housings: {quoted: 3 weeks}}\n"
        "sites: {lodz: {name: Lodz, country: PL, lat: 51.8, lon: 19.5}}\n"
        "hazards: {strikes: {port: [hamburg]}}\n",
    ).scenario

    assert read.relations["housings"].quoted == 21 * DAY
    assert read.relations["housings"].stock == load(FLAGSHIP).scenario.relations["housings"].stock
    assert list(read.sites) == ["kassel", "suzhou", "foundry", "kazan", "chennai", "lodz"]
    assert read.hazards["strikes"].ports == ("hamburg",)


def test_null_removes_what_is_inherited(tmp_path: Path) -> None:
    read = extended(
        tmp_path,
        "hazards: {strikes: null}\n"
        "relations: {housings: {near: {visits: {suzhou-engineers: null}}}}\n",
    )

    assert list(read.scenario.hazards) == ["shanghai-weather", "no-travel"]
    assert list(read.scenario.relations["housings"].near.visits) == ["home-skilled-workers"]
    assert not [path for path in read.provenance if path[:2] == ("hazards", "strikes")]


def test_null_removes_by_a_setting_too(tmp_path: Path) -> None:
    read = extended(tmp_path, "", ["hazards.strikes=null"])

    assert list(read.scenario.hazards) == ["shanghai-weather", "no-travel"]


def test_null_where_nothing_is_inherited_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path, "extends: base.yaml\nhazards: {floods: null}\n") == [
        "child.yaml:2:19: hazards.floods: found nothing, expected a mapping"
    ]


def test_another_distribution_replaces_the_one_below(tmp_path: Path) -> None:
    text = "hazards: {no-travel: {duration: {dist: exponential, mean: 40 days}}}\n"

    read = extended(tmp_path, text)

    assert read.tree["hazards"]["no-travel"]["duration"] == {
        "dist": "exponential",
        "mean": "40 days",
    }
    assert ("hazards", "no-travel", "duration", "sd") not in read.provenance


def test_the_same_distribution_keeps_what_is_not_said_anew(tmp_path: Path) -> None:
    read = extended(tmp_path, "hazards: {no-travel: {duration: {dist: lognormal, sd: 9 days}}}\n")

    assert read.tree["hazards"]["no-travel"]["duration"] == {
        "dist": "lognormal",
        "mean": "60 days",
        "sd": "9 days",
    }


def test_an_overridden_value_loses_the_provenance_that_it_inherited(tmp_path: Path) -> None:
    read = extended(
        tmp_path,
        "provenance: yours\n"
        "targets: {price_down: 2 %/year}\n"
        "relations: {housings: {root_cause: {norm: {value: 50 days, from: text, source: a}}}}\n",
    )

    root_cause = ("relations", "housings", "root_cause")
    assert read.provenance["targets", "price_down"] == Provenance("yours")
    assert read.provenance[*root_cause, "norm"] == Provenance("text", "a")
    assert read.provenance[*root_cause, "containment"].from_ == "literature"
    assert read.provenance["seed",] == Provenance("assumed")


def test_a_file_without_a_default_of_its_own_assumes(tmp_path: Path) -> None:
    base = FLAGSHIP.read_text(encoding="utf-8").replace("provenance: assumed", "provenance: yours")
    path = child(tmp_path, "extends: base.yaml\nhorizon: 6 years\nclaims: null\n")
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")

    read = load(path)

    assert read.provenance["horizon",] == Provenance("assumed")
    assert read.provenance["seed",] == Provenance("yours")


def test_every_value_of_an_extending_file_has_a_provenance(tmp_path: Path) -> None:
    read = extended(tmp_path, "hazards: {strikes: {port: hamburg, backlog: null}}\n")

    assert read.provenance.keys() == single_values(read.tree)


def test_choices_are_laid_over_those_of_an_inherited_preset(tmp_path: Path) -> None:
    read = extended(tmp_path, "regimes: {joint_venture: {trials: always}}\n")

    assert read.scenario.regimes["joint_venture"].trials == "always"
    assert read.scenario.regimes["joint_venture"].teaches == "old"
    assert read.provenance["regimes", "joint_venture", "trials"] == Provenance("assumed")
    assert read.provenance["regimes", "joint_venture", "teaches"].from_ == "text"


def test_a_regime_that_says_what_it_starts_from_starts_afresh(tmp_path: Path) -> None:
    read = extended(tmp_path, "regimes: {mutual_learning: {preset: joint_venture}}\n")

    regimes = read.scenario.regimes
    assert regimes["mutual_learning"] == regimes["joint_venture"]


def test_a_regime_extends_one_of_the_inherited_file(tmp_path: Path) -> None:
    read = extended(tmp_path, "regimes: {held: {extends: mutual_learning, doubt: false}}\n")

    regimes = read.scenario.regimes
    assert regimes["held"] == regimes["mutual_learning"].model_copy(update={"doubt": False})


def test_a_choice_that_is_removed_does_not_come_back_from_the_preset(tmp_path: Path) -> None:
    text = "extends: base.yaml\nclaims: null\nregimes: {joint_venture: {trials: null}}\n"
    base = FLAGSHIP.read_text(encoding="utf-8")
    path = child(tmp_path, text)
    (tmp_path / "base.yaml").write_text(
        base.replace("{preset: joint_venture}", "{preset: joint_venture, trials: never}"),
        encoding="utf-8",
    )

    assert refusal(path) == ["child.yaml:3:27: regimes.joint_venture: missing key 'trials'"]


def test_a_setting_wins_over_all_files(tmp_path: Path) -> None:
    read = extended(tmp_path, "horizon: 8 years\nclaims: null\n", ["horizon=6 years"])

    assert read.scenario.horizon == 6 * YEAR
    assert read.provenance["horizon",] == Provenance("yours", "--set")


def test_a_line_of_files_is_followed_into_folders(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    child(tmp_path, "extends: base.yaml\nseed: 1\nreplications: 1\n", "shared/middle.yaml")
    (tmp_path / "base.yaml").rename(tmp_path / "shared" / "base.yaml")
    path = tmp_path / "child.yaml"
    path.write_text("extends: ./shared/middle.yaml\nreplications: 2\n", encoding="utf-8")

    read = load(path).scenario

    assert (read.seed, read.replications, read.horizon) == (1, 2, 12 * YEAR)


def test_a_link_to_a_file_in_the_folder_is_followed(tmp_path: Path) -> None:
    path = child(tmp_path, "extends: link.yaml\n")
    (tmp_path / "link.yaml").symlink_to("base.yaml")

    assert load(path).tree == load(FLAGSHIP).tree


def test_a_problem_is_told_in_the_file_that_says_it(tmp_path: Path) -> None:
    path = child(tmp_path, "extends: base.yaml\nseed: -1\nreplicatons: 3\n")
    base = FLAGSHIP.read_text(encoding="utf-8")
    (tmp_path / "base.yaml").write_text(base.replace("lat: 51.31", "lat: 91"), encoding="utf-8")

    found = refusal(path)

    assert found[:2] == [
        "base.yaml:15:60: sites.kassel.lat: found 91, expected at most 90",
        "child.yaml:2:7: seed: found -1, expected at least 0",
    ]
    assert found[2].startswith("child.yaml:3:1: replicatons: unknown key 'replicatons'")
    assert len(found) == 3


def test_a_problem_of_an_inherited_value_is_gone_once_it_is_overridden(tmp_path: Path) -> None:
    path = child(tmp_path, "extends: base.yaml\nsites: {kassel: {lat: 51.31}}\n")
    base = FLAGSHIP.read_text(encoding="utf-8")
    (tmp_path / "base.yaml").write_text(base.replace("lat: 51.31", "lat: 91"), encoding="utf-8")

    assert load(path).tree == load(FLAGSHIP).tree


def test_second_places_name_their_file(tmp_path: Path) -> None:
    text = "extends: base.yaml\nrelations: {housings: {supplier: gear-maker}}\n"

    assert refused(tmp_path, text) == [
        (
            "base.yaml:22:3: firms.gear-maker: missing key 'trial_teams', expected of a supplier "
            "(child.yaml:2)"
        ),
        (
            "child.yaml:2:34: relations.housings.supplier: found 'gear-maker', the customer "
            "(base.yaml:56); expected another firm"
        ),
    ]


def test_extend_is_nearly_extends(tmp_path: Path) -> None:
    (first, *_) = [
        line for line in refused(tmp_path, "extend: base.yaml\n") if "unknown key" in line
    ]

    assert first.endswith("; did you mean 'extends'?")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "../base.yaml",
            (
                "found '../base.yaml', which leaves the folder of the scenario; "
                "expected the name of a file beside this one"
            ),
        ),
        (
            "sub/../../base.yaml",
            (
                "found 'sub/../../base.yaml', which leaves the folder of the scenario; "
                "expected the name of a file beside this one"
            ),
        ),
        (
            "/etc/passwd",
            ("found '/etc/passwd', an absolute path; expected the name of a file beside this one"),
        ),
        (
            "C:base.yaml",
            ("found 'C:base.yaml', an absolute path; expected the name of a file beside this one"),
        ),
        (
            "..\\secret.yaml",
            (
                "found '..\\\\secret.yaml', with a backslash; "
                "expected the name of a file beside this one, with forward slashes only"
            ),
        ),
        ("3", "found 3, expected the name of a file beside this one"),
        ("", "found nothing, expected the name of a file beside this one"),
        ("''", "found '', expected the name of a file beside this one"),
        ("[base.yaml]", "found a list, expected the name of a file beside this one"),
        ("bsae.yaml", "no file 'bsae.yaml' beside this one; did you mean 'base.yaml'?"),
        ("none/x.yaml", "no file 'none/x.yaml' beside this one"),
        ("base.yaml/x", "found 'base.yaml/x', which cannot be read: not a directory"),
        ("folder", "found 'folder', expected a regular file"),
        (".", "found '.', expected a regular file"),
        ("pipe", "found 'pipe', expected a regular file"),
        (
            "out.yaml",
            (
                "found 'out.yaml', a link that leads out of the folder of the scenario; "
                "expected a file in it"
            ),
        ),
        (
            "outside/passwd",
            (
                "found 'outside/passwd', a link that leads out of the folder of the scenario; "
                "expected a file in it"
            ),
        ),
        (
            "circle",
            "found 'circle', which cannot be read: too many levels of symbolic links",
        ),
        ("child.yaml", "found the cycle child.yaml -> child.yaml, expected an end to it"),
        ("me.yaml", "found the cycle child.yaml -> child.yaml, expected an end to it"),
    ],
)
def test_what_cannot_be_extended_is_refused_with_the_reason(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "out.yaml").symlink_to("/etc/passwd")
    (tmp_path / "outside").symlink_to("/etc")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "me.yaml").symlink_to("child.yaml")

    found = refused(tmp_path, f"extends: {name}\nseed: 1\n")

    assert [line.partition(": extends: ")[2] for line in found] == [message]
    assert found[0].startswith("child.yaml:1:")


@pytest.mark.parametrize(
    "name", ["", "3", "../base.yaml", "bsae.yaml", "child.yaml", "folder", "broken.yaml"]
)
def test_a_broken_extends_hides_no_other_problem_of_the_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "broken.yaml").write_text("- a list\n", encoding="utf-8")
    text = (
        f"extends: {name}\n"
        "horizon: 3\n"
        "replicatons: 3\n"
        "hazards: {strikes: null, floods: {port: bremen, rate: often, duration: {mean: 2 days}}}\n"
        "regimes: {held: {extends: mutual_learning, doubt: maybe},\n"
        "  mine: {preset: joint_venture, trials: rarely}}\n"
    )

    broken, *others = refused(tmp_path, text)

    # What is missing, and what is referred to, may be in what could not be read.
    assert broken.startswith(("child.yaml:1:", "broken.yaml:1:"))
    assert others == [
        (
            "child.yaml:2:10: horizon: found 3, expected a time: minutes, hours, days, weeks, "
            "months or years, such as '14 days'"
        ),
        (
            "child.yaml:3:1: replicatons: unknown key 'replicatons', expected one of claims, "
            "contract, currency, extends, firms, government, hazards, horizon, kits, lanes, parts, "
            "ports, provenance, question, regimes, relations, replications, schema, seed, sites, "
            "source, start, targets, transport, visitors; did you mean 'replications'?"
        ),
        (
            "child.yaml:4:55: hazards.floods.rate: found 'often', expected a rate: a number per "
            "minute, hour, day, week, month or year, such as '4 /year'"
        ),
        (
            "child.yaml:6:41: regimes.mine.trials: found 'rarely', expected one of never, "
            "when_missed, always"
        ),
    ]


def test_files_that_extend_one_another_are_told_as_a_cycle(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("seed: 1\nextends: child.yaml\n", encoding="utf-8")

    assert refused(tmp_path, "extends: b.yaml\n") == [
        (
            "b.yaml:2:10: extends: found the cycle child.yaml -> b.yaml -> child.yaml, "
            "expected an end to it"
        )
    ]


def test_a_cycle_beyond_the_first_file_is_told_from_where_it_begins(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n", encoding="utf-8")

    assert refused(tmp_path, "extends: a.yaml\n") == [
        "b.yaml:1:10: extends: found the cycle a.yaml -> b.yaml -> a.yaml, expected an end to it"
    ]


def test_a_long_line_of_files_is_told(tmp_path: Path) -> None:
    for number in range(20):
        text = f"extends: f{number + 1}.yaml\n"
        (tmp_path / f"f{number}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "f20.yaml").write_text("seed: 1\n", encoding="utf-8")

    assert refused(tmp_path, "extends: f0.yaml\n") == [
        "f8.yaml:1:10: extends: found more than 10 files that extend one another"
    ]


def test_a_fault_of_what_is_extended_is_told_there_beside_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("- a list\n", encoding="utf-8")

    assert refused(tmp_path, "seed: 010\nextends: bad.yaml\n") == [
        "bad.yaml:1:1: found a list, expected a mapping",
        (
            "child.yaml:1:7: seed: found 010, which some read as octal; expected a number without "
            "leading zeros, or text in quotes"
        ),
    ]


def test_a_name_that_is_no_text_to_begin_with_is_told_once(tmp_path: Path) -> None:
    assert refused(tmp_path, "extends: !!str base.yaml\n") == [
        "child.yaml:1:10: extends: found the tag '!!str', expected a value without a tag"
    ]


def test_all_files_together_hold_no_more_values_than_one_may(tmp_path: Path) -> None:
    many = "extends: base.yaml\nmany:\n" + "- 1\n" * 9_900

    assert refused(tmp_path, many)[0] == (
        "child.yaml:1:10: extends: found more than 10000 values in all files"
    )


def test_all_files_together_are_no_larger_than_one_may_be(tmp_path: Path) -> None:
    large = "extends: base.yaml\n" + "#" * 995_000

    assert refused(tmp_path, large) == [
        "child.yaml:1:10: extends: found more than 1 MB in all files, expected at most 1 MB"
    ]


def test_what_a_file_extends_is_not_set_from_outside(tmp_path: Path) -> None:
    assert refusal(child(tmp_path, "extends: base.yaml\n"), ["extends=other.yaml"]) == [
        (
            "--set: extends: found a file to extend, expected a value; a file itself says what it "
            "extends"
        )
    ]
