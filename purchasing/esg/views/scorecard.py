"""Doors of one assessment: its page with the scorecard, the papers, objection and contests."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.http import page, page_now, reads, see, writes
from purchasing.esg import policies, queries, services
from purchasing.esg.forms.review import (
    ItemContestDecisionForm,
    ItemContestForm,
    ObjectForm,
    ObjectionDecisionForm,
)
from purchasing.esg.models import Assessment, ItemContest
from purchasing.esg.queries.actions import running_actions
from purchasing.esg.queries.srm import evaluation_of
from purchasing.esg.states import RESULT_SEEN, ItemContestState
from purchasing.esg.views import scorecard_papers as papers
from purchasing.esg.views import scorecard_shown as shown
from purchasing.esg.views.review_shown import (
    address,
    assessment_or_404,
    band_kind,
    deeds,
    facts,
    progress_facts,
    trail,
)


@reads
def assessment_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The scorecard; before there is a result that this reader may see, where the assessment stands."""
    assessment = assessment_or_404(request, number)
    user, day = request.user, page_now(request).astimezone(SEOUL).date()
    rows = queries.items_of(assessment)
    card = queries.card_of(user, assessment, rows) if queries.sees_result(user, assessment) else None
    context: dict[str, Any] = {
        "assessment": assessment,
        "trail": trail(assessment),
        "deeds": deeds(user, assessment),
        "facts": facts(assessment, card, day) if card else progress_facts(assessment),
        "card": card,
        "kind": band_kind(card.score.band) if card else "",
        "entries": timeline_of(assessment) if user.is_internal else None,
        "history": queries.history_of(assessment.company, but=assessment),
        "today": day,
    }
    if card:
        evaluation = evaluation_of(assessment.company, day)
        context |= _card(request, assessment, card, rows) | {"srm": evaluation, "srm_rows": shown.srm(evaluation)}
    return page(request, "esg/assessment_detail.html", context)


def _card(
    request: HttpRequest, assessment: Assessment, card: queries.Card, rows: list[queries.ItemRow]
) -> dict[str, Any]:
    user = request.user
    contests = queries.contests_of(assessment)
    open_now = {each.question_id: each for each in contests if each.state == ItemContestState.LODGED}
    contestable = assessment.state in RESULT_SEEN and bool(policies.may_contest_item(user, assessment))
    threshold = card.sheet.bands["B"]
    return {
        "threshold": threshold,
        "radar": shown.radar(assessment, card, threshold),
        "areas": shown.areas(card, threshold),
        "why": shown.why(card),
        "steps": card.steps,
        "next_band": card.next_band,
        "actions": list(running_actions(assessment.company)[:10]),
        "flags": card.flags,
        "items": [
            {
                "row": row,
                "counted": card.scores.get(row.question.code),
                "low": row.question.code in card.low,
                "contest": open_now.get(row.question.pk),
                "may_contest": contestable and row.question.pk not in open_now and row.review is not None,
            }
            for row in rows
        ],
        "contests": [_contest(user, each) for each in contests],
        "scores": queries.scores_of(assessment),
        "systems": queries.systems_in_force(assessment.company),
        "ratings": queries.ratings_in_force(assessment.company),
    }


def _contest(user, contest: ItemContest) -> dict[str, Any]:
    is_open = contest.state == ItemContestState.LODGED
    return {
        "contest": contest,
        "may_decide": is_open and bool(policies.may_decide_item_contest(user, contest)),
        "may_withdraw": is_open and bool(policies.may_withdraw_item_contest(user, contest)),
    }


def _result_or_404(request: HttpRequest, number: str) -> Assessment:
    assessment = assessment_or_404(request, number)
    if not queries.sees_result(request.user, assessment) or not assessment.scores.exists():
        raise Http404
    return assessment


