"""Sourcing on the pages of the ground floor: the menu, what waits on each dashboard, the words of its timeline."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from catalog.models import ClassNode, Product, Proposal, RequestInvitation, SourcingRequest, SpecCase, TrialTest
from catalog.policies import sourcing as may
from catalog.queries.sourcing import SELLERS
from catalog.states import PROPOSAL_COUNTS, CaseState, RequestState, TrialState, Verdict
from portal.clock import db_now
from portal.home.registry import Action, Card, MenuItem, Row, actions, cards, menu
from portal.words import deeds

R = RequestState
MOST = 10

menu.add(
    "sourcing",
    MenuItem(
        label=gettext_lazy("Sourcing"),
        url_name="catalog:sourcing-list",
        roles=frozenset({"RQ", "PO", "AP", "AU"}),
        order=13,
        icon="list-search",
    ),
)
actions.add(
    "sourcing-new",
    Action(
        label=gettext_lazy("Look for a product"),
        url_name="catalog:sourcing-new",
        icon="plus",
        roles=frozenset({"RQ"}),
        order=20,
    ),
)


def _row(thing: SourcingRequest, title: object, consequence: object, verb: object, **facts) -> Row:
    url = facts.pop("url", reverse("catalog:sourcing-detail", args=[thing.uid]))
    return Row(title=title, consequence=consequence, url=url, verb=verb, **facts)


def requester_rows(request: HttpRequest) -> Iterable[Row]:
    """A requester's own requests that wait for the next step."""
    mine = SourcingRequest.objects.filter(requester=request.user)
    waiting = mine.filter(Q(state__in=[R.APPROVED, R.CLOSED, R.EVALUATING, R.ADOPTED])).order_by("id")
    for thing in waiting[:MOST]:
        words = {"number": thing.number, "title": thing.title}
        match thing.state:
            case R.APPROVED:
                title = _("%(number)s is approved: open it for proposals") % words
                yield _row(thing, title, thing.title, pgettext("sourcing", "Open"), kind="info", icon="world")
            case R.CLOSED:
                title = _("%(number)s is closed: begin the evaluation") % words
                yield _row(thing, title, thing.title, _("Evaluate"), kind="seal", icon="lock-open")
            case R.EVALUATING:
                url = reverse("catalog:sourcing-evaluation", args=[thing.uid])
                title = _("%(number)s is in evaluation") % words
                yield _row(thing, title, thing.title, _("Evaluate"), kind="wait", icon="scale", url=url)
            case _:
                title = _("%(number)s is adopted: change the specification, or finish the request") % words
                yield _row(thing, title, thing.title, _("Go on"), kind="ok", icon="file-diff")


def trial_rows(request: HttpRequest) -> Iterable[Row]:
    """Trials that a person runs, and those whose verdict waits for them."""
    trials = TrialTest.objects.select_related("proposal__request", "proposal__version__class_node")
    for trial in trials.filter(state=TrialState.PLANNED, runner=request.user).order_by("ends_on")[:MOST]:
        yield Row(
            title=_("Trial test: %(product)s") % {"product": trial.proposal.version.name},
            consequence=_("Write the measured values down; another person decides."),
            due=trial.ends_on,
            url=reverse("catalog:trial-detail", args=[trial.uid]),
            verb=_("Measure"),
            kind="info",
            icon="ruler-2",
        )
    waiting = trials.filter(state=TrialState.MEASURED, proposal__request__requester=request.user)
    for trial in waiting.order_by("measured_at")[:MOST]:
        yield Row(
            title=_("A verdict is due: %(product)s") % {"product": trial.proposal.version.name},
            consequence=trial.proposal.request.title,
            url=reverse("catalog:trial-detail", args=[trial.uid]),
            verb=_("Decide"),
            kind="wait",
            icon="scale",
        )


