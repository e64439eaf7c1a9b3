"""News of the sealing: void bids, new keys, drills that are due, envelopes that were opened."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import Membership, User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.bidding import queries
from purchasing.bidding.models import OfficerKey, OutageNote, Tender, VoidedBid
from purchasing.bidding.states import Seal, TenderState

KINDS = [
    Kind(
        key="bidding.bid_void_amended",
        title=_("Your bid for tender %(number)s has to be sent again"),
        text=_("The notice was amended. Your bid stays sealed and does not count; bids are taken until %(closes_at)s."),
        essential=True,
    ),
    Kind(
        key="bidding.bid_void_rekeyed",
        title=_("Your bid for tender %(number)s has to be sealed again"),
        text=_(
            "The tender got new keys, because too few officers could have opened it. Your bid stays sealed for ever "
            "and does not count. Send it again with your own copy until %(closes_at)s."
        ),
        essential=True,
    ),
    Kind(
        key="bidding.base_price_due",
        title=_("Seal the base price of tender %(number)s again"),
        text=_("%(title)s. What it was sealed for has changed: without a new one the tender does not go on."),
    ),
    Kind(
        key="bidding.key_drill_due",
        title=_("Drill your officer key: tender %(number)s closes at %(closes_at)s"),
        text=_("It takes twenty seconds, and shows in time whether the bids can be opened."),
    ),
    Kind(
        key="bidding.key_retired",
        title=_("Tender %(number)s: a key of its opening committee is retired"),
        text=_(
            "%(name)s has retired the key. %(left)s of %(keys)s keys are left; %(needed)s open the bids. If too few "
            "are left, an approver makes new ones before the deadline."
        ),
        essential=True,
    ),
    Kind(
        key="bidding.keeper_left",
        title=_("Tender %(number)s: a member of its opening committee can open no bids any more"),
        text=_(
            "The account, the membership or the role of %(name)s has ended. %(left)s of %(members)s members can still "
            "open; %(needed)s open the bids. Have the member replaced in time; where bids are sealed to keys and too "
            "few are left, an approver makes new keys before the deadline."
        ),
        essential=True,
    ),
    Kind(
        key="bidding.keys_at_risk",
        title=_("Tender %(number)s: too few officers have drilled their keys"),
        text=_(
            "Bids close at %(closes_at)s. Call the members of the opening committee; if keys are lost, an approver "
            "makes new ones before the deadline."
        ),
        essential=True,
    ),
    Kind(
        key="bidding.opener_replaced",
        title=_("The opening committee of tender %(number)s has changed"),
        text=_("%(leaves)s has left it, %(comes)s takes the seat."),
    ),
    Kind(
        key="bidding.opener_replaced_outside",
        title=_("The opening committee of tender %(number)s has changed"),
        text=_("Another officer takes part in the opening. Nothing changes in the notice by it."),
    ),
    Kind(
        key="bidding.outage_noted",
        title=_("An outage waits for a second person"),
        text=_("%(reason)s. Deadlines move when you confirm it; tenders that close before that stay closed."),
        essential=True,
    ),
    Kind(
        key="bidding.outage_declined",
        title=_("The outage that you noted is declined"),
        text=_("%(reason)s. No deadline moves."),
    ),
    Kind(
        key="bidding.delivery_overtaken",
        title=_("The deadline of tender %(number)s has reached its day of delivery"),
        text=_(
            "%(title)s. After an outage bids close at %(closes_at)s: amend the notice, so that delivery lies after "
            "that day."
        ),
        essential=True,
    ),
]
for kind in KINDS:
    kinds.register(kind)


def _tell(people, kind: str, tender: Tender, *, page: str = "bidding:tender-detail", args=None, **params) -> None:
    named = {"number": tender.number, "title": bilingual(tender.title_ko, tender.title_en), **params}
    notify(people, kind, params=named, url_name=page, url_args=[tender.number] if args is None else args)


@on("bidding.bid_voided")
def tell_bidder(*, bid: int, **_later) -> None:
    """The company whose bid counts no more."""
    voided = VoidedBid.objects.select_related("bid__tender", "bid__company").get(bid=bid)
    tender = voided.bid.tender
    people = people_with_role(voided.bid.company, *queries.READS_OWN_BIDS)
    _tell(people, f"bidding.bid_void_{voided.cause}", tender, closes_at=tender.closes_at)


@on("bidding.tender_rekeyed")
def tell_estimator(*, tender: int, **_later) -> None:
    """Who has to seal the base price again."""
    rekeyed = Tender.objects.select_related("estimator").get(pk=tender)
    if rekeyed.estimator is not None:
        _tell([rekeyed.estimator], "bidding.base_price_due", rekeyed, page="bidding:base-price-seal")


@on("bidding.opener_replaced")
def tell_of_replacement(*, tender: int, leaves: int, comes: int, **_later) -> None:
    """Officer, committee and who left with the names; bidders without: nobody is to be approached."""
    changed = Tender.objects.select_related("officer").get(pk=tender)
    people = User.objects.in_bulk([leaves, comes])
    names = {"leaves": str(people[leaves]), "comes": str(people[comes])}
    inside = {changed.officer_id, leaves, comes, *changed.committee.values_list("user_id", flat=True)}
    staff = User.objects.filter(pk__in=inside, is_active=True)
    _tell(staff, "bidding.opener_replaced", changed, page="bidding:opening-detail", **names)
    if changed.committee.filter(user=comes).exists():
        newcomer = User.objects.filter(pk=comes, is_active=True)
        _tell(newcomer, "bidding.committee_named", changed, closes_at=changed.closes_at)
    _tell(queries.people_to_tell_of_answers(changed), "bidding.opener_replaced_outside", changed)


@on("bidding.key_drill_due")
def tell_officer(*, tender: int, user: int, **_later) -> None:
    """The member of the committee."""
    due = Tender.objects.get(pk=tender)
    people = User.objects.filter(pk=user, is_active=True)
    _tell(people, "bidding.key_drill_due", due, page="bidding:key-detail", args=[], closes_at=due.closes_at)


@on("bidding.key_retired")
def tell_owners(*, key: int, **_later) -> None:
    """The officer of each tender that still needs the key: until the deadline new keys can be made."""
    retired = OfficerKey.objects.select_related("user").get(pk=key)
    for tender in queries.tenders_needing(retired).select_related("officer"):
        keepers = queries.keepers_of(tender)
        params = {
            "name": str(retired.user),
            "left": sum(keeper.holds for keeper in keepers),
            "keys": len(keepers),
            "needed": tender.openers_needed,
        }
        _tell([tender.officer], "bidding.key_retired", tender, page="bidding:opening-detail", **params)


@on("people.user_disabled")
def tell_of_closed_account(*, user: int, **_later) -> None:
    """The officer of each tender that the person was to open."""
    _tell_if_left(User.objects.get(pk=user))


@on("people.membership_disabled", "people.roles_changed")
def tell_of_ended_membership(*, membership: int, **_later) -> None:
    """The same of who no longer acts for the buyer, or has another role."""
    _tell_if_left(Membership.objects.select_related("user").get(pk=membership).user)


def _tell_if_left(user: User) -> None:
    if queries.those_who_serve([user]):
        return
    for tender in queries.unopened_with(user).select_related("officer"):
        keepers, by_keys = queries.keepers_of(tender), tender.seal == Seal.KEYS
        params = {
            "name": str(user),
            "left": sum(keeper.holds if by_keys else keeper.serves for keeper in keepers),
            "members": len(keepers),
            "needed": queries.openers_needed(tender),
        }
        _tell([tender.officer], "bidding.keeper_left", tender, page="bidding:opening-detail", **params)


@on("bidding.keys_at_risk")
def tell_owner(*, tender: int, **_later) -> None:
    """The officer of the tender and the whole committee."""
    risky = Tender.objects.select_related("officer").get(pk=tender)
    committee = User.objects.filter(pk__in=risky.committee.values("user"), is_active=True)
    _tell(
        [risky.officer, *committee],
        "bidding.keys_at_risk",
        risky,
        page="bidding:opening-detail",
        closes_at=risky.closes_at,
    )


@on("bidding.outage_noted")
def tell_confirmers(*, note: int, **_later) -> None:
    """Everybody who may confirm it: time is short."""
    noted = OutageNote.objects.get(pk=note)
    if noted.decided_at is not None:
        return
    people = buyer_people_with_role("AD", "PO", "AP").exclude(pk=noted.noted_by_id)
    params = {"reason": noted.reason, "note": str(noted.uid)}
    notify(people, "bidding.outage_noted", params=params, url_name="bidding:outages", url_args=[])


@on("bidding.outage_declined")
def tell_noter(*, note: int, **_later) -> None:
    """Who noted it."""
    declined = OutageNote.objects.select_related("noted_by").get(pk=note)
    params = {"reason": declined.decline_reason, "note": str(declined.uid)}
    notify([declined.noted_by], "bidding.outage_declined", params=params, url_name="bidding:outages", url_args=[])


@on("bidding.delivery_overtaken")
def tell_officer_of_delivery(*, tender: int, **_later) -> None:
    """The officer, as long as the notice can be amended and the days have not been."""
    hit = Tender.objects.select_related("officer").get(pk=tender)
    if hit.state == TenderState.PUBLISHED and queries.delivery_overtaken(hit):
        _tell([hit.officer], "bidding.delivery_overtaken", hit, page="bidding:tender-amend", closes_at=hit.closes_at)
