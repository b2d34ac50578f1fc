from __future__ import annotations

from twosides import RELATION, calendar_of

from supplychain_sim.distributions import Constant
from supplychain_sim.engine import Environment
from supplychain_sim.model.closures import Closure, Lasting
from supplychain_sim.model.lane import Route, Stretch
from supplychain_sim.model.record import Record
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.transit import Transit
from supplychain_sim.processes.forwarding import diverting


def test_a_closure_from_before_the_start_does_not_turn_back_the_clock() -> None:
    env = Environment()
    before = calendar_of([(Lasting("strike", Constant(9)), (Closure(-5, 4, 4, "strike"),))])
    own = Transit(Route("lane/a", 0, (Stretch(1, 1.0, "port/a", 0, None),), {"port/a": before}))

    env.process(diverting(env, "port/a", before, 100, own, (), Tally(), Record(), RELATION))
    env.go_on(1)

    assert env.now == 0