def head_rows(request: HttpRequest) -> Iterable[Row]:
    """Requests and cases that wait for an approver."""
    sent = SourcingRequest.objects.filter(state=R.DRAFT, asked_at__isnull=False).order_by("asked_at")
    for thing in [row for row in sent[: MOST * 3] if may.may_approve_request(request.user, row)][:MOST]:
        title = _("A sourcing request waits for approval: %(number)s") % {"number": thing.number}
        yield _row(thing, title, thing.title, _("Decide"), kind="wait", icon="list-search")
    yield from case_rows(request)


def case_rows(request: HttpRequest) -> Iterable[Row]:
    """Cases whose next step this person may take."""
    waiting = SpecCase.objects.filter(state__in=[CaseState.TECH_REVIEW, CaseState.QUALITY_REVIEW])
    shown = 0
    for case in waiting.select_related("specification__class_node").order_by("id")[: MOST * 3]:
        asks = may.may_review_case if case.state == CaseState.TECH_REVIEW else may.may_decide_case
        if shown < MOST and asks(request.user, case):
            shown += 1
            yield Row(
                title=_("A change of a specification waits for you: %(number)s") % {"number": case.number},
                consequence=str(case.specification),
                due=case.effective_from,
                url=reverse("catalog:case-detail", args=[case.uid]),
                verb=_("Review"),
                kind="wait",
                icon="file-diff",
            )


def officer_rows(request: HttpRequest) -> Iterable[Row]:
    """Trials that have passed: an alternative may be adopted."""
    passed = SourcingRequest.objects.filter(
        state=R.TRIAL, proposals__trials__verdict__in=[Verdict.PASS, Verdict.CONDITIONAL]
    ).exclude(requester=request.user)
    for thing in passed.distinct().order_by("id")[:MOST]:
        url = reverse("catalog:sourcing-evaluation", args=[thing.uid])
        title = _("A trial has passed: decide on the adoption of %(number)s") % {"number": thing.number}
        yield _row(thing, title, thing.title, _("Decide"), kind="ok", icon="trophy", url=url)


def seller_rows(request: HttpRequest) -> Iterable[Row]:
    """Invitations without a proposal yet, and how many requests of one's classes are open."""
    now, company = db_now(), request.user.company_id
    proposed = Proposal.objects.filter(company_id=company, state__in=PROPOSAL_COUNTS).values("request")
    invited = (
        RequestInvitation.objects.filter(company_id=company, request__state=R.OPEN, request__closes_at__gt=now)
        .exclude(request__in=proposed)
        .select_related("request")
        .order_by("request__closes_at")
    )
    for invitation in invited[:MOST]:
        thing = invitation.request
        yield _row(
            thing,
            _("You are invited to propose: %(title)s") % {"title": thing.title},
            _("Without a proposal the request is decided among others."),
            pgettext("sourcing", "Propose"),
            due=thing.closes_at,
            kind="info",
            icon="mail-opened",
        )
    fitting = SourcingRequest.objects.filter(
        state=R.OPEN,
        closes_at__gt=now,
        visibility="public",
        class_node__in=_classes_of(company),
    ).exclude(pk__in=proposed)
    if count := fitting.count():
        title = ngettext("%(count)d open request for your classes", "%(count)d open requests for your classes", count)
        first = fitting.order_by("closes_at").first()
        yield Row(
            title=title % {"count": count},
            consequence=first.title if first else "",
            due=first.closes_at if first else None,
            url=f"{reverse('catalog:sourcing-list')}?stage=open",
            verb=_("Look"),
            icon="list-search",
        )


def _classes_of(company_id: int | None):
    """Ids of the classes, and of those above them, of the company's published products."""
    paths = Product.objects.filter(company_id=company_id, state="published").values_list(
        "current__class_node__scheme_id", "current__class_node__path"
    )
    wanted = Q(pk__in=[])
    for scheme, path in paths.distinct():
        wanted |= Q(scheme_id=scheme, code__in=path.split("/")[2:])
    return ClassNode.objects.filter(wanted)


