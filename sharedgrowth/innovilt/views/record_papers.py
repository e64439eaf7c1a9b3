"""Papers in the reader's language: the application with its steel proofs, a review sheet, a surveillance report."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text
from portal.http import reads
from portal.papers import Part, paper_answer
from portal.throttles import throttled
from sharedgrowth.innovilt.models import InnoviltApplication, Surveillance
from sharedgrowth.innovilt.queries import alliance as alliance_queries
from sharedgrowth.innovilt.queries import applications as queries
from sharedgrowth.innovilt.queries.reviews import reviews_visible_to
from sharedgrowth.innovilt.states import Severity
from sharedgrowth.innovilt.states.questions import QUESTIONS, Mark
from sharedgrowth.innovilt.views.application_shown import application_or_404, facts
from sharedgrowth.innovilt.views.certificate_paper import BRAND


def _day(day: Any) -> str:
    return day_text(day, "day") if day else ""


def _told(rows: list[dict[str, Any]]) -> list[tuple[object, object]]:
    return [(row["label"], row["value"]) for row in rows]


@reads
@throttled("export")
def application_paper(request: HttpRequest, number: str) -> HttpResponse:
    """What is applied for, its steel parts, the list of steel proofs, the mass balance, what is enclosed."""
    application = application_or_404(request, number)
    digest = [(_("SHA-256 of the application"), application.sha256)] if application.sha256 else []
    return paper_answer(
        application.number,
        "application",
        brand=BRAND,
        title=_("INNOVILT application"),
        facts=[
            (_("Product"), application.version.name),
            (_("State"), application.get_state_display()),
            *_told(facts(application)),
            (_("Submitted"), _day(application.submitted_at)),
            *digest,
        ],
        parts=[
            Part(_("What is new about it"), application.technology),
            Part(_("Market and customers"), application.market),
            Part(_("Price compared with others"), application.price_position),
            Part(_("Where it is made"), application.plant),
            _items(application),
            _proofs(application),
            _balance(queries.examined(application, confirmed=False)),
            _enclosed(application),
        ],
    )


def _items(application: InnoviltApplication) -> Part:
    rows = [
        [
            item.name,
            f"{item.grade} {item.get_form_display()}",
            _("of our mills") if item.posco else item.maker,
            f"{item.t_per_unit:f}",
            f"{item.yield_rate:f}",
        ]
        for item in application.items.order_by("no")
    ]
    head = [pgettext("steel", "Part"), pgettext("steel", "Grade"), _("Steel"), _("t in one unit"), _("Yield")]
    return Part(_("Steel parts"), head=head, rows=rows, numbers=[3, 4])


def _proofs(application: InnoviltApplication) -> Part:
    rows = [
        [
            proof.coil.sheet.number,
            str(proof.coil),
            proof.item.name,
            f"{proof.tonnes:,.3f} / {proof.coil.tonnes:,.3f}",
            _day(proof.coil.bought_on),
            proof.coil.sheet.get_state_display(),
        ]
        for proof in queries.proofs_of(application)
    ]
    head = [
        _("Mill certificate"),
        _("Heat and coil"),
        pgettext("steel", "Part"),
        _("Weight (t)"),
        _("Bought on"),
        _("The mill"),
    ]
    return Part(_("Steel proofs"), head=head, rows=rows, numbers=[3])


def _balance(counted: queries.Examined) -> Part:
    rows = [
        [
            f"{row.year} · {row.item.name}",
            f"{row.balance.bought_t:,.3f}",
            f"{row.balance.usable_t:,.3f}",
            f"{row.units:,}",
            f"{row.balance.needed_t:,.3f}",
            _("nothing sold") if row.balance.coverage is None else f"{row.balance.coverage:f}",
        ]
        for row in counted.years
    ]
    head = [_("Year"), _("Bought (t)"), _("Usable (t)"), _("Units sold"), _("Needed (t)"), _("Coverage")]
    return Part(_("Mass balance"), head=head, rows=rows, numbers=[1, 2, 3, 4, 5])


def _enclosed(application: InnoviltApplication) -> Part:
    rows = [
        [paper.title, paper.get_kind_display(), paper.file.sha256]
        for paper in application.papers.select_related("file").order_by("pk")
    ]
    return Part(_("Papers"), head=[_("Title"), _("Kind"), "SHA-256"], rows=rows)


@reads
@throttled("export")
def review_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sheet of one reviewer, as it was handed in."""
    review = get_object_or_404(reviews_visible_to(request.user), uid=uid)
    if review.done_at is None or review.ratio is None:
        raise Http404
    application = review.application
    labels = dict(QUESTIONS[review.part].choices)
    marks = [[labels[name], Mark(str(mark)).label] for name, mark in review.marks.items() if name in labels]
    head = [_("Question"), pgettext("innovilt review", "Mark")]
    points = queries.points_for(application).most(review.part)
    return paper_answer(
        application.number,
        f"review-{review.pk}",
        brand=BRAND,
        title=_("Review sheet"),
        facts=[
            (_("Product"), application.version.name),
            (_("Member"), application.company.name),
            (pgettext("score", "Part"), review.get_part_display()),
            (_("Points"), f"{review.ratio * points:.2f} / {points:f}"),
        ],
        parts=[
            Part(pgettext("innovilt review", "Marks"), head=head, rows=marks),
            Part(_("Strong"), review.strengths),
            Part(_("Weak"), review.weaknesses),
        ],
        signatures=[(_("Reviewer"), review.reviewer.name), (_("Handed in"), _day(review.done_at))],
    )


