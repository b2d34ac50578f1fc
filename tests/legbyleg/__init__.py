"""A plain model of goods on their way, in which everything takes place when it happens.

Each lot is a process that goes leg by leg; each place shuts and reopens by processes of its own;
nothing is drawn ahead of its time, resolved early or looked up in a calendar.  It is slow and
meant to be: it says, in the most obvious way, what the production path has to work out.

It shares with that path what is given (legs, ports, and what luck the n-th lot has) and the
residual life of a closure of a known kind, but no decision, no queue and no clock.
"""

from legbyleg.clock import Clock, Moment
from legbyleg.forwarder import Forwarder
from legbyleg.lot import Lot
from legbyleg.place import Place
from legbyleg.plant import Plant

__all__ = ["Clock", "Forwarder", "Lot", "Moment", "Place", "Plant"]
