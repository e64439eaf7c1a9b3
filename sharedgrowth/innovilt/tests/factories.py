"""Certificates, and applications in any state, made through the services that the screens use."""

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

from catalog.models import Product
from catalog.tests.factories import ProductFactory
from portal.clock import db_now, today
from portal.people.models import Company, User
from portal.tests.factories import BuyerFactory, CompanyFactory
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import (
    Certificate,
    Coil,
    InnoviltApplication,
    MillSheet,
    SteelItem,
    SteelProof,
    terms_on,
)
from sharedgrowth.innovilt.rules.steel import paper_key
from sharedgrowth.innovilt.services import certificates
from sharedgrowth.innovilt.states import ApplicationState, Category, SheetState, SteelForm

_serial = itertools.count(1)


def office() -> User:
    """Somebody of the INNOVILT office."""
    return person(BuyerFactory(), "IV")


def member_company(**given: Any) -> Company:
    """A company that may apply."""
    return CompanyFactory(**given)


def product_of(company: Company, **given: Any) -> Product:
    """A published product of the company."""
    return ProductFactory(company=company, name_ko="데크플레이트", name_en="Deck plate", **given)


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
            "plant_region": "충남",
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
    return application


def proven(application: InnoviltApplication, item: SteelItem, heat: str, *, by: User) -> SteelProof:
    """Twenty tonnes of a coil of its own."""
    number, on = f"MC-T-{heat}", today() - timedelta(days=60)
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
        tonnes=Decimal(20),
        bought_on=on,
    )
    return SteelProof.objects.create(application=application, item=item, coil=coil, tonnes=Decimal(20), added_by=by)


def certificate(company: Company | None = None, product: Product | None = None, **given: Any) -> Certificate:
    """A valid certificate of a new product, from today on; ``given`` is of its application."""
    return certificates.issue(certified_application(company, product, **given), by=office())
