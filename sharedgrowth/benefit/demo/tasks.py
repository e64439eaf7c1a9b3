# ruff: noqa: E501
"""Benefit-sharing tasks of the demonstration in every state up to their completion."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import Company, User
from sharedgrowth.benefit.models import Milestone, Task
from sharedgrowth.benefit.queries.tasks import lead_of
from sharedgrowth.benefit.services import agreements, measurement, rights, tasks, work
from sharedgrowth.benefit.states import Bench

MILLION = Decimal(1_000_000)
IDEAS = [  # how far, type, title, item, class, problem, mechanism, department, expected (million won), ended months ago
    ("completed", "life", "산소 랜스 교체 주기 연장", "산소 랜스", "23151601", "30일마다 바꾸어 해마다 490개를 씁니다.",
     "끝단에 세라믹을 용사하여 열충격을 줄이고 45일을 씁니다.", "제2제강공장", 163, 38),
    ("completed", "cost", "몰드 동판 경량화", "연속주조 몰드 동판", "23153000", "동판 한 벌이 무거워 재료비와 교체 시간이 큽니다.",
     "뒷면 냉각 홈을 다시 설계하여 두께를 줄여도 온도 분포가 같습니다.", "제3제강공장", 358, 26),
    ("completed", "quality", "압연유 여과 주기 연장", "압연유 필터", "40161505", "필터가 6주 만에 막혀 표면 흠이 생깁니다.",
     "앞단에 자석 분리기를 두어 쇳가루를 먼저 거릅니다.", "제2냉연공장", 92, 14),
    ("completed", "energy", "가열로 버너 팁 재설계", "가열로 버너 팁", "40101800", "불꽃이 한쪽으로 쏠려 연료가 더 듭니다.",
     "선회 날개 각도를 바꾸어 공기와 고르게 섞습니다.", "열연공장", 240, 9),
    ("completed", "local", "진공펌프 축 밀봉 국산화", "진공펌프 기계식 밀봉", "31401500", "수입품 납기가 16주입니다.",
     "탄화규소 접촉면과 이중 오링으로 같은 누설량을 지킵니다.", "제3제강공장", 74, 7),
    ("completed", "logistics", "코일 받침대 회수 체계", "코일 받침대", "24112700", "받침대를 한 번 쓰고 버립니다.",
     "무선 꼬리표로 위치를 알아 돌아오는 차에 실어 옵니다.", "출하그룹", 58, 4),
    ("working", "life", "진동 센서로 감속기 예지 정비", "감속기 베어링", "31171500", "고장 뒤에 바꾸어 가동이 멈춥니다.",
     "진동 스펙트럼의 변화를 보고 멈추는 날에 맞추어 바꿉니다.", "설비기술부", 130, 0),
    ("working_with_data", "cost", "몰드 동판 재도금 횟수 확대", "몰드 동판 도금", "73181100", "두 번 도금한 뒤 버립니다.",
     "니켈 코발트 층 두께를 나누어 네 번까지 다시 씁니다.", "제2제강공장", 88, 0),
    ("late", "leadtime", "롤 표면처리 공정 통합", "작업 롤", "23153100", "두 회사를 오가며 24일이 걸립니다.",
     "연마와 용사를 한 곳에서 하여 12일로 줄입니다.", "제2냉연공장", 66, 0),
    ("suspended", "cost", "내화 벽돌 재활용 배합", "래들 내화 벽돌", "30131500", "쓴 벽돌을 모두 버립니다.",
     "쓴 벽돌을 부수어 새 원료에 20퍼센트 섞습니다.", "제3제강공장", 112, 0),
    ("disputed", "quality", "도금 욕조 드로스 제거기", "드로스 제거기", "23153200", "드로스가 강판에 붙습니다.",
     "욕조 표면을 따라 도는 스크레이퍼로 모읍니다.", "도금공장", 95, 0),
    ("registered", "environ", "무독성 산세 억제제 전환", "산세 억제제", "12161500", "아민계 억제제의 냄새와 폐액이 문제입니다.",
     "식물에서 얻은 억제제로 바꾸고 농도를 자동으로 맞춥니다.", "산세공장", 40, 0),
    ("to_be_signed", "cost", "포장 필름 두께 최적화", "방청 포장 필름", "24111500", "180마이크로미터 필름은 넉넉하게 두껍습니다.",
     "고분자 배열을 바꾸어 140마이크로미터로 같은 강도를 냅니다.", "출하그룹", 71, 0),
    ("selected", "safety", "크레인 로프 자동 점검", "크레인 와이어로프", "31151600", "사람이 높은 곳에서 눈으로 봅니다.",
     "누설 자속 센서가 지나가며 끊어진 가닥을 셉니다.", "설비기술부", 30, 0),
    ("committee", "cost", "컨베이어 롤러 국산 베어링", "컨베이어 롤러", "24101700", "수입 베어링 값이 오르고 있습니다.",
     "먼지막이를 바꾼 국산 베어링으로 같은 수명을 냅니다.", "원료공장", 83, 0),
    ("feasibility", "life", "집진기 여과포 재생", "집진기 여과포", "40161502", "여과포를 한 해에 두 번 바꿉니다.",
     "초음파 세척과 재코팅으로 두 번 더 씁니다.", "환경그룹", 64, 0),
    ("proposed", "quality", "냉각수 스케일 억제", "냉각탑 충전재", "40102000", "스케일로 열교환이 떨어집니다.",
     "전기장 처리로 탄산칼슘이 벽에 붙지 않게 합니다.", "에너지부", 52, 0),
    ("proposed", "leadtime", "내화물 예열 시간 단축", "래들 예열 버너", "40101805", "예열에 8시간이 걸립니다.",
     "순산소 버너와 뚜껑 단열로 5시간에 마칩니다.", "제2제강공장", 105, 0),
    ("proposed_by_employee", "marketing", "공급망 탄소 정보 표시", "제품 시험 성적서", "82121500", "고객이 탄소 정보를 따로 묻습니다.",
     "성적서에 배출량과 산정 근거를 함께 적습니다.", "판매기획", 20, 0),
    ("failed", "life", "슬래그 스키머 날 표면 강화", "슬래그 스키머 날", "23151605", "날이 2주 만에 닳습니다.",
     "텅스텐 탄화물을 육성 용접합니다.", "제3제강공장", 45, 0),
    ("rejected", "cost", "윤활유 이중 여과 장치", "윤활 설비", "15121500", "윤활유를 분기마다 바꿉니다.",
     "가는 필터를 하나 더 답니다.", "설비기술부", 15, 0),
    ("idea", "business", "재생 롤 공동 판매", "재생 작업 롤", "23153105", "쓰지 않는 롤이 창고에 있습니다.",
     "다시 갈아 다른 제철소에 함께 팝니다.", "판매기획", 300, 0),
]  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
STEPS = (("시제품 제작", 40), ("현장 시험", 100), ("현장 적용", 170))
CLAUSE = "먼저 두 쪽이 과제 화면에서 의견을 나누고, 합의하지 못하면 준법 담당이 정한다. 그동안 과제의 기한은 멈춘다."


def fill(world: World) -> None:
    """Ideas of suppliers and of an employee, each as far as its row says."""
    if Task.objects.exists():
        return
    active = [company for company in world.suppliers if company.is_active and company.pk in world.bidders]
    for place, row in enumerate(IDEAS):
        _make(world, active[place % len(active)], *row)
    world.say(f"{Task.objects.count()} benefit-sharing tasks")


def _make(
    world: World, company: Company, step: str, kind: str, title: str, item: str, code: str, problem: str, how: str,
    department: str, expected: int, months: int,
) -> None:  # fmt: skip
    by = world.one("EV") if step == "proposed_by_employee" else world.bidders[company.pk]
    told = {
        "type": kind,
        "title": title,
        "item": item,
        "class_code": code,
        "problem": problem,
        "mechanism": how,
        "department": department,
        "site": department,
        "expected_won": expected * MILLION,
        "cost_won": Decimal(expected) * MILLION / 10,
        "risk": "현장 조건이 달라 시험 결과가 달라질 수 있습니다.",
    }
    task = tasks.save_idea(None, told, by=by)
    for stage in WAYS[step]:
        task = stage(world, Task.objects.get(pk=task.pk), months)


def _proposed(world: World, task: Task, months: int) -> Task:
    by = task.created_by
    if by is None:
        raise LookupError(f"{task} was drafted by nobody")
    return tasks.propose_task(task, by=by)


def _screened(world: World, task: Task, months: int) -> Task:
    return tasks.screen_task(task, reason="절감 근거와 시험 조건이 분명합니다.", by=world.one("SG"))


def _judged_once(world: World, task: Task, months: int) -> Task:
    words = "정기 보수 때 한 호기에서 시험할 수 있습니다."
    return tasks.give_opinion(task, feasible=True, text=words, by=world.one("RQ"))


def _feasible(world: World, task: Task, months: int) -> Task:
    task = _judged_once(world, task, months)
    words = "단가 계약 품목이며 계약에 걸림이 없습니다."
    return tasks.give_opinion(task, feasible=True, text=words, by=world.one("PO"))


def _rejected(world: World, task: Task, months: int) -> Task:
    return tasks.reject_task(task, reason="같은 장치가 2024년부터 두 공장에 있습니다.", by=world.one("SG"))


def _seated(world: World, task: Task, months: int) -> Task:
    seats = ((Bench.FIELD, world.one("RQ", 1)), (Bench.PURCHASING, world.one("AP")), (Bench.OFFICE, world.one("SG", 1)))
    for bench, member in seats:
        tasks.seat_member(task, member=member, bench=bench, by=world.one("SG"))
    return task


def _one_vote(world: World, task: Task, months: int) -> Task:
    return tasks.cast_vote(task, in_favour=True, words="", by=world.one("RQ", 1))


def _selected(world: World, task: Task, months: int) -> Task:
    task = _seated(world, task, months)
    for member in (world.one("RQ", 1), world.one("AP"), world.one("SG", 1)):
        task = tasks.cast_vote(task, in_favour=True, words="", by=member)
    return task


def _ended(months: int) -> date:
    """The last day of a baseline; the newer tasks have one that ended a month ago."""
    return today() - timedelta(days=30 * (months or 1) + 10)


def _drawn(world: World, task: Task, months: int) -> Task:
    officer, on, ended = world.one("SG"), today(), _ended(months)
    expected = task.expected_won or Decimal(0)
    price = (expected / 160).quantize(Decimal(1000))
    measurement.draw_baseline(
        task,
        by=officer,
        period_from=ended - timedelta(days=365),
        period_to=ended,
        driver="가동일",
        driver_unit="일",
        driver_qty=Decimal(14_600),
        volume_unit="개",
        volume=Decimal(486),
        price_won=price,
        new_price_won=(price * Decimal("1.05")).quantize(Decimal(1000)),
        source="설비 관리 기록과 구매 실적",
    )
    for title, days in STEPS:
        work.add_milestone(task, title=title, due_on=on + timedelta(days=days), by=officer)
    agreements.draw_agreement(task, _terms(task, ended, on), by=officer)
    return task


def _terms(task: Task, ended: date, on: date) -> dict[str, Any]:
    return {
        "rate": Decimal("0.5"),
        "years": 3,
        "forms": {"cash": "0.6", "volume": "0.4"} if task.type == "cost" else {"cash": "1"},
        "settle": "anniversary",
        "target": f"{task.item}의 연간 비용을 {task.expected_won or 0:,.0f}원 줄인다.",
        "protocol": "설비 관리 기록과 구매 실적을 달마다 양쪽이 확인하고, 대수리 달은 뺀다.",
        "ip_supplier": Decimal("0.5"),
        "ip_words": "공동으로 출원하고 서로 무상으로 쓴다. 다른 곳에 팔 때는 상대의 동의를 받는다.",
        "dispute_clause": CLAUSE,
        "prototype_bearer": "buyer",
        "prototype_won": task.cost_won or Decimal(0),
        "starts_on": min(on, ended + timedelta(days=1)),
        "ends_on": on + timedelta(days=200),
        "right_months": 24,
        "right_classes": [task.class_code],
        "right_items": task.item,
    }


def _head(world: World, task: Task) -> User:
    lead = lead_of(task)
    if lead is None:
        raise LookupError(f"{task} has no supplier")
    return world.bidders[lead.pk]


def _half_signed(world: World, task: Task, months: int) -> Task:
    agreement = agreements.send_agreement(_drawn(world, task, months).agreement, by=world.one("SG"))
    agreements.sign_agreement(agreement, sha256=agreement.sha256, by=world.one("AP"))
    return task


def _agreed(world: World, task: Task, months: int) -> Task:
    agreement = _half_signed(world, task, months).agreement
    agreement.refresh_from_db()
    return agreements.sign_agreement(agreement, sha256=agreement.sha256, by=_head(world, task)).task


def _registered(world: World, task: Task, months: int) -> Task:
    work.register_task(
        task, body="성과공유 확인 기관", number=f"P-{task.number[-4:]}", registered_on=today(), by=world.one("SG")
    )
    return task


def _started(world: World, task: Task, months: int) -> Task:
    return work.start_task(task, by=world.one("SG"))


def _reported(world: World, task: Task, months: int) -> Task:
    words = "도면대로 두 벌을 만들어 치수와 경도를 확인했습니다."
    first = task.milestones.order_by("no").first()
    if first is not None:
        work.report_milestone(first, done_on=today(), report=words, by=_head(world, task))
    return task


def _completed(world: World, task: Task, months: int) -> Task:
    for milestone in task.milestones.order_by("no"):
        words = f"{milestone.title}을 마쳤습니다. 결과는 목표 안에 있습니다."
        work.report_milestone(milestone, done_on=today(), report=words, by=_head(world, task))
    task = work.complete_task(task, by=world.one("SG"))
    for milestone in task.milestones.order_by("no"):  # the clock of a demonstration: its work lies behind it
        day = _ended(months) - timedelta(days=150 - 40 * milestone.no)
        Milestone.objects.filter(pk=milestone.pk).update(due_on=day + timedelta(days=6), done_on=day)
    return task


def _data(world: World, task: Task, months: int) -> Task:
    head, officer, until = _head(world, task), world.one("SG"), today() + timedelta(days=3 * 365)
    nda = agreements.offer_nda(task, purpose="도금 조건과 시험 결과의 검토", until=until, by=officer)
    for user in (head, officer):
        nda = agreements.sign_nda(nda, sha256=nda.sha256, by=user)
    item = work.give_item(
        Task.objects.get(pk=task.pk),
        title="도금 욕 조성표",
        purpose="시험 조건을 맞추기 위한 검토",
        return_on=today() + timedelta(days=120),
        upload=ContentFile(PDF, name="plating-bath.pdf"),
        by=head,
    )
    work.open_item(item, by=world.one("RQ"))
    return task


def _late(world: World, task: Task, months: int) -> Task:
    task.milestones.filter(no=1).update(due_on=today() - timedelta(days=41))
    for milestone in task.milestones.filter(no=1):
        work.alert_milestone(milestone)
    return task


def _suspended(world: World, task: Task, months: int) -> Task:
    task.milestones.filter(no=1).update(due_on=today() - timedelta(days=97))
    first = task.milestones.get(no=1)
    work.alert_milestone(first)
    return work.suspend_task(task, milestone=first)


def _disputed(world: World, task: Task, months: int) -> Task:
    words = "도금 설비를 바꾼 달을 기준 기간에 넣을지에 대해 의견이 다릅니다. 그 달은 생산이 40퍼센트 적었습니다."
    dispute = rights.open_dispute(task, text=words, by=_head(world, task))
    rights.answer_dispute(dispute, text="가동일로 나누므로 그 달을 빼지 않아도 됩니다.", by=world.one("SG"))
    return task


def _failed(world: World, task: Task, months: int) -> Task:
    words = "육성층이 급랭에 갈라졌습니다. 세 번 시험했으나 수명이 늘지 않았습니다."
    task = work.fail_task(task, reason=words, by=world.one("SG"))
    amount = (task.cost_won or MILLION) * Decimal("0.9")
    rights.claim_cost(task, amount_won=amount.quantize(Decimal(1)), evidence="시제품 3벌과 시험", by=_head(world, task))
    return task


_TO_SELECTED = (_proposed, _screened, _feasible, _selected)
_TO_WORK = (*_TO_SELECTED, _agreed, _started)
WAYS = {
    "idea": (),
    "proposed": (_proposed,),
    "proposed_by_employee": (_proposed,),
    "rejected": (_proposed, _rejected),
    "feasibility": (_proposed, _screened, _judged_once),
    "committee": (_proposed, _screened, _feasible, _seated, _one_vote),
    "selected": (*_TO_SELECTED, _drawn),
    "to_be_signed": (*_TO_SELECTED, _half_signed),
    "registered": (*_TO_SELECTED, _agreed, _registered),
    "working": (*_TO_WORK, _reported),
    "working_with_data": (*_TO_WORK, _reported, _data),
    "late": (*_TO_WORK, _late),
    "suspended": (*_TO_WORK, _suspended),
    "disputed": (*_TO_WORK, _disputed),
    "failed": (*_TO_WORK, _failed),
    "completed": (*_TO_WORK, _completed),
}
parts.add("benefit-tasks", Part(order=74, title="benefit-sharing tasks", fill=fill))
