"""Files that would take a careless reader for ever, or all memory, or down."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flagship import FLAGSHIP

MEGABYTES = 200
#: Of processor time, with the start of Python; the load of the machine counts for nothing.
SECONDS = 2

PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({megabytes} * 2**20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, ({seconds},) * 2)
from supplychain_sim.errors import ScenarioError
from supplychain_sim.scenario.parse import load
try:
    load(sys.argv[1])
except ScenarioError as error:
    print(str(error).replace(sys.argv[1], "s.yaml"))
"""


def _in_flagship(old: str, new: str) -> str:
    text = FLAGSHIP.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def _laughs() -> str:
    levels = zip("abcdef", "bcdefg", strict=True)
    return "a: &a [1, 1]\n" + "".join(
        f"{above}: &{above} [{', '.join([f'*{below}'] * 9)}]\n" for below, above in levels
    )


def _names_like_one_another() -> str:
    wrong = ", ".join(f"{'suzhou' * 9}{n}x" for n in range(4000))
    text = _in_flagship("[suzhou, kazan, chennai]", f"[{wrong}]")
    known = "".join(f"  {'suzhou' * 9}{n}: 1\n" for n in range(2000))
    return text.replace("sites:\n", f"sites:\n{known}", 1)


Hostile = tuple[Callable[[], str], str]

HOSTILE: dict[str, Hostile] = {
    "001_empty": (lambda: "", "s.yaml:1:1: found nothing, expected a mapping"),
    "002_only_comments": (lambda: "# a\n# b\n", "s.yaml:1:1: found nothing, expected a mapping"),
    "003_top_list": (lambda: "- a\n- b\n", "s.yaml:1:1: found a list, expected a mapping"),
    "004_top_scalar": (
        lambda: "scenarios/base.yaml\n",
        "s.yaml:1:1: found 'scenarios/base.yaml', expected a mapping",
    ),
    "020_deep_block": (
        lambda: "\n".join(" " * n + "a:" for n in range(1000)),
        f"s.yaml:51:51: a{'.a' * 49}: nested too deeply, expected at most 50 levels",
    ),
    "021_deep_flow_100k": (
        lambda: "a: " + "[" * 100_000,
        f"s.yaml:1:54: a{'.0' * 50}: nested too deeply, expected at most 50 levels",
    ),
    "036_huge_scalar": (
        lambda: _in_flagship("Home plant", "x" * 2_000_000),
        "s.yaml: found more than 1 MB, expected at most 1 MB",
    ),
    "037_many_keys": (
        lambda: "".join(f"k{n}: 1\n" for n in range(60_000)),
        "s.yaml:5000:8: k4999: found more than 10000 values",
    ),
    "keys that are nearly known": (
        lambda: "".join(f"relation{n}: 1\n" for n in range(4900)),
        "s.yaml: found more than 100 problems alike, of which the first are told here",
    ),
    "names like one another": (
        _names_like_one_another,
        "s.yaml: found more than 100 problems alike, of which the first are told here",
    ),
    "aliases that multiply": (
        _laughs,
        "s.yaml:2:20: e.3.2.3.3: found more than 10000 values once aliases are unfolded",
    ),
    "a long word": (
        lambda: _in_flagship("Home plant", "x" * 900_000),
        (
            f"s.yaml:15:19: sites.kassel.name: found '{'x' * 57}...', "
            "expected one line of 1 to 200 characters"
        ),
    ),
    "a long number": (
        lambda: _in_flagship("quoted: 14 days", f"quoted: {'1' * 900_000}"),
        (
            f"s.yaml:75:13: relations.housings.quoted: found {'1' * 57}..., "
            "expected at most 100 digits"
        ),
    ),
    "a long quantity": (
        lambda: _in_flagship("quoted: 14 days", f"quoted: {'1' * 900_000} days"),
        (
            f"s.yaml:75:13: relations.housings.quoted: found '{'1' * 57}...', "
            "expected a time: minutes, hours, days, weeks, months or years, such as '14 days'"
        ),
    ),
    "a rate with a gap": (
        lambda: _in_flagship("rate: 0.08 /year", f'rate: "1{" " * 900_000}x"'),
        (
            "s.yaml:134:11: hazards.strikes.rate: found '1 x', expected a rate: a number per "
            "minute, hour, day, week, month or year, such as '4 /year'"
        ),
    ),
    "blanks": (lambda: " " * 1_000_000, "s.yaml:1:1: found nothing, expected a mapping"),
    "lines": (lambda: "\n" * 1_000_000, "s.yaml:1:1: found nothing, expected a mapping"),
    "directives": (
        lambda: "%TAG !a! tag:x,2000:\n" * 40_000,
        "s.yaml:2:1: not YAML: duplicate tag handle '!a!'",
    ),
    "documents": (
        lambda: "---\n" * 200_000,
        "s.yaml:2:1: found a second document, expected one",
    ),
    "regimes that start from one another": (
        lambda: _in_flagship(
            "  joint_venture: {preset: joint_venture}\n",
            "  joint_venture: {preset: joint_venture}\n"
            + "".join(f"  r{n}: {{extends: r{n + 1}}}\n" for n in range(2200)),
        ),
        "s.yaml:199:18: regimes.r20.extends: found more than 20 regimes that extend one another",
    ),
    "many ports twice over": (
        lambda: _in_flagship(
            "[shanghai, hamburg]", "[" + ", ".join(f"p{n}" for n in range(9000)) + "]"
        ),
        "s.yaml: found more than 100 problems alike, of which the first are told here",
    ),
}


@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_within_its_time_and_memory(
    tmp_path: Path, content: Callable[[], str], message: str
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(content(), encoding="utf-8")
    program = PROGRAM.format(megabytes=MEGABYTES, seconds=SECONDS)

    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == message
