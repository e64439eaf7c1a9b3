"""The Friends as the tests need them: members, activities at each step, campaigns with paid vouchers."""

import uuid
from datetime import timedelta
from decimal import Decimal

from portal.clock import SEOUL, db_now, today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from sharedgrowth.friends.models import (
    Activity,
    Attendance,
    Campaign,
    Donation,
    Member,
    Participation,
    Prepayment,
    Recipient,
    Shop,
    Voucher,
)
from sharedgrowth.friends.models.terms import enter_terms
from sharedgrowth.friends.services import activities, campaigns, donations, hours, members, places, vouchers


def office(**fields) -> User:
    """A person of the corporate-citizenship office."""
    return staff("CC", **fields)


def member(*, takes_bonus: bool = False, listed: bool = False) -> User:
    """The administrator of a new member company."""
    enter_terms()
    user = UserFactory(company=CompanyFactory(), roles=("SA", "SU"))
    members.join(takes_bonus=takes_bonus, listed=listed, by=user)
    return user


def membership(user: User) -> Member:
    """The running one of the person's company."""
    return Member.objects.get(company=user.company_id, state="active")


def colleague(user: User, **fields) -> User:
    """Another person of the same company."""
    return UserFactory(company=user.company, roles=("SU",), **fields)


def recipient(*, by: User | None = None, **given) -> Recipient:
    """A welfare organisation."""
    name = given.pop("name_ko", f"해오름종합복지관 {uuid.uuid4().hex[:6]}")
    fields = {"name_en": "Haeoreum Welfare Centre", "kind": "welfare", "registration": "123-82-00001"}
    return members.enter_recipient(name_ko=name, region="KR-47", by=by or office(), **fields | given)


def plan(**given) -> dict:
    """What is typed of an activity next week."""
    begins = db_now() + timedelta(days=7)
    return {
        "type": "forest",
        "theme": None,
        "title_ko": "바닷가 숲 가꾸기",
        "title_en": "Forest by the sea",
        "summary_ko": "해송 묘목을 심고 물을 줍니다.",
        "summary_en": "Planting and watering pines.",
        "region": "KR-47",
        "place": "칠포 해안",
        "begins_at": begins,
        "ends_at": begins + timedelta(hours=5),
        "closes_at": begins - timedelta(days=1),
        "capacity": 20,
        "guests": True,
        "budget_won": Decimal(2_000_000),
        "recipient": None,
    } | given


def proposed(*, by: User | None = None, lead: User | None = None, **given) -> Activity:
    """With its risk form."""
    enter_terms()
    author = by or office()
    activity = activities.propose(by=author, lead=lead or author, **plan(**given))
    activities.fill_risk_form(
        activity,
        hazards="삽과 곡괭이, 더위",
        measures="장갑, 안전화, 그늘막과 물",
        emergency="포항의료원, 차로 12분",
        first_aid="구급상자, 응급처치 교육을 받은 두 사람",
        insured=True,
        by=author,
    )
    return activity


def approved(**given) -> Activity:
    """By a second person."""
    return activities.approve(proposed(**given), by=office())


def opened(**given) -> Activity:
    """People sign up."""
    activity = approved(**given)
    return activities.open_signup(activity, by=activity.lead)


def running(activity: Activity) -> Activity:
    """Sign-up closed and the activity under way since three hours, as time would make it."""
    activity = activities.close_signup(Activity.objects.get(pk=activity.pk), by=activity.lead)
    begins = db_now() - timedelta(hours=3)
    Activity.objects.filter(pk=activity.pk).update(
        begins_at=begins, ends_at=begins + timedelta(hours=5), closes_at=begins - timedelta(days=1)
    )
    return Activity.objects.get(pk=activity.pk)


def was_there(place: Participation, *, hours_long: int = 2, begun: int = 3) -> Attendance:
    """Checked in ``begun`` hours ago and out again, as time would make it."""
    came = db_now() - timedelta(hours=begun)
    day = Attendance.objects.create(
        participation=place,
        day=came.astimezone(SEOUL).date(),
        check_in=came,
        check_out=came + timedelta(hours=hours_long),
    )
    return day


