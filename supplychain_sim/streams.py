"""Named streams of random numbers.

A stream is keyed by (root seed, replication, entity, purpose) and by nothing
else: never by the regime, the sweep point or the order of creation.  That is
what lets two regimes meet the same luck, and what lets one supplier more leave
every other history as it was.

Two kinds exist.  A :class:`Stream` hands out draws in order, for things that
happen one after another (the n-th demand, the n-th visit).  A :class:`Table`
is looked up by whole numbers (operation, attempt), for draws that have to be the
same whenever and in whatever order they are asked for.

References
----------
Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3
(Philox). Steele, Lea & Flood (2014), Fast splittable pseudorandom number
generators (the splitmix64 finaliser).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Final

import numpy as np

MASK: Final = (1 << 64) - 1
_MIX_1: Final = 0xBF58476D1CE4E5B9
_MIX_2: Final = 0x94D049BB133111EB
_BY_ROW: Final = 0x9E3779B97F4A7C15
_BY_COLUMN: Final = 0xD1342543DE82EF95
_BLOCK: Final = 64
# Midpoints of 2^52 equal steps: exact, and inside (0, 1) at both ends.
_UNIT: Final = 2.0**-52
_HALF: Final = 2.0**-53
_MOST: Final = 1.0 - _HALF


def mix64(z: int) -> int:
    """Return the splitmix64 finaliser of a 64-bit integer: a bijection that looks random."""
    z = ((z ^ (z >> 30)) * _MIX_1) & MASK
    z = ((z ^ (z >> 27)) * _MIX_2) & MASK
    return z ^ (z >> 31)


def key_of(*parts: int | str) -> int:
    """Return a 128-bit key of *parts*, each hashed with its own length.

    Length prefixes keep ("ab", "c") and ("a", "bc") apart; the type's letter
    keeps 1 and "1" apart.
    """
    digest = blake2b(digest_size=16)
    for part in parts:
        text = f"{type(part).__name__[0]}{part}".encode()
        digest.update(len(text).to_bytes(4, "big"))
        digest.update(text)
    return int.from_bytes(digest.digest(), "big")


def _inside(draws: np.ndarray) -> np.ndarray:
    """Return draws from [0, 1) moved off 0, and never up to 1."""
    return np.minimum(draws + _HALF, _MOST)


class Stream:
    """Uniform draws in order, one for each decision.

    They are generated in blocks; neither the block's size nor who reads can be
    observed, since a Philox generator fills a block with the same numbers as it
    would give one by one.

    Attributes
    ----------
    ahead
        Draws that a reader has taken and not handed on yet, which count as not consumed.
    """

    def __init__(self, key: int) -> None:
        self.ahead = 0
        self._generator = np.random.Generator(np.random.Philox(key=key))
        self._block: list[float] = []
        self._generated = 0

    @property
    def consumed(self) -> int:
        """How many draws were handed out."""
        return self._generated - len(self._block) - self.ahead

    def uniform(self) -> float:
        """Return the next draw, inside (0, 1) so that it can be inverted."""
        block = self._block
        if not block:
            block = self._block = _inside(self._generator.random(_BLOCK)).tolist()[::-1]
            self._generated += _BLOCK
        return block.pop()

    def uniforms(self, count: int) -> np.ndarray:
        """Return the next *count* draws: those that so many calls of :meth:`uniform` give."""
        left = min(count, len(self._block))
        ready = [self._block.pop() for _ in range(left)]
        self._generated += count - left
        return np.concatenate([ready, _inside(self._generator.random(count - left))])


class Inverted:
    """A stream read through an inverse distribution function, a block at a time.

    Parameters
    ----------
    stream
        Where the uniforms come from; one is consumed for each draw.
    quantile
        Turns an array of uniforms into an array of draws, elementwise.
    """

    def __init__(
        self, stream: Stream, quantile: Callable[[np.ndarray], np.ndarray], block: int = _BLOCK
    ) -> None:
        self._stream = stream
        self._quantile = quantile
        self._block = block
        self._ready: list[float] = []

    def draw(self) -> float:
        """Return the next draw."""
        if not self._ready:
            uniforms = self._stream.uniforms(self._block)
            self._ready = self._quantile(uniforms).tolist()[::-1]
            # Counted when they are handed out, so that the block's size cannot be observed.
            self._stream.ahead += self._block
        self._stream.ahead -= 1
        return self._ready.pop()

    def draws(self, count: int) -> list[float]:
        """Return the next *count* draws."""
        if not 0 < count < len(self._ready):
            return [self.draw() for _ in range(count)]
        self._stream.ahead -= count
        found = self._ready[: -count - 1 : -1]
        del self._ready[-count:]
        return found


class Numbered:
    """The uniforms of a stream by number instead of in turn; several may look them up.

    Parameters
    ----------
    stream
        Whose n-th uniform has the number n, from 0.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._blocks: list[np.ndarray] = []
        self._told = 0

    def through(self, quantile: Callable[[np.ndarray], np.ndarray]) -> Callable[[int], float]:
        """Return what looks up a number's draw, by an inverse distribution function."""
        ready: list[float] = []

        def draw(number: int) -> float:
            if number >= self._told:
                # Counted as far as they are told, so that the block's size cannot be observed.
                self._stream.ahead -= number + 1 - self._told
                self._told = number + 1
            try:
                return ready[number]
            except IndexError:
                while number >= len(ready):
                    ready.extend(quantile(self._block(len(ready) // _BLOCK)).tolist())
            return ready[number]

        return draw

    def _block(self, number: int) -> np.ndarray:
        while number >= len(self._blocks):
            self._blocks.append(self._stream.uniforms(_BLOCK))
            self._stream.ahead += _BLOCK
        return self._blocks[number]


class Table:
    """Uniform draws looked up by (row, column): the same whenever they are asked for.

    The n-th idea for an operation is equally good, equally hard to try and
    equally noisy to measure under every regime, however many others were tried
    before it.

    Parameters
    ----------
    key
        Its own.
    rows
        How many rows are read again and again, which is then quicker; it changes no draw.
    """

    def __init__(self, key: int, rows: int = 0) -> None:
        self._key = key & MASK
        self._rows = rows
        self._starts = _starts(self._key, rows)
        self.consumed = 0

    def bits(self, row: int, column: int) -> int:
        """Return 64 random bits for (row, column), both at least 0."""
        self.consumed += 1
        if row < self._rows:
            start = self._starts[row]
        else:
            start = mix64((self._key + (row + 1) * _BY_ROW) & MASK)
        # The finaliser is written out: its call would take as long as it does.
        z = (start + (column + 1) * _BY_COLUMN) & MASK
        z = ((z ^ (z >> 30)) * _MIX_1) & MASK
        z = ((z ^ (z >> 27)) * _MIX_2) & MASK
        return z ^ (z >> 31)

    def uniform(self, row: int, column: int) -> float:
        """Return the uniform in (0, 1) for (row, column)."""
        return (self.bits(row, column) >> 12) * _UNIT + _HALF

    def ahead(self, first: int, rows: int, column: int) -> np.ndarray:
        """Return the uniforms of so many *rows* from the *first*, which whoever tells them counts.

        >>> table = Table(7)
        >>> [float(one) for one in table.ahead(3, 2, 0)] == [table.uniform(n, 0) for n in (3, 4)]
        True
        """
        numbers = np.arange(first + 1, first + rows + 1, dtype=np.uint64)
        z = np.uint64(self._key) + numbers * np.uint64(0x9E3779B97F4A7C15)
        for step in (np.uint64(0), np.uint64((column + 1) * 0xD1342543DE82EF95 & MASK)):
            z = z + step
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
        return (z >> np.uint64(12)) * _UNIT + _HALF


def _starts(key: int, rows: int) -> array[int]:
    """Return where each of so many rows of a table starts: the finaliser of its own key."""
    z = np.arange(1, rows + 1, dtype=np.uint64) * np.uint64(_BY_ROW) + np.uint64(key)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(_MIX_1)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(_MIX_2)
    # Eight bytes for each: whole numbers of Python's own would crowd out what is near.
    return array("Q", (z ^ (z >> np.uint64(31))).tobytes())


class Names:
    """What entities are called where luck is concerned: by a name that renaming keeps.

    An entity is a path of pairs, such as ``part/housing/site/kassel``; each pair has
    its own name, unless a longer path is named as a whole.

    Parameters
    ----------
    kept
        The names that differ from those of the scenario, by entity.

    Examples
    --------
    >>> Names({"relation/castings": "relation/housings"}).of("relation/castings/team/3")
    'relation/housings/team/3'
    """

    def __init__(self, kept: Mapping[str, str] | None = None) -> None:
        self._kept = dict(kept or {})

    def of(self, entity: str) -> str:
        """Return the name of *entity* that its luck depends on."""
        if not self._kept:
            return entity
        if entity in self._kept:
            return self._kept[entity]
        words = entity.split("/")
        pairs = ["/".join(words[i : i + 2]) for i in range(0, len(words), 2)]
        return "/".join(self._kept.get(pair, pair) for pair in pairs)


class Streams:
    """Every stream and table of one replication, opened once and kept."""

    def __init__(self, seed: int, replication: int, names: Names | None = None) -> None:
        self.seed = seed
        self.replication = replication
        self.names = names or Names()
        self._streams: dict[tuple[str, str], Stream] = {}
        self._tables: dict[tuple[str, str], Table] = {}
        self._numbered: dict[tuple[str, str], Numbered] = {}

    def key(self, entity: str, purpose: str) -> int:
        """Return the 128-bit key of *entity* and *purpose* in this replication."""
        return key_of(self.seed, self.replication, self.names.of(entity), purpose)

    def of(self, entity: str, purpose: str) -> Stream:
        """Return the stream of *entity* for *purpose*."""
        name = (entity, purpose)
        if name not in self._streams:
            self._streams[name] = Stream(self.key(entity, purpose))
        return self._streams[name]

    def table(self, entity: str, purpose: str, rows: int = 0) -> Table:
        """Return the table of *entity* for *purpose*, of which so many *rows* are read often."""
        name = (entity, purpose)
        if name not in self._tables:
            self._tables[name] = Table(self.key(entity, purpose), rows)
        return self._tables[name]

    def numbered(self, entity: str, purpose: str) -> Numbered:
        """Return the uniforms of the stream of *entity* for *purpose*, by number."""
        name = (entity, purpose)
        if name not in self._numbered:
            self._numbered[name] = Numbered(self.of(entity, purpose))
        return self._numbered[name]

    def consumed(self) -> dict[str, int]:
        """Return how many draws each stream gave, by ``entity purpose``; unused ones left out."""
        used: dict[tuple[str, str], Stream | Table] = {**self._streams, **self._tables}
        return {
            f"{entity} {purpose}": stream.consumed
            for (entity, purpose), stream in sorted(used.items())
            if stream.consumed
        }
