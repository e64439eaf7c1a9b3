"""The support group: who is told of what; what runs by itself."""

from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.support.models import DiagnosisVisit, GroupRequest, GroupTask
from sharedgrowth.support.services import waves as services

PAGE, TASK, LIST = "support:group-detail", "support:group-task", "support:group-list"


@sweeps
def watch_group() -> None:
    """Once a day."""
    services.run_group_clock(today())


def _tell(request: int, kind: str, *, company: bool = False, buyer: bool = False, people=(), **more) -> None:
    found = GroupRequest.objects.select_related("company", "asked_by").get(pk=request)
    params = {
        "number": found.number,
        "company": bilingual(found.company.legal_name_ko, found.company.legal_name_en),
        **more,
    }
    told = set(people)
    if company:
        told |= {found.asked_by, *people_with_role(found.company, "SA")}
    if buyer:
        told |= set(buyer_people_with_role("SG"))
    notify(told, f"support.{kind}", params=params, url_name=PAGE, url_args=[found.number])


@on("support.group_asked")
def tell_asked(*, request: int, **_later) -> None:
    """Shared growth, which answers within ten business days."""
    due = GroupRequest.objects.values_list("triage_due", flat=True).get(pk=request)
    _tell(request, "group_asked", buyer=True, until=due)


@on("support.group_triaged")
def tell_triaged(*, request: int, **_later) -> None:
    """The company, with the note."""
    found = GroupRequest.objects.get(pk=request)
    _tell(request, "group_triaged", company=True, note=found.triage_note[:300])


@on("support.group_selected")
def tell_selected(*, request: int, **_later) -> None:
    """The company: the memorandum is to be signed."""
    _tell(request, "group_selected", company=True)


@on("support.group_declined")
def tell_declined(*, request: int, **_later) -> None:
    """The company, with its points."""
    points = GroupRequest.objects.values_list("points", flat=True).get(pk=request)
    _tell(request, "group_declined", company=True, points=str(points))


@on("support.group_signed")
def tell_signed(*, request: int, side: str, **_later) -> None:
    """The other side."""
    _tell(request, "group_signed", company=side == "buyer", buyer=side == "company")


@on("support.group_listed")
def tell_listed(*, request: int, tasks: int, **_later) -> None:
    """The company signs the list."""
    _tell(request, "group_listed", company=True, count=tasks)


@on("support.group_relisted")
def tell_relisted(*, request: int, reason: str, **_later) -> None:
    """Shared growth."""
    _tell(request, "group_relisted", buyer=True, reason=reason)


@on("support.group_agreed")
def tell_agreed(*, request: int, **_later) -> None:
    """Shared growth and the lead experts."""
    leads = [task.expert.user for task in GroupTask.objects.filter(request=request).select_related("expert__user")]
    _tell(request, "group_agreed", buyer=True, people=leads)


@on("support.group_cancelled")
def tell_cancelled(*, request: int, **_later) -> None:
    """Both sides and the lead experts."""
    leads = [task.expert.user for task in GroupTask.objects.filter(request=request).select_related("expert__user")]
    reason = GroupRequest.objects.values_list("reason", flat=True).get(pk=request)
    _tell(request, "group_cancelled", company=True, buyer=True, people=leads, reason=reason[:300])


@on("support.stop_work")
def tell_stop(*, group_visit: int | None = None, **_later) -> None:
    """At once: the company, shared growth, compliance. SGS-07."""
    if group_visit is None:
        return
    visit = DiagnosisVisit.objects.select_related("request__company").get(pk=group_visit)
    told = [*people_with_role(visit.request.company, "SA", "SE"), *buyer_people_with_role("SG", "CP")]
    _tell(visit.request_id, "group_stop", people=told, text=visit.stop_work[:200])


