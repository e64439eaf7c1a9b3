"""Responsible minerals in the demonstration: lists, classes, declarations in every state, findings, cases."""

from datetime import timedelta
from typing import Any

from catalog.models import ClassNode
from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import Company
from purchasing.esg.demo.courses import pass_course
from purchasing.esg.models import Course, MineralDeclaration, MineralPolicy
from purchasing.esg.queries.mineral_cases import facts_of_case
from purchasing.esg.rules.minerals import LETTERS, questions_of
from purchasing.esg.services import mineral_cases, mineral_policy, minerals
from purchasing.esg.services.minerals import Contents, SmelterIn
from purchasing.esg.services.screening import ListRow, import_list
from purchasing.esg.states.minerals import METALS_OF, ListKind, MineralTemplate

SMELTERS = (  # number, metal, name, country, status before, status now: all invented
    ("CID900101", "tin", "Geumgang Tin Works", "KR", "conformant", "conformant"),
    ("CID900102", "tin", "Timah Selatan Jaya", "ID", "active", "conformant"),
    ("CID900103", "tin", "Estanho do Norte", "BR", "conformant", "conformant"),
    ("CID900104", "tin", "Alto Andes Estaño", "BO", "conformant", "active"),
    ("CID900105", "tantalum", "Yeongnam Tantalum", "KR", "conformant", "conformant"),
    ("CID900106", "tantalum", "Kivu Rare Metals", "RW", "not_enrolled", "not_enrolled"),
    ("CID900107", "tantalum", "Nordsee Tantal", "DE", "conformant", "conformant"),
    ("CID900108", "tungsten", "Sangdong Tungsten", "KR", "conformant", "conformant"),
    ("CID900109", "tungsten", "Red Basin Tungsten", "CN", "active", "active"),
    ("CID900110", "gold", "Hanbit Gold Refinery", "KR", "conformant", "conformant"),
    ("CID900111", "gold", "Dune Gold Refining", "AE", "conformant", "non_conformant"),
    ("CID900112", "gold", "Alpenhof Edelmetalle", "CH", "conformant", "conformant"),
    ("CID900113", "gold", "Miyako Precious Metals", "JP", "conformant", "conformant"),
    ("CID900114", "cobalt", "Kolwa Cobalt Works", "CD", "conformant", "conformant"),
    ("CID900115", "cobalt", "Blue River Cobalt", "CD", "active", "active"),
    ("CID900116", "cobalt", "Pohjola Cobalt", "FI", "conformant", "conformant"),
)
AREAS = (("CD", "북키부", "cahra"), ("CD", "카탕가", "cahra"), ("RW", "서부", "cahra"), ("AE", "", "transit"))
CLASSES = (  # code, metals, why
    ("26101601", ("tin", "tantalum"), "권선 단자 납땜과 구동부 기판"),
    ("31171504", ("cobalt",), "초경 절삭 공구로 가공한 내·외륜"),
    ("40151503", ("tin", "tungsten"), "축 봉 표면의 텅스텐 카바이드"),
    ("39121600", ("tin", "gold"), "접점 도금과 기판 납땜"),
)
PEOPLE = ("서지안", "오하람", "민도윤", "한결", "유나래", "차은솔", "노을", "윤별", "강마루", "배한솔")


def fill(world: World) -> None:
    """Two versions of the list, so that the second one changes something; then declarations in every state."""
    reviewer, other = world.one("ER"), world.one("CP")
    _list(world, "2026-03", 4, 240)
    import_list(
        [ListRow(country=country, region=region, kind=kind) for country, region, kind in AREAS],
        kind=ListKind.AREAS,
        version="2026-03",
        listed_on=today() - timedelta(days=240),
        source="고위험 지역 목록(예시)",
        by=other,
    )
    for code, metals, why in CLASSES:
        node = ClassNode.objects.filter(scheme__code="UNSPSC", code=code).first()
        if node is not None:
            mineral_policy.set_mineral_class(node, metals=metals, reason=why, by=reviewer)
    policy = MineralPolicy.objects.get(version="1.0")
    suppliers = [company for company in world.suppliers if company.pk in world.bidders][:10]
    for company in suppliers[:6]:
        mineral_policy.consent_policy(policy, by=world.bidders[company.pk])
    for place, (company, told) in enumerate(zip(suppliers, _DECLARED, strict=False)):
        template, numbers, end = told
        _declare(world, company, place, template=template, numbers=numbers, end=end)
    _list(world, "2026-11", 5, 5)
    _cases(world, suppliers)


