"""Who is told what after a decision to award, and the words of it: never an amount, never who objected."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.bidding import policies, queries
from purchasing.bidding.models import AwardDecision, Objection, Tender
from purchasing.bidding.states import ObjectionState

PAGE = "bidding:tender-detail"
DEBRIEF = "bidding:debrief"
OBJECTION = "bidding:objection-detail"


def tell(
    people: Iterable[User], kind: str, tender: Tender, *, page: str = PAGE, also: Sequence[Any] = (), **params
) -> None:
    """Notices to ``people`` that lead to a page of the tender; ``also``: what its address needs beside the number."""
    named = {"number": tender.number, "title": bilingual(tender.title_ko, tender.title_en), **params}
    notify(people, kind, params=named, url_name=page, url_args=[tender.number, *also])


@on("bidding.standstill_begun")
def tell_standstill(*, tender: int, decision: int, **_later) -> None:
    """The intended winner; everybody else whose bid was opened, with the way to object; the officer."""
    standing = Tender.objects.select_related("officer").get(pk=tender)
    decided = AwardDecision.objects.select_related("bid__company", "standstill").get(pk=decision)
    until = {"until": decided.standstill.last_day}
    winners = people_with_role(decided.bid.company, *queries.READS_OWN_BIDS)
    tell(winners, "bidding.award_intended", standing, **until)
    others = queries.bidders_judged(standing).exclude(pk__in=winners.values("pk"))
    tell(others, "bidding.standstill_begun", standing, page=DEBRIEF, **until)
    tell([standing.officer], "bidding.standstill_running", standing, **until)


def _deciders(objection: Objection) -> Iterable[User]:
    people = buyer_people_with_role("CP", "AP")
    return [person for person in people if policies.may_decide_objection(person, objection)]


@on("bidding.objection_lodged")
def tell_objection(*, objection: int, **_later) -> None:
    """Those who may decide on it; the officer; the people of the company that lodged it, as a receipt."""
    lodged = Objection.objects.select_related("tender__officer", "decision", "company").get(pk=objection)
    named = _named(lodged)
    tell(_deciders(lodged), "bidding.objection_lodged", lodged.tender, **named)
    tell([lodged.tender.officer], "bidding.award_stopped", lodged.tender, **named)
    company = people_with_role(lodged.company, *queries.READS_OWN_BIDS)
    tell(company, "bidding.objection_received", lodged.tender, **named)


@on("bidding.objection_due", "bidding.objection_last_day")
def tell_objection_due(*, objection: int, **_later) -> None:
    """Those who may decide on it, as long as nobody has."""
    if waits := _still_open(objection):
        tell(_deciders(waits), "bidding.objection_due", waits.tender, **_named(waits))


@on("bidding.objection_overdue")
def tell_objection_overdue(*, objection: int, **_later) -> None:
    """Those who may decide on it, and the officer, whose award waits."""
    if waits := _still_open(objection):
        people = [*_deciders(waits), waits.tender.officer]
        tell(people, "bidding.objection_overdue", waits.tender, **_named(waits))


def _still_open(pk: int) -> Objection | None:
    found = Objection.objects.select_related("tender__officer", "decision")
    return found.filter(pk=pk, state=ObjectionState.LODGED).first()


def _named(objection: Objection) -> dict[str, Any]:
    named = {"objection": objection.number, "answer_by": objection.answer_by}
    return {"page": OBJECTION, "also": [objection.uid], **named}


@on("bidding.objection_withdrawn")
def tell_objection_withdrawn(*, objection: int, **_later) -> None:
    """Those who would have decided on it, and the officer."""
    gone = Objection.objects.select_related("tender__officer", "decision").get(pk=objection)
    people = [*_deciders(gone), gone.tender.officer]
    tell(people, "bidding.objection_withdrawn", gone.tender, page=OBJECTION, also=[gone.uid], objection=gone.number)


@on("bidding.objection_decided")
def tell_objection_decided(*, objection: int, **_later) -> None:
    """The company that lodged it, and the officer."""
    decided = Objection.objects.select_related("tender__officer", "company").get(pk=objection)
    people = [*people_with_role(decided.company, *queries.READS_OWN_BIDS), decided.tender.officer]
    where = {"page": OBJECTION, "also": [decided.uid]}
    tell(people, "bidding.objection_decided", decided.tender, **where, objection=decided.number)


@on("bidding.award_taken_back", "bidding.award_lapsed")
def tell_taken_back(*, tender: int, **_later) -> None:
    """Everybody who has bid, and the officer, who proposes again."""
    back = Tender.objects.select_related("officer").get(pk=tender)
    tell(queries.bidders_of(back), "bidding.award_taken_back", back)
    tell([back.officer], "bidding.award_to_decide_again", back, page="bidding:evaluation-detail")


@on("bidding.contract_due", "bidding.contract_over")
def tell_contract_due(*, tender: int, **_later) -> None:
    """The officer, and the winner's people."""
    due = Tender.objects.select_related("officer", "winner__company").get(pk=tender)
    sign_by = queries.sign_by(due)
    if sign_by is None or due.winner is None:  # signed, or lapsed, meanwhile
        return
    people = [due.officer, *people_with_role(due.winner.company, *queries.READS_OWN_BIDS)]
    tell(people, "bidding.contract_due", due, until=sign_by)


