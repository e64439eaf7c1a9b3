"""Certificates, and applications in any state, made through the services that the screens use."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from catalog.models import Product
from catalog.tests.factories import ProductFactory
from portal.clock import db_now, today
from portal.people.models import Company, User
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory
from portal.tests.kept import kept
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import (
    Certificate,
    Coil,
    InnoviltApplication,
    Meeting,
    MillSheet,
    SteelItem,
    SteelProof,
    terms_on,
)
from sharedgrowth.innovilt.queries import applications as queries
from sharedgrowth.innovilt.rules.steel import paper_key
from sharedgrowth.innovilt.services import applications, certificates, committee, contents, proofs, reviews
from sharedgrowth.innovilt.states import (
    ApplicationState,
    Category,
    Choice,
    PaperKind,
    Part,
    SheetState,
    SteelForm,
)
from sharedgrowth.innovilt.states.questions import QUESTIONS

_serial = itertools.count(1)


@kept
def office() -> User:
    """Somebody of the INNOVILT office."""
    return person(BuyerFactory(), "IV")


@kept
def member_company(**given: Any) -> Company:
    """A company that may apply."""
    return CompanyFactory(**given)


@kept
def product_of(company: Company, **given: Any) -> Product:
    """A published product of the company."""
    return ProductFactory(company=company, name_ko="데크플레이트", name_en="Deck plate", **given)


@kept
def certified_application(company: Company | None = None, product: Product | None = None, **given: Any):
    """An application that the committee certified, with one proven part; made at once, without its reviews."""
    company = company or (product.company if product else member_company())
    product = product or product_of(company)
    applicant = person(company, "SA")
    number = next(_serial)
    application = InnoviltApplication.objects.create(
        **{
            "number": f"INV-2026-8{number:05d}",
            "state": ApplicationState.CERTIFIED,
            "company": company,
            "product": product,
            "version": product.current,
            "category": Category.STRUCTURE,
            "technology": "용접 없이 조립하는 데크플레이트",
            "market": "물류 창고와 공장의 바닥",
            "plant": "충남 당진시 1공장",
            "plant_region": "KR-44",
            "submitted_by": applicant,
            "submitted_at": db_now(),
            "decided_at": db_now(),
            "sha256": "0" * 64,
            "terms": terms_on(today()),
            "total": Decimal("82.5"),
            "created_by": applicant,
        }
        | given
    )
    item = SteelItem.objects.create(
        application=application, no=1, name="강판", grade="SGCC", form=SteelForm.COATED, t_per_unit=Decimal("0.02")
    )
    proven(application, item, f"H{number:06d}", by=applicant)
    application.sales.create(year=today().year - 1, units=0)
    return application


@kept
def proven(
    application: InnoviltApplication, item: SteelItem, heat: str, *, tonnes: int = 20, on: date | None = None, by: User
) -> SteelProof:
    """Twenty tonnes of a coil of its own, bought this year: the year before has its own sales and steel."""
    number, on = f"MC-T-{heat}", on or max(today() - timedelta(days=60), date(today().year, 1, 1))
    sheet = MillSheet.objects.create(
        company=application.company,
        number=number,
        number_key=paper_key(number),
        state=SheetState.CONFIRMED,
        issued_on=on,
        entered_by=by,
    )
    coil = Coil.objects.create(
        sheet=sheet,
        heat_no=heat,
        heat_key=paper_key(heat),
        coil_no="C1",
        coil_key="C1",
        grade=item.grade,
        form=item.form,
        tonnes=Decimal(tonnes),
        bought_on=on,
    )
    return SteelProof.objects.create(application=application, item=item, coil=coil, tonnes=Decimal(tonnes), added_by=by)


@kept
def certificate(company: Company | None = None, product: Product | None = None, **given: Any) -> Certificate:
    """A valid certificate of a new product, from today on; ``given`` is of its application."""
    return certificates.issue(certified_application(company, product, **given), by=office())


# The way of an application -------------------------------------------------------------------------------------------
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ITEM: dict[str, Any] = {
    "name": "강판",
    "grade": "SGCC",
    "form": SteelForm.COATED,
    "t_per_unit": Decimal("0.02"),
    "posco": True,
    "maker": "",
    "fastener": False,
    "yield_rate": Decimal("0.985"),
}
WORDS: dict[str, Any] = {
    "category": Category.STRUCTURE,
    "technology": "용접 없이 조립하는 데크플레이트",
    "market": "물류 창고와 공장의 바닥",
    "price_position": "기존 제품보다 5퍼센트 비쌈",
    "plant": "충남 당진시 1공장",
    "plant_region": "KR-44",
}


def proof_given(item: SteelItem, **given: Any) -> dict[str, Any]:
    """What a member types about one coil."""
    number, on = next(_serial), today() - timedelta(days=40)
    return {
        "item": item,
        "sheet_no": f"MC-{number:06d}",
        "issued_on": on,
        "seller": "한빛제철",
        "heat_no": f"SC{number:06d}",
        "coil_no": "C-01",
        "grade": item.grade,
        "form": item.form,
        "coil_t": Decimal("20.000"),
        "bought_on": on,
        "tonnes": Decimal("20.000"),
    } | given


@kept
def drafted(company: Company | None = None, *, units: int = 500, **given: Any) -> InnoviltApplication:
    """A whole draft: words, a part, twenty tonnes of steel, a drawing, a test report."""
    company = company or member_company()
    by = person(company, "SA")
    application = applications.start_application(given.pop("product", None) or product_of(company), by=by)
    year = (today() - timedelta(days=40)).year
    sold = [(today().year - 1, 0), (year, units)] if year == today().year else [(year, units)]
    application = applications.save_application(application, WORDS | given, sold=sold, by=by)
    item = contents.save_item(application, ITEM, by=by)
    proofs.add_proof(application, proof_given(item), by=by)
    for kind in (PaperKind.DRAWING, PaperKind.TEST):
        upload = ContentFile(PDF, name=f"{kind}.pdf")
        contents.add_paper(application, kind=kind, title=str(kind), upload=upload, by=by)
    return application


@kept
def member_of_committee(number: int = 0) -> User:
    """One of those who neither review nor sell."""
    return _people("committee", number, "IV")


@kept
def reviewer(number: int = 0) -> User:
    """Somebody of the office who reviews."""
    return _people("reviewer", number, "IV")


def _people(name: str, number: int, *codes: str) -> User:
    email = f"innovilt-{name}-{number}@buyer.example"
    return User.objects.filter(email=email).first() or UserFactory(
        email=email, name=f"{name} {number}", company=BuyerFactory(), roles=codes
    )


def submitted(application: InnoviltApplication) -> InnoviltApplication:
    return applications.submit_application(application, by=person(application.company, "SA"))


def taken_up(application: InnoviltApplication) -> InnoviltApplication:
    return applications.take_up(application, by=office())


def eligible(application: InnoviltApplication) -> InnoviltApplication:
    """The mill knows the papers, the steel is counted."""
    for sheet in queries.sheets_of(application):
        proofs.judge_sheet(sheet, known=True, reason="제철소 확인", by=office())
    applications.examine(application, by=office())
    application.refresh_from_db()
    return application


def reviewed(application: InnoviltApplication, part: str, mark: int = 3) -> None:
    """Two reviewers hand in."""
    for number in (0, 1):
        review = reviews.assign_reviewer(application, part=part, reviewer=reviewer(number), by=office())
        reviews.hand_in_review(
            review,
            marks=dict.fromkeys(map(str, QUESTIONS[part].values), mark),
            strengths="시험으로 확인됨",
            weaknesses="대형 실적 부족",
            free=True,
            by=reviewer(number),
        )


def tech_passed(application: InnoviltApplication) -> InnoviltApplication:
    reviewed(application, Part.TECHNOLOGY)
    return reviews.pass_part(application, by=office())


def market_passed(application: InnoviltApplication) -> InnoviltApplication:
    reviewed(application, Part.MARKET)
    return reviews.pass_part(application, by=office())


def checked_on_site(application: InnoviltApplication, mark: int = 3, **given: Any) -> InnoviltApplication:
    """An inspector goes today."""
    check = reviews.plan_check(application, planned_on=today(), inspector=reviewer(0), by=office())
    answers = {str(name): {"mark": str(mark), "note": ""} for name in QUESTIONS[Part.OPERATION].values}
    told = {"answers": answers, "foreign_steel": False, "summary": "추적이 됩니다.", "met": "공장장"} | given
    reviews.save_check(check, told, by=check.inspector)
    reviews.hold_check(check, by=check.inspector)
    application.refresh_from_db()
    return application


def called(*items: InnoviltApplication, members: int = 6) -> Meeting:
    """A meeting today, in session, with these products."""
    people = [member_of_committee(number) for number in range(members)]
    meeting = committee.call_meeting(
        held_on=today(), place="본사 3층", chair=people[0], members=people[1:], by=office()
    )
    for item in items:
        committee.put_on_agenda(meeting, item, by=office())
    return committee.open_meeting(meeting, by=people[0])


def voted(meeting: Meeting, *choices: str) -> None:
    """One vote per member for each product."""
    for item in meeting.agenda.order_by("no"):
        for number, choice in enumerate(choices):
            words = "" if choice == Choice.CERTIFY else "근거가 부족합니다."
            committee.cast_vote(item, choice=choice, words=words, by=member_of_committee(number))


def decided(application: InnoviltApplication) -> InnoviltApplication:
    """Certified by all six."""
    meeting = called(application)
    voted(meeting, *["certify"] * 6)
    committee.close_meeting(meeting, by=meeting.chair)
    application.refresh_from_db()
    return application


STEPS = {
    ApplicationState.SUBMITTED: submitted,
    ApplicationState.ELIGIBILITY: taken_up,
    ApplicationState.TECH_REVIEW: eligible,
    ApplicationState.MARKET_REVIEW: tech_passed,
    ApplicationState.SITE_CHECK: market_passed,
    ApplicationState.COMMITTEE: checked_on_site,
    ApplicationState.CERTIFIED: decided,
}


@kept
def application(state: str = ApplicationState.DRAFT, company: Company | None = None, **given: Any):
    """An application in any state of the straight way, through the services that the screens use."""
    made = drafted(company, **given)
    for reached, step in STEPS.items():
        if made.state == state:
            return made
        made = step(made)
        if made.state != reached:
            raise AssertionError(f"{made} stands at {made.state}, not at {reached}")
    return made