def held(*, people: int = 1, by: User | None = None, lead: User | None = None, **given) -> Activity:
    """With ``people`` of member companies who were there for two hours."""
    activity = opened(by=by, lead=lead, **given)
    taken = [places.sign_up(activity, by=colleague(member())) for _each in range(people)]
    activity = running(activity)
    for place in taken:
        was_there(place)
    return activities.hold(activity, by=activity.lead)


def confirmed(activity: Activity) -> Activity:
    """All hours."""
    for place in activity.participations.filter(state="signed_up"):
        hours.confirm_hours(place, by=activity.lead)
    return activity


def reported(**given) -> Activity:
    """With trees."""
    activity = confirmed(held(**given))
    return activities.hand_in_report(
        activity,
        report_ko="묘목 150그루를 심었습니다.",
        report_en="150 pines were planted.",
        beneficiaries=40,
        trees=150,
        by=activity.lead,
    )


def verified(**given) -> Activity:
    """It counts."""
    return activities.verify(reported(**given), by=office())


def donated(*, by: User | None = None, value_won: int = 500_000, **given) -> Donation:
    """Pledged hand sanitizers."""
    giver = by or member()
    fields = {
        "kind": "goods",
        "what": "손 소독제",
        "quantity": Decimal(4000),
        "unit": "개",
        "activity": None,
        "recipient": given.pop("recipient", None) or recipient(),
    }
    return donations.pledge(value_won=Decimal(value_won), by=giver, **fields | given)


def campaign(*, by: User | None = None, regions: tuple[str, ...] = ("KR-47", "KR-46"), shops: int = 2) -> Campaign:
    """A draft with a market in each region."""
    enter_terms()
    author = by or office()
    made = campaigns.write_campaign(
        title_ko="착한 선결제",
        title_en="Good advance payment",
        summary_ko="전통시장 가게에 미리 결제합니다.",
        summary_en="Market shops are paid in advance.",
        closes_on=today() + timedelta(days=14),
        by=author,
    )
    for region in regions:
        market = campaigns.add_market(
            made, region=region, name_ko=f"연일시장 {region}", name_en="Yeonil Market", recipient=recipient(), by=author
        )
        for number in range(shops):
            campaigns.add_shop(market, name=f"가게 {number + 1}", trade="과일", by=author)
    return made


def open_campaign(**given) -> Campaign:
    """Pledges come."""
    return campaigns.open_campaign(campaign(**given), by=office())


def matched(*, amount: int = 10_000_000, **given) -> Campaign:
    """One member pledged ``amount`` for each market; the buyer has added its part."""
    found = open_campaign(**given)
    for market in found.markets.all():
        campaigns.pledge(market, amount_won=Decimal(amount), by=member())
    return campaigns.close_campaign(found, by=office())


def prepaid(*, amount: int = 60_000) -> Prepayment:
    """A partner has paid its only shop."""
    made = matched(amount=amount, regions=("KR-47",), shops=1)
    prepayment = Prepayment.objects.get(shop__market__campaign=made, payer__is_buyer=False)
    payer = User.objects.get(active_membership__company=prepayment.payer)
    return vouchers.tell_payment(prepayment, paid_on=today(), reference="T-1", by=payer)


def given(*, amount: int = 60_000, face: int = 10_000) -> tuple[Prepayment, list[tuple[Voucher, str]]]:
    """Vouchers are with the organisation; with their codes."""
    prepayment = prepaid(amount=amount)
    made = vouchers.make_vouchers(prepayment, face_won=Decimal(face), by=office())
    prepayment = vouchers.give_vouchers(Prepayment.objects.get(pk=prepayment.pk), given_on=today(), by=office())
    return prepayment, made


def shop_with_code(prepayment: Prepayment) -> tuple[Shop, str]:
    """The shop of a prepayment and a code for it."""
    return prepayment.shop, campaigns.renew_shop_code(prepayment.shop, by=office())
