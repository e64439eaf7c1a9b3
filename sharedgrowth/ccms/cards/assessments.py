"""Self-assessments on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.words import deeds
from sharedgrowth.ccms.queries import assessments as queries


def to_answer(request: HttpRequest) -> Iterable[Row]:
    """Own self-assessments that are open, or wait for a second person."""
    user = request.user
    if not (user.is_internal or user.is_supplier):
        return
    for what, each in queries.waiting_for(user)[:6]:
        answer = what == "answer"
        title = _("Self-assessment %(year)s: %(who)s") if answer else _("Confirm the self-assessment of %(who)s")
        why = _("What is not handed in by the last day does not count.") if answer else _("It counts once confirmed.")
        yield Row(
            title=title % {"year": each.set.year, "who": each.who},
            consequence=why,
            due=each.set.closes_on if answer and each.unit_id else None,
            url=reverse("ccms:assessment-detail", args=[each.number]),
            verb=_("Answer") if answer else _("Look"),
            kind="draft" if answer else "wait",
            icon="checklist",
            soon=14,
        )


def to_finish(request: HttpRequest) -> Iterable[Row]:
    """Open actions that this person owns."""
    for action in queries.own_actions(request.user)[:6]:
        yield Row(
            title=action.title or str(action.module),
            consequence=action.assessment.who,
            due=action.due_on,
            url=reverse("ccms:action-detail", args=[action.uid]),
            verb=_("Open"),
            kind="info",
            icon="flag",
            soon=14,
        )


def sets_waiting(request: HttpRequest) -> Iterable[Row]:
    """The set of the year when there is none; sets before a second person."""
    day = page_now(request).astimezone(SEOUL).date()
    if queries.lacks_set(day):
        yield Row(
            title=_("The set of statements of %(year)s is missing") % {"year": day.year},
            consequence=_("Without one no self-assessment opens on 1 October."),
            due=day.replace(month=10, day=1),
            url=reverse("ccms:set-list"),
            verb=_("Look"),
            kind="bad",
            icon="list",
        )
    for found in queries.sets_to_publish(request.user):
        yield Row(
            title=_("Publish the set of statements %(set)s") % {"set": found},
            consequence=_("The year opens with the set in force."),
            due=found.opens_on,
            url=reverse("ccms:set-detail", args=[found]),
            verb=_("Look"),
            kind="wait",
            icon="list",
        )


cards.add("ccms-assessments", Card(rows=to_answer, order=47))
cards.add("ccms-actions", Card(rows=to_finish, order=48))
cards.add("ccms-sets", Card(rows=sets_waiting, roles=frozenset({"CC", "CP"}), order=49))

WORDS = {
    "assessmentset.copied": gettext_lazy("Copied from an earlier set"),
    "assessmentset.edited": gettext_lazy("Days and thresholds changed"),
    "assessmentset.item_saved": gettext_lazy("Statement saved"),
    "assessmentset.item_removed": gettext_lazy("Statement removed"),
    "assessmentset.anchors_saved": gettext_lazy("Words of the levels saved"),
    "assessmentset.submit": gettext_lazy("Handed to a second person"),
    "assessmentset.send_back": gettext_lazy("Sent back"),
    "assessmentset.publish": pgettext_lazy("ccms set", "Put into force"),
    "assessmentset.supersede": gettext_lazy("Replaced by a later set"),
    "assessmentset.results_published": gettext_lazy("Results of the year published"),
    "selfassessment.opened": gettext_lazy("Self-assessment opened"),
    "selfassessment.answered": gettext_lazy("Statements answered"),
    "selfassessment.file_removed": gettext_lazy("Document removed"),
    "selfassessment.submit": gettext_lazy("Handed to a second person"),
    "selfassessment.send_back": gettext_lazy("Sent back"),
    "selfassessment.confirm": gettext_lazy("Confirmed by a second person"),
    "selfassessment.miss": gettext_lazy("Not handed in by the last day"),
    "action.opened": gettext_lazy("Action opened"),
    "action.planned": gettext_lazy("Action planned"),
    "action.finish": gettext_lazy("Reported done"),
    "action.reopen": gettext_lazy("Opened again"),
    "action.close": pgettext_lazy("ccms action", "Closed by a second person"),
    "action.drop": pgettext_lazy("ccms action", "Dropped"),
    "unit.saved": gettext_lazy("Unit saved"),
}
for _name, _words in WORDS.items():
    deeds.add(f"ccms.{_name}", _words)
