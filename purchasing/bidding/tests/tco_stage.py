"""A cost model in use, and tenders compared by it, with the figures of the domain's worked example."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from portal.clock import db_now, today
from portal.people.models import Certificate, CertificateKind, User
from portal.people.states import CertificateState
from portal.tests.factories import staff, supplier
from purchasing.bidding import services
from purchasing.bidding.models import TcoModel, Tender
from purchasing.bidding.services import BidContent, TcoLineIn
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.factories import Stage

D = Decimal
LINES = (
    TcoLineIn("INSTALL", "설치", "upfront", "amount", "Installation"),
    TcoLineIn("FREIGHT", "운송", "upfront", "amount", "Freight"),
    TcoLineIn(
        "ENERGY", "전력", "annual", "quantity", "Electricity", unit="kWh", unit_price_won=D(160),
        price_source="2026년 전력 단가", escalation=D("0.03"), guaranteed=True, is_energy=True,
        evidence="측정 보고서", verification="인수 시험",
    ),
    TcoLineIn("MAINT", "정비", "annual", "amount", "Maintenance", escalation=D("0.02")),
    TcoLineIn("OVERHAUL", "대수리", "at_years", "amount", "Overhaul", required=False),
    TcoLineIn(
        "DOWNTIME", "정지 손실", "annual", "quantity", "Downtime", unit="h", unit_price_won=D(1_500_000),
        price_source="생산 관리 2026",
    ),
    TcoLineIn("QUALITY", "품질 비용", "annual", "amount", "Quality cost"),
    TcoLineIn(
        "CARBON", "탄소", "annual", "derived", "Carbon", unit="t", unit_price_won=D(50_000), factor=D("0.0004173"),
        of_code="ENERGY", escalation=D("0.05"), is_carbon=True, price_source="사내 탄소 가격 2026",
    ),
    TcoLineIn("DISPOSAL", "폐기", "end", "amount", "Disposal"),
    TcoLineIn("RESIDUAL", "잔존 가치", "residual", "amount", "Residual value", required=False),
)  # fmt: skip
UNITS = {"LIFE": "years", "ENERGY": "kWh", "DOWNTIME": "h"}
A = {
    "LIFE": "10", "INSTALL": "18,000,000", "FREIGHT": "3200000", "ENERGY": "610000", "MAINT": "9500000",
    "OVERHAUL": ("28000000", "5"), "DOWNTIME": "12", "QUALITY": "4200000", "DISPOSAL": "6000000",
    "RESIDUAL": "20000000",
}  # fmt: skip
B = {
    "LIFE": "15", "INSTALL": "22000000", "FREIGHT": "4100000", "ENERGY": "498,000", "MAINT": "8200000",
    "OVERHAUL": ("34000000", "8"), "DOWNTIME": "7", "QUALITY": "2600000", "DISPOSAL": "7500000",
    "RESIDUAL": "25000000",
}  # fmt: skip
BASE_WON = D(600_000_000)
PRICE_A, PRICE_B = D(420_000_000), D(548_000_000)


class Cast(factories.Cast):
    """With the people who approve a cost model."""

    @cached_property
    def requester(self) -> User:
        return staff("RQ", name="현업 강도윤")

    @cached_property
    def accountant(self) -> User:
        return staff("FI", name="재무 윤채원")


def tco_model(cast: Cast, *, lines=LINES, code="PUMP", until="active", **facts) -> TcoModel:
    """A model in use, or as far as ``until``."""
    told = {
        "code": code,
        "name_ko": "펌프 총소유비용",
        "name_en": "Pumps, total cost",
        "scope": "공정용 펌프",
        "base_date": date(2026, 1, 1),
    } | facts
    model = services.draft_tco_model(by=cast.officer, lines=lines, **told)
    if until == "draft":
        return model
    model = services.approve_tco_tech(model, by=cast.requester)
    model = services.approve_tco_fin(model, by=cast.accountant)
    return model if until == "fin_approved" else services.activate_tco_model(model, by=cast.approver)


def told(values: dict) -> dict:
    """Values as a bid declares them."""
    found = {}
    for code, value in values.items():
        amount, at = value if isinstance(value, tuple) else (value, "")
        found[code] = {"value": amount, "unit": UNITS.get(code, ""), "at": at, "evidence": "첨부 보고서"}
    return found


def tco_draft(cast: Cast | None = None, *, model: TcoModel | None = None, **facts) -> Stage:
    """A draft that compares total cost."""
    cast = cast or Cast()
    closes_at = db_now() + timedelta(days=20)
    stage = factories.draft(cast, **({"method": "TCO", "kind": "equipment", "closes_at": closes_at} | facts))
    services.choose_tco_model(stage.tender, model=model or tco_model(cast), by=cast.officer)
    return stage


def publish(stage: Stage, *, base_won: Decimal = BASE_WON) -> Stage:
    """Through estimator and approver."""
    services.seal_base_price(
        stage.tender, amount_won=base_won, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    stage.tender = services.request_publication(stage.tender, by=stage.cast.officer)
    stage.tender = services.approve_publication(stage.tender, by=stage.cast.approver)
    return stage


def bid(stage: Stage, price: Decimal, values: dict | None = None, *, by: User | None = None, **statements) -> User:
    """One bid; its bidder is the last of the stage."""
    bidder = by or supplier()
    content = BidContent(price_won=price, tco=told(values or {}), statements=statements)
    services.submit_bid(stage.tender, content=content, key=factories.key(), by=bidder)
    stage.bidders.append(bidder)
    return bidder


def opened(stage: Stage) -> Stage:
    """Closed and opened by two."""
    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    factories.open_bids(stage)
    return stage


def worked_example(cast: Cast | None = None, **facts) -> Stage:
    """The two bids of domain 3.4, opened; their lives are not verified yet."""
    stage = publish(tco_draft(cast, **facts))
    bid(stage, PRICE_A, A)
    bid(stage, PRICE_B, B)
    opened(stage)
    services.read_tco_inputs(stage.tender)
    return stage


def verify_lives(stage: Stage) -> None:
    """The evaluator accepts the evidence of the service lives."""
    for each in stage.tender.tco_inputs.filter(code="LIFE"):
        services.verify_tco_input(each, by=stage.cast.evaluator)


def evaluate(stage: Stage) -> Stage:
    """By the evaluator."""
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    return stage


def certify(user: User, kind: str = "WOMEN", *, valid_to: date | None = None) -> Certificate:
    """The person's company holds a verified certificate."""
    verifier = staff("PO", name="확인 서지안")
    return Certificate.objects.create(
        company=user.company,
        kind=CertificateKind.objects.get(pk=kind),
        number=f"W-{user.pk}",
        issuer="공공구매종합정보망",
        valid_from=today() - timedelta(days=300),
        valid_to=valid_to or today() + timedelta(days=400),
        state=CertificateState.VALID,
        added_by=user,
        verified_by=verifier,
        verified_at=db_now(),
    )
