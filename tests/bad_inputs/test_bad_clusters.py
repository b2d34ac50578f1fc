"""Cluster files with one fault each, and all that is said about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from supplychain_sim.cli import main
from supplychain_sim.cluster.load import load_cluster
from supplychain_sim.errors import ScenarioError

GOOD = "schema: 1\ntime: 1 hour\nmemory: 4 GB\n"

#: Files with a fault, and all that is said.
FAULTS: dict[str, tuple[str, list[str]]] = {
    "what is needed is missing": (
        "schema: 1\ncores: 2\n",
        [
            "1:1: missing key 'memory'",
            "1:1: missing key 'time'",
        ],
    ),
    "a misspelt key": (
        GOOD + "partion: x\n",
        [
            "4:1: partion: unknown key 'partion', expected one of account, cores, directives, environment, interface, jobs, memory, modules, partition, python, schema, setup, shards, time; did you mean 'partition'?",
        ],
    ),
    "a misspelt key that is needed": (
        "schema: 1\ntim: 1 hour\nmemory: 4 GB\n",
        [
            "2:1: tim: unknown key 'tim', expected one of account, cores, directives, environment, interface, jobs, memory, modules, partition, python, schema, setup, shards, time; did you mean 'time'?",
        ],
    ),
    "less than two minutes": (
        "schema: 1\ntime: 1 minute\nmemory: 4 GB\n",
        [
            "2:7: time: found '1 minute', expected a time of 2 minutes or more",
        ],
    ),
    "a time without a unit": (
        "schema: 1\ntime: 60\nmemory: 4 GB\n",
        [
            "2:7: time: found 60, expected a time: minutes, hours, days, weeks, months or years, such as '14 days'",
        ],
    ),
    "a time as Slurm writes it": (
        "schema: 1\ntime: 01:00:00\nmemory: 4 GB\n",
        [
            "2:7: time: found 01:00:00, which some read in base sixty; expected a quantity such as '90 minutes', or text in quotes",
        ],
    ),
    "memory without a unit": (
        "schema: 1\ntime: 1 hour\nmemory: 4\n",
        [
            "3:9: memory: found 4, expected an amount of memory: MB, GB or TB, such as '4 GB'",
        ],
    ),
    "a time as memory": (
        "schema: 1\ntime: 1 hour\nmemory: 4 hours\n",
        [
            "3:9: memory: found '4 hours', a time; expected an amount of memory: MB, GB or TB, such as '4 GB'",
        ],
    ),
    "memory as a time": (
        "schema: 1\ntime: 4 GB\nmemory: 4 GB\n",
        [
            "2:7: time: found '4 GB', an amount of memory; expected a time: minutes, hours, days, weeks, months or years, such as '14 days'",
        ],
    ),
    "too little memory": (
        "schema: 1\ntime: 1 hour\nmemory: 100 MB\n",
        [
            "3:9: memory: found '100 MB', expected 400 MB to 1024 TB",
        ],
    ),
    "too little memory for so many cores": (
        "schema: 1\ntime: 1 hour\nmemory: 1 GB\ncores: 4\n",
        [
            "3:9: memory: found '1 GB', expected 400 MB or more for each of cores, which is 4 (line 4)",
        ],
    ),
    "more memory than there is": (
        "schema: 1\ntime: 1 hour\nmemory: 2000 TB\n",
        [
            "3:9: memory: found '2000 TB', expected 400 MB to 1024 TB",
        ],
    ),
    "numbers out of range": (
        GOOD + "cores: 0\njobs: 0\nshards: 2000000\n",
        [
            "4:8: cores: found 0, expected at least 1",
            "5:7: jobs: found 0, expected at least 1",
            "6:9: shards: found 2000000, expected at most 1000000",
        ],
    ),
    "half a core": (
        GOOD + "cores: 1.5\n",
        [
            "4:8: cores: found 1.5, expected a whole number",
        ],
    ),
    "names that Slurm has not": (
        GOOD + "partition: a b\naccount: 'x;rm -rf /'\n",
        [
            "4:12: partition: found 'a b', expected a name of letters, digits, _, ., @, + and -, or several with commas",
            "5:10: account: found 'x;rm -rf /', expected a name of letters, digits, _, ., @, + and -, or several with commas",
        ],
    ),
    "a module by itself": (
        GOOD + "modules: python\n",
        [
            "4:10: modules: found 'python', expected a list",
        ],
    ),
    "no modules": (
        GOOD + "modules: [python 3, -f, 3.11]\n",
        [
            "4:11: modules.0: found 'python 3', expected the name of a module such as 'python/3.11'",
            "4:21: modules.1: found '-f', expected the name of a module such as 'python/3.11'",
            "4:25: modules.2: found 3.11, expected text; put it in quotes",
        ],
    ),
    "variables": (
        GOOD
        + 'environment: {1A: x, A-B: y, OK: true, ALSO: 1.5, LINE: "a\\nb", N: null, D: 2003-01-06}\n',
        [
            "4:15: environment.1A: found '1A', expected the name of a variable such as 'PYTHONPATH'",
            "4:22: environment.A-B: found 'A-B', expected the name of a variable such as 'PYTHONPATH'",
            "4:34: environment.OK: found true, expected text; put it in quotes",
            "4:46: environment.ALSO: found 1.5, expected text; put it in quotes",
            "4:57: environment.LINE: found 'a b', expected one line of text without control characters",
            "4:68: environment.N: found nothing, expected text",
            "4:77: environment.D: found 2003-01-06, expected text; put it in quotes",
        ],
    ),
    "variables as a list": (
        GOOD + "environment: [A=1]\n",
        [
            "4:14: environment: found a list, expected a mapping",
        ],
    ),
    "no lines of shell": (
        GOOD + 'setup: ["a\\nb", 3]\n',
        [
            "4:9: setup.0: found 'a b', expected one line of shell without control characters",
            "4:17: setup.1: found 3, expected text; put it in quotes",
        ],
    ),
    "a line by itself": (
        GOOD + "setup: source x\n",
        [
            "4:8: setup: found 'source x', expected a list",
        ],
    ),
    "a control character": (
        GOOD + 'python: "py\\x07thon"\n',
        [
            "4:9: python: found a control character, expected printable text",
        ],
    ),
    "an option as interpreter": (
        GOOD + "python: -c\n",
        [
            "4:9: python: found '-c', expected the name of a program without control characters",
        ],
    ),
    "options that are none, or said elsewhere": (
        GOOD
        + "directives: [qos=low, \"--a\\n--b\", --time=3:00, -p debug, -pdebug, --array=1-3, --no-requeue, '#SBATCH --x']\n",
        [
            "4:14: directives.0: found 'qos=low', expected an option of sbatch such as '--qos=low'",
            "4:23: directives.1: found '--a --b', expected an option of sbatch such as '--qos=low'",
            "4:35: directives.2: found '--time=3:00', expected the key 'time' for that",
            "4:48: directives.3: found '-p debug', expected the key 'partition' for that",
            "4:58: directives.4: found '-pdebug', expected the key 'partition' for that",
            "4:67: directives.5: found '--array=1-3', expected another option: the script says --array itself",
            "4:80: directives.6: found '--no-requeue', expected another option: the script says --no-requeue itself",
            "4:94: directives.7: found '#SBATCH --x', expected an option of sbatch such as '--qos=low'",
        ],
    ),
    "no interface": (
        GOOD + "interface: a really long interface\n",
        [
            "4:12: interface: found 'a really long interface', expected the name of a network interface such as 'ib0'",
        ],
    ),
    "another version": (
        "schema: 2\ntime: 1 hour\nmemory: 4 GB\n",
        [
            "1:9: schema: found 2, expected 1",
        ],
    ),
    "no mapping": (
        "- 1\n",
        [
            "1:1: found a list, expected a mapping",
        ],
    ),
    "a value with its source": (
        "schema: 1\ntime: {value: 1 minute, from: yours}\nmemory: 4 GB\n",
        [
            "2:15: time: found '1 minute', expected a time of 2 minutes or more",
        ],
    ),
    "a key twice": (
        GOOD + "time: 2 hours\n",
        [
            "4:1: time: found the key 'time' twice, first in line 2",
        ],
    ),
}


@pytest.mark.parametrize(("text", "told"), FAULTS.values(), ids=FAULTS)
def test_a_bad_cluster_is_told_of(text: str, told: list[str], tmp_path: Path) -> None:
    path = tmp_path / "cluster.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ScenarioError) as refused:
        load_cluster(path)

    *lines, count = str(refused.value).splitlines()
    assert [line.removeprefix(f"{path}:") for line in lines] == told
    assert count == f"{len(lines)} problem{'s' if len(lines) > 1 else ''}; nothing was run"


def test_a_bad_cluster_ends_the_check_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cluster.yaml"
    path.write_text("schema: 1\ntime: 1 hour\nmemory: 4\n", encoding="utf-8")

    code = main(["check", str(path)])

    expected = "expected an amount of memory: MB, GB or TB, such as '4 GB'"
    assert code == 2
    assert capsys.readouterr().err == (
        f"{path}:3:9: memory: found 4, {expected}\n1 problem; nothing was run\n"
    )


def test_no_cluster_file_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "cluster.yaml"

    with pytest.raises(ScenarioError) as refused:
        load_cluster(path)

    told = f"{path}: cannot be read: no such file or directory\n1 problem; nothing was run"
    assert str(refused.value) == told


def test_no_setting_is_laid_over_a_cluster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cluster.yaml"
    path.write_text(GOOD, encoding="utf-8")

    code = main(["check", str(path), "--set", "cores=2"])

    told = f"--set: found a setting, which {path} says itself; expected none"
    assert code == 2
    assert capsys.readouterr().err == f"{told}\n1 problem; nothing was run\n"
