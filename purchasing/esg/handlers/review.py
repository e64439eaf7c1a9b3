"""Who is told of reviews, results, objections, contests and ratings; what closes by itself when its days are over."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, once, sweeps
from portal.people.models import Company, User
from portal.people.queries import people_with_role
from purchasing.esg import queries, services
from purchasing.esg.models import Assessment, ExternalRating, ItemContest
from purchasing.esg.states import AssessmentState, RatingState

PAGE = "esg:assessment-detail"


def answerers_of(company: Company) -> Iterable[User]:
    """Who answers for a supplier."""
    return people_with_role(company, "SA", "SE")


def _tell(people: Iterable[User | None], kind: str, assessment: Assessment, **params) -> None:
    named = {
        "number": assessment.number,
        "company": assessment.company.name,
        "period": assessment.period,
        **params,
    }
    _send([user for user in people if user is not None], kind, named, PAGE, [assessment.number])


def _send(people: Iterable[User], kind: str, params: dict[str, Any], page: str, args: Sequence[Any]) -> None:
    notify(people, kind, params=params, url_name=page, url_args=list(args))


def _assessment(pk: int) -> Assessment:
    return Assessment.objects.select_related("company", "question_set", "reviewer", "second_reviewer").get(pk=pk)


@sweeps
def draw_sample_of_the_month() -> None:
    """Once a month, whether anybody presses the button or not."""
    day = today()
    with transaction.atomic():
        if once("esg: sample", f"{day:%Y-%m}"):
            services.draw_monthly(day)


@on("esg.assessment_submitted")
def tell_of_submission(*, assessment: int, **_later) -> None:
    """Its reviewer, or all who may take it."""
    found = _assessment(assessment)
    people = [found.reviewer] if found.reviewer else queries.reviewers_for(found)
    _tell(people, "esg.to_review", found)


@on("esg.review_assigned")
def tell_of_assignment_of_review(*, assessment: int, **_later) -> None:
    """The reviewer."""
    found = _assessment(assessment)
    _tell([found.reviewer], "esg.review_assigned", found)


@on("esg.second_review_asked")
def tell_of_second_look(*, assessment: int, **_later) -> None:
    """All who may give it."""
    found = _assessment(assessment)
    _tell(queries.reviewers_for(found).exclude(pk=found.reviewer_id), "esg.second_asked", found)


@on("esg.second_review_closed")
def tell_of_second_closed(*, assessment: int, **_later) -> None:
    """The first reviewer."""
    found = _assessment(assessment)
    _tell([found.reviewer], "esg.second_closed", found)


@on("esg.agreement_proposed")
def tell_of_proposal(*, assessment: int, proposer: int, **_later) -> None:
    """The other of the two."""
    found = _assessment(assessment)
    others = [each for each in (found.reviewer, found.second_reviewer) if each is not None and each.pk != proposer]
    _tell(others, "esg.agreement_proposed", found)


@on("esg.assessment_asked")
def tell_of_question(*, assessment: int, **_later) -> None:
    """The supplier: what is asked, until when."""
    found = _assessment(assessment)
    _tell(answerers_of(found.company), "esg.asked", found, until=found.query_due)


@on("esg.assessment_answered")
def tell_of_answer(*, assessment: int, **_later) -> None:
    """The reviewer."""
    found = _assessment(assessment)
    _tell([found.reviewer], "esg.answered", found)


@on("esg.assessment_notified")
def tell_of_result(*, assessment: int, **_later) -> None:
    """The supplier: band, and until when it may object."""
    found = _assessment(assessment)
    score = queries.last_score(found)
    if score is not None:
        _tell(answerers_of(found.company), "esg.result", found, band=score.band, until=found.objection_until)


@on("esg.assessment_objected")
def tell_of_objection(*, assessment: int, **_later) -> None:
    """Who may decide: those who took no part."""
    found = _assessment(assessment)
    _tell(queries.deciders_of(found), "esg.objected", found)


@on("esg.assessment_final")
def tell_of_end(*, assessment: int, **_later) -> None:
    """The supplier: the result counts."""
    found = _assessment(assessment)
    score = queries.last_score(found)
    if score is not None:
        _tell(answerers_of(found.company), "esg.final", found, band=score.band, until=found.valid_to)


@on("esg.assessment_audited")
def tell_of_audit(*, assessment: int, **_later) -> None:
    """The supplier, once it sees the result; before, the scorecard says it."""
    found = _assessment(assessment)
    if found.notified_at is not None:
        _tell(answerers_of(found.company), "esg.audited", found)


@on("esg.item_contested")
def tell_of_contest(*, contest: int, **_later) -> None:
    """Who may decide: those who took no part."""
    found = _contest(contest)
    told = _assessment(found.assessment_id)
    _tell(queries.deciders_of(told), "esg.contested", told, item=found.question.code, until=found.answer_by)


@on("esg.item_contest_decided")
def tell_of_contest_decided(*, contest: int, **_later) -> None:
    """The supplier."""
    found = _contest(contest)
    told = _assessment(found.assessment_id)
    _tell(answerers_of(told.company), f"esg.contest_{found.state}", told, item=found.question.code)


def _contest(pk: int) -> ItemContest:
    return ItemContest.objects.select_related("question", "assessment").get(pk=pk)


@on("esg.rating_entered", "esg.rating_decided")
def tell_of_rating(*, rating: int, **_later) -> None:
    """Reviewers that one waits; the supplier of what came of it."""
    found = ExternalRating.objects.select_related("company", "added_by").get(pk=rating)
    params = {"company": found.company.name, "reference": found.reference}
    if found.state == RatingState.ENTERED:
        people = queries.raters_for(found)
        _send(people, "esg.rating_entered", params, "esg:rating-list", [])
    else:
        _send(answerers_of(found.company), f"esg.rating_{found.state}", params, "esg:rating-list", [])


@sweeps
def close_what_is_over() -> None:
    """Results nobody objected to become final; questions without an answer no longer hold a review up."""
    day = today()
    over = Assessment.objects.filter(state=AssessmentState.NOTIFIED, objection_until__lt=day)
    for pk in over.order_by("pk").values_list("pk", flat=True)[:200]:
        _close(pk, AssessmentState.NOTIFIED)
    silent = Assessment.objects.filter(state=AssessmentState.QUERY, query_due__lt=day)
    for pk in silent.order_by("pk").values_list("pk", flat=True)[:200]:
        _close(pk, AssessmentState.QUERY)


@transaction.atomic
def _close(pk: int, state: str) -> None:
    """Unless somebody was quicker."""
    found = Assessment.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, state=state).first()
    if found is None:
        return
    if state == AssessmentState.NOTIFIED:
        services.close_result(found)
    else:
        services.close_unanswered(found)


WORDS = (  # kind, title, text, whether it changes rights or duties
    ("esg.to_review", _("%(company)s has submitted ESG assessment %(number)s"), _("It waits for its review."), False),
    ("esg.review_assigned", _("ESG assessment %(number)s of %(company)s is assigned to you"), "", False),
    (
        "esg.second_asked",
        _("A second look is asked for: %(company)s, %(number)s"),
        _("Where the reviewer and the company are far apart, a colleague scores without sight of the first score."),
        False,
    ),
    (
        "esg.second_closed",
        _("The second look at %(number)s is closed"),
        _("You see both scores now. Agree where they differ, then score it."),
        False,
    ),
    (
        "esg.agreement_proposed",
        _("A score is proposed for %(number)s of %(company)s"),
        _("Confirm it, or propose another."),
        False,
    ),
    (
        "esg.asked",
        _("The reviewer asks about ESG assessment %(number)s"),
        _("Answer by %(until)s; after that the review goes on with what is there."),
        True,
    ),
    ("esg.answered", _("%(company)s has answered your question on %(number)s"), "", False),
    (
        "esg.result",
        _("Result of ESG assessment %(number)s: band %(band)s"),
        _("The scorecard shows every item with its reason. You may object until %(until)s."),
        True,
    ),
    (
        "esg.objected",
        _("%(company)s objects to the result of %(number)s"),
        _("Somebody who took no part in the review decides, with reasons."),
        False,
    ),
    (
        "esg.final",
        _("ESG assessment %(number)s is final: band %(band)s"),
        _("It counts until %(until)s. A single item can still be contested."),
        True,
    ),
    (
        "esg.audited",
        _("The audit on site of %(number)s is recorded"),
        _("The scorecard says what was found, and what it changed."),
        True,
    ),
    (
        "esg.contested",
        _("%(company)s contests item %(item)s of %(number)s"),
        _("Somebody who took no part decides by %(until)s."),
        False,
    ),
    (
        "esg.contest_upheld",
        _("Item %(item)s of %(number)s is corrected"),
        _("The score was computed anew. The answer stands on the scorecard."),
        True,
    ),
    (
        "esg.contest_rejected",
        _("Item %(item)s of %(number)s stands as it was"),
        _("The reasons stand on the scorecard."),
        True,
    ),
    (
        "esg.rating_entered",
        _("%(company)s entered an external rating: %(reference)s"),
        _("Compare it with its report."),
        False,
    ),
    ("esg.rating_verified", _("The external rating %(reference)s is verified"), "", False),
    ("esg.rating_refused", _("The external rating %(reference)s was refused"), _("The reason stands beside it."), True),
)
for key, title, text, essential in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=essential))
