"""Values set from outside, as ``PATH=VALUE``, in place of what a scenario says."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.defaults import filled
from supplychain_sim.scenario.located import SETTING, KeyPath, Source
from supplychain_sim.scenario.overlay import overlay
from supplychain_sim.scenario.provenance import Provenance, Provenances, strip_at
from supplychain_sim.scenario.source import read_setting
from supplychain_sim.scenario.validation import keys_at
from supplychain_sim.scenario.wording import dotted, unknown_key


def apply(
    source: Source, provenances: Provenances, settings: Sequence[str]
) -> tuple[Source, Provenances]:
    """Return *source* with each of the *settings* laid over it, the last one of a path winning.

    Parameters
    ----------
    source
        The bare scenario, before presets are filled in: a choice set in a
        regime overrides the one that it inherits.
    provenances
        Of the values so far; what is set is ``yours``.
    settings
        Such as ``relations.housings.quoted=21 days`` or ``lanes.sea.legs.1.transit=35 days``.
    """
    for setting in settings:
        source, provenances = _apply_one(source, provenances, setting)
    return source, provenances


def _apply_one(
    source: Source, provenances: Provenances, setting: str
) -> tuple[Source, Provenances]:
    target, equals, text = setting.partition("=")
    words = target.strip().split(".")
    if not equals or not all(words):
        return _refuse(
            source, (), f"found {units.found(setting)}, expected PATH=VALUE"
        ), provenances
    found = find(source, words)
    if isinstance(found, Missing):
        return _refuse(source, found.path, found.message), provenances
    source, path = found
    if path == ("extends",):
        message = "found a file to extend, expected a value; a file itself says what it extends"
        return _refuse(source, path, message), provenances
    above = strip_at(path, read_setting(text, path), Provenance("yours", SETTING))
    return overlay((source, provenances), above, path)


class Missing(NamedTuple):
    """A path at which nothing can be set, and why."""

    path: KeyPath
    message: str


def find(source: Source, words: Sequence[str]) -> tuple[Source, KeyPath] | Missing:
    """Return the path that *words* name in *source*, or why nothing can be set there.

    The source returned is the same but for an empty section where only shipped values
    say something of what is set.
    """
    holder: Any = source.tree
    path: KeyPath = ()
    for word in words[:-1]:
        step = _known_step(holder, word)
        if step is None:
            # What only the shipped values say can be set as well.
            shipped = filled(source, {})[0].get(*path)
            if _known_step(shipped, word) is None:
                return Missing((*path, word), _missing(shipped, path, word))
            step, holder = word, shipped
            if isinstance(shipped[word], dict):
                source = _opened(source, (*path, word))
                holder = source.get(*path)
        holder, path = holder[step], (*path, step)
    last = words[-1] if isinstance(holder, dict) else _known_step(holder, words[-1])
    if last is None:
        return Missing((*path, words[-1]), _missing(holder, path, words[-1]))
    return source, (*path, last)


def _opened(source: Source, path: KeyPath) -> Source:
    """Return *source* with an empty section at *path*."""
    tree = deepcopy(source.tree)
    holder = tree
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = {}
    return replace(source, tree=tree)


def _known_step(holder: Any, word: str) -> str | int | None:
    """Return the key or position that *word* names in *holder*, if there is one."""
    if isinstance(holder, dict):
        return word if word in holder else None
    if isinstance(holder, list) and word in map(str, range(len(holder))):
        return int(word)
    return None


def _missing(holder: Any, path: KeyPath, word: str) -> str:
    if isinstance(holder, dict):
        known = keys_at(path)
        if word in known:
            whole = dotted((*path, word))
            return f"found nothing there to set a part of, expected all of it: {whole}={{...}}"
        return unknown_key(word, known or holder)
    if isinstance(holder, list):
        return f"found {units.found(word)}, expected a position from 0 to {len(holder) - 1}"
    return f"found {units.found(holder)} above it, expected a mapping"


def _refuse(source: Source, path: KeyPath, message: str) -> Source:
    problem = Problem(SETTING, 0, 0, dotted(path), message)
    return replace(source, problems=(*source.problems, problem))
