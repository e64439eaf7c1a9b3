"""What questions and recorded contacts enter on the pages of the ground floor."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.home.registry import Action, Card, Row, actions, cards
from portal.words import deeds
from purchasing.bidding import queries
from purchasing.bidding.views.shown import address

EVERY_STAFF = frozenset({"RQ", "PO", "CE", "OC", "EV", "AP", "CP", "AU", "FI", "SG", "ER"})

actions.add(
    "solicitation-create",
    Action(
        label=gettext_lazy("Record a contact"),
        url_name="bidding:solicitation-create",
        icon="message-question",
        roles=EVERY_STAFF,
        order=90,
    ),
)


def to_answer(request: HttpRequest) -> Iterable[Row]:
    """Questions that wait for this officer."""
    for question in queries.questions_waiting_for(request.user):
        tender = question.tender
        yield Row(
            title=_("Answer a question: %(title)s") % {"title": f"{tender.number} {tender.title}"},
            consequence=_("Without an answer suppliers guess, and guesses cost more than an answer."),
            due=question.due_at,
            url=address(tender, "question-answer", question.uid),
            verb=_("Answer"),
            kind="wait",
            icon="message-question",
        )


def to_assess(request: HttpRequest) -> Iterable[Row]:
    """Contacts that wait for compliance."""
    for contact in queries.solicitations_waiting_for(request.user):
        yield Row(
            title=_("Assess a recorded contact: %(number)s") % {"number": contact.number},
            consequence=_("Until then nobody knows whether the tender is still fair."),
            url=reverse("bidding:solicitation-detail", args=[contact.uid]),
            verb=_("Assess"),
            kind="wait",
            icon="message-question",
        )


cards.add("bidding-questions", Card(rows=to_answer, roles=frozenset({"PO"}), order=21))
cards.add("bidding-contacts", Card(rows=to_assess, roles=frozenset({"CP"}), order=22))

WORDS = {
    "question.asked": gettext_lazy("Question asked"),
    "question.answer": gettext_lazy("Answer published"),
    "question.answer_corrected": gettext_lazy("Answer corrected"),
    "question.set_aside": gettext_lazy("Question set aside"),
    "solicitationrecord.recorded": gettext_lazy("Contact recorded"),
    "solicitationrecord.note": gettext_lazy("Noted, nothing follows"),
    "solicitationrecord.refer": gettext_lazy("Referred for inquiry"),
}
for _name, _words in WORDS.items():
    deeds.add(f"bidding.{_name}", _words)
