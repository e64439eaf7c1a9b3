"""What the demonstration tells: announcements in every state, meetings to come and held, votes on answers."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile

from portal.clock import SEOUL, db_now, today
from portal.demo import Part, World, parts
from portal.files.services import store_upload
from portal.news.models import FaqEntry, Meeting, Registration
from portal.news.services import announcements, faq, meetings, registrations
from portal.news.states import RegistrationState

ANNOUNCEMENTS = (  # kind, days pinned, title and text in Korean, then in English
    (
        "system",
        0,
        "정기 점검 안내: 토요일 02:00–04:00",
        "다음 토요일 새벽 두 시부터 네 시까지 점검합니다. 그 사이 마감되는 입찰은 멈춘 시간만큼 마감이 늦춰집니다.\n\n"
        "점검이 길어지면 이 공지에서 알려 드립니다.",
        "Maintenance: Saturday 02:00–04:00",
        "The portal is maintained next Saturday from two to four in the morning. A tender that would close in that "
        "time closes later by as long as the portal stood still.\n\n"
        "If it takes longer, this announcement says so.",
    ),
    (
        "programme",
        20,
        "2027년 스마트공장 지원, 이렇게 달라집니다",
        "거래 실적이 없는 기업의 선정 비율 목표가 50 퍼센트로 유지되고, 설비 자료 수집에 쓰는 비용이 넓어집니다.\n\n"
        "공고는 12월에 나옵니다. '사업 찾기'에서 우리 기업에 맞는지 먼저 보십시오.",
        "Smart factories in 2027: what changes",
        "Half of the places stay for companies without trade; more costs of collecting machine data count.\n\n"
        "The call comes in December. The finder tells you now whether it fits your company.",
    ),
    (
        "notice",
        0,
        "연말 대금 지급 일정",
        "12월 31일이 은행 영업일이 아니어서 그날 만기인 대금은 하루 앞서 지급합니다. 상생결제 할인은 평소와 같습니다.",
        "Payments at the end of the year",
        "31 December is no bank day: what is due then is paid the day before. Receivables can be drawn as usual.",
    ),
    (
        "result",
        0,
        "3분기 공정 지급 점검 결과",
        "하위 차수까지 제때 지급된 비율을 성과 화면에서 달마다 볼 수 있습니다. 늦은 지급은 모두 처리했습니다.",
        "Fair payment in the third quarter",
        "The share paid on time down to the lower tiers is shown month by month on the pages of results. Every late "
        "payment was settled, with its reason.",
    ),
)
MEETINGS = (  # days from now, places, title, text, place; sessions (minutes from the start, minutes, title, speaker)
    (
        24,
        60,
        ("설비 국산화 교류회", "Localisation of spare parts"),
        (
            "국산화를 바라는 예비품 40종의 요구 사양을 현장 담당자가 설명합니다. 도면은 비밀 유지 서약 뒤에 드립니다.",
            "Plant engineers explain what forty spare parts must do. Drawings follow after a secrecy agreement.",
        ),
        ("포항 상생관 2층", "Pohang, Sangsaeng Hall, 2nd floor"),
        (
            (0, 50, "국산화 대상 예비품", "설비구매실"),
            (60, 60, "현장에서 본 고장 사례", "제선정비부"),
            (120, 60, "개별 상담", ""),
        ),
    ),
    (
        45,
        3,
        ("탄소 배출량 산정 실습", "Counting carbon dioxide: a workshop"),
        (
            "전력과 연료 사용량으로 배출량을 계산해 봅니다. 노트북을 가져오십시오.",
            "Bring a laptop: we count from electricity and fuel.",
        ),
        ("광양 상생관 실습실", "Gwangyang, training room"),
        ((0, 90, "산정 방법", "환경에너지실"), (100, 80, "실습", "환경에너지실")),
    ),
    (
        -30,
        40,
        ("스마트공장 성과 나눔", "What smart factories changed"),
        (
            "세 기업이 불량률과 정지 시간이 어떻게 줄었는지 이야기했습니다.",
            "Three companies told how defects and stops went down.",
        ),
        ("서울 동반성장홀", "Seoul, shared-growth hall"),
        ((0, 60, "세 기업의 이야기", "참여 기업"), (70, 50, "묻고 답하기", "")),
    ),
)


def fill(world: World) -> None:
    """By one officer and another, as the screens do it."""
    if Meeting.objects.exists():
        return
    writer, colleague = world.one("SG"), world.one("AP")
    day = today()
    for kind, pinned, title_ko, text_ko, title_en, text_en in ANNOUNCEMENTS:
        words = {"title_ko": title_ko, "text_ko": text_ko, "title_en": title_en, "text_en": text_en}
        _announce(kind, day + timedelta(days=pinned) if pinned else None, words, writer, colleague)
    _in_hand(writer, colleague)
    for days, places, title, text, place, sessions in MEETINGS:
        _meet(world, days, places, title, text, place, sessions)
    for place, entry in enumerate(FaqEntry.objects.order_by("pk")):
        for number in range(3 + place % 4):
            words = "예를 하나 들어 주십시오." if place == 1 and number == 0 else ""
            faq.vote(entry, helpful=not words and number % 4 != 3, words=words)
    world.say(f"{len(ANNOUNCEMENTS) + 3} announcements, {len(MEETINGS)} meetings")


def _announce(kind: str, pinned_until: date | None, words: dict[str, str], writer: Any, colleague: Any) -> None:
    draft = announcements.write_announcement(kind=kind, pinned_until=pinned_until, by=writer, **words)
    if kind == "programme":
        page = ContentFile("구분,2026,2027\n미거래 기업 목표,50,50\n".encode(), name="달라지는 점.csv")
        announcements.attach(draft, store_upload(page, company=None, by=writer), by=writer)
    announcements.propose_announcement(draft, by=writer)
    announcements.publish_announcement(draft, by=colleague)


def _in_hand(writer: Any, colleague: Any) -> None:
    """A draft, one that waits for a second person, one that waits for its time."""
    common = {"kind": "notice", "by": writer}
    announcements.write_announcement(
        title_ko="설 연휴 도움 창구 운영(초안)", text_ko="연휴 기간의 운영 시간을 적습니다.", **common
    )
    waits = announcements.write_announcement(
        title_ko="협력사 행동규범 개정 의견 수렴", text_ko="개정안을 읽고 12월 15일까지 의견을 주십시오.", **common
    )
    announcements.propose_announcement(waits, by=writer)
    later = announcements.write_announcement(
        title_ko="2027년 업무 시작 안내",
        text_ko="새해 첫 영업일부터 모든 창구를 엽니다.",
        publish_at=db_now() + timedelta(days=30),
        **common,
    )
    announcements.propose_announcement(later, by=writer)
    announcements.publish_announcement(later, by=colleague)


def _meet(world: World, days: int, places: int, title: tuple, text: tuple, place: tuple, sessions: tuple) -> None:
    """Planned as if it were to come; one that was held is moved into the past when all is said and done."""
    writer, colleague = world.one("SG"), world.one("AP")
    ahead = days if days > 0 else 10
    begins = datetime.combine(today() + timedelta(days=ahead), time(14), SEOUL)
    meeting = meetings.plan_meeting(
        title_ko=title[0], title_en=title[1], text_ko=text[0], text_en=text[1], place_ko=place[0], place_en=place[1],
        starts_at=begins, ends_at=begins + timedelta(hours=3), closes_at=begins - timedelta(days=2), capacity=places,
        by=writer,
    )  # fmt: skip
    meetings.set_sessions(
        meeting,
        [
            {
                "starts_at": begins + timedelta(minutes=start),
                "ends_at": begins + timedelta(minutes=start + minutes),
                "title_ko": name,
                "speaker": speaker,
            }
            for start, minutes, name, speaker in sessions
        ],
        by=writer,
    )
    meetings.propose_meeting(meeting, by=writer)
    meeting = meetings.publish_meeting(meeting, by=colleague)
    people = [world.bidders[each.pk] for each in world.suppliers if each.pk in world.bidders]
    for person in people[: min(places + 2, 12)]:
        registrations.register(meeting, organisation=person.company.legal_name_ko, by=person)
    if days < 0:
        _held(meeting, days, writer)


def _held(meeting: Meeting, days: int, writer: Any) -> None:
    came = Registration.objects.filter(meeting=meeting, state=RegistrationState.REGISTERED).order_by("pk")
    begins = datetime.combine(today(), time(0), SEOUL)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=begins, ends_at=begins + timedelta(days=2), closes_at=begins + timedelta(days=1)
    )
    for place, registration in enumerate(came):
        if place % 5 != 4:
            registrations.check_in(registration, by=writer)
            registrations.answer_survey(registration, overall=5 - place % 2, content=4, organisation=5 - place % 3)
    past = datetime.combine(today() + timedelta(days=days), time(14), SEOUL)
    shift = past - meeting.starts_at
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=past, ends_at=past + timedelta(hours=3), closes_at=past - timedelta(days=2)
    )
    for session in meeting.sessions.all():
        session.starts_at += shift
        session.ends_at += shift
        session.save()
    meetings.hold_over()
    slides = ContentFile("불량률,전,후\n한빛정밀,3.8,1.6\n".encode(), name="발표 수치.csv")
    meeting.refresh_from_db()
    meetings.add_material(meeting, store_upload(slides, company=None, by=writer), by=writer)


parts.add("news", Part(order=97, title="announcements, questions, exchange meetings", fill=fill))