@reads
@throttled("export")
def surveillance_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The report: heats that were followed, the steel against what was sold, findings with their answers."""
    surveillance = get_object_or_404(alliance_queries.surveillances_visible_to(request.user), uid=uid)
    if surveillance.held_on is None:
        raise Http404
    certificate = surveillance.certificate
    who = surveillance.inspector.name if surveillance.inspector and request.user.is_internal else ""
    return paper_answer(
        certificate.number,
        f"surveillance-{surveillance.held_on}",
        brand=BRAND,
        title=_("Surveillance report"),
        facts=[
            (_("Product"), certificate.name),
            (_("Member"), certificate.company.name),
            (_("Occasion"), surveillance.get_trigger_display()),
            (_("Due on"), _day(surveillance.due_on)),
            (_("Held on"), _day(surveillance.held_on)),
            (_("State"), surveillance.get_state_display()),
        ],
        parts=[
            Part(_("What was seen"), surveillance.summary),
            _followed(surveillance),
            _balance(alliance_queries.balance_of(surveillance, on=surveillance.held_on)),
            _found(surveillance),
        ],
        signatures=[(_("Inspector"), who)] if who else [],
    )


def _followed(surveillance: Surveillance) -> Part:
    words = {None: _("to be traced"), True: _("traced"), False: _("not traced")}
    rows = [
        [str(heat.coil), heat.coil.sheet.number, f"{heat.coil.tonnes:,.3f}", words[heat.traced], heat.note]
        for heat in alliance_queries.sample_of(surveillance)
    ]
    head = [_("Heat and coil"), _("Mill certificate"), _("Weight (t)"), _("Result"), _("Note")]
    return Part(_("Drawn heats"), head=head, rows=rows, numbers=[2])


def _found(surveillance: Surveillance) -> Part:
    rows = [
        [Severity(row.severity).label, row.text, _day(row.due_on), row.answer, _day(row.closed_at)]
        for row in alliance_queries.findings_of(surveillance)
    ]
    head = [
        _("Severity"),
        pgettext("innovilt", "Finding"),
        pgettext("innovilt", "answered by"),
        _("Answer"),
        pgettext("innovilt finding", "Closed"),
    ]
    return Part(pgettext("innovilt", "Findings"), head=head, rows=rows)
