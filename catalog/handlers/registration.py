"""What registration tells applicants and staff; its clock; who opens the papers of an application."""

from collections.abc import Iterable
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog import services
from catalog.models import ApplicationDocument, GroupApplication, GroupCall, Product, RegistrationAppeal
from catalog.queries.registration import esg_entry, reads_papers
from catalog.states import ApplicationState, ProductState
from portal.clock import db_now, today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps, until_done
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role

APPLICANT = ("SA", "SU")

for key, title, text, essential in (
    ("group_announced", _("Open for applications: suppliers of %(group)s"), _("Your company lists such goods."), False),
    ("group_cancelled", _("The announcement for %(group)s was cancelled"), _("Your application has ended."), True),
    ("group_closed", _("Applications for %(group)s have closed"), _("The applicants expect a first answer."), False),
    ("answer_half", _("Half of the time for the first answer has passed: %(group)s"), "", False),
    (
        "answer_over",
        _("The first answer to the applicants of %(group)s is overdue"),
        _("It was due within three business days after closing."),
        True,
    ),
    (
        "applicants_answered",
        _("First answer to your application: %(group)s"),
        _("Your application was received. How and when it is evaluated stands on its page."),
        True,
    ),
    ("application_received", _("Your application %(number)s was received"), "", False),
    ("application_submitted", _("A company applies for %(group)s"), _("Its documents are to be checked."), False),
    (
        "documents_asked",
        _("Documents are missing in your application %(number)s"),
        _("What is missing, and until when it can be sent, stands on its page."),
        True,
    ),
    ("application_completed", _("Missing documents have arrived: %(number)s"), "", False),
    ("gate_needed", _("The ESG entry gate is to be recorded: %(number)s"), "", False),
    ("decision_due", _("A registration waits for a decision: %(number)s"), "", False),
    ("application_sent_back", _("The approver asks for a new evaluation: %(number)s"), "", False),
    (
        "application_result",
        _("The result of your application %(number)s is there"),
        _("The evaluation result letter can be printed from its page."),
        True,
    ),
    ("registration_appealed", _("An applicant appeals: %(number)s"), _("Another approver decides."), False),
    ("registration_appeal_decided", _("Your appeal about %(number)s is decided"), "", True),
    (
        "registration_recheck",
        _("The yearly check of the registration for %(group)s is due"),
        _("Certificates and facts should be up to date."),
        False,
    ),
    (
        "registration_renewal",
        _("The registration for %(group)s ends soon"),
        _("Apply again when the group is announced: without registration no bids are taken."),
        True,
    ),
):
    kinds.register(Kind(key=f"catalog.{key}", title=title, text=text, essential=essential))


def _group_name(call: GroupCall) -> dict[str, str]:
    return bilingual(call.group.name_ko, call.group.name_en)


def _call(pk: int) -> GroupCall:
    return GroupCall.objects.select_related("group").get(pk=pk)


def _application(pk: int) -> GroupApplication:
    return GroupApplication.objects.select_related("call__group", "company").get(pk=pk)


def _tell_about_call(kind: str, people: Iterable[User], call: GroupCall) -> None:
    notify(
        people,
        f"catalog.{kind}",
        params={"group": _group_name(call)},
        url_name="catalog:group-detail",
        url_args=[call.group.code],
    )


def _tell_about(kind: str, people: Iterable[User], application: GroupApplication) -> None:
    notify(
        people,
        f"catalog.{kind}",
        params={"group": _group_name(application.call), "number": application.number},
        url_name="catalog:application-detail",
        url_args=[application.uid],
    )


def _applicant(application: GroupApplication) -> list[User]:
    return list(people_with_role(application.company, *APPLICANT))


@on("catalog.group_announced")
def tell_makers(*, call: int, **_later) -> None:
    """Administrators of companies that list products of the group's classes."""
    announced = _call(call)
    codes = [node.code.rstrip("0") for node in announced.group.classes.all()]
    if not codes:
        return
    branch = Q()
    for code in codes:
        branch |= Q(current__class_node__code__startswith=code)
    makers = Product.objects.filter(branch, state=ProductState.PUBLISHED).order_by().values("company").distinct()
    people: list[User] = []
    for company in Company.objects.filter(pk__in=makers):
        people += people_with_role(company, "SA")
    _tell_about_call("group_announced", people, announced)


@on("catalog.group_cancelled")
def tell_cancelled(*, call: int, **_later) -> None:
    """Everybody who had applied."""
    cancelled = _call(call)
    for application in cancelled.applications.filter(applied_at__isnull=False).select_related("company"):
        _tell_about_call("group_cancelled", _applicant(application), cancelled)


@on("catalog.group_closed")
def tell_closed(*, call: int, **_later) -> None:
    """Officers: the first answer is due."""
    closed = _call(call)
    if closed.applications.filter(applied_at__isnull=False).exists():
        _tell_about_call("group_closed", buyer_people_with_role("PO"), closed)


