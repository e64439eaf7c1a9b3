"""The council and consulting in the demonstration: a meeting that is over, one to come, requests in their states."""

from datetime import timedelta

from portal.clock import db_now, today
from portal.demo import Part, World, parts
from purchasing.esg.services import consulting, council
from purchasing.esg.states.support import AgendaKind

MEMBERS = [
    ("한빛제철", "김태윤", "구매투자본부장"),
    ("한빛이앤씨", "박소현", "조달실장"),
    ("한빛인터내셔널", "오민규", "원료구매실장"),
    ("한빛소재", "정예린", "구매그룹장"),
]
MINUTES = (
    "의장이 공정거래 유의사항을 읽고 모두 확인했다.\n"
    "상반기 공급사 ESG 평가의 진행과 개선이 더딘 항목을 공유했다.\n"
    "중대재해 예방 교육을 그룹사가 함께 열기로 했다.\n"
    "책임광물 신고 양식을 하나로 맞추기로 했다."
)


def fill(world: World) -> None:
    """Members, a closed meeting with decisions, the next one in preparation, three requests, some consents."""
    keeper, chair = world.one("ER"), world.one("AP", 1)
    members = [
        council.add_member(
            group_company=company,
            person=person,
            title=title,
            chairs=place == 0,
            user=None if place else chair,
            by=keeper,
        )
        for place, (company, person, title) in enumerate(MEMBERS)
    ]
    half = 1 if today().month <= 6 else 2
    last, this = (
        (f"{today().year}-H1", f"{today().year}-H2") if half == 2 else (f"{today().year - 1}-H2", f"{today().year}-H1")
    )
    agenda = [
        (AgendaKind.RISK, "공급사 ESG 평가 결과와 취약 항목", "Results of assessments and weak items"),
        (AgendaKind.RESPONSE, "책임광물 신고 양식의 통일", "One form for declarations of minerals"),
        (AgendaKind.TRAINING, "중대재해 예방 공동 교육", "Joint training against serious accidents"),
    ]
    held = council.plan_meeting(
        half=last, meets_at=db_now() - timedelta(days=140), place="한빛제철 본사 12층", agenda=agenda, by=keeper
    )
    held = council.invite_council(held, by=keeper)
    held = council.hold_meeting(held, present=members[:3], acknowledged=True, by=keeper)
    first = council.decide_in_council(
        held,
        text="중대재해 예방 교육을 분기마다 함께 연다.",
        owner=members[1],
        due_on=today() + timedelta(days=35),
        by=keeper,
    )
    council.decide_in_council(
        held,
        text="책임광물 신고는 최신 양식 하나로 받는다.",
        owner=members[2],
        due_on=today() + timedelta(days=90),
        by=keeper,
    )
    held = council.write_minutes(held, minutes=MINUTES, by=keeper)
    council.approve_minutes(held, by=chair)
    council.report_progress(first, members[0], state="done", note="11월 교육 개최", by=chair)
    council.report_progress(first, members[1], state="progress", note="강사 섭외", by=keeper)
    coming = [
        (AgendaKind.STRATEGY, "내년 평가 방향", "Direction of next year"),
        (AgendaKind.TRENDS, "공급망 실사 법규", ""),
    ]
    council.invite_council(
        council.plan_meeting(
            half=this, meets_at=db_now() + timedelta(days=12), place="한빛이앤씨 송도 사옥", agenda=coming, by=keeper
        ),
        by=keeper,
    )
    for company in world.suppliers[:6]:
        council.share_result(given=True, by=world.bidders[company.pk])
    asked = [
        ("energy", "압축 공기 설비의 누설과 전력 사용을 진단받고 싶습니다.", "1공장"),
        ("chemicals", "세정제를 저독성 물질로 바꾸려 합니다. 대체 물질 시험이 필요합니다.", ""),
        ("safety", "프레스 공정의 위험성 평가를 함께 점검받고 싶습니다.", "2공장"),
    ]
    made = [
        consulting.ask_consulting(field=field, need=need, site=site, by=world.bidders[company.pk])
        for company, (field, need, site) in zip(world.suppliers, asked, strict=False)
    ]
    grower = world.one("SG")
    consulting.decide_consulting(made[0], take=True, decision="12월 둘째 주에 에너지 진단반이 방문합니다.", by=grower)
    consulting.decide_consulting(
        made[2], take=False, decision="안전 분야는 상생 안전 지원 사업에서 신청을 받습니다.", by=grower
    )


parts.add("esg-support", Part(order=70, title="the ESG purchasing council, consulting requests", fill=fill))
