"""The cast and the stages of a sourcing request, for tests: each stage goes through the services."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import connection

from catalog.models import Product, Proposal, RequestFile, SourcingRequest, SpecCase, TrialTest
from catalog.services import evaluation, proposals, sourcing, specs
from catalog.states import Criticality, Datatype, Quantity, Tolerance
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.clock import db_now, today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.kept import kept

D = Decimal
OPTIONS = [("ip44", "IP44", "IP44"), ("ip54", "IP54", "IP54"), ("ip65", "IP65", "IP65")]
ASKED = {
    "bore": {"value": "100", "weight": "40", "criticality": "MUST"},
    "grade": {"value": "c3", "weight": "30"},
    "length": {"value": "500", "tolerance_kind": "ABS", "tolerance": "50", "weight": "20"},
    "ip": {"value": "ip54", "weight": "10"},
}
GOOD = {"bore": "100", "grade": "c3", "length": "510"}  # the worked example of CAT-30: 86.0
REPORT = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@kept
def bearing_class():
    """The class of the tests with four attributes: a number, an option, a length, a rank."""
    node = class_node()
    length = {"quantity": Quantity.LENGTH, "unit": "mm"}
    attribute(node, "bore", name_ko="내경", name_en="Bore", criticality=Criticality.MUST, weight=40, **length)
    attribute(node, "grade", Datatype.ENUM, name_ko="등급", name_en="Grade", match="ENUM_EQ",
              options=[("c2", "C2", "C2"), ("c3", "C3", "C3")])  # fmt: skip
    attribute(
        node, "length", name_ko="길이", name_en="Length", tolerance=Tolerance.ABS, tolerance_value=D(50), **length
    )
    attribute(node, "ip", Datatype.ENUM, name_ko="보호 등급", name_en="IP code", match="ENUM_AT_LEAST", options=OPTIONS)
    return node


@dataclass
class Cast:
    """Who takes part."""

    requester: User = field(default_factory=lambda: _staff("RQ", "압연설비부"))
    colleague: User = field(default_factory=lambda: _staff("RQ", "압연설비부"))
    head: User = field(default_factory=lambda: _staff("AP", "압연설비부"))
    quality: User = field(default_factory=lambda: _staff("AP", "품질보증부"))
    officer: User = field(default_factory=lambda: staff("PO"))
    seller: User = field(default_factory=lambda: UserFactory(company=CompanyFactory(level="L0"), roles=("SA", "SU")))
    rival: User = field(default_factory=lambda: UserFactory(company=CompanyFactory(), roles=("SA", "SU")))


def _staff(code: str, department: str) -> User:
    person = staff(code)
    person.active_membership.department = department
    person.active_membership.save(update_fields=["department"])
    return person


@dataclass
class Made:
    """A request in some state and everything that led to it."""

    cast: Cast
    request: SourcingRequest
    product: Product | None = None
    proposal: Proposal | None = None
    trial: TrialTest | None = None
    case: SpecCase | None = None

    def again(self) -> "Made":
        """All rows as the database has them."""
        for name in ("request", "proposal", "trial", "case"):
            if (row := getattr(self, name)) is not None:
                setattr(self, name, type(row).objects.get(pk=row.pk))
        return self


@kept
def product_of(seller: User, **values) -> Product:
    """A published bearing of ``seller``; the values of the worked example unless given."""
    entered = values or GOOD
    return ProductFactory(company=seller.company, node=bearing_class(), values=entered)


@kept
def draft(cast: Cast | None = None, **facts) -> Made:
    """A draft that lacks nothing."""
    cast = cast or Cast()
    facts = {
        "kind": "alternative",
        "title_ko": "연속 주조기 베어링 대체품",
        "title_en": "Alternative bearing for the caster",
        "reason": "수명이 짧습니다.",
        "class_node": bearing_class(),
        "part_number": "BRG-100",
        "annual_qty": D(2000),
        "current_price_won": D(15_000),
        "need_by": today() + timedelta(days=200),
        "visibility": "public",
        **facts,
    }
    request = sourcing.draft_request(by=cast.requester, **facts)
    sourcing.ask_for(request, ASKED, by=cast.requester)
    return Made(cast, request)


def with_file(made: Made) -> RequestFile:
    """A drawing of the draft."""
    upload = ContentFile(REPORT, name="drawing.pdf")
    return sourcing.attach_request_file(made.request, upload, by=made.cast.requester)


@kept
def sent(**facts) -> Made:
    """Waits for the head of the department."""
    made = draft(**facts)
    sourcing.send_for_approval(made.request, by=made.cast.requester)
    return made.again()


@kept
def approved(**facts) -> Made:
    """Approved, not yet open."""
    made = sent(**facts)
    sourcing.approve_request(made.request, by=made.cast.head)
    return made.again()


def earliest() -> datetime:
    """A deadline that is far enough."""
    return db_now() + timedelta(days=30)


@kept
def opened(**facts) -> Made:
    """Takes proposals; two suppliers have a product that fits."""
    made = approved(**facts)
    sourcing.open_request(made.request, closes_at=earliest(), by=made.cast.requester)
    made.product = product_of(made.cast.seller)
    return made.again()


@kept
def proposed(**facts) -> Made:
    """With one proposal."""
    made = opened(**facts)
    made.proposal = proposals.propose(
        made.request, made.product, price=D(12_000), lead_time_days=30, statement="수명 두 배", by=made.cast.seller
    )
    return made.again()


def pass_deadline(request: SourcingRequest, left: str = "-1 second") -> None:
    """Let the deadline be now. The database forbids that to everyone, so its owner looks away for one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('catalog_request_kept'::regproc)")
        kept = cursor.fetchone()[0]
        cursor.execute(
            "CREATE OR REPLACE FUNCTION catalog_request_kept() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$"
        )
        cursor.execute(
            "UPDATE catalog_sourcingrequest SET closes_at = clock_timestamp() + %s::interval WHERE id = %s",
            [left, request.pk],
        )
        cursor.execute(kept)
    request.refresh_from_db()