@on("catalog.answer_half")
def tell_answer_half(*, call: int, **_later) -> None:
    """Officers."""
    _tell_about_call("answer_half", buyer_people_with_role("PO"), _call(call))


@on("catalog.answer_over")
def tell_answer_over(*, call: int, **_later) -> None:
    """Officers, and the approvers above them."""
    _tell_about_call("answer_over", buyer_people_with_role("PO", "AP"), _call(call))


@on("catalog.applicants_answered")
def tell_answered(*, call: int, **_later) -> None:
    """Every applicant."""
    submitted = GroupApplication.objects.filter(call=call, applied_at__isnull=False)
    for application in submitted.exclude(state=ApplicationState.WITHDRAWN).select_related("call__group", "company"):
        _tell_about("applicants_answered", _applicant(application), application)


@on("catalog.application_submitted")
def tell_submitted(*, application: int, **_later) -> None:
    """Officers; the applicant gets a receipt."""
    sent = _application(application)
    _tell_about("application_submitted", buyer_people_with_role("PO"), sent)
    _tell_about("application_received", _applicant(sent), sent)


@on("catalog.documents_asked")
def tell_documents_asked(*, application: int, **_later) -> None:
    """The applicant."""
    returned = _application(application)
    _tell_about("documents_asked", _applicant(returned), returned)


@on("catalog.application_completed")
def tell_completed(*, application: int, **_later) -> None:
    """Who asked for them."""
    completed = _application(application)
    if completed.checked_by is not None:
        _tell_about("application_completed", [completed.checked_by], completed)


@on("catalog.application_scored", "catalog.gate_recorded")
def tell_next(*, application: int, **_later) -> None:
    """ESG reviewers while the gate is open, then approvers."""
    scored = _application(application)
    if scored.state != ApplicationState.ESG_GATE:
        return
    if esg_entry(scored, today()):
        acted = [pk for pk in (scored.checked_by_id, scored.scored_by_id, scored.esg_by_id) if pk is not None]
        _tell_about("decision_due", buyer_people_with_role("AP").exclude(pk__in=acted), scored)
    else:
        _tell_about("gate_needed", buyer_people_with_role("ER"), scored)


@on("catalog.application_sent_back")
def tell_sent_back(*, application: int, **_later) -> None:
    """Officers and evaluators."""
    _tell_about("application_sent_back", buyer_people_with_role("PO", "EV"), _application(application))


@on("catalog.application_decided")
def notify_applicant(*, application: int, **_later) -> None:
    """The result is notified at once, and from then on the appeal runs."""
    decided = services.notify_result(_application(application))
    _tell_about("application_result", _applicant(decided), decided)


@on("catalog.registration_appealed")
def tell_registration_appealed(*, appeal: int, **_later) -> None:
    """Approvers who may decide it."""
    filed = RegistrationAppeal.objects.select_related("application__call__group", "application__company").get(pk=appeal)
    people = buyer_people_with_role("AP").exclude(pk=filed.against_id)
    _tell_about("registration_appealed", people, filed.application)


@on("catalog.registration_appeal_decided")
def tell_registration_appeal_decided(*, appeal: int, **_later) -> None:
    """The applicant; officers too when it is evaluated again."""
    rows = RegistrationAppeal.objects.select_related("application__call__group", "application__company")
    decided = rows.get(pk=appeal)
    _tell_about("registration_appeal_decided", _applicant(decided.application), decided.application)
    if decided.state == "upheld":
        _tell_about("application_sent_back", buyer_people_with_role("PO", "EV"), decided.application)


@on("catalog.registration_recheck")
def tell_recheck(*, application: int, **_later) -> None:
    """The company and the officers."""
    registered = _application(application)
    people = [*_applicant(registered), *buyer_people_with_role("PO")]
    _tell_about("registration_recheck", people, registered)


@on("catalog.registration_renewal")
def tell_renewal(*, application: int, **_later) -> None:
    """The company."""
    ending = _application(application)
    _tell_about("registration_renewal", _applicant(ending), ending)


@readers.register("catalog.application_papers")
def reads_application_papers(user: User, file: File) -> bool | None:
    """Who checks, rates, decides or audits opens the documents of what was submitted."""
    if not reads_papers(user):
        return None
    submitted = ApplicationDocument.objects.filter(file=file, application__applied_at__isnull=False)
    return True if submitted.exists() else None


@sweeps
def close_announcements() -> None:
    """Each minute, by the database's clock."""
    services.close_calls()


@sweeps
def registration_clock() -> None:
    """First answers, every ten minutes."""
    now = db_now()
    tenth = f"{now:%Y-%m-%dT%H}:{now.minute // 10}"
    until_done("catalog.registration_clock", tenth, partial(services.remind_of_answers, now))


@sweeps
def recheck_clock() -> None:
    """Yearly checks, each Korean day."""
    day = today()
    until_done("catalog.rechecks", day.isoformat(), partial(services.remind_of_rechecks, day))
