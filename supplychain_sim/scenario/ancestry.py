"""Scenario files that extend another file beside them."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from supplychain_sim import units
from supplychain_sim.errors import ScenarioError
from supplychain_sim.scenario.located import Source
from supplychain_sim.scenario.overlay import Told, overlay
from supplychain_sim.scenario.provenance import strip
from supplychain_sim.scenario.source import MOST_NODES, read
from supplychain_sim.scenario.textfile import LARGEST_BYTES
from supplychain_sim.scenario.wording import did_you_mean

_LONGEST_CHAIN = 10
#: Files that are looked at for a name that was probably meant.
_MOST_SUGGESTED = 1000
#: How scenario files end.
_ENDINGS = (".yaml", ".yml")
_KEY = "extends"
_BESIDE = "expected the name of a file beside this one"


def read_whole(path: str | Path) -> Told:
    """Return the bare scenario in a file, laid over those that it extends.

    Where what is extended is not to be read, a problem tells why, and the scenario is
    not :attr:`~Source.whole`.

    Raises
    ------
    ScenarioError
        If nothing can be made of the file itself.
    """
    line = _Line(str(path))
    broken: ScenarioError | None = None
    try:
        while (following := line.following()) is not None:
            line.add(following)
    except ScenarioError as error:
        broken = error
    source, provenances = reduce(overlay, reversed(line.generations))
    if broken is not None:
        source = replace(source, problems=(*source.problems, *broken.problems), whole=False)
    return source, provenances


@dataclass
class _Line:
    """A scenario file, what it extends, what that extends, and so on."""

    first: str
    files: list[str] = field(default_factory=list)
    generations: list[Told] = field(default_factory=list)
    values: int = 0
    size: int = 0

    def __post_init__(self) -> None:
        self.add(self.first)

    def add(self, file: str) -> None:
        """Read one more *file*, which the last one extends."""
        source, provenances = strip(read(file))
        if self.files:
            self.weigh(file, source)
        self.values += len(source.values)
        self.size += Path(file).stat().st_size
        self.files.append(file)
        self.generations.append((source, provenances))

    def weigh(self, file: str, source: Source) -> None:
        """See that all files together are no more than one may be."""
        if self.size + Path(file).stat().st_size > LARGEST_BYTES:
            raise self.refusal("found more than 1 MB in all files, expected at most 1 MB")
        if self.values + len(source.values) > MOST_NODES:
            raise self.refusal(f"found more than {MOST_NODES} values in all files")

    def refusal(self, message: str) -> ScenarioError:
        """Return the error that the last file extends what it may not."""
        last = self.generations[-1][0]
        return ScenarioError([last.at_value((_KEY,), message)])

    def following(self) -> str | None:
        """Return the file that the last one extends, and take the key off."""
        source, provenances = self.generations[-1]
        if _KEY not in source.tree:
            return None
        name = source.tree[_KEY]
        bare = replace(
            source,
            tree={key: value for key, value in source.tree.items() if key != _KEY},
            spread=True,
        )
        told = {path: tells for path, tells in provenances.items() if path[0] != _KEY}
        self.generations[-1] = bare, told
        if source.is_refused((_KEY,)):
            raise ScenarioError([])
        wrong = _misnamed(name) or self.misplaced(name)
        if wrong is not None:
            raise self.refusal(wrong)
        return str(Path(self.files[-1]).parent / name)

    def misplaced(self, name: str) -> str | None:
        """Return why the file *name* beside the last one is not read, if there is a reason.

        Nothing is opened here, and a link is followed before it is judged.
        """
        folder, home = Path(self.files[-1]).parent, Path(self.first).parent
        wrong = _leading_out(folder, home, name)
        if wrong is not None:
            return wrong
        real = os.path.realpath(folder / name)
        reals = [os.path.realpath(file) for file in self.files]
        if real in reals:
            circle = [*self.files[reals.index(real) :], self.files[reals.index(real)]]
            names = " -> ".join(Path(file).relative_to(home).as_posix() for file in circle)
            return f"found the cycle {names}, expected an end to it"
        if len(self.files) == _LONGEST_CHAIN:
            return f"found more than {_LONGEST_CHAIN} files that extend one another"
        return _unreadable(folder, name)


def unreachable(folder: Path, name: Any, like: Sequence[str] = _ENDINGS) -> str | None:
    """Return why the file *name* in a *folder* is not read, if there is a reason.

    Parameters
    ----------
    folder
        Where the file is that names it.
    name
        As it is written there.
    like
        Endings of the files among which the one that was meant may be.
    """
    return _misnamed(name) or _leading_out(folder, folder, name) or _unreadable(folder, name, like)


def _leading_out(folder: Path, home: Path, name: str) -> str | None:
    # Unlike Path.resolve, this raises nothing where links go in a circle.
    if Path(os.path.realpath(folder / name)).is_relative_to(os.path.realpath(home)):
        return None
    return (
        f"found {units.found(name)}, a link that leads out of the folder of the scenario; "
        "expected a file in it"
    )


def _misnamed(name: Any) -> str | None:
    """Return what is wrong with *name* whatever files there are, if anything is."""
    if not isinstance(name, str) or not name.strip():
        return f"found {units.found(name)}, {_BESIDE}"
    found = units.found(name)
    if "\\" in name:
        return f"found {found}, with a backslash; {_BESIDE}, with forward slashes only"
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive:
        return f"found {found}, an absolute path; {_BESIDE}"
    if ".." in PurePosixPath(name).parts:
        return f"found {found}, which leaves the folder of the scenario; {_BESIDE}"
    return None


def _unreadable(folder: Path, name: str, like: Sequence[str] = _ENDINGS) -> str | None:
    found = units.found(name)
    try:
        regular = stat.S_ISREG((folder / name).stat().st_mode)
    except FileNotFoundError:
        beside = _files(folder, like) if "/" not in name else ()
        return f"no file {found} beside this one" + did_you_mean(name, beside)
    except OSError as error:
        return f"found {found}, which cannot be read: {(error.strerror or '').lower()}"
    return None if regular else f"found {found}, expected a regular file"


def _files(folder: Path, like: Sequence[str]) -> list[str]:
    """Return the names of files in a *folder* that end so, as far as one may look."""
    try:
        names = (path.name for path in islice(folder.iterdir(), _MOST_SUGGESTED))
        return sorted(name for name in names if name.endswith(tuple(like)))
    except OSError:
        return []
