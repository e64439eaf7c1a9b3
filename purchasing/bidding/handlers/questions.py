"""Who is told of questions, answers and recorded contacts; who asked is told to nobody else."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.bidding import queries
from purchasing.bidding.models import Question, SolicitationRecord

for _kind in (
    Kind(
        key="bidding.question_asked",
        title=_("A question about tender %(number)s waits for your answer"),
        text=_("%(title)s. An answer is due by %(due_at)s; it is published to everybody."),
    ),
    Kind(
        key="bidding.question_overdue",
        title=_("A question about tender %(number)s is still without an answer"),
        text=_("It was due by %(due_at)s. Bidders prepare their bids without it."),
        essential=True,
    ),
    Kind(
        key="bidding.question_answered",
        title=_("A new answer for tender %(number)s"),
        text=_("%(title)s. Read it before bidding: what it says holds for everybody."),
        essential=True,
    ),
    Kind(
        key="bidding.question_set_aside",
        title=_("Your question about tender %(number)s is not published"),
        text=_("%(title)s. The page of the questions says why."),
    ),
    Kind(
        key="bidding.solicitation_recorded",
        title=_("A contact was recorded: %(number)s"),
        text=_("Somebody outside sought a member of staff. It waits for your assessment."),
    ),
    Kind(
        key="bidding.solicitation_assessed",
        title=_("Compliance has looked at the contact you recorded: %(number)s"),
    ),
):
    kinds.register(_kind)


def _tell(people: Iterable[User], kind: str, question: Question) -> None:
    tender = question.tender
    params = {
        "number": tender.number,
        "title": bilingual(tender.title_ko, tender.title_en),
        "due_at": question.due_at,
    }
    notify(people, kind, params=params, url_name="bidding:question-list", url_args=[tender.number])


def _of(question: int) -> Question:
    return Question.objects.select_related("tender__officer", "company").get(pk=question)


@on("bidding.question_asked")
def tell_officer_of_question(*, question: int, **_later) -> None:
    """The tender's officer."""
    asked = _of(question)
    _tell([asked.tender.officer], "bidding.question_asked", asked)


@on("bidding.question_overdue")
def tell_officer_of_late_question(*, question: int, **_later) -> None:
    """The tender's officer, once."""
    late = _of(question)
    _tell([late.tender.officer], "bidding.question_overdue", late)


@on("bidding.question_answered")
def tell_askers(*, question: int, **_later) -> None:
    """Everybody who has asked or bid, all in the same words."""
    answered = _of(question)
    _tell(queries.people_to_tell_of_answers(answered.tender), "bidding.question_answered", answered)


@on("bidding.question_set_aside")
def tell_who_asked(*, question: int, **_later) -> None:
    """Who asked, and nobody else."""
    aside = _of(question)
    _tell(people_with_role(aside.company, *queries.READS_OWN_BIDS), "bidding.question_set_aside", aside)


@on("bidding.solicitation_recorded")
def tell_compliance(*, solicitation: int, **_later) -> None:
    """Compliance, without what was reported."""
    contact = SolicitationRecord.objects.get(pk=solicitation)
    people = buyer_people_with_role("CP").exclude(pk=contact.reported_by_id)
    _tell_of(people, "bidding.solicitation_recorded", contact)


@on("bidding.solicitation_assessed")
def tell_reporter(*, solicitation: int, **_later) -> None:
    """Who reported it."""
    contact = SolicitationRecord.objects.select_related("reported_by").get(pk=solicitation)
    _tell_of([contact.reported_by], "bidding.solicitation_assessed", contact)


def _tell_of(people: Iterable[User], kind: str, contact: SolicitationRecord) -> None:
    params = {"number": contact.number}
    notify(people, kind, params=params, url_name="bidding:solicitation-detail", url_args=[str(contact.uid)])
