"""The Friends in the demonstration: members, themes, activities at every step, donations, campaigns with vouchers."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from portal.clock import SEOUL, today
from portal.demo import Part, World, parts
from portal.pdf import typeset
from portal.people.models import User
from sharedgrowth.friends.models import Activity, Campaign, Donation, Member, Prepayment, Recipient, Shop
from sharedgrowth.friends.services import activities, campaigns, donations, hours, members, places, reports, vouchers

THEMES = (
    (
        "탄소중립",
        "Carbon neutrality",
        "숲과 바다를 가꾸고 덜 쓰는 일을 함께합니다.",
        "Forests, the sea, and using less.",
    ),
    (
        "지역사회 문제",
        "Local community",
        "일하는 도시의 이웃과 함께 풀어 갑니다.",
        "With the neighbours of the towns we work in.",
    ),
)
RECIPIENTS = (
    ("해오름종합복지관", "Haeoreum Welfare Centre", "welfare", "506-82-10001", "KR-47"),
    ("빛고을어린이집", "Bitgoeul Daycare", "daycare", "416-82-10002", "KR-46"),
    ("푸른바다지역아동센터", "Blue Sea Children's Centre", "welfare", "506-82-10003", "KR-47"),
    ("중마노인복지관", "Jungma Senior Welfare Centre", "welfare", "416-82-10004", "KR-46"),
)
RISKS = {
    "hazards": "삽과 곡괭이, 한낮 더위, 경사면 미끄러짐",
    "measures": "장갑과 안전화, 그늘막과 물, 두 사람이 함께 이동",
    "emergency": "지역 의료원 응급실, 차로 12분",
    "first_aid": "구급상자 두 개, 응급처치 교육 이수자 두 명",
    "insured": True,
}
PLANS = (  # type, title ko, en, summary ko, en, place, region, days from now, hours, people, step
    ("forest", "칠포 바닷가 숲 가꾸기", "Forest by the sea at Chilpo", "해송 묘목 150그루를 심고 물을 줍니다.",
     "Planting and watering 150 pines.", "칠포 해안 숲", "KR-47", -74, 4, 9, "verified"),
    ("volunteer", "연일시장 골목 새 단장", "Repairing the alleys of Yeonil Market",
     "가림막을 닦고 전등을 갈고 벽을 칠합니다.",
     "Cleaning awnings, changing lamps, painting walls.", "연일전통시장", "KR-47", -41, 5, 7, "verified"),
    ("education", "쇳물이 강판이 되기까지", "From melt to plate", "아동센터 어린이와 자석으로 철을 배우는 수업입니다.",
     "A lesson on steel with magnets for a children's centre.", "푸른바다지역아동센터", "KR-47", -12, 3, 6, "reported"),
    ("volunteer", "섬진강 쓰레기 줍기", "Cleaning the banks of the Seomjin", "강가를 걸으며 쓰레기를 줍고 나눕니다.",
     "Walking the river, collecting and sorting waste.", "섬진강 둔치", "KR-46", -4, 4, 6, "held"),
    ("volunteer", "김장 나누기", "Kimchi for the winter", "복지관에서 배추 400포기를 함께 담급니다.",
     "Making kimchi of 400 cabbages at a welfare centre.", "중마노인복지관", "KR-46", 9, 5, 8, "open"),
    ("forest", "도시 숲 물 주기", "Watering the town forest", "봄에 심은 나무를 돌봅니다.",
     "Caring for the trees planted in spring.", "환호공원", "KR-47", 20, 3, 3, "open"),
    ("disaster", "물난리 뒤 집 고치기", "Repairs after the flood", "젖은 벽지를 걷어 내고 새로 바릅니다.",
     "Taking down wet wallpaper and putting up new.", "구룡포읍", "KR-47", 33, 6, 0, "approved"),
    ("goods", "겨울 이불 나눔", "Blankets for the winter", "회원사가 모은 이불을 기관에 전합니다.",
     "Blankets collected by members go to organisations.", "해오름종합복지관", "KR-47", 27, 3, 0, "proposed"),
)  # fmt: skip
GIFTS = (  # what ko, kind, quantity, unit, won, step
    ("손 소독제", "goods", 4000, "개", 9_600_000, "closed"),
    ("겨울 이불", "goods", 120, "채", 4_200_000, "receipted"),
    ("그림책", "goods", 260, "권", 880_000, "delivered"),
    ("놀이방 성금", "money", None, "", 3_000_000, "approved"),
    ("쌀", "goods", 90, "포", 5_400_000, "pledged"),
)
SHOPS = (("대성과일", "과일"), ("연일건어물", "건어물"), ("은하떡집", "떡"))


def fill(world: World) -> None:
    """Once."""
    if Member.objects.exists():
        return
    office = [each for role in ("CC", "SG") for each in world.staff[role] if not each.has_role("PO")]
    office = list({each.pk: each for each in office}.values())
    author, second = office[0], office[1]
    owners = [world.bidders[company.pk] for company in world.suppliers if company.pk in world.bidders]
    friends = [each for each in owners if each.has_role("SA")][:9]
    for place, owner in enumerate(friends):
        members.join(takes_bonus=place % 3 == 0, listed=place % 4 != 3, by=owner)
    year = today().year
    themes = [
        members.enter_theme(year=year, name_ko=ko, name_en=en, text_ko=text_ko, text_en=text_en, by=author)
        for ko, en, text_ko, text_en in THEMES
    ]
    receivers = [
        members.enter_recipient(name_ko=ko, name_en=en, kind=kind, registration=number, region=region, by=author)
        for ko, en, kind, number, region in RECIPIENTS
    ]
    people = [*friends, *office[1:], *world.staff.get("HR", []), *world.staff.get("RQ", [])]
    for place, plan in enumerate(PLANS):
        _activity(plan, themes[place % 2], receivers[place % 4], author=author, second=second, people=people)
    _gifts(world, friends, receivers, second)
    _settled_campaign(world, friends, receivers, author=author, second=second)
    _open_campaign(friends, receivers, author=author, second=second)
    reports.draft_report(
        year=year,
        foreword_ko="올해도 시장과 숲과 강가에서 함께했습니다. 참여해 주신 모든 분께 감사드립니다.",
        foreword_en="This year, too, we met at markets, in forests and by the river. Thank you to everybody who came.",
        by=author,
    )
    world.say(f"{Activity.objects.count()} activities and {Donation.objects.count()} donations of the Friends")


def _moment(days: int, hour: int = 9) -> datetime:
    return datetime.combine(today() + timedelta(days=days), time(hour), tzinfo=SEOUL)


def _activity(plan, theme, receiver: Recipient, *, author: User, second: User, people: list[User]) -> None:
    kind, title_ko, title_en, summary_ko, summary_en, where, region, days, length, number, step = plan
    ahead = days if days > 0 else 3
    begins = _moment(ahead)
    activity = activities.propose(
        type=kind,
        theme=theme,
        title_ko=title_ko,
        title_en=title_en,
        summary_ko=summary_ko,
        summary_en=summary_en,
        region=region,
        place=where,
        begins_at=begins,
        ends_at=begins + timedelta(hours=length),
        closes_at=begins - timedelta(days=1),
        capacity=max(number, 12),
        guests=True,
        budget_won=Decimal(1_500_000),
        recipient=receiver,
        lead=author,
        by=author,
    )
    activities.fill_risk_form(activity, **RISKS, by=author)
    if step == "proposed":
        return
    activity = activities.approve(activity, by=second)
    if step == "approved":
        return
    activity = activities.open_signup(activity, by=author)
    taken = [places.sign_up(activity, photos=at % 2 == 0, by=person) for at, person in enumerate(people[:number])]
    if step == "open":
        return
    activity = activities.close_signup(activity, by=author)
    begins = _moment(days)  # as time has passed
    Activity.objects.filter(pk=activity.pk).update(
        begins_at=begins, ends_at=begins + timedelta(hours=length), closes_at=begins - timedelta(days=1)
    )
    activity = activities.hold(Activity.objects.get(pk=activity.pk), by=author)
    for at, place in enumerate(taken):
        came = begins + timedelta(minutes=5 * (at % 3))
        left = begins + timedelta(hours=length, minutes=-20 * (at % 2))
        hours.enter_times(
            place, came=came, left=left, reason="현장 명단", by=author if place.person != author else second
        )
    if step == "held":
        return
    for place in taken:
        hours.confirm_hours(place, by=author if place.person_id != author.pk else second)
    activity = activities.hand_in_report(
        activity,
        report_ko=f"{summary_ko} 모두 다치지 않고 마쳤으며, 쓴 도구는 시장 상인회에 두었습니다.",
        report_en=f"{summary_en} Nobody was hurt, and the tools stay with the merchants.",
        beneficiaries=60 + 20 * number,
        trees=150 if kind == "forest" else None,
        by=author,
    )
    if step == "verified":
        activities.verify(activity, by=second)


def _gifts(world: World, friends: list[User], receivers: list[Recipient], second: User) -> None:
    compliance = world.one("CP")
    for at, (what, kind, quantity, unit, won, step) in enumerate(GIFTS):
        donor = friends[at]
        donation = donations.pledge(
            kind=kind,
            what=what,
            quantity=Decimal(quantity) if quantity else None,
            unit=unit,
            value_won=Decimal(won),
            recipient=receivers[at % 4],
            activity=None,
            by=donor,
        )
        if step == "pledged":
            continue
        if donation.check_needed:
            donations.check_graft(
                donation,
                public_official=False,
                duty_relation=False,
                clear=True,
                finding="받는 곳은 민간 복지 기관이며 공직자가 관여하지 않습니다.",
                by=compliance,
            )
        donation = donations.approve(donation, by=second)
        if step == "approved":
            continue
        donation = donations.hand_over(donation, handed_on=today(), by=donor)
        if step == "delivered":
            continue
        number = f"복지-{at + 101}"
        paper = ContentFile(_receipt(number, what, donation.recipient), name=f"receipt-{at + 101}.pdf")
        donation = donations.keep_receipt(donation, receipt_no=number, receipted_on=today(), upload=paper, by=donor)
        if step == "closed":
            donations.close(donation, by=second)


def _receipt(number: str, what: str, recipient: Recipient) -> bytes:
    """What the organisation gives for a gift."""
    told = {"statement": f"{recipient.name_ko}은(는) 아래 물품 또는 성금을 받았습니다.", "footer": "", "lang": "ko"}
    facts = [{"label": "받은 것", "value": what}]
    words = {"brand": recipient.name_ko, "title": "기부 영수증", "number": number, "facts": facts}
    return typeset("friends/donation.typ", words | told)


def _campaign(title: tuple[str, str], closes_on: date, receivers: list[Recipient], *, author: User) -> Campaign:
    campaign = campaigns.write_campaign(
        title_ko=title[0],
        title_en=title[1],
        summary_ko="전통시장 가게에 미리 결제하고, 상품권은 복지 기관이 이웃에게 나눠 줍니다.",
        summary_en="Market shops are paid in advance; welfare organisations hand the vouchers on.",
        closes_on=closes_on,
        by=author,
    )
    for region, name_ko, name_en, receiver in (
        ("KR-47", "연일시장", "Yeonil Market", receivers[0]),
        ("KR-46", "중마시장", "Jungma Market", receivers[3]),
    ):
        market = campaigns.add_market(
            campaign, region=region, name_ko=name_ko, name_en=name_en, recipient=receiver, by=author
        )
        for name, trade in SHOPS:
            campaigns.add_shop(market, name=name, trade=trade, by=author)
    return campaign


def _settled_campaign(world: World, friends: list[User], receivers, *, author: User, second: User) -> None:
    """Matched: two regions of ten and ten million; some vouchers made out and redeemed."""
    title = ("봄 착한 선결제", "Good advance payment, spring")
    campaign = campaigns.open_campaign(
        _campaign(title, today() + timedelta(days=7), receivers, author=author), by=second
    )
    for at, market in enumerate(campaign.markets.order_by("pk")):
        for giver, won in ((friends[at], 6_000_000), (friends[at + 3], 4_000_000)):
            campaigns.pledge(market, amount_won=Decimal(won), by=giver)
    campaigns.close_campaign(campaign, by=author)
    found = Prepayment.objects.filter(shop__market__campaign=campaign).select_related("payer").order_by("pk")
    payers = {each.company_id: each for each in [*friends, world.one("FI")]}
    for at, prepayment in enumerate(found):
        if at % 6 == 5:
            continue  # still to be paid
        prepayment = vouchers.tell_payment(
            prepayment, paid_on=today(), reference=f"TR-{at + 4001}", by=payers[prepayment.payer_id]
        )
        if at % 3 == 2:
            continue
        made = vouchers.make_vouchers(prepayment, face_won=Decimal(50_000), by=second)
        prepayment = vouchers.give_vouchers(Prepayment.objects.get(pk=prepayment.pk), given_on=today(), by=author)
        shop = Shop.objects.get(pk=prepayment.shop_id)
        for _voucher, code in made[: 6 + at]:
            vouchers.redeem(shop=shop, code=code)


def _open_campaign(friends: list[User], receivers, *, author: User, second: User) -> None:
    title = ("겨울 착한 선결제", "Good advance payment, winter")
    campaign = campaigns.open_campaign(
        _campaign(title, today() + timedelta(days=21), receivers, author=author), by=second
    )
    for at, market in enumerate(campaign.markets.order_by("pk")):
        campaigns.pledge(market, amount_won=Decimal(2_500_000 + 1_500_000 * at), by=friends[at + 5])


parts.add("friends", Part(order=97, title="the Friends: activities, donations, vouchers", fill=fill))
