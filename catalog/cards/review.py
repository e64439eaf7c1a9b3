"""The review and registration on the dashboard; words of their deeds; names of their dated facts."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from catalog.models import GroupApplication, GroupCall
from catalog.policies import may_apply
from catalog.queries.registration import appeals_to_decide, applications_visible_to, gates_of, open_calls
from catalog.queries.review import queue_visible_to, review_due
from catalog.queries.second_look import looks_to_make, open_appeals
from catalog.services import answer_due
from catalog.states import ESG_ENTRY, ApplicationState, CallState, EsgVerdict
from portal.clock import SEOUL
from portal.home.registry import Action, Card, Programme, Row, actions, cards, programmes
from portal.http import page_now
from portal.people.facts import Fact, facts
from portal.text import in_short
from portal.words import deeds

OFFICERS, APPROVERS, ESG, RATERS = frozenset({"PO"}), frozenset({"AP"}), frozenset({"ER"}), frozenset({"EV"})
APPLICANTS = frozenset({"SA", "SU"})
ON_DASHBOARD = 10

actions.add(
    "group-list",
    Action(
        label=gettext_lazy("Register for a sourcing group"),
        url_name="catalog:group-list",
        icon="certificate",
        roles=APPLICANTS,
        order=24,
        allowed=may_apply,
    ),
)


programmes.add(
    "supplier-registration",
    Programme(
        direction="fair",
        name=gettext_lazy("Supplier registration"),
        summary=gettext_lazy("Sourcing groups are announced for 30 days; criteria, weights and reasons are published."),
        url_name="catalog:group-list",
        order=12,
    ),
)


def look_rows(request: HttpRequest) -> Iterable[Row]:
    """Second looks that this officer may make, as one line."""
    looks = looks_to_make(request.user)
    first, count = looks.first(), looks.count()
    if first is not None:
        title = ngettext("%(count)d second look is to be made", "%(count)d second looks are to be made", count)
        yield Row(
            title=title % {"count": count},
            consequence=_("First due: %(name)s") % {"name": first.version},
            due=first.due_on,
            url=reverse("catalog:look-list"),
            verb=_("Look"),
            kind="wait",
            icon="users",
            soon=1,
        )


def appeal_rows(request: HttpRequest) -> Iterable[Row]:
    """Appeals about products that this officer may decide."""
    for appeal in open_appeals(request.user).exclude(against=request.user)[:ON_DASHBOARD]:
        yield Row(
            title=_("Appeal: %(company)s") % {"company": appeal.product.company},
            consequence=in_short(appeal.text, 140),
            due=appeal.due_on,
            url=reverse("catalog:appeal-list"),
            verb=_("Decide"),
            kind="warn",
        )


def overdue_rows(request: HttpRequest) -> Iterable[Row]:
    """The head of purchasing sees that answers are overdue. Source: CAT-22."""
    first = queue_visible_to(request.user).first()
    due = review_due(first) if first is not None else None
    if first is not None and due is not None and due < page_now(request):
        yield Row(
            title=_("The review of products is overdue"),
            consequence=_("Longest waiting: %(name)s of %(company)s")
            % {"name": first, "company": first.product.company},
            due=due,
            url=reverse("catalog:review-queue"),
            verb=pgettext_lazy("queue", "Open"),
            kind="late",
        )


cards.add("catalog-looks", Card(rows=look_rows, roles=OFFICERS, order=22))
cards.add("catalog-appeals", Card(rows=appeal_rows, roles=OFFICERS, order=23))
cards.add("catalog-overdue", Card(rows=overdue_rows, roles=APPROVERS, order=21))


# Registration --------------------------------------------------------------------------------------------------------
def _row(application: GroupApplication, title: str, verb: str, **options) -> Row:
    return Row(
        title=title % {"company": application.company, "group": application.call.group},
        url=reverse("catalog:application-detail", args=[application.uid]),
        verb=verb,
        **options,
    )


def own_application_rows(request: HttpRequest) -> Iterable[Row]:
    """An applicant's drafts and what came back."""
    mine = applications_visible_to(request.user).filter(company_id=request.user.company_id)
    for application in mine.filter(state=ApplicationState.RETURNED)[:ON_DASHBOARD]:
        yield _row(
            application,
            _("Documents are missing: %(group)s"),
            _("Send"),
            consequence=in_short(application.note, 140),
            due=application.documents_until,
            kind="warn",
        )
    drafts = mine.filter(state=ApplicationState.DRAFT, call__state=CallState.ANNOUNCED)
    for application in drafts.order_by("call__closes_at")[:ON_DASHBOARD]:
        yield _row(
            application,
            _("Application not submitted yet: %(group)s"),
            _("Go on"),
            consequence=_("Without registration no bids are taken in this group."),
            due=application.call.closes_at,
            kind="draft",
            soon=5,
        )


