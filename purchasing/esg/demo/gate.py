"""The entry gate in the demonstration: consents, entries in every state, a draft of the next code, terms to approve."""

from datetime import timedelta

from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import Company, User
from portal.people.services import record_standing
from portal.people.states import Level
from purchasing.esg.models import CodeOfConduct, Entry, EsgTerms
from purchasing.esg.queries import gate as queries
from purchasing.esg.rules.gate import SELF_KEYS
from purchasing.esg.services import code as code_services
from purchasing.esg.services import gate as services
from purchasing.esg.services import gate_decisions as decisions
from purchasing.esg.services import terms as terms_services
from purchasing.esg.states import EntryItem, EntryOutcome, StandingFact

BY_SCREENS = 24  # companies that come through the gate by the services; more of them are entered as former suppliers
STATEMENTS = {
    "E-1": "대기·수질 배출시설 설치 신고를 마쳤고 신고증을 해마다 확인합니다.",
    "E-2": "최근 2년간 환경 관련 행정처분이 없습니다.",
    "E-3": "채용 때 나이를 확인하며 신분증 사본을 보관하지 않습니다.",
    "E-4": "임금을 매월 10일에 지급하고 4대 보험에 모두 가입했습니다.",
    "E-5": "위험성 평가를 분기마다 하며 최근 2년간 중대재해가 없습니다.",
    "E-6": "최근 2년간 공정거래위원회와 법원의 제재가 없습니다.",
    "E-8": "제품에 주석·탄탈럼·텅스텐·금·코발트를 쓰지 않습니다.",
    "E-9": "대표자가 지분 전부를 가지며 제재 명단에 없음을 확인했습니다.",
    "E-10": "개인정보와 기술 자료 보호 서약서를 전 직원이 작성했습니다.",
}
LEVELS = {"policy": 3, "owner": 2, "permits": 4, "energy": 3, "waste": 3, "safety": 4, "labour": 3, "ethics": 3}
WEAK = dict.fromkeys(SELF_KEYS, 1) | {"permits": 3, "safety": 3}
EXCEPTION = "4장: 익명 신고 창구를 아직 갖추지 못했습니다. 2027년 3월까지 외부 창구를 계약합니다."
FINDING = "대기 배출시설 신고증의 유효 기간이 지났습니다. 갱신한 신고증을 올려 주십시오."


def fill(world: World) -> None:
    """First-tier and other L1 suppliers come through the gate; those below stand at every step of it."""
    code = queries.code_in_force()
    if code is None:
        raise AssertionError("the code of conduct comes with the portal")
    bidders = [company for company in world.suppliers if company.level != Level.L0]
    before = [company for company in world.suppliers if company.level == Level.L0][:4] + bidders[-3:]
    bidders = bidders[:-3]
    for place, company in enumerate(bidders):
        if place >= BY_SCREENS:
            _supplied_before(company)
        else:
            _through(world, company, code)
    for company, step in zip(before, STEPS, strict=False):
        step(world, company, code)
    _next_version(world)
    _next_terms(world)


def _supplied_before(company: Company) -> None:
    for fact, value in ((StandingFact.ENTRY, EntryOutcome.QUALIFIED), (StandingFact.CODE, "1.0")):
        until = today() + timedelta(days=365)
        record_standing(
            company, fact, value, valid_from=today(), valid_to=until, source="Supplied before the entry gate"
        )


def _sign(by: User, code: CodeOfConduct, exception: str = "") -> None:
    code_services.consent_to_code(code, parts=range(1, 8), exception=exception, language="ko", ip="127.0.0.1", by=by)


def _answered(by: User, *, weak: bool = False) -> Entry:
    entry = services.begin_entry(by=by)
    for item, words in STATEMENTS.items():
        answer = "na" if item == "E-8" else "yes"
        owners = {"owners": f"KR-{by.company_id:04d}-1 70\nKR-{by.company_id:04d}-2 30"} if item == "E-9" else {}
        services.answer_point(entry, item, answer=answer, statement=words, **owners, by=by)
    answers = WEAK if weak else dict.fromkeys(SELF_KEYS, 3) | LEVELS
    return services.answer_self_assessment(entry, answers, by=by)


