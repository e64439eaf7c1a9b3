"""Corrective actions, red flags and limitations on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.people.facts import Fact, facts
from portal.text import in_short, told_in
from portal.words import deeds
from purchasing.bidding.registry import Remedy, remedies
from purchasing.esg.queries import actions as action_queries
from purchasing.esg.queries import flags as flag_queries
from purchasing.esg.queries import limitations as queries
from purchasing.esg.states import CapState, LimitationLevel, LimitationState, StandingFact

MOST = 20  # rows of one kind; the list has the rest
SUPPLIERS = frozenset({"SA", "SE"})
L = LimitationState

if facts.get(StandingFact.LIMITATION) is None:
    facts.add(StandingFact.LIMITATION, Fact(StandingFact.LIMITATION.label, dict(LimitationLevel.choices)))

remedies.add(
    StandingFact.LIMITATION,
    Remedy(
        verb=gettext_lazy("Read the supply limitation"),
        text=gettext_lazy("Its reasons, the days to appeal, and the corrective actions that lift it."),
        url_name="esg:limitation-list",
    ),
)


def _today(request: HttpRequest):
    return page_now(request).astimezone(SEOUL).date()


def to_mend(request: HttpRequest) -> Iterable[Row]:
    """What the own company has to plan or to show."""
    for action in action_queries.actions_waiting_for(request.user)[:MOST]:
        planning = action.state == CapState.OPEN
        late = action.state in action_queries.LATE
        named = {"number": action.number, "finding": in_short(told_in(get_language() or "", action.finding), 80)}
        title = _("Plan %(number)s: %(finding)s") if planning else _("Mend %(number)s: %(finding)s")
        yield Row(
            title=title % named,
            consequence=_("It is overdue: what stays undone can lead to a supply limitation.")
            if late
            else _("What is not done by this day is overdue and escalated."),
            due=action.plan_due if planning else action.due_on,
            url=reverse("esg:action-detail", args=[action.number]),
            verb=_("Plan") if planning else _("Show evidence"),
            kind="bad" if late else "warn",
            icon="checklist",
            soon=7,
        )


def to_judge(request: HttpRequest) -> Iterable[Row]:
    """Plans, evidence and later days that a reviewer looks at."""
    for action in action_queries.actions_waiting_for(request.user)[:MOST]:
        named = {"number": action.number, "name": action.company.name}
        title = (
            _("Verify the evidence of %(number)s of %(name)s")
            if action.state == CapState.IMPLEMENTED
            else _("Look at %(number)s of %(name)s")
        )
        yield Row(
            title=title % named,
            consequence=_("The supplier's clock runs meanwhile."),
            due=action.due_on,
            url=reverse("esg:action-detail", args=[action.number]),
            verb=_("Look"),
            kind="wait",
            icon="checklist",
        )


def to_decide(request: HttpRequest) -> Iterable[Row]:
    """Red flags that another person raised."""
    for flag in flag_queries.flags_waiting_for(request.user)[:MOST]:
        yield Row(
            title=_("Decide on a red flag of %(name)s") % {"name": flag.company.name},
            consequence=_("Until then it counts for nothing."),
            url=reverse("esg:flag-detail", args=[flag.uid]),
            verb=_("Decide"),
            kind="warn",
            icon="flag",
        )


def notices(request: HttpRequest) -> Iterable[Row]:
    """A notice to answer; what limits the own company now, and until when an appeal is possible."""
    for limitation in queries.limitations_waiting_for(request.user)[:MOST]:
        yield Row(
            title=_("Answer the notice %(number)s: level %(level)s is proposed")
            % {"number": limitation.number, "level": limitation.level},
            consequence=_("After this day the committee decides without your answer."),
            due=limitation.answer_due,
            url=reverse("esg:limitation-detail", args=[limitation.number]),
            verb=_("Answer"),
            kind="bad",
            icon="scale",
            soon=14,
            primary=True,
        )
    on = _today(request)
    for limitation in queries.limitations_listed_for(request.user, state="in_force")[:MOST]:
        appeal = limitation.appeal_until if limitation.appealed_at is None else None
        yield Row(
            title=_("Supply limitation in force: %(level)s") % {"level": limitation.get_level_display()},
            consequence=_("An appeal is possible until this day.")
            if appeal and appeal >= on
            else _("It is lifted when the corrective actions are verified."),
            due=appeal if appeal and appeal >= on else None,
            url=reverse("esg:limitation-detail", args=[limitation.number]),
            verb=_("Read"),
            kind="bad",
            icon="ban",
        )


def due_process(request: HttpRequest) -> Iterable[Row]:
    """Notices to send, votes, decisions, appeals, liftings that wait for this person."""
    verbs = {
        L.PROPOSED: _("Send the notice %(number)s to %(name)s"),
        L.ANSWERED: _("%(name)s has answered %(number)s: hear it, or convene the committee"),
        L.COMMITTEE: _("Vote on %(number)s of %(name)s"),
        L.APPEALED: _("Vote on the appeal of %(name)s against %(number)s"),
    }
    for limitation in queries.limitations_waiting_for(request.user)[:MOST]:
        words = verbs.get(L(limitation.state), _("Decide on the lifting of %(number)s of %(name)s"))
        yield Row(
            title=words % {"number": limitation.number, "name": limitation.company.name},
            consequence=_("Level %(level)s") % {"level": limitation.level},
            url=reverse("esg:limitation-detail", args=[limitation.number]),
            verb=_("Look"),
            kind="wait",
            icon="scale",
        )


cards.add("esg-limitation-notices", Card(rows=notices, roles=SUPPLIERS, order=5))
cards.add("esg-actions", Card(rows=to_mend, roles=SUPPLIERS, order=12))
cards.add("esg-due-process", Card(rows=due_process, roles=frozenset({"ER", "EC", "AP", "CP"}), order=13))
cards.add("esg-flags", Card(rows=to_decide, roles=frozenset({"ER", "CP"}), order=14))
cards.add("esg-actions-judged", Card(rows=to_judge, roles=frozenset({"ER"}), order=15))

# Timeline ------------------------------------------------------------------------------------------------------------
WORDS = {
    "redflag.raised": gettext_lazy("Raised"),
    "redflag.commented": gettext_lazy("Answered by the supplier"),
    "redflag.confirm": gettext_lazy("Confirmed by another person"),
    "redflag.reject": gettext_lazy("Not confirmed"),
    "redflag.remedy": gettext_lazy("Remedied"),
    "correctiveaction.opened": pgettext_lazy("corrective action", "Asked for"),
    "correctiveaction.plan": gettext_lazy("Plan handed in"),
    "correctiveaction.send_back": gettext_lazy("Plan sent back"),
    "correctiveaction.accept_plan": gettext_lazy("Plan accepted"),
    "correctiveaction.contained": gettext_lazy("Contained"),
    "correctiveaction.extension_asked": gettext_lazy("More time asked for"),
    "correctiveaction.extended": gettext_lazy("More time given"),
    "correctiveaction.extension_refused": gettext_lazy("More time refused"),
    "correctiveaction.implement": gettext_lazy("Evidence handed in"),
    "correctiveaction.refuse_evidence": gettext_lazy("Not yet mended"),
    "correctiveaction.verify": gettext_lazy("Verified by another person"),
    "correctiveaction.close": pgettext_lazy("corrective action", "Closed"),
    "correctiveaction.lapse": pgettext_lazy("corrective action", "Overdue"),
    "correctiveaction.escalate": gettext_lazy("Escalated, support asked for"),
    "limitation.proposed": pgettext_lazy("limitation", "Proposed"),
    "limitation.notify": gettext_lazy("Notice sent with the facts"),
    "limitation.answer": gettext_lazy("Answered by the supplier"),
    "limitation.heard": gettext_lazy("Supplier heard"),
    "limitation.convene": gettext_lazy("Before the committee"),
    "limitation.interim_ordered": gettext_lazy("New orders suspended at once"),
    "limitation.voted": gettext_lazy("Voted"),
    "limitation.impose": gettext_lazy("Imposed by the committee"),
    "limitation.drop": gettext_lazy("Not imposed"),
    "limitation.appeal": gettext_lazy("Appealed against"),
    "limitation.uphold": gettext_lazy("Upheld by the panel"),
    "limitation.overturn": gettext_lazy("Overturned by the panel"),
    "limitation.lifting_asked": gettext_lazy("Lifting asked for"),
    "limitation.lifting_refused": gettext_lazy("Lifting refused"),
    "limitation.lift": gettext_lazy("Lifted"),
    "limitation.end": gettext_lazy("Ended"),
    "limitation.carried": gettext_lazy("Carried by a sister company"),
    "limitation.carried_ended": gettext_lazy("No longer carried by a sister company"),
}
for _name, _words in WORDS.items():
    deeds.add(f"esg.{_name}", _words)
