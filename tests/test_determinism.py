from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from flagship import NOTHING_LATER, ROOT, SHIPPED
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from running import REGIMES, finished, lasting, prepared, shortened, told

from supplychain_sim.experiment import Experiment, run
from supplychain_sim.scenario.parse import load
from supplychain_sim.simulation import simulate
from supplychain_sim.units import DAY, MONTH, YEAR

SHORT = (
    *("--replications", "2"),
    *("--set", "horizon=2 years"),
    *("--set", "contract.round=1 year"),
    *("--set", "claims=null"),
    *("--set", "regimes.lifted_in_year_6=null"),
    *("--out", "results"),
)
QUIET_JSON = ("--jobs", "1", "--quiet", "--format", "json")
LONG = shortened("4 years")
FIRST_DAYS = 30
# Shrinking would simulate for minutes, and a halt or a horizon is as small as it gets.
EXAMPLES = settings(
    max_examples=10, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate)
)
GLIBC_ON_X86 = (
    sys.platform == "linux" and platform.machine() == "x86_64" and platform.libc_ver()[0] == "glibc"
)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run in one process prints and writes."""
    return _results(tmp_path_factory.mktemp("reference"), *QUIET_JSON)


@pytest.fixture(scope="module")
def batch() -> Experiment:
    """Three replications of all regimes."""
    return run(shortened("2 years"), replications=3)


def _results(
    folder: Path,
    *options: str,
    env: Mapping[str, str] | None = None,
    stderr: int = subprocess.PIPE,
) -> dict[str, bytes]:
    """Run the command line in *folder* and return what it printed and wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "supplychain_sim", "run", str(SHIPPED), *SHORT, *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=stderr,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files = ("result.json", "measures.parquet", "series.parquet", "cookbooks.parquet")
    return {"stdout": done.stdout, **{f: (folder / "results" / f).read_bytes() for f in files}}


def _fingerprints(results: Mapping[str, bytes]) -> Any:
    return json.loads(results["result.json"])["fingerprints"]


