"""Words that error messages share."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from supplychain_sim import units

#: Longest key that a message shows in full.
_LONGEST_STEP = 60
#: Most names that are compared with one that is wrong, and most that a message lists; a file
#: of thousands would otherwise be compared name by name with itself.
_MOST_COMPARED = 200
_MOST_LISTED = 30


def nearest(word: object, known: Collection[str]) -> str | None:
    """Return the one of the *known* that was probably meant by *word*, if any is near.

    >>> nearest("durration", ["duration", "rate"])
    'duration'
    """
    if not isinstance(word, str) or len(known) > _MOST_COMPARED:
        return None
    from difflib import get_close_matches

    unfolded = {name.lower(): name for name in sorted(known)}
    near = get_close_matches(word.lower()[:_LONGEST_STEP], unfolded, n=1)
    return unfolded[near[0]] if near else None


def did_you_mean(word: object, known: Collection[str]) -> str:
    """Return the end of a message about *word*; empty if nothing known is near."""
    meant = nearest(word, known)
    return f"; did you mean {meant!r}?" if meant else ""


def unknown_key(key: str, known: Collection[str]) -> str:
    """Return the message about a *key* that is none of the *known*."""
    return f"unknown key {units.found(key)}, expected one of {_listed(known)}" + did_you_mean(
        key, known
    )


def no_such(kind: str, name: str, known: Collection[str]) -> str:
    """Return the message about a reference to a *kind* of thing that is not in the scenario."""
    meant = nearest(name, known)
    others = f"expected one of {_listed(known)}" if known else "there is none"
    return f"no {kind} {units.found(name)}, " + (f"did you mean {meant!r}?" if meant else others)


def _listed(names: Collection[str]) -> str:
    if len(names) > _MOST_LISTED:
        return f"the {len(names)} there are"
    return ", ".join(map(_shown, sorted(names)))


def dotted(path: Iterable[str | int]) -> str:
    """Return a key path as one line, whatever its keys are made of."""
    return ".".join(_shown(str(step)) for step in path)


def _shown(step: str) -> str:
    return step if step.isprintable() and len(step) <= _LONGEST_STEP else units.found(step)
