"""Doors of reviewers: the board, assigning, reviewing in two rounds, scoring, sending, auditing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.clock import SEOUL, today
from portal.deciding import Decision, decide, posted
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.esg import policies, queries, services
from purchasing.esg.forms.review import (
    LANES,
    AgreeForm,
    AskForm,
    AssignForm,
    AuditForm,
    BoardFilter,
    ItemsForm,
)
from purchasing.esg.models import Assessment
from purchasing.esg.queries import review_known as known
from purchasing.esg.states import RESULT_SEEN, AssessmentState, Pillar
from purchasing.esg.views.areas import areas_of
from purchasing.esg.views.review_shown import address, assessment_or_404, band_kind, breach_words, trail

PER_PAGE = 20
SHOWN = (AssessmentState.SCORED, *RESULT_SEEN, AssessmentState.EXPIRED)


@reads
def home(request: HttpRequest) -> HttpResponse:
    """The board for who reviews and reads; the own assessments for a supplier; the bands for purchasing."""
    user = request.user
    if user.is_internal and user.has_role(*queries.BAND_READERS) and not user.has_role("ER", "EC", "CP", "AU"):
        return see(request, reverse("esg:band-list"))
    form = BoardFilter(request.GET or None, periods=queries.periods())
    if not user.is_internal:
        del form.fields["lane"]
        del form.fields["q"]
    given = form.given() if form.is_bound else {}
    filtered = bool(given)
    found = queries.assessments_listed_for(user, words=given.pop("q", ""), **given).order_by("-pk")
    if given.get("lane") in ("due", "overdue"):
        found = found.order_by("due_on", "pk")
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "filtered": filtered,
        "results": results,
        "rows": [_row(user, each) for each in results],
        "lanes": _lanes(user, given.get("lane", "")) if user.is_internal else [],
        "today": page_now(request).astimezone(SEOUL).date(),
        "areas": areas_of(user),
        "sees_all": user.is_internal and user.has_role("ER", "EC", "CP", "AU"),
    }
    return page(request, "esg/board.html", context, part="esg/_board_results.html")


def _row(user, assessment: Assessment) -> dict[str, Any]:
    shows = assessment.band and queries.sees_result(user, assessment)
    return {
        "assessment": assessment,
        "band": assessment.band if shows else "",
        "total": assessment.total if shows else None,
        "kind": band_kind(assessment.band) if shows else "",
    }


def _lanes(user, chosen: str) -> list[dict[str, Any]]:
    counts = queries.lane_counts(user)
    labels = dict(LANES)
    home_url = reverse("esg:home")
    return [
        {
            "name": lane,
            "label": labels[lane],
            "count": counts[lane],
            "url": f"{home_url}?lane={lane}",
            "current": lane == chosen,
        }
        for lane in queries.LANES
    ]


# Who reviews ---------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def review_assign(request: HttpRequest, number: str) -> HttpResponse:
    """Give it to a reviewer without a tie to the company."""
    assessment = assessment_or_404(request, number)
    reviewers = queries.reviewers_for(assessment)
    decision = _decision(
        assessment,
        title=_("Assign a reviewer"),
        text=_(
            "Only those are offered who have no tie to the company and added none of the evidence (SOD-11, SOD-19)."
        ),
        verb=_("Assign"),
        done=_("Assigned. The reviewer is told."),
        allowed=policies.may_assign_reviews(request.user),
        do=lambda given: services.assign_reviewer(assessment, given["reviewer"], by=request.user),
    )
    return decide(request, decision, AssignForm(posted(request), reviewers=reviewers))


def _decision(assessment: Assessment, **fields) -> Decision:
    return Decision(
        back=address(assessment),
        trail=trail(assessment, " ")[:-1],
        docno=assessment.number,
        heading=assessment.company.name,
        **fields,
    )


@writes
def review_take(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the review."""
    assessment = assessment_or_404(request, number)
    services.take_assessment(assessment, by=request.user)
    messages.success(request, _("The review is yours."))
    return see(request, address(assessment, "review-items"))


# The items -----------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def review_items(request: HttpRequest, number: str) -> HttpResponse:
    """The first round: a page for each pillar; saved as often as one likes until the round is closed."""
    assessment = assessment_or_404(request, number)
    require(policies.may_review(request.user, assessment))
    return _items(request, assessment, services.FIRST_ROUND, queries.items_of(assessment))


