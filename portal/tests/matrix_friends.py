"""The worlds behind the doors of the Corporate Citizenship Friends."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from portal.clock import SEOUL, db_now, today
from portal.files.tests.factories import picture_bytes
from portal.people.models import User
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from sharedgrowth.friends.models import FriendsTerms, Pledge, Prepayment
from sharedgrowth.friends.services import activities, campaigns, donations, hours, photos, places, reports, vouchers
from sharedgrowth.friends.services import terms as terms_services
from sharedgrowth.friends.tests import stage as made

TEXT = "%Y-%m-%dT%H:%M"


def _world(**names: Any) -> World:
    owner = made.member()
    people: dict[str, User | None] = {
        "visitor": None,
        "outsider": supplier("SA", "SU"),
        "owner": owner,
        "member": made.colleague(owner),
        "money": UserFactory(company=owner.company, roles=("SF",)),
        "other_member": made.member(),
        "lead": made.office(),
        "office": made.office(),
        "grower": staff("SG"),
        "buying_office": staff("CC", "PO"),
        "officer": staff("PO"),
        "approver": staff("AP"),
        "finance": staff("FI"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    begins = db_now().astimezone(SEOUL) + timedelta(days=9)
    names |= {
        "today": today().isoformat(),
        "begins": f"{begins:{TEXT}}",
        "ends": f"{begins + timedelta(hours=3):{TEXT}}",
        "closes": f"{begins - timedelta(days=1):{TEXT}}",
        "recipient": made.recipient().pk,
    }
    return World(people, names, owner=owner.company)


# Activities -----------------------------------------------------------------------------------------------------------
@stage("friends member")
def one_member() -> World:
    """A member company, a recipient organisation, terms that wait for approval."""
    world = _world()
    world.names["uid"] = made.recipient().uid
    terms = FriendsTerms(valid_from=today() + timedelta(days=40), note="내년")
    world.names["terms"] = terms_services.enter_friends_terms(terms, by=world.people["lead"]).pk
    return world


@stage("friends activity proposed")
def proposed() -> World:
    """By the lead, with its risk form."""
    world = _world()
    world.names["number"] = made.proposed(by=world.people["lead"]).number
    return world


def _open(world: World):
    activity = made.opened(by=world.people["lead"])
    place = places.sign_up(activity, by=world.people["owner"])
    world.names |= {"number": activity.number, "place": place.uid, "token": places.here_token(activity)}
    return activity, place


@stage("friends activity approved")
def approved() -> World:
    """By another person."""
    world = _world()
    world.names["number"] = made.approved(by=world.people["lead"]).number
    return world


@stage("friends activity open")
def opened() -> World:
    """The owner has signed up."""
    world = _world()
    _open(world)
    return world


@stage("friends activity closed")
def closed() -> World:
    """It takes place at this moment."""
    world = _world()
    activity, _place = _open(world)
    made.running(activity)
    return world


def _held(world: World):
    activity, place = _open(world)
    activity = made.running(activity)
    made.was_there(place)
    return activities.hold(activity, by=world.people["lead"]), place


@stage("friends activity held")
def held() -> World:
    """The owner was there."""
    world = _world()
    _held(world)
    return world


@stage("friends activity held and confirmed")
def held_and_confirmed() -> World:
    """The report is still to be written."""
    world = _world()
    activity, _place = _held(world)
    made.confirmed(activity)
    return world


def _reported(world: World):
    activity, place = _held(world)
    words = {"report_ko": "했습니다.", "report_en": "Done.", "beneficiaries": None, "trees": 10}
    return activities.hand_in_report(made.confirmed(activity), **words, by=world.people["lead"]), place


@stage("friends activity reported")
def reported() -> World:
    """By the lead."""
    world = _world()
    _reported(world)
    return world


@stage("friends activity verified")
def verified() -> World:
    """With a picture, and a certificate of the owner."""
    world = _world()
    activity, place = _reported(world)
    activity = activities.verify(activity, by=world.people["office"])
    photo = photos.add_photo(
        activity,
        upload=ContentFile(picture_bytes(), name="forest.png"),
        caption_ko="숲",
        caption_en="Forest",
        people=[place],
        by=world.people["lead"],
    )
    day = activity.begins_at.astimezone(SEOUL).date()
    paper = hours.issue_certificate(begins_on=day, ends_on=day, by=world.people["owner"])
    world.names |= {"photo": photo.uid, "certificate": paper.number}
    return world


# Donations ------------------------------------------------------------------------------------------------------------
def _donation(value_won: int = 2_000_000, *, clear: bool = False, steps: int = 0) -> World:
    world = _world()
    donation = made.donated(by=world.people["owner"], value_won=value_won)
    if clear:
        donations.check_graft(
            donation,
            public_official=False,
            duty_relation=False,
            clear=True,
            finding="공직자와 관계가 없습니다.",
            by=world.people["compliance"],
        )
    acts = (
        lambda: donations.approve(donation, by=world.people["office"]),
        lambda: donations.hand_over(donation, handed_on=today(), by=world.people["owner"]),
        lambda: donations.keep_receipt(
            donation,
            receipt_no="R-1",
            receipted_on=today(),
            upload=ContentFile(b"%PDF-1.4\n%%EOF\n", name="receipt.pdf"),
            by=world.people["owner"],
        ),
    )
    for act in acts[:steps]:
        donation = act()
    world.names["number"] = donation.number
    return world


@stage("friends donation pledged")
def donation_pledged() -> World:
    """Above the limit, not checked."""
    return _donation()


@stage("friends donation cleared")
def donation_cleared() -> World:
    """By compliance."""
    return _donation(clear=True)


@stage("friends donation approved")
def donation_approved() -> World:
    """To be handed over."""
    return _donation(clear=True, steps=1)


@stage("friends donation delivered")
def donation_delivered() -> World:
    """To be receipted."""
    return _donation(clear=True, steps=2)


@stage("friends donation receipted")
def donation_receipted() -> World:
    """To be closed."""
    return _donation(clear=True, steps=3)


# Campaigns ------------------------------------------------------------------------------------------------------------
def _campaign(*, steps: int) -> World:
    world = _world()
    lead, office, owner = (world.people[name] for name in ("lead", "office", "owner"))
    campaign = made.campaign(by=lead, regions=("KR-47",), shops=1)
    market = campaign.markets.get()
    world.names |= {"number": campaign.number, "market": market.uid, "shop": market.shops.get().uid}
    if steps >= 1:
        campaigns.open_campaign(campaign, by=office)
        campaigns.pledge(market, amount_won=30_000, by=owner)
        world.names["pledge"] = Pledge.objects.get().uid
    if steps >= 2:
        campaigns.close_campaign(campaign, by=office)
        prepayment = Prepayment.objects.get(payer__is_buyer=False)
        world.names |= {"prepayment": prepayment.number, "buyers": Prepayment.objects.get(payer__is_buyer=True).number}
    if steps >= 3:
        vouchers.tell_payment(prepayment, paid_on=today(), reference="T-1", by=owner)
    if steps >= 4:
        vouchers.make_vouchers(prepayment, face_won=10_000, by=office)
    if steps >= 5:
        vouchers.give_vouchers(Prepayment.objects.get(pk=prepayment.pk), given_on=today(), by=lead)
    return world


for _steps, _name in enumerate(("draft", "open", "matched", "paid", "issued", "given")):
    stage(f"friends campaign {_name}")(lambda steps=_steps: _campaign(steps=steps))


@stage("friends report drafted")
def report_drafted() -> World:
    """Of last year, by the lead."""
    world = _world()
    world.names["year"] = year = today().year - 1
    reports.draft_report(year=year, foreword_ko="가", foreword_en="a", by=world.people["lead"])
    return world
