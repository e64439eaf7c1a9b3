"""Red flags, corrective actions and supply limitations of the demonstration, in every state."""

from datetime import timedelta

from django.core.files.base import ContentFile

from portal.clock import today
from portal.demo import Part, World, parts
from portal.files.services import store_upload
from portal.people.models import Company, User
from portal.people.states import Level
from purchasing.bidding.models import Bid
from purchasing.contracts.models import Contract
from purchasing.esg.models import CorrectiveAction, Evidence, Limitation
from purchasing.esg.services import actions, appeals, flags, limitations
from purchasing.esg.services.evidence import add_evidence
from purchasing.esg.states import Bench, FlagSource, Severity

FINDINGS = [  # finding, severity, how far it is
    ("프레스 4호기와 7호기에 방호 덮개가 없어 손이 닿습니다.", Severity.PRIORITY, "contained"),
    ("유해화학물질 보관소의 물질안전보건자료 12종 중 5종이 2021년판입니다.", Severity.MAJOR, "planned"),
    ("폐수 방류 자가 측정 기록이 2026년 4월부터 6월까지 없습니다.", Severity.MAJOR, "accepted"),
    ("주 52시간을 넘긴 근로자가 8월에 6명 있습니다.", Severity.MAJOR, "done"),
    ("고충 접수함의 열쇠를 총무 한 사람만 가지고 있습니다.", Severity.MINOR, "closed"),
    ("2·3차 협력사 행동규범 동의율이 41%입니다.", Severity.MINOR, "open"),
    ("전력 사용량을 건물 전체로만 재고 설비별로 재지 않습니다.", Severity.MINOR, "extension"),
    ("소화전 앞 적치물이 두 번째로 지적되었습니다.", Severity.MAJOR, "overdue"),
]
PLAN = {
    "root_cause": "점검표에 해당 항목이 없어 정기 점검에서 빠졌습니다.",
    "action_text": "점검표를 고치고 담당을 정해 매월 첫째 주에 확인합니다. 설비는 11월 안에 고칩니다.",
    "containment": "해당 설비를 멈추고 표지를 붙였습니다.",
}
DONE = "설비를 고쳤고 고친 점검표로 두 달 동안 점검했습니다. 사진과 점검표를 붙입니다."
PHOTO = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FACTS = (
    "2026년 정기 평가 {score}점으로 D등급입니다. 2025년 평가도 D등급이었고 약속한 개선 계획을 내지 않았습니다. "
    "대기 자가 측정 기록이 11개월 동안 없습니다."
)


def fill(world: World) -> None:
    """Findings at every step; flags alleged, confirmed, rejected; limitations from the proposal to the lifting."""
    if CorrectiveAction.objects.filter(finding=FINDINGS[0][0]).exists():
        return
    limited = _free(world)[: len(STEPS)]
    registered = [each for each in world.suppliers if each.level != Level.L0 and each not in limited]
    for place, (finding, severity, step) in enumerate(FINDINGS):
        _action(world, registered[place % len(registered)], finding, severity, step)
    _flags(world, registered)
    for place, (company, step) in enumerate(zip(limited, STEPS, strict=False)):
        step(world, _propose(world, company, f"{38 + place * 2}.{place}0"))
    world.say(f"{CorrectiveAction.objects.count()} corrective actions, {Limitation.objects.count()} limitations")


def _free(world: World) -> list[Company]:
    """Who bids nowhere and delivers nothing: a limitation of theirs stops no other part of the demonstration."""
    busy = {*Bid.objects.values_list("company", flat=True), *Contract.objects.values_list("payee", flat=True)}
    busy |= set(Limitation.objects.values_list("company", flat=True))
    return [company for company in world.suppliers if company.pk not in busy and company.is_active]


def _evidence(company: Company, by: User) -> Evidence:
    name = f"개선-{company.number}.pdf"
    file = store_upload(ContentFile(PHOTO, name=name), company=company, by=by)
    return add_evidence(file=file, title="개선 사진과 점검표", by=by)


def _action(world: World, company: Company, finding: str, severity: str, step: str) -> None:
    reviewer, own = world.one("ER"), world.bidders[company.pk]
    action = actions.open_action(company, finding=finding, severity=severity, by=reviewer)
    if step == "open":
        return
    if step == "overdue":
        late = today() - timedelta(days=4)
        rows = CorrectiveAction.objects.filter(pk=action.pk)
        rows.update(opened_on=late - timedelta(days=90), plan_due=late - timedelta(days=76), due_on=late)
        actions.lapse_action(action)
        return
    owner = f"안전환경팀 {own.name}"[:80]
    action = actions.plan_action(action, owner=owner, by=own, **PLAN)
    if step == "contained":
        actions.contain_action(action, text=PLAN["containment"], on=today(), by=own)
    if step == "extension":
        actions.ask_extension(action, days=30, reason="계량기 납기가 7주입니다.", by=own)
    if step in ("contained", "planned", "extension"):
        return
    action = actions.accept_plan(action, remark="월별 점검표를 함께 보관하십시오.", by=reviewer)
    if step == "accepted":
        return
    action = actions.implement_action(action, done_text=DONE, evidence=[_evidence(company, own)], by=own)
    if step == "closed":
        actions.verify_action(action, remark="사진과 두 달 치 점검표를 확인했습니다.", by=reviewer)