@writes(shows_form=True)
def review_blind(request: HttpRequest, number: str) -> HttpResponse:
    """The second look at the items that need one, without sight of what the first reviewer gave."""
    assessment = assessment_or_404(request, number)
    require(policies.may_review_blind(request.user, assessment))
    if assessment.second_reviewer_id != request.user.pk:
        raise NotAllowed(_("Take the second look first, on the page of the assessment."))
    rows = queries.needing_second(assessment, queries.items_of(assessment), services.blind_gap(assessment))
    return _items(request, assessment, services.BLIND_ROUND, rows)


def _items(request: HttpRequest, assessment: Assessment, round: int, rows: list[queries.ItemRow]) -> HttpResponse:
    if assessment.state != AssessmentState.REVIEW:
        return see(request, address(assessment))
    pillar = request.GET.get("pillar", "")
    if pillar not in Pillar.values or not any(row.question.pillar == pillar for row in rows):
        pillar = rows[0].question.pillar if rows else "E"
    shown = [row for row in rows if row.question.pillar == pillar]
    breach = known.breach_of(assessment.company, today())
    lower = {row.question.code: most for row in shown if (most := known.most_of(row, breach)) is not None}
    proposed = {code: (most, breach_words(breach)) for code, most in lower.items() if breach is not None}
    form = ItemsForm(posted(request), rows=shown, round=round, proposed=proposed)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _saved(request, assessment, form, round):
            return see(request, f"{request.path}?pillar={_after(pillar, rows, request)}")
        status = 422
    name = "review-items" if round == services.FIRST_ROUND else "review-blind"
    context = {
        "assessment": assessment,
        "trail": trail(assessment, _("Review") if round == services.FIRST_ROUND else pgettext("esg", "Second look")),
        "form": form,
        "parts": form.parts(),
        "proposed": proposed,
        "copied": known.copied_among(shown),
        "pillars": [_pillar(each, rows, round, pillar, address(assessment, name)) for each in Pillar],
        "pillar": Pillar(pillar),
        "round": round,
        "left": [row.question.code for row in rows if round not in row.rounds],
        "close_url": address(assessment, "review-close" if round == services.FIRST_ROUND else "blind-close"),
    }
    return page(request, "esg/review_items.html", context, status=status)


def _saved(request: HttpRequest, assessment: Assessment, form: ItemsForm, round: int) -> bool:
    """Save item by item, so that one fault does not lose the rest."""
    for code, word in form.given().items():
        try:
            services.save_reviews(assessment, {code: word}, by=request.user, round=round)
        except WrongState:
            raise
        except RuleBroken as refusal:
            field = f"{code}_remark" if word.score is not None or word.not_applicable else code
            form.add_error(field, str(refusal))
    if form.errors:
        return False
    messages.success(request, _("Saved."))
    return True


def _after(pillar: str, rows: list[queries.ItemRow], request: HttpRequest) -> str:
    """The next pillar with items, when one asked to go on."""
    if "next" not in request.POST:
        return pillar
    there = [each for each in Pillar.values if any(row.question.pillar == each for row in rows)]
    place = there.index(pillar) + 1
    return there[place] if place < len(there) else pillar


def _pillar(pillar: Pillar, rows: list[queries.ItemRow], round: int, chosen: str, url: str) -> dict[str, Any]:
    own = [row for row in rows if row.question.pillar == pillar]
    done = sum(1 for row in own if round in row.rounds)
    return {
        "label": pillar.label,
        "done": done,
        "all": len(own),
        "url": f"{url}?pillar={pillar.value}",
        "current": pillar == chosen,
        "complete": done == len(own),
    }


@writes
def review_close(request: HttpRequest, number: str) -> HttpResponse:
    """Close the first round."""
    assessment = assessment_or_404(request, number)
    waiting = services.close_first(assessment, by=request.user)
    if waiting:
        told = ngettext(
            "Closed. A colleague now gives a second look at %(n)s item.",
            "Closed. A colleague now gives a second look at %(n)s items.",
            waiting,
        )
        messages.success(request, told % {"n": waiting})
    else:
        messages.success(request, _("Closed. No second look is needed: it can be scored."))
    return see(request, address(assessment))


@writes
def blind_take(request: HttpRequest, number: str) -> HttpResponse:
    """Give the second look."""
    assessment = assessment_or_404(request, number)
    services.take_blind_review(assessment, by=request.user)
    return see(request, address(assessment, "review-blind"))


