"""What waits on the first page: assessments to answer, questions of reviewers, documents that end, sets to publish."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.words import deeds
from purchasing.esg.models import Evidence
from purchasing.esg.queries.answers import answers_to_give
from purchasing.esg.queries.questions import sets_to_publish
from purchasing.esg.queries.review import OWN_READERS
from purchasing.esg.states import AssessmentState


def to_answer(request: HttpRequest) -> Iterable[Row]:
    """Assessments and reviewers' questions of the own company; documents that end within 30 days."""
    user = request.user
    for found in answers_to_give(user)[:10]:
        query = found.state == AssessmentState.QUERY
        named = {"number": found.number, "period": found.period}
        title = _("Answer the reviewer: %(number)s") if query else _("ESG answers %(period)s: %(number)s")
        yield Row(
            title=title % named,
            consequence=_("Without an answer the review goes on with what is there.")
            if query
            else _("After the due day and two reminders it counts as band D."),
            url=reverse("esg:answer-edit", args=[found.number]),
            verb=_("Answer"),
            due=found.query_due if query else found.due_on,
            kind="warn" if query else "wait",
            icon="clipboard-list",
            primary=True,
        )
    on = page_now(request).astimezone(SEOUL).date()
    ending = Evidence.objects.filter(
        company=user.company_id, removed_at=None, valid_to__gte=on, valid_to__lte=on + timedelta(days=30)
    )
    for document in ending.order_by("valid_to", "pk")[:5]:
        yield Row(
            title=_("A document ends: %(title)s") % {"title": document.title},
            consequence=_("Answers that rest on it alone are looked at again."),
            url=reverse("esg:evidence-detail", args=[document.uid]),
            verb=_("Look"),
            due=document.valid_to,
            soon=30,
            kind="warn",
            icon="file-alert",
        )


def to_publish(request: HttpRequest) -> Iterable[Row]:
    """Question sets that a colleague wrote."""
    for found in sets_to_publish(request.user)[:10]:
        yield Row(
            title=_("Publish a question set: %(set)s") % {"set": found},
            consequence=_("Until then companies are assessed by the version in force."),
            url=reverse("esg:set-detail", args=[str(found)]),
            verb=_("Look it through"),
            kind="wait",
            icon="checklist",
        )


cards.add("esg-to-answer", Card(rows=to_answer, roles=frozenset(OWN_READERS), order=13))
cards.add("esg-sets", Card(rows=to_publish, roles=frozenset({"ER", "EC"}), order=28))

# Timeline ------------------------------------------------------------------------------------------------------------
WORDS = {
    "questionset.written": gettext_lazy("Set written"),
    "questionset.copied": gettext_lazy("Copied from an earlier version"),
    "questionset.edited": gettext_lazy("Titles, weights or bands changed"),
    "questionset.question_saved": gettext_lazy("Question saved"),
    "questionset.question_removed": gettext_lazy("Question removed"),
    "questionset.questions_imported": gettext_lazy("Questions read in from a table"),
    "questionset.submit": gettext_lazy("Handed to a colleague for publication"),
    "questionset.send_back": gettext_lazy("Sent back"),
    "questionset.publish": gettext_lazy("Published"),
    "questionset.supersede": gettext_lazy("Replaced by a later version"),
    "evidence.added": gettext_lazy("Document added"),
    "evidence.removed": gettext_lazy("Taken out of the library"),
    "assessment.answers_taken_back": gettext_lazy("Answers that were not handed in were taken back"),
    "answer.evidence_ended": gettext_lazy("Its documents ended"),
}
for _name, _words in WORDS.items():
    deeds.add(f"esg.{_name}", _words)
