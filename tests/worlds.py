"""Small worlds at random: lanes, closures, luck, lots and what a plant uses, in minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from supplychain_sim.distributions import Constant, Distribution, Exponential, Uniform
from supplychain_sim.model.accidents import Accidents
from supplychain_sim.model.closures import Closure, Lasting
from supplychain_sim.model.course import Course, Detour, Mouth
from supplychain_sim.model.lane import Stretch
from supplychain_sim.streams import Table
from supplychain_sim.units import DAY, Rate

PORTS = ("port/a", "port/b", "port/c")
GATE = "gate/plant"
PASSAGES = ("passage/n", "passage/s")
PLACES = (*PORTS, GATE, *PASSAGES)
#: Minutes in which lots leave and closures begin.
SPAN = 240

#: What closes a place: how such closures last, and those that there are.
Hazard = tuple[Lasting, tuple[Closure, ...]]


@dataclass(frozen=True)
class Ordering:
    """How a plant orders: up to a *level* at each *review*, in *lines*; what it *needs* weekly.

    A line takes one of some times to make, in turn.
    """

    level: int
    review: int
    lines: int
    needs: tuple[int, ...]
    takes: tuple[int, ...]

    def defective(self, units: int) -> int:
        """Return how many of a line's units are; it is the same on both sides."""
        return units // 7


@dataclass(frozen=True)
class Lane:
    """A lane: its name, and its legs."""

    name: str
    legs: tuple[Stretch, ...]


@dataclass(frozen=True)
class Sent:
    """A lot: when it leaves, how many units, how many of them defective, when it is due."""

    time: int
    units: int
    defective: int
    due: int


@dataclass(frozen=True)
class World:
    """What is given, before anything happens."""

    closures: Mapping[str, tuple[Hazard, ...]]
    own: Lane
    otherwise: tuple[Lane, ...]
    fast: Lane | None
    lots: tuple[Sent, ...]
    uses: tuple[tuple[int, int], ...]
    on_hand: int
    below: int
    need: Rate
    backorders: bool

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """All of them, the own first."""
        return (self.own, *self.otherwise, *(() if self.fast is None else (self.fast,)))