@writes
def blind_close(request: HttpRequest, number: str) -> HttpResponse:
    """Close the second look: both see both."""
    assessment = assessment_or_404(request, number)
    apart = services.close_blind(assessment, by=request.user)
    if apart:
        told = ngettext("%(n)s item is to be agreed on.", "%(n)s items are to be agreed on.", apart) % {"n": apart}
        messages.success(request, told)
        return see(request, address(assessment, "review-agree"))
    messages.success(request, _("Both of you give the same. It can be scored."))
    return see(request, address(assessment))


@reads
def review_agree(request: HttpRequest, number: str) -> HttpResponse:
    """What both gave, side by side, and what is proposed."""
    return _agree(request, assessment_or_404(request, number))


def _agree(request: HttpRequest, assessment: Assessment, form: AgreeForm | None = None, code: str = "") -> HttpResponse:
    require(policies.may_agree(request.user, assessment))
    if assessment.state != AssessmentState.REVIEW or assessment.second_locked_at is None:
        return see(request, address(assessment))
    rows = queries.to_agree(queries.items_of(assessment))
    parts = []
    for row in rows:
        agreed = row.rounds.get(services.AGREED_ROUND)
        own_form = form if row.question.code == code and form is not None else None
        parts.append(
            {
                "row": row,
                "first": row.rounds[services.FIRST_ROUND],
                "second": row.rounds[services.BLIND_ROUND],
                "agreed": agreed,
                "settled": agreed is not None and agreed.confirmed_by_id is not None,
                "may_confirm": agreed is not None
                and agreed.confirmed_by_id is None
                and agreed.reviewer_id != request.user.pk,
                "form": own_form or AgreeForm(prefix=row.question.code),
                "open": own_form is not None,
            }
        )
    context = {"assessment": assessment, "trail": trail(assessment, pgettext("esg", "Agreement")), "parts": parts}
    return page(request, "esg/review_agree.html", context, status=422 if form is not None else 200)


@writes
def agree_propose(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Write down what was agreed."""
    assessment = assessment_or_404(request, number)
    require(policies.may_agree(request.user, assessment))
    form = AgreeForm(request.POST, prefix=code)
    if form.is_valid():
        try:
            services.propose_agreed(assessment, code, form.given(), by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return _agree(request, assessment, form, code)
    messages.success(request, _("Written down. The other reviewer confirms it."))
    return see(request, address(assessment, "review-agree"))


@writes
def agree_confirm(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The other one agrees."""
    assessment = assessment_or_404(request, number)
    services.confirm_agreed(assessment, code, seen=request.POST.get("seen", ""), by=request.user)
    messages.success(request, _("Agreed."))
    return see(request, address(assessment, "review-agree"))


# Ask, score, send, audit ---------------------------------------------------------------------------------------------
@writes(shows_form=True)
def review_ask(request: HttpRequest, number: str) -> HttpResponse:
    """A question to the supplier."""
    assessment = assessment_or_404(request, number)
    decision = _decision(
        assessment,
        title=_("Ask the supplier"),
        text=_("The review rests until the answer, five business days at most; then it goes on with what is there."),
        verb=_("Send the question"),
        done=_("Sent. The supplier is told."),
        allowed=policies.may_review(request.user, assessment),
        do=lambda given: services.ask_supplier(assessment, given["text"], by=request.user),
    )
    return decide(request, decision, AskForm(posted(request)))


@writes
def review_score(request: HttpRequest, number: str) -> HttpResponse:
    """Compute the score."""
    assessment = assessment_or_404(request, number)
    services.score_assessment(assessment, by=request.user)
    messages.success(request, _("Scored. Read the scorecard, then send the result."))
    return see(request, address(assessment))


@writes
def result_send(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier sees the result."""
    assessment = assessment_or_404(request, number)
    services.send_result(assessment, by=request.user)
    messages.success(request, _("Sent. The supplier may object within its days."))
    return see(request, address(assessment))


@writes(shows_form=True)
def audit_record(request: HttpRequest, number: str) -> HttpResponse:
    """What the audit on site found."""
    assessment = assessment_or_404(request, number)
    rows = [] if assessment.state == AssessmentState.REVIEW else queries.items_of(assessment)
    form = AuditForm(posted(request), rows=rows)
    decision = _decision(
        assessment,
        title=_("Record the audit on site"),
        text=_(
            "More than ten points below what the company gave itself, its self-assessment is not trusted and the next "
            "two cycles are audited. Items that you change give a new score at once."
        ),
        verb=_("Record it"),
        done=_("Recorded. The supplier is told."),
        allowed=policies.may_audit(request.user, assessment),
        do=lambda given: services.record_audit(
            assessment, on=given["on"], note=given["note"], scores=form.scores(), by=request.user
        ),
    )
    return decide(request, decision, form)