def call_rows(request: HttpRequest) -> Iterable[Row]:
    """Announcements whose applicants wait for the first answer."""
    waiting = GroupCall.objects.filter(state=CallState.CLOSED, answered_at=None, applications__applied_at__isnull=False)
    for call in waiting.select_related("group").distinct().order_by("closes_at")[:ON_DASHBOARD]:
        yield Row(
            title=_("First answer to the applicants: %(group)s") % {"group": call.group},
            consequence=_("Promised within three business days after closing."),
            due=answer_due(call),
            url=f"{reverse('catalog:group-detail', args=[call.group.code])}#answer",
            verb=_("Answer"),
            kind="wait",
            soon=1,
        )


def checking_rows(request: HttpRequest) -> Iterable[Row]:
    """Applications whose documents are to be checked."""
    applied = applications_visible_to(request.user).filter(state=ApplicationState.APPLIED).order_by("applied_at")
    for application in applied[:ON_DASHBOARD]:
        yield _row(application, _("%(company)s applies for %(group)s"), _("Check the documents"), kind="wait")


def rating_rows(request: HttpRequest) -> Iterable[Row]:
    """Applications that this person has not rated yet."""
    waiting = applications_visible_to(request.user).filter(state=ApplicationState.EVALUATION)
    for application in waiting.exclude(ratings__by=request.user).order_by("applied_at")[:ON_DASHBOARD]:
        yield _row(application, _("Rate %(company)s for %(group)s"), _("Rate"), kind="wait")


def gate_rows(request: HttpRequest) -> Iterable[Row]:
    """Applications without a recorded ESG entry gate."""
    day = page_now(request).astimezone(SEOUL).date()
    waiting = list(applications_visible_to(request.user).filter(state=ApplicationState.ESG_GATE).order_by("applied_at"))
    gates = gates_of({application.company_id for application in waiting}, day)
    for application in waiting[:ON_DASHBOARD]:
        if application.company_id not in gates:
            yield _row(application, _("ESG entry gate of %(company)s"), _("Record"), kind="wait")


def deciding_rows(request: HttpRequest) -> Iterable[Row]:
    """Applications that wait for a decision, and appeals."""
    waiting = applications_visible_to(request.user).filter(state=ApplicationState.ESG_GATE).order_by("applied_at")
    for application in waiting[:ON_DASHBOARD]:
        yield _row(application, _("Registration of %(company)s for %(group)s"), _("Decide"), kind="wait")
    for appeal in appeals_to_decide(request.user)[:ON_DASHBOARD]:
        yield Row(
            title=_("Appeal about the registration %(number)s") % {"number": appeal.application.number},
            consequence=in_short(appeal.text, 140),
            due=appeal.due_on,
            url=reverse("catalog:application-detail", args=[appeal.application.uid]),
            verb=_("Decide"),
            kind="warn",
        )


def open_group_rows(request: HttpRequest) -> Iterable[Row]:
    """A supplier at level L0 learns where it may register."""
    company = request.user.company
    if company is None or company.level != "L0":
        return
    applied = company.group_applications.exclude(state=ApplicationState.WITHDRAWN).values("call")
    for call in open_calls().exclude(pk__in=applied)[:3]:
        yield Row(
            title=_("Open for applications: %(group)s") % {"group": call.group},
            consequence=_("Registered suppliers may bid."),
            due=call.closes_at,
            url=reverse("catalog:group-detail", args=[call.group.code]),
            verb=_("See"),
            kind="info",
            soon=5,
        )