@on("bidding.tender_contracted")
def tell_contracted(*, tender: int, bid: int, **_later) -> None:
    """The winner's people, and the reserve: its bid is free."""
    signed = Tender.objects.select_related("winner__company", "contracting").get(pk=tender)
    if signed.winner is None:
        raise AssertionError(f"{signed.number} is contracted without a winner")
    people = people_with_role(signed.winner.company, *queries.READS_OWN_BIDS)
    tell(people, "bidding.tender_contracted", signed, reference=signed.contracting.reference)
    reserve = signed.rulings.filter(state="reserve").select_related("bid__company").first()
    if reserve is not None:
        tell(people_with_role(reserve.bid.company, *queries.READS_OWN_BIDS), "bidding.reserve_released", signed)


KINDS = [
    Kind(
        key="bidding.award_intended",
        title=_("Tender %(number)s is to be awarded to your company"),
        text=_("%(title)s. The award is made after the standstill, which ends on %(until)s, if nothing stops it."),
        essential=True,
    ),
    Kind(
        key="bidding.standstill_begun",
        title=_("The award of tender %(number)s is decided"),
        text=_("%(title)s. Your debrief says why. You may object until the end of %(until)s."),
        essential=True,
    ),
    Kind(
        key="bidding.standstill_running",
        title=_("The award of tender %(number)s is approved"),
        text=_("%(title)s. The standstill ends on %(until)s; without an objection the award is then made."),
    ),
    Kind(
        key="bidding.objection_lodged",
        title=_("Objection %(objection)s to the award of tender %(number)s"),
        text=_("%(title)s. Nothing is awarded before your decision, which is due on %(answer_by)s."),
    ),
    Kind(
        key="bidding.award_stopped",
        title=_("An objection stops the award of tender %(number)s"),
        text=_("%(title)s. Somebody who took no part decides on %(objection)s by %(answer_by)s."),
    ),
    Kind(
        key="bidding.objection_received",
        title=_("Your objection %(objection)s was received"),
        text=_("It stops the award of tender %(number)s. The decision is due on %(answer_by)s."),
        essential=True,
    ),
    Kind(
        key="bidding.objection_due",
        title=_("Objection %(objection)s is to be decided by %(answer_by)s"),
        text=_("%(title)s. Nothing is awarded before your decision."),
    ),
    Kind(
        key="bidding.objection_overdue",
        title=_("Objection %(objection)s was to be decided by %(answer_by)s"),
        text=_("%(title)s. The award of tender %(number)s waits until the objection is decided."),
    ),
    Kind(
        key="bidding.objection_withdrawn",
        title=_("Objection %(objection)s was withdrawn"),
        text=_("%(title)s. It no longer stops the award of tender %(number)s."),
    ),
    Kind(
        key="bidding.objection_decided",
        title=_("Objection %(objection)s is decided"),
        text=_("Tender %(number)s: the decision and its reasons are on the page of the objection."),
        essential=True,
    ),
    Kind(
        key="bidding.award_taken_back",
        title=_("The award of tender %(number)s was taken back"),
        text=_("%(title)s. It is decided again; you are told of the new decision."),
        essential=True,
    ),
    Kind(
        key="bidding.evaluation_reopened",
        title=_("The evaluation of tender %(number)s is open again"),
        text=_("%(title)s. An objection was upheld: correct the evaluation and run it as version %(version)s."),
    ),
    Kind(
        key="bidding.award_to_decide_again",
        title=_("Tender %(number)s has to be decided again"),
        text=_("%(title)s. Propose the next in line, or have the tender ended without an award."),
    ),
    Kind(
        key="bidding.contract_due",
        title=_("The contract of tender %(number)s is to be signed by %(until)s"),
        text=_("%(title)s. After that day the next in line may be proposed."),
        essential=True,
    ),
    Kind(
        key="bidding.tender_contracted",
        title=_("The contract of tender %(number)s is made"),
        text=_("%(title)s. Contract %(reference)s, at the award price."),
        essential=True,
    ),
    Kind(
        key="bidding.reserve_released",
        title=_("Your bid in tender %(number)s is no longer held in reserve"),
        text=_("%(title)s. The contract with the winner is made."),
    ),
]

for kind in KINDS:
    kinds.register(kind)


@on("bidding.evaluation_reopened")
def tell_evaluators_again(*, tender: int, **_later) -> None:
    """The evaluator, who corrects it and runs it once more."""
    found = Tender.objects.select_related("evaluator").get(pk=tender)
    if found.evaluator is not None:
        params = {"version": found.evaluation_no}
        tell([found.evaluator], "bidding.evaluation_reopened", found, page="bidding:evaluation-detail", **params)
