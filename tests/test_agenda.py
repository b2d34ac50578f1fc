from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.model.agenda import Agenda, Retest

Act = tuple[str, Retest]

retests = st.builds(
    lambda operation, origin, doubt, number: Retest(
        () if doubt else ((operation, number),), operation, origin, ("relation/a", number)
    ),
    st.integers(0, 2),
    st.sampled_from(["site/a", "site/b"]),
    st.booleans(),
    st.integers(0, 99),
)
acts = st.lists(st.tuples(st.sampled_from(["receive", "take", "put back"]), retests), max_size=30)


def receive(waiting: list[Retest], retest: Retest) -> None:
    """Put *retest* in the place of the first that is alike, found by looking at all of them."""
    for place, other in enumerate(waiting):
        alike = (other.operation, other.origin) == (retest.operation, retest.origin)
        if alike and bool(other.change) == bool(retest.change):
            waiting[place] = retest
            return
    waiting.append(retest)


@given(acts=acts)
@settings(max_examples=200, deadline=None)
def test_an_agenda_is_the_list_that_is_searched_for_what_a_retest_takes_the_place_of(
    acts: list[Act],
) -> None:
    agenda = Agenda()
    plain: list[Retest] = []
    for act, retest in acts:
        if act == "receive":
            agenda.receive(retest)
            receive(plain, retest)
        elif act == "put back":
            agenda.put_back(retest)
            plain.insert(0, retest)
        elif plain:
            assert agenda.take() == plain.pop(0)
        assert list(agenda) == plain
        assert len(agenda) == len(plain)