def _taken(world: World, company: Company, code: CodeOfConduct, *, weak: bool = False) -> Entry:
    by = world.bidders[company.pk]
    _sign(by, code)
    entry = services.submit_entry(_answered(by, weak=weak), by=by)
    return services.take_entry(entry, by=world.one("ER"))


def _judged(world: World, entry: Entry, *, but: str = "") -> Entry:
    for item in EntryItem.values:
        words = FINDING if item == but else ""
        listed = {"checked_list": "유엔 안보리 제재 대상", "checked_on": today()} if item == "E-9" else {}
        services.judge_point(entry, item, passed=item != but, finding=words, **listed, by=world.one("ER"))
    return Entry.objects.get(pk=entry.pk)


def _through(world: World, company: Company, code: CodeOfConduct, *, weak: bool = False) -> None:
    entry = _judged(world, _taken(world, company, code, weak=weak))
    reason = (
        "열 항목을 확인했습니다. 자가 평가가 기준에 못 미쳐 조건을 둡니다."
        if weak
        else "열 항목의 증빙을 확인했습니다."
    )
    decisions.decide_entry(entry, reason=reason, by=world.one("ER"))


def _conditional(world: World, company: Company, code: CodeOfConduct) -> None:
    _through(world, company, code, weak=True)


def _refused(world: World, company: Company, code: CodeOfConduct) -> None:
    entry = _judged(world, _taken(world, company, code), but="E-1")
    decisions.decide_entry(
        entry, reason="E-1이 충족되지 않았습니다. 갱신하는 대로 다시 신청할 수 있습니다.", by=world.one("ER")
    )


def _asked(world: World, company: Company, code: CodeOfConduct) -> None:
    entry = _taken(world, company, code)
    question = "E-5: 올해 위험성 평가표와 개선 기록을 올려 주십시오."
    services.judge_point(entry, "E-1", passed=True, by=world.one("ER"))
    services.ask_supplier_of_entry(entry, question=question, by=world.one("ER"))


def _in_review(world: World, company: Company, code: CodeOfConduct) -> None:
    _judged(world, _taken(world, company, code))


def _submitted(world: World, company: Company, code: CodeOfConduct) -> None:
    by = world.bidders[company.pk]
    _sign(by, code)
    services.submit_entry(_answered(by), by=by)


def _begun(world: World, company: Company, code: CodeOfConduct) -> None:
    by = world.bidders[company.pk]
    entry = services.begin_entry(by=by)
    for item in ("E-1", "E-3", "E-5"):
        services.answer_point(entry, item, answer="yes", statement=STATEMENTS[item], by=by)


def _excepted(world: World, company: Company, code: CodeOfConduct) -> None:
    _sign(world.bidders[company.pk], code, EXCEPTION)


def _next_version(world: World) -> None:
    code_services.draft_code(
        version="1.1",
        effective_on=today() + timedelta(days=30),
        changes_ko="환경: 온실가스 감축 목표와 재생 전력을 보탰습니다. 윤리: 인공지능의 사용을 알리도록 했습니다.",
        changes_en="Environment: targets for greenhouse gases and renewable power. Ethics: the use of AI is told.",
        is_material=True,
        by=world.one("CP"),
    )


def _next_terms(world: World) -> None:
    day = today().replace(month=1, day=1)
    row = EsgTerms(valid_from=day.replace(year=day.year + 1), note="첫 해의 경험에 따라 답변 기간을 늘립니다.")
    row.answer_days, row.consent_days = 40, 45
    terms_services.enter_esg_terms(row, by=world.one("ER"))


STEPS = (_refused, _asked, _in_review, _conditional, _submitted, _begun, _excepted)
parts.add("esg-gate", Part(order=29, title="the entry gate, the code of conduct", fill=fill))