_DECLARED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("cmrt", ("CID900101", "CID900103", "CID900110"), "accepted"),
    ("cmrt", ("CID900105", "CID900107", "CID900108", "CID900112", "CID900113"), "accepted"),
    ("emrt", ("CID900114", "CID900116"), "accepted"),
    ("cmrt", ("CID900102", "CID900111"), "accepted"),
    ("emrt", ("CID900115",), "checked"),
    ("cmrt", ("CID900106", "CID900104"), "checked"),
    ("cmrt", ("CID900109", "CID900110"), "asked"),
    ("cmrt", ("CID900101",), "draft"),
    ("cmrt", (), "requested"),
)


def _list(world: World, version: str, column: int, days: int) -> None:
    rows = [
        ListRow(country=row[3], cid=row[0], metal=row[1], name=row[2], status=row[column])
        for row in SMELTERS
        if not (version == "2026-03" and row[0] == "CID900113")  # listed later
    ]
    import_list(
        rows,
        kind=ListKind.SMELTERS,
        version=version,
        listed_on=today() - timedelta(days=days),
        source="제련소 목록(예시)",
        by=world.one("ER"),
    )


def _declare(
    world: World, company: Company, place: int, *, template: str, numbers: tuple[str, ...], end: str
) -> MineralDeclaration:
    by = world.bidders[company.pk]
    if end == "requested":
        return minerals.request_declaration(company, template=template, by=world.one("ER"))
    declaration = minerals.begin_declaration(template=template, by=by)
    told = {row[0]: row for row in SMELTERS}
    smelters = [
        SmelterIn(metal=told[cid][1], name=told[cid][2], cid=cid, country=told[cid][3], recycled=cid == "CID900110")
        for cid in numbers
    ]
    contents = _contents(template, {each.metal for each in smelters}, place, complete=end != "draft")
    declaration = minerals.replace_contents(declaration, contents, smelters, by=by)
    if end == "draft":
        return declaration
    declaration = minerals.submit_declaration(declaration, by=by)
    if end == "accepted":
        return minerals.accept_declaration(declaration, by=world.one("ER"))
    if end == "asked":
        question = "텅스텐 공급사 한 곳의 응답이 빠져 있습니다. 회신을 받으면 제련소를 보태 주십시오."
        return minerals.ask_declaration(declaration, question=question, by=world.one("ER"))
    return declaration


def _contents(template: str, used: set[str], place: int, *, complete: bool) -> Contents:
    version = "6.4" if template == "cmrt" else "2.0"
    answers: dict[str, dict[str, str]] = {}
    for metal in METALS_OF[MineralTemplate(template)]:
        told: dict[str, str] = {"used": "no"}
        if metal in used:
            told = dict.fromkeys(questions_of(template, version), "yes") | {"recycled": "no", "covered": "no"}
            told |= {"cahra": "no", "suppliers": "100%" if place % 3 else ">90%"}
        answers[str(metal)] = {key: given for key, given in told.items() if key in questions_of(template, version)}
    given: dict[str, Any] = {"authorizer": PEOPLE[-1 - place % len(PEOPLE)]} if complete else {}
    return Contents(
        template_version=version,
        scope="product" if place % 2 else "company",
        products=[{"no": f"HB-{place:02d}0", "name": "납품 제품 전체", "comment": ""}] if place % 2 else [],
        contact=PEOPLE[place % len(PEOPLE)],
        declared_on=today() - timedelta(days=20 + 7 * place),
        company_answers=dict.fromkeys(LETTERS[MineralTemplate(template)], "yes") if complete else {"A": "yes"},
        metal_answers=answers,
        **given,
    )


def _cases(world: World, suppliers: list[Company]) -> None:
    reviewer, year = world.one("ER"), today().year
    words = {
        "1": "정책 동의와 담당자를 확인했습니다.",
        "2": "신고서와 제련소 목록 대조 결과를 확인했습니다.",
        "3": "확인 사항이 없어 거래를 이어 갑니다.",
        "4": "제련소의 심사 상태를 목록에서 확인했습니다.",
        "5": "연차 보고서에 실었습니다.",
    }
    course = Course.objects.get(code="minerals", is_current=True)
    mineral_cases.make_report(year, by=reviewer)
    for place, company in enumerate(suppliers[:4]):
        pass_course(course, by=world.bidders[company.pk])
        case = mineral_cases.open_case(company, year=year, by=reviewer)
        for step in ("12345", "12", "1", "12")[place]:
            if any(fact.needed and not fact.holds for fact in facts_of_case(case)[step]):
                break  # a declaration of other minerals is still awaited: the case waits for it
            mineral_cases.finish_step(case, step=step, words=words[step], by=reviewer)
        if place == 3:
            mineral_cases.decide_strategy(
                case,
                strategy="continue",
                words="금 정련소 한 곳이 부적합입니다. 180일 안에 다른 곳으로 바꾸는 동안 거래를 이어 갑니다.",
                by=reviewer,
            )


parts.add("esg-minerals", Part(order=74, title="responsible minerals", fill=fill))
