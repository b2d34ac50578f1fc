"""What a process asks of the file system in a folder, counted.

Audit hooks tell of whatever opens, lists, makes, renames or removes (``sys.addaudithook``).  Of
looking at one name, bringing to the disk, and how many names a listing had, no hook tells: those
functions are counted where they are called.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

#: What audit hooks call what is counted, and what it is called here.
_CALLED = {
    "open": "opens",
    "os.listdir": "listings",
    "os.scandir": "listings",
    "os.mkdir": "changes",
    "os.link": "changes",
    "os.rename": "changes",
    "os.remove": "changes",
    "os.utime": "changes",
}
#: What a server of metadata answers: a listing counts once, whatever it has to tell.
METADATA = ("opens", "listings", "changes", "looks")
_counting: list[tuple[str, Counter[str]]] = []
_hooked = False


@contextmanager
def counted(folder: Path) -> Iterator[Counter[str]]:
    """Give what is asked of the file system below *folder*, counted as it is asked.

    ``opens``; ``listings`` and the ``names`` in them; ``changes`` of names and of times;
    ``looks`` at one name; ``syncs``, wherever.
    """
    global _hooked  # noqa: PLW0603 - a hook is for the life of a process
    if not _hooked:
        sys.addaudithook(_note)
        _hooked = True
    found: Counter[str] = Counter()
    inside = (os.fspath(folder), found)
    _counting.append(inside)
    try:
        with (
            patch.object(os, "stat", _looking(os.stat, inside)),
            patch.object(os, "fsync", _syncing(os.fsync, found)),
            patch.object(os, "scandir", _scanning(os.scandir, inside)),
            patch.object(os, "listdir", _listing(os.listdir, inside)),
        ):
            yield found
    finally:
        _counting.remove(inside)


def metadata(found: Counter[str]) -> int:
    """Return how many operations on metadata these are."""
    return sum(found[kind] for kind in METADATA)


def _note(event: str, details: tuple[Any, ...]) -> None:
    kind = _CALLED.get(event)
    if kind is None:
        return
    for folder, found in _counting:
        if _below(details[0], folder):
            found[kind] += 1


def _below(path: object, folder: str) -> bool:
    return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(folder)


def _looking(
    stat: Callable[..., os.stat_result], inside: tuple[str, Counter[str]]
) -> Callable[..., os.stat_result]:
    folder, found = inside

    def look(path: Any, *rest: Any, **named: Any) -> os.stat_result:
        found["looks"] += _below(path, folder)
        return stat(path, *rest, **named)

    return look


def _syncing(fsync: Callable[[int], None], found: Counter[str]) -> Callable[[int], None]:
    def sync(descriptor: int) -> None:
        found["syncs"] += 1
        fsync(descriptor)

    return sync


def _listing(
    listdir: Callable[..., list[str]], inside: tuple[str, Counter[str]]
) -> Callable[..., list[str]]:
    folder, found = inside

    def listed(path: Any = ".") -> list[str]:
        names = listdir(path)
        found["names"] += len(names) * _below(path, folder)
        return names

    return listed


def _scanning(
    scandir: Callable[..., Any], inside: tuple[str, Counter[str]]
) -> Callable[..., AbstractContextManager[list[os.DirEntry[str]]]]:
    folder, found = inside

    def scanned(path: Any = ".") -> AbstractContextManager[list[os.DirEntry[str]]]:
        with scandir(path) as entries:
            names: list[os.DirEntry[str]] = list(entries)
        found["names"] += len(names) * _below(path, folder)
        return nullcontext(names)

    return scanned
