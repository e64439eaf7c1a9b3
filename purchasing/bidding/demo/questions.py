"""The demonstration's questions and answers, and contacts that outsiders sought."""

from datetime import timedelta

from portal.clock import SEOUL, db_now
from portal.demo import World
from purchasing.bidding import policies, queries, services
from purchasing.bidding.demo.story import eligible
from purchasing.bidding.models import Tender

ASKED = (  # question, question as published, answer, correction
    (
        "저희 공장 규격품(가람 GS-204)도 동등품으로 인정됩니까?",
        "규격이 같은 다른 상표의 제품도 동등품으로 인정됩니까?",
        "시험 성적서가 요구 규격을 충족하면 상표와 관계없이 인정합니다.",
        "시험 성적서가 요구 규격을 충족하면 상표와 관계없이 인정합니다. 성적서는 공고일 기준 2년 이내여야 합니다.",
    ),
    (
        "납품을 두 번에 나누어 할 수 있습니까?",
        "납품을 두 번에 나누어 할 수 있습니까?",
        "가능합니다. 첫 납품은 전체 수량의 절반 이상이어야 하며 최종 납기는 같습니다.",
        "",
    ),
    (
        "운반비는 단가에 포함합니까?",
        "운반비를 단가에 포함합니까?",
        "납품 장소까지의 운반비와 하역비를 모두 포함합니다.",
        "",
    ),
    ("현장 실측이 가능한 날짜를 알려 주십시오.", "", "", ""),
)
ASIDE = (
    "예산 금액과 지난번 낙찰 업체를 알려 줄 수 있습니까?",
    "예산과 기준가격은 개찰 전에 공개하지 않습니다. 지난 결과는 결과 화면에서 볼 수 있습니다.",
)
CONTACTS = (
    (
        "가온물산 영업부장",
        "phone",
        30,
        "입찰 기준가격이 어느 정도인지 물었습니다. 알려 줄 수 없다고 답하고 통화를 마쳤습니다.",
    ),
    ("전직 동료(현 협력사 고문)", "meal", 52, "저녁 식사를 제안하며 규격 완화를 부탁했습니다. 거절했습니다."),
    ("설비 제작사 대표", "gift", 140, "사무실로 보낸 선물 상자를 뜯지 않고 돌려보냈습니다."),
    ("무역 대리점 직원", "message", 200, "개찰 결과 발표 시각을 전자우편으로 물었습니다. 공개된 일정을 안내했습니다."),
)


def ask(world: World) -> None:
    """Questions on the tenders that take them now, most with an answer; contacts, two of them assessed."""
    now = db_now()
    taking = list(queries.taking_bids(Tender.objects.select_related("officer"), now)[: 4 * world.scale])
    people = eligible(world)
    for place, tender in enumerate(taking):
        if tender.questions_until and tender.questions_until <= now:
            continue
        askers = [
            person for person in people if policies.may_ask_question(person, tender, on=now.astimezone(SEOUL).date())
        ]
        if len(askers) < 2:
            continue
        _ask_about(world, tender, askers, place)
    _contacts(world, taking)


def _ask_about(world: World, tender: Tender, askers: list, place: int) -> None:
    officer = tender.officer
    for turn, (text, published, answer, better) in enumerate(ASKED[: 2 + place % 3]):
        asker = askers[(place + turn) % len(askers)]
        question = services.ask_question(tender, text=text, key=world.uid().hex, by=asker)
        if answer:
            services.answer_question(question, published_text=published, answer=answer, by=officer)
        if better:
            services.correct_answer(question, answer=better, by=officer)
    if place == 0:
        text, reason = ASIDE
        services.ask_question(tender, text=ASKED[3][0], key=world.uid().hex, by=askers[-1])  # waits for the officer
        curious = services.ask_question(tender, text=text, key=world.uid().hex, by=askers[-1])
        services.set_question_aside(curious, reason=reason, by=officer)


def _contacts(world: World, tenders: list[Tender]) -> None:
    for place, (who, channel, hours, content) in enumerate(CONTACTS):
        tender = tenders[place % len(tenders)] if tenders and place < 3 else None
        contact = services.record_solicitation(
            tender=tender,
            who=who,
            happened_at=db_now() - timedelta(hours=hours),
            channel=channel,
            content=content,
            key=world.uid().hex,
            by=world.one("RQ" if place % 2 else "PO", place),
        )
        if place == 1:
            services.assess_solicitation(
                contact,
                refer=True,
                assessment="퇴직 임직원의 청탁이므로 감사 부서에 조사를 맡깁니다.",
                by=world.one("CP"),
            )
        if place == 2:
            services.assess_solicitation(
                contact, refer=False, assessment="선물은 반송되었고 업체에 경고 공문을 보냈습니다.", by=world.one("CP")
            )