cards.add("sourcing-requester", Card(rows=requester_rows, roles=frozenset({"RQ"}), order=22))
cards.add("sourcing-trials", Card(rows=trial_rows, roles=frozenset({"RQ", "EV", "PO"}), order=23))
cards.add("sourcing-head", Card(rows=head_rows, roles=frozenset({"AP"}), order=22))
cards.add("sourcing-cases", Card(rows=case_rows, roles=frozenset({"RQ"}), order=24))
cards.add("sourcing-officer", Card(rows=officer_rows, roles=frozenset({"PO"}), order=24))
cards.add("sourcing-seller", Card(rows=seller_rows, roles=frozenset(SELLERS), order=25))

for what, words in {
    "sourcingrequest.drafted": pgettext_lazy("deed", "Request written"),
    "sourcingrequest.edited": pgettext_lazy("deed", "Request edited"),
    "sourcingrequest.requirements_set": gettext_lazy("Required attributes saved"),
    "sourcingrequest.file_attached": gettext_lazy("File added"),
    "sourcingrequest.file_detached": gettext_lazy("File removed"),
    "sourcingrequest.sent_for_approval": gettext_lazy("Sent for approval"),
    "sourcingrequest.returned": gettext_lazy("Returned to the requester"),
    "sourcingrequest.approve": gettext_lazy("Approved by the head of the department"),
    "sourcingrequest.open": gettext_lazy("Opened for proposals"),
    "sourcingrequest.extended": gettext_lazy("Deadline moved"),
    "sourcingrequest.supplier_invited": gettext_lazy("Supplier invited"),
    "sourcingrequest.unanswered": gettext_lazy("Reminded: nobody has proposed"),
    "sourcingrequest.close": gettext_lazy("Closed at the deadline"),
    "sourcingrequest.evaluate": gettext_lazy("Evaluation begun, proposals opened"),
    "sourcingrequest.begin_trial": gettext_lazy("Trial begun"),
    "sourcingrequest.adopt": gettext_lazy("Alternative adopted"),
    "sourcingrequest.not_adopt": gettext_lazy("Ended without adoption"),
    "sourcingrequest.open_spec_case": gettext_lazy("Specification case opened"),
    "sourcingrequest.close_out": gettext_lazy("Finished"),
    "sourcingrequest.cancel": gettext_lazy("Request cancelled"),
    "proposal.submitted": gettext_lazy("Proposal submitted"),
    "proposal.replaced_earlier": gettext_lazy("Proposal submitted again"),
    "proposal.replace": gettext_lazy("Proposal replaced"),
    "proposal.withdraw": gettext_lazy("Proposal withdrawn"),
    "proposal.shortlist": gettext_lazy("Put on the shortlist"),
    "proposal.put_back": gettext_lazy("Taken off the shortlist"),
    "proposal.try": gettext_lazy("Taken into a trial"),
    "proposal.adopt": gettext_lazy("Proposal adopted"),
    "proposal.decline": gettext_lazy("Proposal not adopted"),
    "trialtest.planned": gettext_lazy("Trial planned"),
    "trialtest.measure": gettext_lazy("Measured values written down"),
    "trialtest.measure_again": gettext_lazy("Sent back to be measured again"),
    "trialtest.decide": gettext_lazy("Verdict given"),
    "trialtest.cancel": gettext_lazy("Trial cancelled"),
    "specification.entered": gettext_lazy("Specification entered"),
    "speccase.proposed": gettext_lazy("Change proposed"),
    "speccase.edited": gettext_lazy("Proposed attributes edited"),
    "speccase.submit": gettext_lazy("Sent to review"),
    "speccase.pass_tech": gettext_lazy("The using department agrees"),
    "speccase.approve": gettext_lazy("Quality approves"),
    "speccase.reject": gettext_lazy("Change rejected"),
    "speccase.take_effect": pgettext_lazy("deed", "In force"),
}.items():
    deeds.add(f"catalog.{what}", words)
