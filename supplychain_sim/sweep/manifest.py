"""What is swept, by which versions: said when a sweep begins, and compared when one goes on."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from supplychain_sim.durable import created, write_whole
from supplychain_sim.errors import ForeignFolderError, SimulationError
from supplychain_sim.scenario.parse import scenario_hash
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.store import MANIFEST
from supplychain_sim.version import versions

#: Differences that are told at once.
_MOST_TOLD = 20
_PACKAGE = Path(__file__).parent.parent
#: What says what was computed; the rest of a manifest says how that went.
_WHAT = ("sweep", "computed_by")


def sweep_hash(plan: Plan) -> str:
    """Return a fingerprint of all that the results of a sweep depend on."""
    return scenario_hash(plan.tree)


def begun(plan: Plan, simulate: str, command: str) -> dict[str, Any]:
    """Return the manifest of a sweep that begins now, by the *command* that goes on with it."""
    return {
        "name": plan.name,
        "complete": False,
        "sweep_hash": sweep_hash(plan),
        "points": plan.size,
        "regimes": list(plan.regimes),
        "replications": plan.replications,
        "seed": plan.seed,
        "runs": plan.size * plan.replications,
        "sweep": json.loads(json.dumps(plan.tree)),
        "computed_by": computed_by(simulate),
        "also_computed_by": [],
        "sessions": [_session(command)],
    }


def gone_on(
    earlier: Mapping[str, Any], now: Mapping[str, Any], folder: Path, *, allow_mixed: bool
) -> dict[str, Any]:
    """Return the manifest of a sweep that goes on, whose *earlier* one is in *folder*.

    Parameters
    ----------
    earlier
        As it was found.
    now
        As if the sweep began now.
    folder
        Where.
    allow_mixed
        Whether results of other versions may be mixed.

    Raises
    ------
    ForeignFolderError
        If something else was swept, or by other versions; with the fields that differ.
    """
    if earlier.get("sweep_hash") != now["sweep_hash"]:
        told = _told(earlier.get("sweep"), now["sweep"], "sweep")
        raise ForeignFolderError(
            f"{folder}: found another sweep, expected this one; name another folder with --out, "
            f"or change back what differs:{told}"
        )
    known = [earlier.get("computed_by"), *earlier.get("also_computed_by", [])]
    new = now["computed_by"] not in known
    if new and not allow_mixed:
        told = _told(earlier.get("computed_by"), now["computed_by"], "")
        raise ForeignFolderError(
            f"{folder}: found results of other versions, expected those of now; go on with those, "
            f"begin in another folder with --out, or use --allow-mixed:{told}"
        )
    return {
        **earlier,
        "complete": False,
        "also_computed_by": [*known[1:], *([now["computed_by"]] if new else [])],
        "sessions": [*earlier.get("sessions", []), *now["sessions"]],
    }


def prepared(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return *manifest*, which says that its session leaves all runs to others."""
    *before, last = manifest["sessions"]
    return {**manifest, "sessions": [*before, {**last, "prepared": True}]}


def finished(manifest: Mapping[str, Any], *, complete: bool, failed: int) -> dict[str, Any]:
    """Return *manifest* at the end of a session."""
    *before, last = manifest["sessions"]
    sessions = [*before, {**last, "finished": _now()}]
    return {**manifest, "complete": complete, "failed": failed, "sessions": sessions}


def read(folder: Path) -> dict[str, Any] | None:
    """Return the manifest in *folder*; None if there is none.

    Raises
    ------
    ForeignFolderError
        If it is not that of a sweep.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        content = None
    if not isinstance(content, dict) or "sweep_hash" not in content:
        raise ForeignFolderError(
            f"{folder}: found a manifest of something else, expected that of a sweep or none; "
            "name another folder with --out"
        )
    return content


def write(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write *manifest* to *folder*."""
    write_whole(folder / MANIFEST, _text(manifest))


def write_first(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Write *manifest* to *folder* unless there is one; return whether it was written."""
    return created(folder / MANIFEST, _text(manifest))


def _text(manifest: Mapping[str, Any]) -> bytes:
    text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return text.encode()


def computed_by(simulate: str) -> dict[str, str]:
    """Return what computes: versions, the code of this package, and the function that simulates."""
    return {**versions(), "code": _code(), "simulate": simulate}


def same_versions(expected: Mapping[str, str], simulate: str) -> None:
    """See that this process computes as another one, which is *expected*, does.

    Raises
    ------
    SimulationError
        If it does not, with what differs.
    """
    here = computed_by(simulate)
    if here != expected:
        told = _told(expected, here, "")
        raise SimulationError(
            f"found other versions than those of the sweep, expected the same:{told}"
        )


@cache
def _code() -> str:
    """Return a hash of the package's own files, which are changed between versions too."""
    digest = blake2b(digest_size=8)
    for file in sorted(_PACKAGE.rglob("*")):
        if file.suffix in {".py", ".yaml"}:
            digest.update(f"{file.relative_to(_PACKAGE)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def counted(manifest: Mapping[str, Any], settled: int) -> dict[str, Any]:
    """Return *manifest* with how many runs were *settled* when this session began."""
    *before, last = manifest["sessions"]
    return {**manifest, "sessions": [*before, {**last, "settled_before": settled}]}


def _session(command: str) -> dict[str, Any]:
    return {
        "host": platform.node(),
        "system": platform.platform(),
        "command": command,
        "started": _now(),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _told(before: object, now: object, path: str) -> str:
    """Return the differences of two trees, a line each."""
    lines = list(_differences(before, now, path))
    more = len(lines) - _MOST_TOLD
    shown = lines[:_MOST_TOLD] + ([f"and {more} more"] if more > 0 else [])
    return "".join(f"\n  {line}" for line in shown)


def _differences(before: object, now: object, path: str) -> Iterator[str]:
    if before == now:
        return
    pairs = _inner(before, now)
    if pairs is None:
        yield f"{path}: was {_brief(before)}, is {_brief(now)}"
        return
    for key, old, new in pairs:
        yield from _differences(old, new, f"{path}.{key}" if path else str(key))


_ABSENT = object()


def _inner(before: object, now: object) -> Sequence[tuple[object, object, object]] | None:
    """Return what two values hold under each key, if both hold something."""
    if isinstance(before, dict) and isinstance(now, dict):
        keys = [*now, *(key for key in before if key not in now)]
        return [(key, before.get(key, _ABSENT), now.get(key, _ABSENT)) for key in keys]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [(index, *pair) for index, pair in enumerate(zip(before, now, strict=True))]
    return None


def _brief(value: object) -> str:
    if value is _ABSENT:
        return "absent"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - fits a line
