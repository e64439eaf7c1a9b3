"""Who is told of plans, amendments, invitations and rounds; and who reads the documents of a notice."""

from django.db.models import Q

from portal.files.models import File
from portal.files.registry import readers
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from purchasing.bidding import queries, services
from purchasing.bidding.handlers.telling import _approvers, _tell
from purchasing.bidding.models import Amendment, SplitFlag, Tender, TenderDocument
from purchasing.bidding.states import BEFORE_NOTICE, Reach


@readers.register("bidding.notice_documents")
def reads_notice_document(user, file: File) -> bool | None:
    """Who sees the tender reads its documents."""
    held = TenderDocument.objects.filter(file=file)
    if held.exists():
        return queries.tenders_visible_to(user).filter(pk__in=held.values("tender")).exists()
    return None


@on("bidding.tender_approved")
def tell_approved(*, tender: int, **_later) -> None:
    """The officer: it is published on its day."""
    approved = Tender.objects.select_related("officer").get(pk=tender)
    _tell([approved.officer], "bidding.tender_approved", approved, publish_at=approved.publish_at)


@on("bidding.tender_published")
def tell_published(*, tender: int, **_later) -> None:
    """Invited suppliers; and whoever bid in the round before and may read this one."""
    published = Tender.objects.select_related("round_of").get(pk=tender)
    by_invitation = published.reach == Reach.INVITED
    invited = queries.invited_people(published) if by_invitation else User.objects.none()
    if by_invitation:
        _tell(invited, "bidding.invited", published, closes_at=published.closes_at)
    if published.round_of is not None:
        earlier = queries.bidders_of(published.round_of)
        if by_invitation:
            earlier = earlier.filter(pk__in=invited.values("pk"))
        _tell(earlier, "bidding.round_published", published, before=published.round_of.number)


@on("bidding.base_price_due")
def tell_estimator(*, tender: int, **_later) -> None:
    """The estimator: what the base price was sealed for has changed, in the draft or by an amendment."""
    due = Tender.objects.select_related("estimator").get(pk=tender)
    if due.estimator is not None and (due.base_price_due or (due.state in BEFORE_NOTICE and services.is_stale(due))):
        _tell([due.estimator], "bidding.base_price_due", due, page="bidding:base-price-seal")


@on("bidding.amendment_requested")
def tell_amendment_approvers(*, tender: int, amendment: int, **_later) -> None:
    """Approvers who may decide on it, unless somebody did already."""
    asked = Amendment.objects.select_related("tender").get(pk=amendment)
    if asked.decided_at is None:
        kept_out = asked.tender.committee.values("user")
        people = _approvers(asked.tender).exclude(pk__in=kept_out)
        _tell(people, "bidding.amendment_requested", asked.tender, closes_at=asked.tender.closes_at)


@on("bidding.amendment_declined")
def tell_amendment_declined(*, tender: int, amendment: int, **_later) -> None:
    """Who asked for it."""
    declined = Amendment.objects.select_related("tender", "asked_by").get(pk=amendment)
    _tell([declined.asked_by], "bidding.amendment_declined", declined.tender)


@on("bidding.tender_amended")
def tell_amended(*, tender: int, amendment: int, **_later) -> None:
    """Everybody who has bid, was invited or asked; the officer, the estimator and the committee."""
    amended = Amendment.objects.select_related("tender__officer", "tender__estimator").get(pk=amendment)
    notice = amended.tender
    kind = "bidding.tender_amended_materially" if amended.material else "bidding.tender_amended"
    params = {"version": amended.version, "closes_at": max(amended.closes_at, amended.closed_at_before)}
    outside = Q(pk__in=queries.people_to_tell_of_answers(notice).values("pk"))  # who has asked or bid
    outside |= Q(pk__in=queries.invited_people(notice).values("pk"))
    _tell(User.objects.filter(outside), kind, notice, **params)
    inside = {notice.officer_id, notice.estimator_id, *notice.committee.values_list("user_id", flat=True)}
    _tell(User.objects.filter(pk__in=inside - {None}, is_active=True), "bidding.tender_amended", notice, **params)


@on("bidding.split_flagged")
def tell_auditors(*, tender: int, flag: int, **_later) -> None:
    """Auditors, and the approvers who have to answer it."""
    raised = SplitFlag.objects.select_related("tender").get(pk=flag)
    people = Q(pk__in=buyer_people_with_role("AU").values("pk")) | Q(pk__in=_approvers(raised.tender).values("pk"))
    _tell(User.objects.filter(people), "bidding.split_flagged", raised.tender)
