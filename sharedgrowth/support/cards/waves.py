"""The support group on the dashboard, and the words of its timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.home.registry import Card, Row, cards
from portal.text import in_short
from portal.words import deeds
from sharedgrowth.support.models import GroupRequest, GroupTask
from sharedgrowth.support.queries import waves as queries
from sharedgrowth.support.states.waves import GroupState, GroupTaskState


def _row(asked: GroupRequest, title: object, verb: object, **more) -> Row:
    url = reverse("support:group-detail", args=[asked.number])
    return Row(
        title=title, consequence=in_short(asked.problem, 120), url=url, verb=verb, kind="wait", icon="users", **more
    )


def to_triage(request: HttpRequest) -> Iterable[Row]:
    """Requests without an answer."""
    if request.user.is_internal:
        found = queries.requests_visible_to(request.user).filter(state=GroupState.REQUESTED)
        for asked in found.order_by("triage_due", "pk")[:5]:
            words = _("Support group asked: %(company)s") % {"company": asked.company.name}
            yield _row(asked, words, _("Answer"), due=asked.triage_due)


def to_score(request: HttpRequest) -> Iterable[Row]:
    """Requests that this member has not scored."""
    user = request.user
    if user.is_internal:
        found = queries.requests_visible_to(user).filter(state=GroupState.TRIAGED).exclude(scores__member=user)
        for asked in found.order_by("pk")[:4]:
            yield _row(
                asked,
                _("To be scored: %(company)s") % {"company": asked.company.name},
                pgettext("support group", "Score"),
            )


def to_sign(request: HttpRequest) -> Iterable[Row]:
    """What the company has to sign."""
    user = request.user
    if not user.is_supplier:
        return
    own = queries.requests_visible_to(user)
    for asked in own.filter(state=GroupState.SELECTED, company_signed_at=None):
        yield _row(asked, _("Your company has a place: sign the memorandum"), _("Read and sign"))
    for asked in own.filter(state=GroupState.LISTED):
        yield _row(asked, _("Diagnosis and tasks are here: sign the list"), _("Read and sign"))


def _task_row(task: GroupTask, title: object, verb: object, **more) -> Row:
    url = reverse("support:group-task", args=[task.uid])
    return Row(title=title, consequence=task.title, url=url, verb=verb, kind="wait", icon="clipboard-check", **more)


def to_verify(request: HttpRequest) -> Iterable[Row]:
    """Effects that finance verifies."""
    if request.user.is_internal:
        for task in queries.tasks_visible_to(request.user).filter(state=GroupTaskState.MEASURED).order_by("pk")[:5]:
            words = _("Effect to verify: %(company)s") % {"company": task.request.company.name}
            yield _task_row(task, words, pgettext("support group", "Verify"))


def own_tasks(request: HttpRequest) -> Iterable[Row]:
    """Tasks that this expert leads."""
    user = request.user
    if user.is_internal:
        live = [GroupTaskState.PLANNED, GroupTaskState.IN_PROGRESS]
        found = queries.tasks_visible_to(user).filter(
            expert__user=user, state__in=live, request__agreed_at__isnull=False
        )
        for task in found.order_by("due_on", "pk")[:4]:
            words = _("Task: %(company)s") % {"company": task.request.company.name}
            yield _task_row(task, words, _("Open"), due=task.due_on, soon=14)


cards.add("support-group-triage", Card(rows=to_triage, roles=frozenset({"SG"}), order=40))
cards.add("support-group-score", Card(rows=to_score, roles=frozenset({"CN", "AP"}), order=42))
cards.add("support-group-sign", Card(rows=to_sign, roles=frozenset({"SA"}), order=30))
cards.add("support-group-verify", Card(rows=to_verify, roles=frozenset({"FI"}), order=44))
cards.add("support-group-tasks", Card(rows=own_tasks, roles=frozenset({"CN"}), order=40))

WORDS = {
    "supportwave.planned": pgettext_lazy("wave", "Planned"),
    "supportwave.open": pgettext_lazy("wave", "Opened"),
    "supportwave.close": gettext_lazy("Closed for requests"),
    "supportwave.run": gettext_lazy("Companies selected"),
    "supportwave.end": pgettext_lazy("wave", "Ended"),
    "waveexpert.released": gettext_lazy("Days released"),
    "grouprequest.asked": gettext_lazy("Support group asked"),
    "grouprequest.triage": gettext_lazy("Handed to the selection"),
    "grouprequest.route": gettext_lazy("Handed to another unit"),
    "grouprequest.scored": gettext_lazy("Scored"),
    "grouprequest.select": pgettext_lazy("group request", "Selected"),
    "grouprequest.decline": pgettext_lazy("group request", "Not selected"),
    "grouprequest.signed_by_company": gettext_lazy("Signed by the company"),
    "grouprequest.signed_by_buyer": gettext_lazy("Signed by the buyer"),
    "grouprequest.sign": gettext_lazy("Memorandum signed by both"),
    "grouprequest.diagnose": gettext_lazy("Diagnosis begun"),
    "grouprequest.visited": gettext_lazy("Visit noted"),
    "grouprequest.diagnosed": gettext_lazy("Diagnosis handed in"),
    "grouprequest.list": gettext_lazy("List of tasks handed over"),
    "grouprequest.relist": gettext_lazy("Other tasks wanted"),
    "grouprequest.agree": gettext_lazy("List of tasks signed"),
    "grouprequest.start": gettext_lazy("Tasks begun"),
    "grouprequest.hold": gettext_lazy("Put on hold"),
    "grouprequest.resume": gettext_lazy("Taken up again"),
    "grouprequest.close": pgettext_lazy("group request", "Closed"),
    "grouprequest.cancel": pgettext_lazy("group request", "Cancelled"),
    "grouptask.planned": gettext_lazy("Task written"),
    "grouptask.start": gettext_lazy("Task started"),
    "grouptask.hold": gettext_lazy("Put on hold"),
    "grouptask.resume": gettext_lazy("Taken up again"),
    "grouptask.finish": gettext_lazy("Task done"),
    "grouptask.measure": gettext_lazy("Effect measured"),
    "grouptask.send_back": gettext_lazy("To be measured again"),
    "grouptask.verify": gettext_lazy("Effect verified"),
    "grouptask.cancel": pgettext_lazy("group task", "Cancelled"),
}
for _name, _words in WORDS.items():
    deeds.add(f"support.{_name}", _words)