def minutes(least: int, most: int, step: int) -> st.SearchStrategy[int]:
    """Minutes on a grid: by long steps, many things happen at the same minute.

    Steps of more than ten minutes make all times longer, and not fewer.
    """
    scale = max(1, step // 10)
    found = st.integers(least * scale // step, most * scale // step)
    return found.map(lambda steps: steps * step)


#: How long closures are said to last; how long they do is drawn apart from it.
lasting: st.SearchStrategy[Distribution] = st.one_of(
    st.integers(1, 60).map(Constant),
    st.integers(1, 60).map(Exponential),
    st.integers(1, 60).map(lambda most: Uniform(0, most)),
)
backlogs: st.SearchStrategy[Distribution | None] = st.one_of(
    st.none(), st.sampled_from([0.0, 0.5, 1.0, 2.5]).map(Constant)
)


@st.composite
def hazards(draw: st.DrawFn, name: str, step: int) -> Hazard:
    """Closures by one hazard: some follow others at once, some overlap, some began before."""
    found: list[Closure] = []
    for _ in range(draw(st.sampled_from([1, 2, 2, 3, 4]))):
        lasts = max(step, draw(minutes(0, 90, step)))
        backlog = draw(st.sampled_from([0, 0, 1, 7, 40, 90])) * max(1, step // 10)
        anchors = [0, *(at for one in found for at in (one.start, one.end, one.cleared))]
        anchor = draw(st.sampled_from(anchors))
        gap = draw(minutes(-60, SPAN, step) if anchor == 0 else st.integers(-2, 2))
        start = anchor + gap
        found.append(Closure(start, start + lasts, start + lasts + backlog, name))
    return Lasting(name, draw(lasting), draw(backlogs)), tuple(found)


@st.composite
def calendars(draw: st.DrawFn, step: int) -> dict[str, tuple[Hazard, ...]]:
    """What shuts each place, by no, one or two hazards."""
    return {
        place: tuple(
            draw(hazards(f"hazard {n}", step)) for n in range(draw(st.sampled_from([0, 1, 2])))
        )
        for place in PLACES
    }


@dataclass(frozen=True)
class Around:
    """The ways round passages: what each costs more, and where it parts, and what it leads by."""

    more: Mapping[str, int]
    onward: int
    leads_by: Mapping[str, float]

    def course(self, minutes: int, mouths: tuple[Mouth, ...], shut: frozenset[str]) -> Course:
        """Return a course from which one can turn."""

        def around(passage: str, position: int) -> Detour | None:
            if passage not in self.more:
                return None
            (mouth,) = (one.after for one in mouths if one.passage == passage)
            onward = min(self.onward, max(0, mouth - position))
            left = max(0, minutes - position + self.more[passage] - onward)
            now_shut = shut | {passage}
            by = sorted(
                Mouth(name, round(left * share))
                for name, share in self.leads_by.items()
                if name not in now_shut
            )
            return Detour(onward, self.course(left, tuple(by), now_shut))

        return Course(minutes, mouths, around)


@st.composite
def courses(draw: st.DrawFn, sailing: int, step: int) -> Course:
    """A course by one passage or both, with ways round them, or none."""
    by = draw(st.lists(st.sampled_from(PASSAGES), min_size=1, max_size=2, unique=True))
    places = sorted(draw(st.integers(0, sailing // step)) * step for _ in by)
    mouths = tuple(Mouth(name, after) for name, after in zip(by, places, strict=True))
    longer = {name: draw(st.sampled_from([0, 2, 15, 40, None])) for name in PASSAGES}
    around = Around(
        {name: more for name, more in longer.items() if more is not None},
        draw(st.sampled_from([0, 0, 3, 12])),
        draw(st.dictionaries(st.sampled_from(PASSAGES), st.sampled_from([0.0, 0.3, 1.0]))),
    )
    return around.course(sailing, mouths, frozenset())


@st.composite
def legs(draw: st.DrawFn, number: int, end: str | None, step: int, *, by_ship: bool) -> Stretch:
    """A leg of that *number* to where it *ends*; luck belongs to the number, as it does in runs."""
    transit = draw(minutes(0, 60, step))
    mode = draw(st.sampled_from(["sea", "sea", "road"]))
    late = None
    if draw(st.booleans()):
        delays, most = Table(number), draw(st.sampled_from([0.4, 5.0, 40.0]))
        late = lambda lot: delays.uniform(lot, 0) * most  # noqa: E731
    accidents: tuple[Accidents, ...] = ()
    if transit and draw(st.booleans()):
        expected, delay = draw(st.sampled_from([0.2, 1.5])), Uniform(0, draw(st.integers(1, 60)))
        luck = Table(100 + number + draw(st.sampled_from([0, 1000])))
        accidents = (Accidents("fire", expected, transit, delay, luck),)
    course = (
        draw(courses(transit, step)) if by_ship and mode == "sea" and draw(st.booleans()) else None
    )
    handling = draw(st.sampled_from([0, 0, 1, 10])) if end in PORTS else 0
    return Stretch(transit, 1.0, end, handling, late, mode, accidents, course)


@st.composite
def lanes(
    draw: st.DrawFn, name: str, step: int, like: Lane | None = None, *, by_ship: bool = True
) -> Lane:
    """A lane of one to five legs to the plant, which may begin as another one does."""
    kept: tuple[Stretch, ...] = ()
    if like is not None:
        kept = like.legs[: draw(st.integers(0, max(0, len(like.legs) - 1)))]
    found = list(kept)
    for number in range(len(kept), draw(st.integers(len(kept) + 1, 5))):
        end = draw(st.sampled_from([*PORTS, *PORTS, None]))
        found.append(draw(legs(number, end, step, by_ship=by_ship)))
    last = found[-1]
    if len(found) > len(kept):
        gate = draw(st.sampled_from([GATE, None]))
        found[-1] = Stretch(
            last.transit, 1.0, gate, 0, last.late, last.mode, last.accidents, last.course
        )
    return Lane(name, tuple(found))


@st.composite
def worlds(draw: st.DrawFn, *, choices: bool = True, steps: tuple[int, ...] = (1, 10)) -> World:
    """A world; with *choices* there are other lanes, and perhaps a fast one."""
    step = draw(st.sampled_from(steps))
    own = draw(lanes("own", step))
    otherwise: tuple[Lane, ...] = ()
    fast = None
    if choices:
        count = draw(st.sampled_from([1, 2, 0]))
        otherwise = tuple(draw(lanes(f"other {n}", step, own)) for n in range(count))
        fast = draw(st.one_of(st.none(), lanes("fast", step, by_ship=False)))
    times = draw(st.lists(minutes(0, SPAN, step), min_size=1, max_size=10).map(sorted))
    lots = tuple(
        Sent(time, units, draw(st.integers(0, units)), time + draw(st.integers(-20, 120)))
        for time in times
        for units in [draw(st.integers(1, 20))]
    )
    uses = draw(st.lists(st.tuples(st.integers(0, 2 * SPAN), st.integers(0, 25)), max_size=6))
    return World(
        draw(calendars(step)),
        own,
        otherwise,
        fast,
        lots,
        tuple(sorted(uses)),
        draw(st.integers(0, 60)),
        draw(st.integers(0, 40)),
        Rate(draw(st.sampled_from([0.0, 0.1, 0.5])), 1),
        draw(st.booleans()),
    )


orderings = st.builds(
    Ordering,
    st.integers(0, 300),
    st.integers(2, 20).map(lambda days: days * DAY),
    st.integers(1, 3),
    st.lists(st.integers(0, 60), min_size=1, max_size=12).map(tuple),
    st.lists(minutes(0, 60, DAY // 2), min_size=1, max_size=5).map(tuple),
)


@st.composite
def partings(draw: st.DrawFn) -> World:
    """A world of ships for two ports, of which one shuts for long while they are at sea."""
    step = draw(st.sampled_from([1, 10]))
    lanes = []
    for number, port in enumerate(PORTS[:2]):
        transit = draw(minutes(40, 60, step))
        luck = Accidents("fire", 1.5, transit, Uniform(0, 30), Table(draw(st.integers(0, 5))))
        ship = Stretch(transit, 1.0, port, draw(st.integers(0, 3)), None, "sea", (luck,))
        lorry = Stretch(draw(minutes(0, 20, step)), 1.0, None, 0, None)
        lanes.append(Lane(f"ship {number}", (ship, lorry)))
    starts = draw(st.lists(minutes(10, SPAN, step), min_size=1, max_size=3))
    strikes = tuple(Closure(start, start + 100, start + 120, "strike") for start in starts)
    usual = Lasting("strike", Constant(draw(st.integers(20, 200))), None)
    closures = draw(calendars(step)) | {PORTS[0]: ((usual, strikes),)}
    world = draw(worlds(steps=(step,)))
    return replace(world, closures=closures, own=lanes[0], otherwise=(lanes[1],), fast=None)


#: Times at which one looks: here and there, or minute by minute for a while.
looks = st.one_of(
    st.lists(st.integers(0, 3 * SPAN), max_size=8, unique=True).map(sorted),
    st.integers(0, SPAN).map(lambda first: list(range(first, first + 60))),
)


@st.composite
def other_futures(draw: st.DrawFn, world: World, now: int) -> World:
    """The same world until the end of a minute: what comes after is another story.

    What holds then ends at another time, and what begins later begins, lasts and clears
    otherwise, or not at all, or is new.
    """
    closures = {}
    for place, found in world.closures.items():
        # By as much for all: of closures that began together, the one that ends first has
        # the lower number.
        longer, slower = draw(st.integers(0, 50)), draw(st.integers(0, 50))
        closures[place] = tuple(
            (
                lasting,
                tuple(_as_begun(one, now, longer, slower) for one in ones if one.start <= now)
                + draw(_begins_after(now, lasting.hazard)),
            )
            for lasting, ones in found
        )
    return replace(world, closures=closures)


def _as_begun(one: Closure, now: int, longer: int, slower: int) -> Closure:
    if one.end <= now:
        return one
    end = one.end + longer
    return one._replace(end=end, cleared=end + one.cleared - one.end + slower)


@st.composite
def _begins_after(draw: st.DrawFn, now: int, name: str) -> tuple[Closure, ...]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start = now + draw(st.integers(1, 60))
        end = start + draw(st.integers(1, 90))
        found.append(Closure(start, end, end + draw(st.sampled_from([0, 30])), name))
    return tuple(found)