cards.add("catalog-own-applications", Card(rows=own_application_rows, roles=APPLICANTS, order=24))
cards.add("catalog-open-groups", Card(rows=open_group_rows, roles=APPLICANTS, order=60))
cards.add("catalog-first-answers", Card(rows=call_rows, roles=OFFICERS, order=24))
cards.add("catalog-checking", Card(rows=checking_rows, roles=OFFICERS, order=25))
cards.add("catalog-rating", Card(rows=rating_rows, roles=RATERS | OFFICERS, order=26))
cards.add("catalog-gates", Card(rows=gate_rows, roles=ESG, order=27))
cards.add("catalog-deciding", Card(rows=deciding_rows, roles=APPROVERS, order=28))

facts.add(ESG_ENTRY, Fact(gettext_lazy("ESG entry gate"), dict(EsgVerdict.choices)))

for what, words in {
    "catalog.product.change_asked": gettext_lazy("Change asked for at the second look"),
    "catalog.product.appealed": gettext_lazy("Supplier appealed"),
    "catalog.product.appeal_upheld": gettext_lazy("Appeal upheld"),
    "catalog.product.appeal_declined": gettext_lazy("Appeal declined"),
    "catalog.productversion.publish_unreviewed": gettext_lazy("Published without an answer in time"),
    "catalog.secondlook.agree": gettext_lazy("Second officer agreed"),
    "catalog.secondlook.ask_change": gettext_lazy("Second officer asked for a change"),
    "catalog.secondlook.block": gettext_lazy("Second officer blocked it"),
    "catalog.secondlook.drop": gettext_lazy("Second look dropped"),
    "catalog.productappeal.uphold": gettext_lazy("Appeal upheld"),
    "catalog.productappeal.decline": gettext_lazy("Appeal declined"),
    "catalog.registrationappeal.uphold": gettext_lazy("Appeal upheld"),
    "catalog.registrationappeal.decline": gettext_lazy("Appeal declined"),
    "catalog.sourcinggroup.added": gettext_lazy("Sourcing group added"),
    "catalog.sourcinggroup.edited": gettext_lazy("Sourcing group edited"),
    "catalog.groupcall.announced": gettext_lazy("Opened for applications"),
    "catalog.groupcall.close": gettext_lazy("Closed for applications"),
    "catalog.groupcall.cancel": gettext_lazy("Announcement cancelled"),
    "catalog.groupcall.answered": gettext_lazy("First answer given"),
    "catalog.groupapplication.begun": gettext_lazy("Application begun"),
    "catalog.groupapplication.document_added": gettext_lazy("Document added"),
    "catalog.groupapplication.document_removed": gettext_lazy("Document removed"),
    "catalog.groupapplication.apply": gettext_lazy("Application submitted"),
    "catalog.groupapplication.check": gettext_lazy("Document check begun"),
    "catalog.groupapplication.ask_documents": gettext_lazy("Documents asked for"),
    "catalog.groupapplication.complete": gettext_lazy("Missing documents sent"),
    "catalog.groupapplication.evaluate": gettext_lazy("Evaluation begun"),
    "catalog.groupapplication.rated": gettext_lazy("Rated"),
    "catalog.groupapplication.score": gettext_lazy("Points added up"),
    "catalog.groupapplication.gate_recorded": gettext_lazy("ESG entry gate recorded"),
    "catalog.groupapplication.send_back": gettext_lazy("Sent back to the evaluation"),
    "catalog.groupapplication.decide": gettext_lazy("Decided"),
    "catalog.groupapplication.notify": gettext_lazy("Result notified"),
    "catalog.groupapplication.appealed": gettext_lazy("Applicant appealed"),
    "catalog.groupapplication.appeal_upheld": gettext_lazy("Appeal upheld"),
    "catalog.groupapplication.appeal_declined": gettext_lazy("Appeal declined"),
    "catalog.groupapplication.reopen": gettext_lazy("Evaluated again"),
    "catalog.groupapplication.withdraw": gettext_lazy("Application withdrawn"),
    "catalog.groupapplication.rechecked": gettext_lazy("Yearly check made"),
    "catalog.reviewterms.entered": gettext_lazy("Terms of the review entered"),
    "catalog.reviewterms.approved": gettext_lazy("Terms of the review approved"),
    "catalog.registrationterms.entered": gettext_lazy("Terms of registration entered"),
    "catalog.registrationterms.approved": gettext_lazy("Terms of registration approved"),
    "catalog.readyreason.added": gettext_lazy("Ready-made reason added"),
    "catalog.readyreason.edited": gettext_lazy("Ready-made reason edited"),
}.items():
    deeds.add(what, words)