def test_two_processes_write_the_same_bytes_as_one(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    spread = _results(tmp_path, "--jobs", "2", "--quiet", "--format", "json")

    assert _fingerprints(spread) == _fingerprints(reference)
    assert spread == reference


@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_the_order_of_pythons_sets_cannot_be_seen(
    reference: dict[str, bytes], tmp_path: Path, hash_seed: str
) -> None:
    found = _results(tmp_path, *QUIET_JSON, env={"PYTHONHASHSEED": hash_seed})

    assert found == reference


def test_tables_and_progress_on_a_terminal_change_nothing_that_is_written(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    termios = pytest.importorskip("termios", reason="terminals can be imitated on posix only")
    ours, theirs = os.openpty()
    # A terminal without columns would show nothing.
    termios.tcsetwinsize(theirs, (24, 100))
    try:
        found = _results(tmp_path, "--jobs", "1", stderr=theirs)
        shown = os.read(ours, 1 << 16)
    finally:
        os.close(ours)
        os.close(theirs)

    assert b"replication/s" in shown, "no progress was shown"
    assert found.pop("stdout") != reference["stdout"]
    assert found == {name: content for name, content in reference.items() if name != "stdout"}


@pytest.mark.skipif(not GLIBC_ON_X86, reason="only glibc on x86-64 can do without on request")
def test_a_processor_without_fused_multiply_add_gives_the_same_fingerprints(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    # numpy has vector code of its own, of which it names what this processor can.
    extensions = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    older = {
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2",
        "NPY_DISABLE_CPU_FEATURES": " ".join(extensions),
    }

    found = _results(tmp_path, *QUIET_JSON, env=older)

    assert _fingerprints(found) == _fingerprints(reference)


def test_a_replication_alone_is_what_it_is_in_a_batch(batch: Experiment) -> None:
    for replication in (1, 2):
        alone = {o.regime: o for o in simulate(batch.scenario, replication)}
        found = {o.regime: o for o in batch.outcomes if o.replication == replication}
        assert len(alone) == len(batch.regimes)
        assert {name: told(o) for name, o in alone.items()} == {
            name: told(o) for name, o in found.items()
        }


def test_adding_replications_never_changes_the_earlier_ones(batch: Experiment) -> None:
    fewer = run(batch.scenario, replications=1)

    assert [told(o) for o in fewer.outcomes] == [
        told(o) for o in batch.outcomes if o.replication == 0
    ]


def test_replications_differ(batch: Experiment) -> None:
    by_regime = {(o.regime, told(o)) for o in batch.outcomes}

    assert len(by_regime) == len(batch.outcomes) == 3 * len(batch.regimes)


@pytest.mark.parametrize("regime", REGIMES)
def test_a_regime_alone_is_what_it_is_among_others(batch: Experiment, regime: str) -> None:
    (alone,) = simulate(batch.scenario, 1, [regime])

    (among,) = (o for o in batch.outcomes if (o.regime, o.replication) == (regime, 1))
    assert told(alone) == told(among)


@settings(EXAMPLES)
@given(
    regime=st.sampled_from(REGIMES),
    minutes=st.integers(FIRST_DAYS * DAY, LONG.horizon - 1),
)
@example(regime=REGIMES[0], minutes=2 * YEAR)
@example(regime=REGIMES[-1], minutes=900 * DAY)
def test_a_longer_horizon_only_appends(regime: str, minutes: int) -> None:
    short, ended = finished(lasting(LONG, minutes), regime)
    longer, went_on = finished(LONG, regime)

    assert longer.record.fingerprints(until=minutes) == short.record.fingerprints()
    yearly = [m for m in ended.measures if m.year is not None]
    assert repr(yearly) == repr(
        [m for m in went_on.measures if m.year is not None and m.year <= minutes // YEAR]
    )
    assert went_on.series[: len(ended.series)] == ended.series
    months = {point.month for point in ended.series}
    assert months == set(range(1, minutes // MONTH + 1))


@settings(EXAMPLES)
@given(regime=st.sampled_from(REGIMES), choose=st.data())
def test_a_run_that_is_halted_goes_on_as_if_it_had_not_been(
    regime: str, choose: st.DataObject
) -> None:
    scenario = shortened("2 years")
    through, whole = finished(scenario, regime)
    record = through.record
    times = sorted({event.time for entity in record for event in record.history(entity)} - {0})
    halts = st.integers(1, scenario.horizon - 1) | st.sampled_from(times)
    stops = sorted(choose.draw(st.sets(halts, min_size=1, max_size=3)))

    halted, in_pieces = finished(scenario, regime, *stops)

    assert told(replace(in_pieces, events=0)) == told(replace(whole, events=0))
    assert all(halted.record.history(entity) == record.history(entity) for entity in record)


def test_halts_are_not_counted_as_events() -> None:
    scenario = shortened("370 days")

    _, whole = finished(scenario, REGIMES[0])
    _, in_pieces = finished(scenario, REGIMES[0], 1000)

    assert in_pieces.events == whole.events


def test_a_halt_at_the_time_of_an_event_leaves_that_event_for_later() -> None:
    through, _ = finished(shortened("2 years"), REGIMES[0])
    orders = [e for e in through.record.history("relation/housings") if e.kind == "ordered"]
    halted = prepared(shortened("2 years"), REGIMES[0])

    halted.until(orders[3].time)

    found = [e for e in halted.record.history("relation/housings") if e.kind == "ordered"]
    assert found == orders[:3]


def test_the_order_of_keys_cannot_be_seen(batch: Experiment, tmp_path: Path) -> None:
    tree = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    path = tmp_path / "reversed.yaml"
    path.write_text(yaml.safe_dump(_reversed(tree), sort_keys=False), encoding="utf-8")
    scenario = load(path, ["horizon=2 years", "contract.round=1 year", *NOTHING_LATER]).scenario

    found = run(scenario, replications=3)

    assert found.regimes == batch.regimes[::-1]
    assert found.fingerprints == batch.fingerprints


def _reversed(tree: Any) -> Any:
    """Return *tree* with the keys of every mapping in reverse order, lists as they are."""
    if isinstance(tree, dict):
        return {key: _reversed(value) for key, value in reversed(tree.items())}
    if isinstance(tree, list):
        return [_reversed(item) for item in tree]
    return tree