@kept
def closed(**facts) -> Made:
    """Closed at its deadline, still sealed."""
    made = proposed(**facts)
    pass_deadline(made.request)
    sourcing.close_request(made.request)
    return made.again()


@kept
def evaluating(**facts) -> Made:
    """Unsealed."""
    made = closed(**facts)
    evaluation.begin_evaluation(made.request, by=made.cast.requester)
    return made.again()


@kept
def shortlisted(**facts) -> Made:
    """The proposal stands on the shortlist."""
    made = evaluating(**facts)
    evaluation.shortlist_proposal(made.proposal, by=made.cast.requester)
    return made.again()


@kept
def in_trial(**facts) -> Made:
    """A trial is planned; a colleague runs it."""
    made = shortlisted(**facts)
    made.trial = evaluation.plan_trial(
        made.proposal,
        plan="3개월 동안 2호기에서 사용",
        sample_qty=D(10),
        site="2연주 2스트랜드",
        starts_on=today(),
        ends_on=today() + timedelta(days=90),
        runner=made.cast.colleague,
        by=made.cast.requester,
    )
    return made.again()


MEASURED = {"bore": {"value": "100"}, "grade": {"value": "c3"}, "length": {"value": "505"}, "ip": {"value": "ip65"}}


@kept
def measured(entered=None, **facts) -> Made:
    """Measured, waiting for the verdict."""
    made = in_trial(**facts)
    report = ContentFile(REPORT, name="report.pdf")
    evaluation.measure_trial(
        made.trial, entered=entered or MEASURED, findings="이상 없음", report=report, by=made.cast.colleague
    )
    return made.again()


@kept
def passed(**facts) -> Made:
    """The trial has passed."""
    made = measured(**facts)
    evaluation.decide_trial(made.trial, verdict="pass", reason="모두 충족", by=made.cast.requester)
    return made.again()


@kept
def adopted(**facts) -> Made:
    """The alternative is adopted."""
    made = passed(**facts)
    evaluation.adopt_proposal(made.proposal, reason="수명과 가격", by=made.cast.officer)
    return made.again()


@kept
def with_case(**facts) -> Made:
    """A case proposes to change the specification."""
    made = adopted(**facts)
    made.case = specs.open_case(
        made.request, reason="채택한 제품에 맞춤", effective_from=today() + timedelta(days=30), by=made.cast.requester
    )
    return made.again()


@kept
def case_sent(**facts) -> Made:
    """The using department reviews the case."""
    made = with_case(**facts)
    specs.submit_case(made.case, by=made.cast.requester)
    return made.again()


@kept
def case_passed(**facts) -> Made:
    """Quality decides the case."""
    made = case_sent(**facts)
    specs.pass_case(made.case, note="도면 확인", by=made.cast.head)
    return made.again()
