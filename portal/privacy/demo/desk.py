"""The privacy officer's desk: requests in every state, looks, exports, processors, an incident, certificates."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress

from portal.clock import db_now, today
from portal.demo import PASSWORD, Part, World, parts
from portal.people.models import User
from portal.privacy.models import PolicyText
from portal.privacy.services import destruction, duties, exports, looks, rights
from portal.privacy.states import RightKind, RightState

PEOPLE = [  # people without a company: they came for a course and know nobody here
    ("노을빛", "noeul@moa.example", "010-5501-2201"),
    ("민하린", "harin@moa.example", "010-5502-2202"),
    ("방서진", "seojin@moa.example", "010-5503-2203"),
    ("변도아", "doa@moa.example", "010-5504-2204"),
    ("석이루", "iru@moa.example", "010-5505-2205"),
]
PROCESSORS = [
    ("한결전산", "서버와 백업의 운영", "포털에 보관하는 모든 항목(암호화된 사본)", date(2025, 3, 2), date(2026, 4, 14)),
    ("다솜우편", "서면 통지의 인쇄와 발송", "이름, 주소", date(2025, 9, 1), None),
    ("누리교육원", "교육 과정의 운영", "이름, 연락처, 출결", date(2026, 1, 5), date(2026, 7, 20)),
]


def _people() -> list[User]:
    made = []
    for name, email, phone in PEOPLE:
        user = User.objects.create_user(email, PASSWORD, name=name, phone=phone)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        made.append(user)
    return made


def fill(world: World) -> None:
    """Everything once."""
    officer, operator = world.one("PR"), world.one("HR")
    people = _people()
    _requests(people, officer)
    for index, person in enumerate(people[:4]):
        why = ("면접 시간이 바뀌어 전화함", "자격증 사본 확인", "보험 가입 서류 확인", "교육장 변경 안내")[index]
        fields = (["전화번호"], ["이름", "자격증"], ["이름", "생년"], ["전화번호", "이메일"])[index]
        looks.look(reader=operator, subject=person, fields=fields, why=why)
    _exports(operator, officer)
    _duties(people, officer)
    destruction.erase_person(people[4], reason="과정을 그만두고 삭제를 요구함", by=officer)


def _requests(people: list[User], officer: User) -> None:
    named, stopped, explained, erased, gone = people
    rights.ask(kind=RightKind.CORRECTION, holding="people.account", text="전화번호 끝자리가 2210입니다.", by=named)
    asked = rights.ask(kind=RightKind.ACCESS, text="서면 사본이 필요합니다.", by=stopped)
    rights.extend(asked, because="서면 사본을 우편으로 보내는 데 시간이 걸립니다.", by=officer)
    asked = rights.ask(kind=RightKind.SUSPENSION, holding="notices.notices", by=stopped)
    rights.answer(asked, outcome=RightState.GRANTED, decision="알림 발송을 멈추었습니다.", by=officer)
    asked = rights.ask(kind=RightKind.OBJECTION, text="점수 계산에 자격증 하나가 빠졌습니다.", by=explained)
    words = "자격증은 접수 마감 뒤에 등록되어 점수에 넣지 않았습니다. 계산 내역을 함께 보냅니다."
    rights.answer(asked, outcome=RightState.REFUSED, decision=words, by=officer)
    asked = rights.ask(kind=RightKind.ERASURE, by=gone)
    rights.withdraw(asked, by=gone)
    rights.ask(kind=RightKind.ERASURE, by=erased)


def _exports(operator: User, officer: User) -> None:
    def ask(what: str, title: str, fields: list[str], rows: int, reason: str):
        return exports.ask_export(what=what, title=title, fields=fields, rows=rows, reason=reason, by=operator)

    used = ask("demo:insurance", "상해보험 가입 명단", ["이름", "생년"], 24, "교육생 상해보험 가입")
    exports.allow_export(used, decision="보험사 전송 뒤 바로 삭제하십시오.", by=officer)
    exports.use_export("demo:insurance", rows=24, by=operator)
    refused = ask("demo:alumni", "수료생 연락처 전체", ["이름", "전화번호", "이메일"], 412, "동문회 안내")
    exports.refuse_export(refused, decision="동의한 목적 밖의 이용입니다.", by=officer)
    ask("demo:interviews", "면접 일정표", ["이름", "전화번호"], 18, "면접장 안내 데스크")


def _duties(people: list[User], officer: User) -> None:
    for name, task, items, contract_on, supervised_on in PROCESSORS:
        duties.save_processor(
            None,
            name=name,
            task=task,
            items=items,
            country="KR",
            contract_on=contract_on,
            supervised_on=supervised_on,
            by=officer,
        )
    told = {
        "items": "이름, 이메일",
        "persons": 2,
        "course": "교육 안내 이메일을 보내면서 받는 사람을 숨기지 않아 두 사람의 주소가 서로에게 보였습니다.",
        "measures": "발송을 멈추고 받은 사람에게 삭제를 확인받았습니다. 단체 발송을 포털 알림으로 바꾸었습니다.",
        "advice": "낯선 이메일의 링크를 열지 마십시오. 이상한 연락을 받으면 알려 주십시오.",
    }
    incident = duties.open_incident(
        title="안내 이메일의 주소 노출", known_at=db_now() - timedelta(hours=9), by=officer, **told
    )
    duties.add_affected(incident, [people[0].email, people[1].email], by=officer)
    duties.tell_affected(incident, by=officer)
    duties.contain_incident(incident, by=officer)
    duties.open_incident(
        title="분실한 업무용 휴대전화",
        known_at=db_now() - timedelta(hours=3),
        items="확인 중",
        persons=0,
        course="현장 점검 중 휴대전화를 잃어버렸습니다. 잠금과 암호화가 되어 있는지 확인하고 있습니다.",
        by=officer,
    )
    current = PolicyText.objects.order_by("-version").first()
    if current is not None:
        added = "\n## 처리 위탁\n- 누리교육원이 교육 과정을 운영합니다.\n"
        duties.save_policy_draft(
            valid_from=today() + timedelta(days=30),
            change_ko="교육 과정의 운영을 위탁합니다.",
            change_en="The running of courses is handed to a processor.",
            text_ko=current.text_ko + added,
            text_en=current.text_en + "\n## Processors\n- Nuri Academy runs the courses.\n",
            by=officer,
        )


parts.add("privacy", Part(order=96, title="personal data: requests, looks, exports, an incident", fill=fill))
