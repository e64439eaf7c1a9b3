"""Who is told of what. Handlers may hear an event twice: a notice is made once."""

import json
from collections.abc import Iterable

from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.bidding import queries
from purchasing.bidding.models import AwardDecision, Bid, DeadlineExtension, Tender
from purchasing.bidding.states import BidKind

PAGE = "bidding:tender-detail"


def _tell(people: Iterable[User], kind: str, tender: Tender, *, page: str = PAGE, **params) -> None:
    named = {"number": tender.number, "title": bilingual(tender.title_ko, tender.title_en), **params}
    notify(people, kind, params=named, url_name=page, url_args=[tender.number])


def _approvers(tender: Tender, *also_not: int | None) -> Iterable[User]:
    """Who may approve: not the officer, the estimator, or the people named in ``also_not``."""
    kept_out = [pk for pk in (tender.officer_id, tender.estimator_id, *also_not) if pk is not None]
    return buyer_people_with_role("AP").exclude(pk__in=kept_out)


def _committee(tender: Tender) -> Iterable[User]:
    return User.objects.filter(pk__in=tender.committee.values("user"), is_active=True)


@on("bidding.publication_requested")
def tell_approvers(*, tender: int, **_later) -> None:
    """Approvers who may publish it."""
    asked = Tender.objects.get(pk=tender)
    _tell(_approvers(asked), "bidding.publication_requested", asked)


@on("bidding.publication_returned")
def tell_officer(*, tender: int, **_later) -> None:
    """The officer."""
    returned = Tender.objects.select_related("officer").get(pk=tender)
    _tell([returned.officer], "bidding.publication_returned", returned)


@on("bidding.tender_published")
def tell_committee(*, tender: int, **_later) -> None:
    """The opening committee, so that each declares in time."""
    published = Tender.objects.get(pk=tender)
    _tell(_committee(published), "bidding.committee_named", published, closes_at=published.closes_at)


@on("bidding.extension_requested")
def tell_extension_approvers(*, tender: int, **_later) -> None:
    """Approvers who may decide on it."""
    asked = Tender.objects.get(pk=tender)
    _tell(_approvers(asked), "bidding.extension_requested", asked, closes_at=asked.closes_at)


@on("bidding.deadline_extended")
def tell_bidders_of_deadline(*, tender: int, extension: int | None, **_later) -> None:
    """Everybody who has bid: to the bidders this changes what they may do. After an outage there is no extension."""
    extended = Tender.objects.get(pk=tender)
    closes_at = DeadlineExtension.objects.get(pk=extension).closes_at if extension else extended.closes_at
    _tell(queries.bidders_of(extended), "bidding.deadline_extended", extended, closes_at=closes_at)


@on("bidding.bid_submitted", "bidding.bid_withdrawn")
def tell_receipt(*, bid: int, **_later) -> None:
    """The company's administrators and bidders: the receipt, without the amount."""
    received = Bid.objects.select_related("tender", "company", "signed_receipt").get(pk=bid)
    people = people_with_role(received.company, *queries.READS_OWN_BIDS)
    params = {"receipt": received.receipt, "version": received.seq, "received_at": received.received_at}
    if received.kind == BidKind.WITHDRAWAL:
        _tell(people, "bidding.bid_withdrawn", received.tender, **params)
        return
    trail = json.loads(received.signed_receipt.document)["audit"]  # kept outside the portal, nobody can change it
    proof = {"fingerprint": received.commitment, "entry": trail["seq"], "head": trail["head"]}
    _tell(people, "bidding.bid_receipt", received.tender, **params, **proof)


@on("bidding.bid_withdrawn_for_error")
def tell_let_go(*, tender: int, bid: int, **_later) -> None:
    """The bidder whose bid no longer takes part."""
    gone = Bid.objects.select_related("tender", "company").get(pk=bid)
    people = people_with_role(gone.company, *queries.READS_OWN_BIDS)
    _tell(people, "bidding.bid_withdrawn_for_error", gone.tender, receipt=gone.receipt)


@on("bidding.tender_closed")
def tell_openers(*, tender: int, **_later) -> None:
    """The committee, unless the tender failed at its closing."""
    closed = Tender.objects.get(pk=tender)
    if closed.failure == "":
        _tell(_committee(closed), "bidding.tender_closed", closed)


@on("bidding.opening_confirmed")
def tell_second_opener(*, tender: int, **_later) -> None:
    """The members who have not confirmed yet; nobody when the envelope has been opened in the meantime."""
    waiting = Tender.objects.get(pk=tender)
    session = queries.session_of(waiting, queries.next_envelope(waiting))
    if session is None or session.second_by_id is not None:
        return
    key = queries.current_keys(waiting).get(queries.next_envelope(waiting))
    given = [each.by_id for each in queries.contributions_to(key)] if key else [session.first_by_id]
    others = _committee(waiting).exclude(pk__in=given)
    _tell(others, "bidding.opening_confirmed", waiting, page="bidding:opening-detail")


@on("bidding.tender_opened")
def tell_opened(*, tender: int, **_later) -> None:
    """All bidders at the same moment, and the evaluators who may evaluate."""
    opened = Tender.objects.get(pk=tender)
    _tell(queries.bidders_of(opened), "bidding.tender_opened", opened)
    kept_out = [pk for pk in (opened.estimator_id, opened.approver_id) if pk is not None]
    _tell(buyer_people_with_role("EV").exclude(pk__in=kept_out), "bidding.evaluation_due", opened)


@on("bidding.tender_evaluated")
def tell_evaluated(*, tender: int, **_later) -> None:
    """The officer, unless it ended there."""
    evaluated = Tender.objects.select_related("officer").get(pk=tender)
    if evaluated.failure == "":
        _tell([evaluated.officer], "bidding.tender_evaluated", evaluated)


@on("bidding.award_proposed", "bidding.award_first_approved")
def tell_award_approvers(*, tender: int, decision: int, **_later) -> None:
    """Approvers who may still decide on it."""
    proposed = Tender.objects.get(pk=tender)
    proposal = AwardDecision.objects.get(pk=decision)
    people = _approvers(proposed, proposed.evaluator_id, proposal.proposed_by_id, proposal.first_approved_by_id)
    _tell(people, "bidding.award_proposed", proposed)


@on("bidding.award_returned")
def tell_proposer(*, tender: int, decision: int, **_later) -> None:
    """Who proposed it."""
    proposal = AwardDecision.objects.select_related("proposed_by").get(pk=decision)
    _tell([proposal.proposed_by], "bidding.award_returned", Tender.objects.get(pk=tender))


@on("bidding.tender_awarded")
def tell_result(*, tender: int, bid: int, **_later) -> None:
    """The winner, all other bidders, and the officer."""
    awarded = Tender.objects.select_related("officer").get(pk=tender)
    winners = people_with_role(Bid.objects.select_related("company").get(pk=bid).company, *queries.READS_OWN_BIDS)
    _tell(winners, "bidding.bid_awarded", awarded)
    others = queries.bidders_of(awarded).exclude(pk__in=winners.values("pk"))
    _tell([*others, awarded.officer], "bidding.tender_awarded", awarded)


@on("bidding.tender_failed", "bidding.tender_cancelled")
def tell_ended(*, tender: int, **_later) -> None:
    """Everybody who has bid, and the officer."""
    ended = Tender.objects.select_related("officer").get(pk=tender)
    kind = "bidding.tender_cancelled" if ended.state == "cancelled" else "bidding.tender_failed"
    _tell([*queries.bidders_of(ended), ended.officer], kind, ended)