def _flags(world: World, companies: list[Company]) -> None:
    reviewer, legal = world.one("ER"), world.one("CP")
    on = today()
    flags.raise_flag(
        companies[2 % len(companies)],
        title_ko="폐수 무단 방류 보도",
        title_en="Press report of untreated discharge",
        source=FlagSource.NEWS,
        basis="지역 신문 2026-11-12, 시청 환경과 조사 중",
        happened_on=on - timedelta(days=14),
        severity=Severity.MAJOR,
        by=reviewer,
    )
    ordered = flags.raise_flag(
        companies[4 % len(companies)],
        title_ko="임금 체불 시정 지시",
        title_en="Order to pay wages in arrears",
        source=FlagSource.COURT,
        basis="지방고용노동청 시정 지시서 2026-10-28",
        happened_on=on - timedelta(days=29),
        severity=Severity.MAJOR,
        by=reviewer,
    )
    own = world.bidders[ordered.company_id]
    flags.comment_flag(ordered, text="10월 31일에 모두 지급했고 이체 확인증을 갖추었습니다.", by=own)
    flags.confirm_flag(ordered, decision="시정 지시서를 확인했습니다. 지급 확인증과 급여 대장을 내야 합니다.", by=legal)
    doubted = flags.raise_flag(
        companies[5 % len(companies)],
        title_ko="담합 의혹 제보",
        title_en="Hint of collusion",
        source=FlagSource.HOTLINE,
        basis="핫라인 접수 2026-11-03, 증거 자료 없음",
        happened_on=on - timedelta(days=23),
        severity=Severity.MAJOR,
        by=legal,
    )
    flags.reject_flag(doubted, decision="입찰 기록과 개찰 분석에서 뒷받침되는 사실이 없습니다.", by=reviewer)


def _propose(world: World, company: Company, score: str) -> Limitation:
    return limitations.propose_limitation(company, level=2, facts=FACTS.format(score=score), by=world.one("ER"))


def _proposed(world: World, limitation: Limitation) -> Limitation:
    return limitation


def _notified(world: World, limitation: Limitation) -> Limitation:
    return limitations.notify_limitation(limitation, by=world.one("ER"))


def _before_committee(world: World, limitation: Limitation) -> Limitation:
    limitation = _notified(world, limitation)
    words = "측정 대행 계약을 10월에 맺었고 11월분부터 기록이 있습니다. 개선 계획을 붙입니다."
    own = world.bidders[limitation.company_id]
    limitation = limitations.answer_limitation(limitation, answer=words, by=own)
    limitation = limitations.convene_committee(limitation, by=world.one("ER"))
    limitations.cast_vote(limitation, bench=Bench.PURCHASING, in_favour=True, by=world.one("AP"))
    return limitation


def _imposed(world: World, limitation: Limitation) -> Limitation:
    limitation = _before_committee(world, limitation)
    limitations.cast_vote(limitation, bench=Bench.ESG, in_favour=True, by=world.one("EC"))
    words = "계획이 구체적이므로 경고로 충분합니다."
    limitations.cast_vote(limitation, bench=Bench.LEGAL, in_favour=False, words=words, by=world.one("CP"))
    reason = (
        "두 번 이어 D등급이고 측정 기록이 11개월 없습니다. 답변의 계획은 아직 증빙이 없습니다. "
        "세 부문 가운데 두 부문의 찬성으로 신규 입찰과 연장을 제한합니다."
    )
    return limitations.decide_limitation(limitation, reason=reason, by=world.one("EC"))


def _appealed(world: World, limitation: Limitation) -> Limitation:
    limitation = _imposed(world, limitation)
    words = "11월 측정 기록이 결정에 반영되지 않았습니다. 기록과 대행 계약서를 다시 보아 주십시오."
    return appeals.appeal_limitation(limitation, text=words, by=world.bidders[limitation.company_id])


def _lifted(world: World, limitation: Limitation) -> Limitation:
    limitation = _imposed(world, limitation)
    own = world.bidders[limitation.company_id]
    _action(world, limitation.company, "대기 자가 측정 기록이 11개월 없습니다.", Severity.MAJOR, "closed")
    limitation = appeals.ask_lifting(limitation, reason="측정 기록과 대행 계약서를 냈고 검증되었습니다.", by=own)
    reason = "시정 조치가 검증되었습니다. 다음 평가까지 기록을 분기마다 봅니다."
    return appeals.lift_limitation(limitation, reason=reason, by=world.one("EC"))


STEPS = (_lifted, _imposed, _appealed, _before_committee, _notified, _proposed)
parts.add("esg-actions", Part(order=66, title="red flags, corrective actions, supply limitations", fill=fill))
