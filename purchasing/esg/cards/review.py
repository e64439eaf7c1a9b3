"""ESG assessments on the pages of the ground floor: the menu, what waits, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.home.registry import Card, MenuItem, Row, cards, menu
from portal.words import deeds
from purchasing.esg import queries
from purchasing.esg.models import Assessment
from purchasing.esg.states import AssessmentState

READERS = frozenset({"SA", "SE", "SU", *queries.BAND_READERS, "CN"})

menu.add("esg", MenuItem(label=gettext_lazy("ESG"), url_name="esg:home", roles=READERS, order=60, icon="leaf"))


def _url(assessment: Assessment, name: str = "assessment-detail") -> str:
    return reverse(f"esg:{name}", args=[assessment.number])


def to_review(request: HttpRequest) -> Iterable[Row]:
    """Reviews, second looks, agreements and results that wait for this reviewer."""
    user = request.user
    for assessment in queries.assessments_waiting_for(user)[:20]:
        words = {"company": assessment.company.name, "number": assessment.number}
        if assessment.state == AssessmentState.SCORED:
            title, why = _("Send the result: %(company)s %(number)s"), _("The supplier cannot object before.")
        elif assessment.reviewer_id == user.pk and assessment.second_locked_at is None:
            title, why = _("Review: %(company)s %(number)s"), _("Its band counts only when the review is finished.")
        elif assessment.second_locked_at is not None:
            title, why = _("Agree and score: %(company)s %(number)s"), _("Its band counts only when it is scored.")
        else:
            title, why = _("Second look: %(company)s %(number)s"), _("It cannot be scored before.")
        url = _url(assessment)
        yield Row(title=title % words, consequence=why, url=url, verb=_("Look"), kind="wait", icon="clipboard-check")


def to_decide(request: HttpRequest) -> Iterable[Row]:
    """Objections, contests and ratings that wait for somebody who took no part."""
    user = request.user
    for assessment in queries.results_to_decide(user)[:10]:
        words = {"company": assessment.company.name, "number": assessment.number}
        yield Row(
            title=_("Decide on the objection: %(company)s %(number)s") % words,
            consequence=_("The result is not final before."),
            url=_url(assessment, "objection-decide"),
            verb=_("Decide"),
            kind="warn",
            icon="scale",
        )
    for contest in queries.item_contests_to_decide(user)[:10]:
        words = {"company": contest.assessment.company.name, "item": contest.question.code}
        yield Row(
            title=_("Decide on the contested item %(item)s: %(company)s") % words,
            consequence=_("The supplier is promised an answer by this day."),
            due=contest.answer_by,
            url=reverse("esg:item-contest-decide", args=[contest.uid]),
            verb=_("Decide"),
            kind="warn",
            icon="scale",
        )
    for rating in queries.ratings_to_verify(user)[:10]:
        words = {"company": rating.company.name, "reference": rating.reference}
        yield Row(
            title=_("Verify the rating: %(company)s %(reference)s") % words,
            consequence=_("It proves nothing before."),
            url=reverse("esg:rating-decide", args=[rating.uid]),
            verb=_("Compare"),
            kind="wait",
            icon="certificate",
        )


def own_results(request: HttpRequest) -> Iterable[Row]:
    """Results to which the own company may still object."""
    for assessment in queries.results_open_to(request.user)[:5]:
        yield Row(
            title=_("Read the ESG result: %(number)s") % {"number": assessment.number},
            consequence=_("After this day it is final; a single item can still be contested."),
            due=assessment.objection_until,
            url=_url(assessment),
            verb=_("Read"),
            kind="info",
            icon="leaf",
            soon=3,
        )


cards.add("esg-reviews", Card(rows=to_review, roles=frozenset({"ER"}), order=16))
cards.add("esg-decisions", Card(rows=to_decide, roles=frozenset({"ER", "EC"}), order=18))
cards.add("esg-results", Card(rows=own_results, roles=frozenset({"SA", "SE"}), order=24))

# Timeline ------------------------------------------------------------------------------------------------------------
WORDS = {
    "assessment.assigned": pgettext_lazy("assessment", "Assigned to the company"),
    "assessment.begin": gettext_lazy("Answering began"),
    "assessment.submit": pgettext_lazy("assessment", "Submitted"),
    "assessment.overdue": gettext_lazy("Not submitted in time: counts as band D"),
    "assessment.reviewer_assigned": gettext_lazy("Given to a reviewer"),
    "assessment.take": gettext_lazy("Review begun"),
    "assessment.first_round_closed": gettext_lazy("First round closed"),
    "assessment.blind_review_taken": gettext_lazy("Second look begun"),
    "assessment.blind_round_closed": gettext_lazy("Second look closed"),
    "assessment.agreement_proposed": gettext_lazy("Score proposed by one of the two"),
    "assessment.agreement_confirmed": gettext_lazy("Score confirmed by the other"),
    "assessment.ask": gettext_lazy("Supplier asked"),
    "assessment.answer": gettext_lazy("Question closed"),
    "assessment.score": pgettext_lazy("assessment", "Scored"),
    "assessment.notify": pgettext_lazy("assessment", "Result sent"),
    "assessment.audited": gettext_lazy("Audited on site"),
    "assessment.rescored": gettext_lazy("Score computed anew"),
    "assessment.object": gettext_lazy("Supplier objects"),
    "assessment.decide": gettext_lazy("Objection decided: final"),
    "assessment.close": gettext_lazy("Nobody objected: final"),
    "assessment.expire": pgettext_lazy("assessment", "Expired"),
    "itemcontest.lodged": gettext_lazy("Item contested"),
    "itemcontest.uphold": gettext_lazy("Contest upheld: score corrected"),
    "itemcontest.reject": gettext_lazy("Contest rejected"),
    "itemcontest.withdraw": gettext_lazy("Contest withdrawn"),
    "externalrating.entered": gettext_lazy("Rating entered"),
    "externalrating.verify": gettext_lazy("Rating verified"),
    "externalrating.refuse": gettext_lazy("Rating refused"),
    "externalrating.withdraw": gettext_lazy("Rating withdrawn"),
    "reviewertie.entered": gettext_lazy("Tie declared"),
    "sampledraw.drawn": gettext_lazy("On-site sample drawn"),
}
for _name, _words in WORDS.items():
    deeds.add(f"esg.{_name}", _words)