@reads
def scorecard_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The assessment report as a paper."""
    assessment = _result_or_404(request, number)
    return papers.pdf(request.user, assessment, page_now(request).astimezone(SEOUL).date())


@reads
def scorecard_xlsx(request: HttpRequest, number: str) -> HttpResponse:
    """The same figures as a workbook."""
    return papers.xlsx(request.user, _result_or_404(request, number))


@reads
def score_snapshot(request: HttpRequest, number: str, seq: int) -> HttpResponse:
    """Set and snapshot of one score, from which anybody computes it again (``tools/verify_esg_score.py``)."""
    assessment = _result_or_404(request, number)
    score = get_object_or_404(assessment.scores, seq=seq)
    return papers.snapshot(assessment, score)


# Objection -----------------------------------------------------------------------------------------------------------
def _decision(assessment: Assessment, **fields) -> Decision:
    return Decision(
        back=address(assessment),
        trail=trail(assessment, " ")[:-1],
        docno=assessment.number,
        heading=assessment.company.name,
        **fields,
    )


@writes(shows_form=True)
def result_object(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier objects to the result."""
    assessment = assessment_or_404(request, number)
    decision = _decision(
        assessment,
        title=_("Object to the result"),
        text=_("Somebody who took no part in the review decides with reasons. Until then the result is not final."),
        verb=_("Object"),
        done=_("The objection is in. You are told of the decision."),
        allowed=policies.may_object(request.user, assessment),
        do=lambda given: services.object_to_result(assessment, given["text"], by=request.user),
    )
    return decide(request, decision, ObjectForm(posted(request)))


@writes(shows_form=True)
def objection_decide(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody who took no part decides."""
    assessment = assessment_or_404(request, number)
    form = ObjectionDecisionForm(posted(request), rows=queries.items_of(assessment))
    decision = _decision(
        assessment,
        title=_("Decide on the objection"),
        text=_("With the decision the result is final and counts. Items that you correct change the score."),
        verb=_("Decide"),
        done=_("Decided. The supplier is told."),
        allowed=policies.may_decide_objection(request.user, assessment),
        do=lambda given: services.decide_objection(
            assessment, answer=given["answer"], scores=form.scores(), by=request.user
        ),
        quote=assessment.objection,
        quote_title=_("The supplier writes"),
    )
    return decide(request, decision, form)


# One item ------------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def item_contest(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The supplier says which fact behind an item is wrong."""
    assessment = assessment_or_404(request, number)
    row = next((each for each in queries.items_of(assessment) if each.question.code == code), None)
    if row is None or not queries.sees_result(request.user, assessment):
        raise Http404
    decision = _decision(
        assessment,
        title=_("Contest item %(code)s") % {"code": code},
        text=_("%(text)s Score: %(score)s. Somebody who took no part decides within ten business days.")
        % {"text": row.question.text, "score": "—" if row.score is None else row.score},
        verb=_("Contest it"),
        done=_("The contest is in. You are told of the answer."),
        allowed=policies.may_contest_item(request.user, assessment),
        do=lambda given: services.contest_item(assessment, code, text=given["text"], by=request.user),
        quote=row.review.remark if row.review else "",
        quote_title=_("Explanation of the reviewer"),
    )
    return decide(request, decision, ItemContestForm(posted(request)))


def _contest_or_404(request: HttpRequest, uid: UUID) -> ItemContest:
    return get_object_or_404(queries.item_contests_visible_to(request.user), uid=uid)


@writes(shows_form=True)
def item_contest_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody who took no part decides."""
    contest = _contest_or_404(request, uid)
    before = "—" if contest.score_before is None else contest.score_before
    decision = _decision(
        contest.assessment,
        title=_("Decide on item %(code)s") % {"code": contest.question.code},
        text=_("%(text)s Score: %(score)s. Answer due on %(day)s.")
        % {"text": contest.question.text, "score": before, "day": day_text(contest.answer_by, "day")},
        verb=_("Decide"),
        done=_("Decided. The supplier is told."),
        allowed=policies.may_decide_item_contest(request.user, contest),
        do=lambda given: services.decide_item_contest(
            contest,
            upheld=given["upheld"] == "yes",
            answer=given["answer"],
            score=int(given["score"]) if given["score"] else None,
            by=request.user,
        ),
        quote=contest.text,
        quote_title=_("The supplier writes"),
    )
    return decide(request, decision, ItemContestDecisionForm(posted(request)))


@writes
def item_contest_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The supplier lets the item stand."""
    contest = _contest_or_404(request, uid)
    services.withdraw_item_contest(contest, by=request.user)
    messages.success(request, _("The contest is withdrawn."))
    return see(request, address(contest.assessment))
