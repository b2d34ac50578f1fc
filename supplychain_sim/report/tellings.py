"""How each kind of event is told: a sentence, what its facts are, and where chains end.

Data, without branches.  A clause reads on after "On 2009-03-04" and after "because
on 2009-03-04".  ``{it}`` is the short name of the entity; any other field is a fact,
with how it is written after a colon: by a table of words or counts below, or by one of
the quantities that :mod:`supplychain_sim.report.narrator` knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Telling(NamedTuple):
    """How events of a kind are told.

    Parameters
    ----------
    facts
        Names of the facts, in order; the last takes all that is left if it has a star.
    clause
        With the facts to be filled in.
    unsaid
        Names of facts that are knowingly left out of the clause.
    first
        What stands at the beginning of a chain that ends here, where the log names no cause;
        empty if there always is one.
    """

    facts: str
    clause: str
    unsaid: str = ""
    first: str = ""


_WEIGHED = (
    "with an effect of {estimate:effect} ± {error:error} in {observations} observations "
    "(below zero is better)"
)
_TARGETS = "{cost:unit cost}, {defects:defects} and {delivery:share} of lines within quote"
_STAFFED = "people worth cost kept ambition"
_KEPT = (
    "of the year's fall in its unit cost it had kept {kept:money}, its ambition was "
    "{ambition:index}, so that "
)
_ONE_MORE = "one more would bring it {worth:money} a year, and cost {cost:money}"

#: By kind of event; a kind that means something else elsewhere is followed by where.
TELLINGS: Mapping[str, Telling] = {
    "began": Telling(
        "", "customer and supplier of {it} began to work together", first="this is where it began"
    ),
    "targets": Telling(
        "how cost defects delivery", "the targets {how:targets moved}{how:multiple}: " + _TARGETS
    ),
    "asked": Telling("cost defects delivery", "the customer asked for " + _TARGETS),
    "offered": Telling("cost defects delivery", "the supplier offered " + _TARGETS),
    # Closures: nature, strikes, epidemics.
    "closed": Telling(
        "hazard shut backlog",
        "the port of {it} was shut for {shut:time} by {hazard}{backlog:backlog}",
        first="a hazard",
    ),
    "closed at way": Telling(
        "hazard shut backlog",
        "nobody could travel between {it:sites} for {shut:time} ({hazard}){backlog:backlog}",
        first="a hazard",
    ),
    "closed at gate": Telling(
        "hazard shut backlog",
        "{it} was shut for {shut:time} by {hazard}{backlog:backlog}",
        first="a hazard",
    ),
    "closed at passage": Telling(
        "hazard shut backlog",
        "ships could not pass {it} for {shut:time} ({hazard}){backlog:backlog}",
        first="a hazard",
    ),
    # Goods.
    "ordered": Telling(
        "units", "the customer ordered {units:unit}", first="what the customer needs"
    ),
    "finished": Telling("units late", "the supplier finished {units:unit} {late:of quote}"),
    "defects made": Telling(
        "defects",
        "{defects:defective made}, by chance and by the practices of that day, and nobody knew yet",
    ),
    "defects found": Telling(
        "defects made",
        "{defects:defective found}, made {made:time} before by chance and by the practices of then",
    ),
    "accident": Telling(
        "hazard delay before",
        "an accident ({hazard}) had held the goods up for {delay:time}, {before:time} ago",
    ),
    "sent fast": Telling(
        "lane units",
        "{units:unit} went by the lane {lane}, as the plant would have run short",
    ),
    "sent round": Telling(
        "lane units", "{units:unit} went by the lane {lane}, past what was shut on the usual one"
    ),
    "diverted": Telling(
        "lane units", "{units:unit} under way were sent on by the lane {lane}, past what was shut"
    ),
    "arrived": Telling(
        "units defects late way sorted_out",
        "{units:unit} arrived {late:lateness}{way:on the way}{defects:defective}"
        "{sorted_out:sorted out}",
    ),
    "short": Telling(
        "units",
        "{units:units} missing from stock when needed, and owed",
        first="need beyond what is covered",
    ),
    "lost": Telling(
        "units",
        "{units:units} missing from stock when needed, and that need was lost",
        first="need beyond what is covered",
    ),
    # People.
    "set out": Telling(
        "who", "{who} set out for the supplier of {it}", first="visits are planned ahead"
    ),
    "visited": Telling("who", "{who} ended a visit to the supplier of {it}"),
    "visit postponed": Telling(
        "who", "a visit of {who} to the supplier of {it} was put off until the way would be open"
    ),
    "held up": Telling("who", "{who} could travel no further, and waited"),
    "audit postponed": Telling("", "no auditor could travel to the supplier of {it}"),
    "audit cancelled": Telling("", "the audit was dropped, as the next one was due"),
    "teaching waits": Telling("", "nobody could travel to the supplier of {it} to teach"),
    "visit cancelled": Telling("who", "a visit of {who} to the supplier of {it} was cancelled"),
    "hired away": Telling("group", "{it} hired somebody away from {group}", first="chance"),
    "joined": Telling("group", "the supplier of {it} gained somebody from {group}"),
    "replaced": Telling("group", "{group} found somebody for the one whom {it} had hired away"),
    # Teaching.
    "taught": Telling(
        "cell copied", "the customer's engineers taught cell {cell}, and {copied:copied}"
    ),
    "book renewed": Telling(
        "redrawn pending",
        "the supplier was given the customer's book of that day: {redrawn:redrawn}, "
        "{pending:to teach}",
        first="contract rounds come at fixed intervals",
    ),
    # What follows from rounds, at the supplier and for it.
    "designer hired": Telling(
        _STAFFED,
        "the supplier hired a designer, to have {people:designers}: " + _KEPT + _ONE_MORE,
        first="it went by its own readings of the year",
    ),
    "designer came": Telling(
        "people", "a designer began at the supplier, who has {people:designers}"
    ),
    "no designer hired": Telling(
        _STAFFED,
        "the supplier hired nobody beside {people:designers}: " + _KEPT + _ONE_MORE,
        first="it went by its own readings of the year",
    ),
    "designer let go": Telling(
        _STAFFED,
        "the supplier let a designer go, to have {people:designers}: " + _KEPT + "one brought it "
        "{worth:money} a year, and cost {cost:money}",
        first="it went by its own readings of the year",
    ),
    "short of designers": Telling(
        "people cells",
        "the share was not raised: {people:designers} cannot look after {cells} cells",
    ),
    "other customer won": Telling(
        "idle ambition",
        "the supplier won another customer, for whom a team works from then on, by chance: "
        "that is the likelier, the more of its teams' time is idle ({idle:thousandths}) and the "
        "greater its ambition ({ambition:index})",
    ),
    "team came back": Telling("teams", "a team came back from another customer: {teams} work here"),
    "search": Telling(
        "loss novice",
        "the customer began to search for another supplier: staying would lose it {loss:money} "
        "in a round, and a novice cost {novice:money}",
    ),
    "no candidate left": Telling(
        "loss novice",
        "nobody was left to take the supplier's place: staying would lose {loss:money} in a "
        "round, and a novice cost {novice:money}",
    ),
    "developed": Telling(
        "pending loss novice",
        "the customer began anew with the supplier it had, {pending:to teach}: staying would lose "
        "it {loss:money} in a round, and a novice cost {novice:money}",
    ),
    "took over": Telling(
        "number", "a novice took over from the supplier of before", unsaid="number"
    ),
    # Talk, and goods that are looked at.
    "spoke": Telling("site", "people from {site} spoke to the supplier's, as they do in between"),
    "sorted out": Telling("units", "the supplier sorted {units:defectives} out before shipping"),
    # What comes with dates.
    "governance changed": Telling(
        "*choices",
        "the way in which {it} is governed changed: {choices:choices}",
        first="the scenario has it so from that day on",
    ),
    "course held": Telling(
        "", "a course was held for the supplier's people", first="courses come at fixed intervals"
    ),
    "below the quota": Telling(
        "content", "{content:thousandths} of what is taught was done locally, below the quota"
    ),
    # Changes at the supplier.
    "tried": Telling(
        "purpose operation attempt rounds kind promising",
        "a team ended a trial {purpose:purpose}, with {kind:idea} {operation:operation}"
        "{rounds:rounds}, {promising:promising}",
        unsaid="attempt",
    ),
    "asked for more": Telling(
        "operation attempt observations estimate error",
        "the review could not decide on a change of {operation:operation} " + _WEIGHED,
        unsaid="attempt",
    ),
    "accepted": Telling(
        "operation attempt observations estimate error",
        "the review accepted a change of {operation:operation} " + _WEIGHED,
        unsaid="attempt",
    ),
    "refused": Telling(
        "operation attempt observations estimate error",
        "the review refused a change of {operation:operation}: the idea did not work well enough, "
        + _WEIGHED,
        unsaid="attempt",
    ),
    "not introduced": Telling(
        "operation attempt",
        "an accepted change of {operation:operation} could not be introduced, as others had taken "
        "what function there was to spare",
        unsaid="attempt",
    ),
    "introduced": Telling(
        "operation practice before bad kind *versions",
        "the supplier introduced {kind:change} {operation:operation}, practice {practice:practice} "
        "for {before:practice}{bad:made worse}",
        unsaid="versions",
    ),
    "reverted": Telling(
        "operation before practice *versions",
        "the supplier put practice {before:practice} back at {operation:operation}, as "
        "{practice:practice} had not held in a second test",
        unsaid="versions",
    ),
    "forgotten": Telling(
        "operation back practice",
        "somebody left, as people do, who alone knew practice {practice:practice} at "
        "{operation:operation}, and the supplier was back at {back:practice}",
    ),
    "procedure review": Telling(
        "",
        "both parties reviewed the recent changes of {it}",
        first="reviews are held at fixed intervals",
    ),
    # Sharing among sites.
    "benchmarked": Telling(
        "changes",
        "{changes:changes} of the supplier's were shown to the customer's sites",
        first="sites are benchmarked at fixed intervals",
    ),
    "adopted": Telling(
        "origin operation together kind *versions",
        "{it} took up {kind:change} {operation:operation}{origin:origin of}{together:together}",
        unsaid="versions",
        first="an idea of its own that worked",
    ),
    "refused at site": Telling(
        "origin operation together",
        "{it} tried a change of {operation:operation} from {origin:place}{together:together}, and "
        "it did not hold there",
    ),
    # Targets missed, and what follows.
    "missed": Telling(
        "target by",
        "the {target:target} was missed, with {by:thousandths} more {target:counted} than allowed",
    ),
    "disputed": Telling(
        "target customers suppliers",
        "the two did not agree whether the {target:target} was missed: the customer read "
        "{customers:above} {target:counted} than allowed, the supplier {suppliers:above}",
    ),
    "measured jointly": Telling(
        "target by", "a joint measurement found the {target:target} {by:missed by}"
    ),
    "contained": Telling("attribute", "the supplier had contained the missed {attribute:target}"),
    "cause found": Telling(
        "attribute",
        "the two ended their search and let teams try to correct the missed {attribute:target}",
    ),
    "verified": Telling(
        "attribute", "the correction for the missed {attribute:target} was seen to hold"
    ),
    "corrected": Telling(
        "attribute prompt",
        "the cause of the missed {attribute:target} was corrected {prompt:in time}",
    ),
    "not corrected": Telling(
        "attribute", "the two gave up on the missed {attribute:target}, with nothing corrected"
    ),
    # Audits.
    "audited": Telling(
        "score grade reasons response",
        "the audit found a response of {response:index} of 1, {score:thousandths} of all points "
        "and grade {grade}{reasons:reasons}",
        first="the response was still that of the start",
    ),
    "lot sampled": Telling(
        "found passes", "the auditor's sample held {found:defectives}, so the lot {passes:passed}"
    ),
    "corrective action": Telling(
        "about points where",
        "the audit asked for a correction on {about:question}{where:place of}"
        ", at {points} of 10 points",
    ),
    "corrective action closed": Telling(
        "about in_time done",
        "the supplier closed the correction on {about:question} {in_time:in time}{done:put right}",
    ),
    # Contract.
    "price asked": Telling(
        "share",
        "the customer asked for a price {share:share} lower",
        first="so much is asked every year",
    ),
    "price conceded": Telling(
        "share bound", "the supplier conceded {share:share} of the price{bound:bound}"
    ),
    "contract round": Telling(
        "net here elsewhere paid leaked",
        "the contract round found that {it} had {net:gain} since the last one: {here:money} in "
        "price and quality, and {elsewhere:money} at its other sites, less {paid:money} for "
        "working together and {leaked:money} for know-how that leaked",
        first="rounds are held at fixed intervals",
    ),
    "design share": Telling(
        "share before",
        "the supplier's share of the design went from {before:thousandths} to {share:thousandths}",
    ),
    "exit": Telling("", "the customer left {it} at the contract round: {it:exit rule}"),
    # Books.
    "book": Telling(
        "origin source *practices",
        "{practices:practices} at {it} changed: {origin:origin}{source:source}",
        first="this is how it stood at the start",
    ),
    "evidence": Telling(
        "approver operation estimate error observations",
        "a {approver} saw a change of {operation:operation} " + _WEIGHED,
    ),
}
