"""How an assessment is shown: address, trail, who may do what now, and the words of its facts."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.deciding import Deed
from portal.display import day_text
from portal.http import named_or_404
from portal.people.models import Company
from portal.people.queries import standing_of
from purchasing.esg import policies, queries
from purchasing.esg.models import Assessment
from purchasing.esg.queries.review_known import Breach
from purchasing.esg.services import AGREED_ROUND, AUDITED_IN
from purchasing.esg.services.findings import payment_words
from purchasing.esg.states import (
    ANSWERABLE,
    AssessmentState,
    Band,
    LimitationLevel,
    StandingFact,
)

A = AssessmentState
BAND_KINDS = {"A": "ok", "B": "ok", "C": "warn", "D": "bad", "R": "bad"}


def address(assessment: Assessment, name: str = "assessment-detail", *args) -> str:
    """The address of a page of the assessment, by its number."""
    return reverse(f"esg:{name}", args=[assessment.number, *args])


def assessment_or_404(request: HttpRequest, number: str) -> Assessment:
    """The assessment, if the person may see it; what may not be seen is not there."""
    return named_or_404(queries.assessments_visible_to(request.user), number)


def trail(assessment: Assessment | None = None, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    steps: list[tuple[object, str]] = [(_("ESG"), reverse("esg:home"))]
    if assessment is not None:
        steps.append((assessment.number, address(assessment) if words else ""))
    if words:
        steps.append((words, ""))
    return steps


def band_kind(band: str) -> str:
    """The tint of a band."""
    return BAND_KINDS.get(band, "mute")


def points(value: Decimal | None, places: int = 1) -> str:
    """Points of 100 as they are read; the exact ones stand in the paper and the snapshot."""
    return "—" if value is None else f"{value:.{places}f}"


def change(now: Decimal | None, before: Decimal | None) -> str:
    """Against the year before, with an arrow."""
    if now is None or before is None:
        return ""
    apart = (now - before).quantize(Decimal("0.1"))
    if not apart:
        return _("no change")
    return f"{'▲' if apart > 0 else '▼'} {abs(apart)}"


def effect_of(company: Company, band: str, day) -> tuple[str, str]:
    """What a company may do now, and why: its limitation first, then its band."""
    level = standing_of(company, StandingFact.LIMITATION, day) or "0"
    if level in LimitationLevel.values and level != "0":
        return LimitationLevel(level).label, _("limitation level %(level)s in force") % {"level": level}
    words = {
        Band.A: (_("May bid"), _("assessed every second year")),
        Band.B: (_("May bid"), _("assessed every year")),
        Band.C: (_("May bid"), _("corrective action plan is due")),
        Band.D: (_("Limitation to be proposed"), _("no extensions; a decision bars new tenders")),
        Band.R: (_("Limitation to be proposed"), _("a red flag overrides the score")),
    }
    return words.get(Band(band), (_("May bid"), ""))


def facts(assessment: Assessment, card: queries.Card, day) -> list[dict[str, Any]]:
    """The fact strip: total, pillars, what it means for supply."""
    score, before = card.score, card.earlier_score
    if card.earlier is not None and before is not None:
        last = _("%(total)s in %(period)s") % {"total": points(before.total, 2), "period": card.earlier.period}
        note = f"{last} · {change(score.total, before.total)}"
    else:
        note = _("first assessment")
    effect, why = effect_of(assessment.company, score.band, day)
    pillars = [(_("Environment"), "env"), (pgettext("esg", "Social"), "soc"), (pgettext("esg", "Governance"), "gov")]
    return [
        {"label": pgettext("esg", "Overall"), "value": f"{score.band} · {points(score.total, 2)}", "note": note},
        *(
            {
                "label": label,
                "value": points(getattr(score, name)),
                "note": change(getattr(score, name), getattr(before, name) if before else None),
            }
            for label, name in pillars
        ),
        {"label": _("Effect on supply"), "value": effect, "note": why},
    ]


def breach_words(breach: Breach) -> str:
    """What the report of payments says, with its day: the explanation of the proposed score."""
    told = payment_words(breach)
    told.append(_("One step less until a later report takes it back."))
    return " ".join(told)


def progress_facts(assessment: Assessment) -> list[dict[str, Any]]:
    """The fact strip before there is a result that this reader may see."""
    waits = {
        A.ASSIGNED: _("the supplier answers"),
        A.IN_PROGRESS: _("the supplier answers"),
        A.QUERY: _("the supplier answers a question"),
        A.SUBMITTED: _("a reviewer takes it"),
        A.REVIEW: _("the reviewer"),
        A.SCORED: _("the result is sent"),
    }
    return [
        {"label": _("Question set"), "value": str(assessment.question_set), "note": assessment.question_set.title},
        {"label": _("Period"), "value": assessment.period, "note": assessment.get_kind_display()},
        {"label": _("Due"), "value": day_text(assessment.due_on, "day"), "note": ""},
        {
            "label": _("Submitted"),
            "value": day_text(assessment.submitted_at, "day") if assessment.submitted_at else "—",
            "note": "",
        },
        {"label": _("Waits for"), "value": waits.get(A(assessment.state), "—"), "note": ""},
    ]


def deeds(user, assessment: Assessment) -> list[Deed]:
    """What this person can do with the assessment now."""
    state = assessment.state
    found: list[Deed] = []
    if not user.is_internal:
        return _own_deeds(user, assessment)
    if state in (A.ASSIGNED, A.IN_PROGRESS, A.SUBMITTED) and policies.may_assign_reviews(user):
        found.append(Deed(_("Assign a reviewer"), address(assessment, "review-assign"), "user-plus"))
    if state == A.SUBMITTED and policies.may_take_assessment(user, assessment):
        text = _("From then on the review is yours; a colleague gives a second look where you two are far apart.")
        found.insert(
            0,
            Deed(_("Begin the review"), address(assessment, "review-take"), "clipboard-check", text, True, True),
        )
    if state == A.REVIEW:
        found += _review_deeds(user, assessment)
    if state == A.SCORED and policies.may_review(user, assessment):
        text = _("The supplier then sees the scorecard and may object.")
        found.append(Deed(_("Send the result"), address(assessment, "result-send"), "send", text, True, True))
    if state == A.OBJECTION and policies.may_decide_objection(user, assessment):
        found.append(Deed(_("Decide on the objection"), address(assessment, "objection-decide"), "scale", primary=True))
    waits = assessment.sampled and assessment.audited_on is None and state in AUDITED_IN
    if waits and policies.may_audit(user, assessment):
        found.append(Deed(_("Record the audit on site"), address(assessment, "audit-record"), "map-pin"))
    return found


def _review_deeds(user, assessment: Assessment) -> list[Deed]:
    found: list[Deed] = []
    first, blind = assessment.first_locked_at is None, assessment.second_locked_at is None
    if first:
        if policies.may_review(user, assessment):
            found.append(
                Deed(_("Review the items"), address(assessment, "review-items"), "clipboard-check", primary=True)
            )
            found.append(Deed(_("Ask the supplier"), address(assessment, "review-ask"), "message-question"))
    elif blind:
        if policies.may_review_blind(user, assessment):
            text = _("The first reviewer and the company are far apart, or a critical item is low. You do not see "
                     "what the first gave.")  # fmt: skip
            post = assessment.second_reviewer_id is None
            url = address(assessment, "blind-take") if post else address(assessment, "review-blind")
            found.append(Deed(_("Give a second look"), url, "eye-off", text, post=post, primary=True))
    else:
        apart = queries.to_agree(queries.items_of(assessment))
        waits = any(AGREED_ROUND not in row.rounds or row.rounds[AGREED_ROUND].confirmed_by_id is None for row in apart)
        if waits and policies.may_agree(user, assessment):
            found.append(Deed(_("Agree on the scores"), address(assessment, "review-agree"), "users", primary=True))
        if not waits and policies.may_review(user, assessment):
            text = _("The score is computed from what was given; it is kept with its snapshot.")
            url = address(assessment, "review-score")
            found.append(Deed(_("Score it"), url, "circle-check", text, post=True, primary=True))
    return found


def _own_deeds(user, assessment: Assessment) -> list[Deed]:
    found: list[Deed] = []
    if assessment.state in ANSWERABLE and user.has_role("SA", "SE", "SU"):
        text = _("The reviewer asks: %(text)s") % {"text": assessment.query_text} if assessment.state == A.QUERY else ""
        found.append(Deed(_("Answer"), address(assessment, "answer-edit"), "pencil", text, primary=True))
    if assessment.state == A.NOTIFIED and policies.may_object(user, assessment):
        text = _("Until %(day)s you may object to the whole. A single item can be contested below.") % {
            "day": day_text(assessment.objection_until, "day")
        }
        found.append(Deed(_("Object to the result"), address(assessment, "result-object"), "scale", text))
    return found


def counted(number: int) -> str:
    """How many assessments."""
    return ngettext("%(n)s assessment", "%(n)s assessments", number) % {"n": number}
