"""The demonstration's sourcing requests: one in each state, proposed for from the products that are there."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from catalog.models import Product, Proposal, SourcingRequest
from catalog.queries.classes import class_by_code, definitions_for
from catalog.queries.offers import values_by_version
from catalog.queries.products import published_products
from catalog.queries.sourcing import requirements_of
from catalog.queries.specs import rows_of_case
from catalog.services import asked, evaluation, proposals, sourcing, specs
from catalog.states import Criticality, Datatype, RequestKind, RequestVisibility, Tolerance
from portal.audit.services import move
from portal.clock import db_now, today
from portal.demo import Part, World, parts
from portal.errors import Refused
from portal.people.models import User

REPORT = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@dataclass(frozen=True)
class Wanted:
    """One request of the demonstration: what, of which class, like which product, and how far it has come."""

    until: str
    kind: str
    title: tuple[str, str]
    node: str
    like: str  # part number of the product in use
    qty: int
    reason: str
    dearer_pct: int = 12  # what is paid today above the list price of the product in use
    visibility: str = RequestVisibility.PUBLIC
    verdict: str = "pass"
    days: int = 24


K, V = RequestKind, RequestVisibility
WANTED = [
    Wanted("finished", K.ALTERNATIVE, ("컨베이어 롤러용 볼 베어링 대체품", "Alternative conveyor roller bearing"),
           "31171504", "6204-2RS", 24_000, "분진이 많은 구간에서 실이 빨리 닳아 교체가 잦습니다."),
    Wanted("in force", K.ECO_SUBSTITUTE, ("휘발성이 낮은 방청유", "Rust preventive oil with fewer volatiles"),
           "15121802", "DR-320", 180_000, "도포 구역의 휘발성 유기화합물을 줄이려 합니다.", 18),
    Wanted("case quality", K.LOCALISATION, ("냉각수 순환 펌프 국산화", "Cooling-water pump of local make"),
           "40151503", "CP-200-65", 6, "수입 펌프의 예비품 납기가 여섯 달을 넘습니다.", 30, verdict="conditional"),
    Wanted("case written", K.ALTERNATIVE, ("저소음 볼 베어링", "Quieter ball bearing"),
           "31171504", "D6204-2RS", 16_000, "소음이 작은 제품을 찾습니다."),
    Wanted("trial measured", K.ALTERNATIVE, ("깊은 홈 볼 베어링 장수명품", "Longer-lived deep groove bearing"),
           "31171504", "NB-6204", 8_000, "교체 주기를 두 배로 늘리려 합니다."),
    Wanted("trial", K.ECO_SUBSTITUTE, ("식물성 방청유로 바꾸기", "Changing to plant-based rust preventive"),
           "15121802", "AQ-30", 60_000, "생분해되는 제품으로 바꾸려 합니다."),
    Wanted("evaluating", K.ALTERNATIVE, ("냉각수 펌프 고효율 대체품", "More efficient cooling-water pump"),
           "40151503", "EP-210-68", 4, "전력비를 줄이려 합니다."),
    Wanted("not adopted", K.ALTERNATIVE, ("고온부 작업 장갑", "Gloves for hot work"),
           "46181504", "HG-500", 12_000, "손목이 더 긴 제품을 찾습니다."),
    Wanted("closed", K.ALTERNATIVE, ("불소고무 오링", "Fluorine-rubber O-rings"),
           "31181506", "P-100-FKM", 30_000, "압축 영구 변형이 작은 제품을 찾습니다."),
    Wanted("open", K.NEW_ITEM, ("물에 섞어 쓰는 방청유", "Water-miscible rust preventive"),
           "15121800", "DR-320", 90_000, "신설 도포 설비에 쓸 제품을 찾습니다."),
    Wanted("open", K.ALTERNATIVE, ("난연 컨베이어 벨트", "Flame-retardant conveyor belt"),
           "24101715", "EP-1200", 4_800, "코크스 이송 구간의 벨트를 바꿉니다.", visibility=V.GROUP, days=31),
    Wanted("open", K.LOCALISATION, ("가열로용 열전대", "Thermocouples for reheating furnaces"),
           "41112206", "TC-R", 260, "수입 열전대를 대신할 제품을 찾습니다.", days=22),
    Wanted("approved", K.ALTERNATIVE, ("가스 라인용 볼 밸브", "Ball valves for gas lines"),
           "40141607", "BV-100", 340, "내장 실의 누설을 줄이려 합니다."),
    Wanted("sent", K.ALTERNATIVE, ("집진 백필터 대체품", "Alternative dust-collector bag"),
           "40161508", "PTFE-5", 2_400, "교체 주기를 늘리려 합니다."),
    Wanted("draft", K.ALTERNATIVE, ("크레인 와이어로프", "Crane wire rope"),
           "31151505", "8xP-32", 3_000, "꼬임 방지형을 찾습니다."),
    Wanted("cancelled", K.NEW_ITEM, ("압연기 주변 전력 케이블", "Power cable near the mill"),
           "26121629", "HFIX-95", 5_000, "설비 증설에 필요합니다."),
]  # fmt: skip
RUN = ("closed", "evaluating", "trial", "trial measured", "not adopted", "case written", "case quality", "in force",
       "finished")  # fmt: skip


@dataclass
class Staged:
    """A request on its way."""

    wanted: Wanted
    request: SourcingRequest
    like: Product
    proposals: list[Proposal] = field(default_factory=list)


def fill(world: World) -> None:
    """Write, approve and open the requests, let suppliers propose, and go on from their deadline."""
    writer, head = world.one("RQ"), _named(world, "AP", "제2냉연공장")
    began = time.monotonic()
    staged = [each for wanted in WANTED if (each := _write(wanted, writer, head)) is not None]
    pace_s = (time.monotonic() - began) / max(1, len(staged))
    running = [each for each in staged if each.wanted.until in RUN]
    window = timedelta(seconds=3 + len(running) * 4 * max(0.1, 2 * pace_s))
    closes_at = db_now() + window
    for each in running:  # the demonstration cannot wait ten business days: its clock is seconds away
        move(each.request, "open", by=writer, closes_at=closes_at, opened_at=db_now())
    for each in staged:
        if each.wanted.until in (*RUN, "open"):
            _propose(world, each)
    left = (closes_at - db_now()).total_seconds()
    time.sleep(max(0, left) + 0.2)
    for each in running:
        _go_on(world, each, writer, head)


def _named(world: World, role: str, department: str) -> User:
    """The person of a department, else the first with the role."""
    people = world.staff[role]
    return next((one for one in people if one.active_membership.department == department), people[0])


def _write(wanted: Wanted, writer: User, head: User) -> Staged | None:
    node = class_by_code(wanted.node)
    like = published_products().select_related("current__class_node", "company").filter(sku=wanted.like).first()
    if node is None or like is None or like.current_id is None:
        return None
    price = (like.price or Decimal(10_000)) * (100 + wanted.dearer_pct) / 100
    request = sourcing.draft_request(
        by=writer,
        kind=wanted.kind,
        title_ko=wanted.title[0],
        title_en=wanted.title[1],
        reason=wanted.reason,
        class_node=node,
        reference=None if wanted.kind == K.NEW_ITEM else like,
        part_number=f"HB-{node.code[-6:]}-{wanted.qty % 97:02d}",
        annual_qty=Decimal(wanted.qty),
        uom=like.uom,
        current_price_won=price.quantize(Decimal(1)),
        need_by=today() + timedelta(days=180),
        visibility=wanted.visibility,
    )
    sourcing.ask_for(request, _demands(node, like), by=writer)
    if wanted.until == "draft":
        return Staged(wanted, request, like)
    sourcing.send_for_approval(request, by=writer)
    if wanted.until == "sent":
        return Staged(wanted, request, like)
    sourcing.approve_request(request, by=head)
    request.refresh_from_db()
    if wanted.until == "open":
        closes_at = (db_now() + timedelta(days=wanted.days)).replace(minute=0, second=0, microsecond=0)
        request = sourcing.open_request(request, closes_at=closes_at, by=writer)
    if wanted.until == "cancelled":
        sourcing.cancel_request(request, reason="증설 계획이 내년으로 미뤄졌습니다.", by=writer)
    return Staged(wanted, request, like)


def _demands(node, like: Product) -> dict[str, dict[str, Any]]:
    """As the class usually asks, with the values of the product in use and ten percent where equality is asked for."""
    definitions = definitions_for(node)
    values = values_by_version([like.current_id])[like.current_id]
    found = {code: row for code, row in asked.prefilled(definitions, values).items() if code in values}
    for place, (code, row) in enumerate(found.items()):
        definition = definitions[code]
        row["weight"] = max(10, 40 - 10 * place)
        if definition.datatype == Datatype.NUM and not row["tolerance_kind"]:
            row |= {"tolerance_kind": Tolerance.REL, "tolerance": "15"}
        row["criticality"] = Criticality.MUST if place == 0 else Criticality.SHOULD
    return found


def _propose(world: World, each: Staged) -> None:
    node = each.request.class_node
    products = published_products().select_related("company", "current__class_node")
    fitting = products.filter(current__class_node__path__startswith=node.path).exclude(price=None).order_by("pk")
    if each.wanted.kind != K.NEW_ITEM:
        fitting = fitting.exclude(pk=each.like.pk)
    for place, product in enumerate(fitting[:4]):
        seller = world.bidders.get(product.company_id)
        if seller is None or product.price is None:
            continue
        price = (product.price * (97 + 3 * place) / 100).quantize(Decimal(1))
        try:
            proposal = proposals.propose(
                each.request,
                product,
                price=price,
                freight_won=Decimal(150_000 * place),
                lead_time_days=product.lead_time_days or 14,
                statement="같은 라인에서 여섯 달 시험하여 교체 횟수가 줄었습니다." if place % 2 == 0 else "",
                by=seller,
            )
        except Refused as refusal:
            world.say(f"  {each.request.number}: {refusal}")
        else:
            each.proposals.append(proposal)
    if not each.proposals and each.wanted.until == "open":
        officer = world.one("PO")
        for company in world.suppliers[:2]:
            sourcing.invite_supplier(each.request, company, by=officer)


def _go_on(world: World, each: Staged, writer: User, head: User) -> None:
    until, request = each.wanted.until, each.request
    sourcing.close_request(request)
    if until == "closed":
        return
    request = evaluation.begin_evaluation(SourcingRequest.objects.get(pk=request.pk), by=writer)
    live = list(request.proposals.filter(state="submitted", score__gt=0).order_by("-score", "pk"))
    if until == "not adopted" or not live:
        evaluation.end_without_adoption(request, reason="시험 성적서가 있는 제품이 없어 채택하지 않습니다.", by=writer)
        return
    best = evaluation.shortlist_proposal(Proposal.objects.get(pk=live[0].pk), by=writer)
    if until == "evaluating":
        return
    runner = _named(world, "RQ", "제2냉연공장") if len(world.staff["RQ"]) < 2 else world.one("RQ", 1)
    trial = evaluation.plan_trial(
        best,
        plan="한 라인에서 한 달 사용하고 치수와 수명을 측정합니다. 같은 조건의 현재 제품과 비교합니다.",
        sample_qty=Decimal(20),
        site="제2냉연공장 3라인",
        starts_on=today(),
        ends_on=today() + timedelta(days=30),
        runner=runner,
        by=writer,
    )
    if until == "trial":
        return
    trial = evaluation.measure_trial(
        trial,
        entered=_measured(best),
        findings="한 달 동안 이상이 없었고 제시한 값과 측정값이 일치합니다.",
        report=ContentFile(REPORT, name=f"trial-{request.number}.pdf"),
        by=runner,
    )
    if until == "trial measured":
        return
    evaluation.decide_trial(trial, verdict=each.wanted.verdict, reason="필수 항목을 모두 충족합니다.", by=writer)
    request = evaluation.adopt_proposal(
        Proposal.objects.get(pk=best.pk), reason="수명과 도착 원가가 모두 낫습니다.", by=world.one("PO")
    )
    _change_specification(world, until, request, writer, head)


def _measured(proposal: Proposal) -> dict[str, dict[str, Any]]:
    """What the supplier stated, measured again."""
    values = values_by_version([proposal.version_id])[proposal.version_id]
    codes = [row.definition.code for row in requirements_of(proposal.request)]
    return {code: asked.typed(values[code]) for code in codes if code in values}


def _change_specification(world: World, until: str, request: SourcingRequest, writer: User, head: User) -> None:
    at_once = until in ("in force", "finished")
    case = specs.open_case(
        request,
        reason="채택한 제품의 값에 맞추어 요구 규격을 바꿉니다.",
        effective_from=today() + timedelta(days=0 if at_once else 30),
        by=writer,
    )
    rows = asked.as_typed(rows_of_case(case))
    for row in rows.values():
        if row["tolerance_kind"] == Tolerance.REL:
            row["tolerance"] = "10"
    specs.edit_case(case, rows, by=writer)
    if until == "case written":
        return
    case = specs.submit_case(case, by=writer)
    case = specs.pass_case(case, note="도면과 설치 치수를 확인했습니다.", by=head)
    if until == "case quality":
        return
    quality = _named(world, "AP", "품질보증그룹")
    specs.approve_case(case, reason="시험 성적서를 확인했습니다.", by=quality)
    if until == "finished":
        evaluation.close_out_request(SourcingRequest.objects.get(pk=request.pk), by=writer)


parts.add("catalog-sourcing", Part(order=26, title="sourcing requests in every state", fill=fill))