def _tell_task(task: int, kind: str, people, **more) -> None:
    found = GroupTask.objects.select_related("request__company", "expert__user").get(pk=task)
    params = {
        "number": found.number,
        "title": found.title,
        "company": bilingual(found.request.company.legal_name_ko, found.request.company.legal_name_en),
        **more,
    }
    notify(people, f"support.{kind}", params=params, url_name=TASK, url_args=[found.uid])


@on("support.group_task_measured")
def tell_measured(*, task: int, **_later) -> None:
    """Finance verifies."""
    _tell_task(task, "group_task_measured", buyer_people_with_role("FI"))


@on("support.group_task_sent_back")
def tell_sent_back(*, task: int, reason: str, **_later) -> None:
    """The lead expert."""
    lead = GroupTask.objects.select_related("expert__user").get(pk=task).expert.user
    _tell_task(task, "group_task_sent_back", [lead], reason=reason[:300])


@on("support.group_task_verified")
def tell_verified(*, task: int, **_later) -> None:
    """The company and the lead expert."""
    found = GroupTask.objects.select_related("expert__user", "request__company").get(pk=task)
    people = {found.expert.user, *people_with_role(found.request.company, "SA")}
    _tell_task(task, "group_task_verified", people)


@on("support.group_late")
def tell_late(*, triages: int, diagnoses: int, tasks: int, experts: int, **_later) -> None:
    """Shared growth, once a week."""
    params = {"triages": triages, "diagnoses": diagnoses, "tasks": tasks, "experts": experts}
    notify(buyer_people_with_role("SG"), "support.group_late", params=params, url_name=LIST)


WORDS = (  # kind, title, text
    (
        "support.group_asked",
        _("%(company)s asks the support group"),
        _("Request %(number)s. Answer it by %(until)s."),
    ),
    (
        "support.group_triaged",
        _("Your request %(number)s to the support group is answered"),
        _("%(note)s"),
    ),
    (
        "support.group_selected",
        _("Selected by the support group: request %(number)s"),
        _("%(company)s has a place in the wave. Read the memorandum and sign it."),
    ),
    (
        "support.group_declined",
        _("Request %(number)s was not selected this time"),
        _("%(points)s points. When a place is given up, the next company gets it."),
    ),
    (
        "support.group_signed",
        _("The memorandum of request %(number)s was signed by the other side"),
        _("%(company)s. With your signature the work begins."),
    ),
    (
        "support.group_listed",
        _("Diagnosis and list of tasks of request %(number)s are here"),
        _("Tasks: %(count)s. Sign the list, or say what should be different."),
    ),
    (
        "support.group_relisted",
        _("%(company)s wants other tasks"),
        _("Request %(number)s. %(reason)s"),
    ),
    (
        "support.group_agreed",
        _("%(company)s has signed the list of tasks"),
        _("Request %(number)s. The tasks can start."),
    ),
    (
        "support.group_cancelled",
        _("The support of request %(number)s is cancelled"),
        _("%(company)s. %(reason)s"),
    ),
    (
        "support.group_stop",
        _("Stop work at once: visit of the support group at %(company)s"),
        _("Request %(number)s. %(text)s"),
    ),
    (
        "support.group_task_measured",
        _("An effect is to be verified: %(title)s"),
        _("Task %(number)s, %(company)s."),
    ),
    (
        "support.group_task_sent_back",
        _("An effect is to be measured again: %(title)s"),
        _("Task %(number)s, %(company)s. %(reason)s"),
    ),
    (
        "support.group_task_verified",
        _("The effect is verified: %(title)s"),
        _("Task %(number)s, %(company)s."),
    ),
    (
        "support.group_late",
        _("Support group: what is late this week"),
        _("Answers %(triages)s, diagnoses %(diagnoses)s, tasks %(tasks)s; experts with hardly a day left %(experts)s."),
    ),
)
ESSENTIAL = {"support.group_selected", "support.group_declined", "support.group_stop", "support.group_cancelled"}
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=key in ESSENTIAL))
