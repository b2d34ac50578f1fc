"""Words that error messages share."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from supplychain_sim import units

#: Longest key that a message shows in full.
_LONGEST_STEP = 60


def nearest(word: object, known: Iterable[str]) -> str | None:
    """Return the one of the *known* that was probably meant by *word*, if any is near.

    >>> nearest("durration", ["duration", "rate"])
    'duration'
    """
    if not isinstance(word, str):
        return None
    unfolded = {name.lower(): name for name in known}
    near = get_close_matches(word.lower()[:_LONGEST_STEP], unfolded, n=1)
    return unfolded[near[0]] if near else None


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return the end of a message about *word*; empty if nothing known is near."""
    meant = nearest(word, known)
    return f"; did you mean {meant!r}?" if meant else ""


def unknown_key(key: str, known: Iterable[str]) -> str:
    """Return the message about a *key* that is none of the *known*."""
    names = sorted(known)
    return f"unknown key {units.found(key)}, expected one of {', '.join(names)}" + did_you_mean(
        key, names
    )


def no_such(kind: str, name: str, known: Iterable[str]) -> str:
    """Return the message about a reference to a *kind* of thing that is not in the scenario."""
    names = sorted(known)
    meant = nearest(name, names)
    others = f"expected one of {', '.join(names)}" if names else "there is none"
    return f"no {kind} {units.found(name)}, " + (f"did you mean {meant!r}?" if meant else others)


def dotted(path: Iterable[str | int]) -> str:
    """Return a key path as one line, whatever its keys are made of."""
    return ".".join(_shown(str(step)) for step in path)


def _shown(step: str) -> str:
    return step if step.isprintable() and len(step) <= _LONGEST_STEP else units.found(step)
