"""Factories of the ground floor: companies, people with roles, staff of the buying organisation."""

import itertools
from datetime import date
from decimal import Decimal

import factory

from portal.people.models import Company, Membership, Role, Standing, User
from portal.people.states import CompanyState, Level
from portal.tests.kept import KeptFactory, kept

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
LONG_AGO = date(2018, 4, 1)
ENTERED = {"esg.entry": "QUALIFIED", "esg.code": "1.0"}  # what upper floors record of a supplier that may bid
ANY_AMOUNT = Decimal(10**15)
_serial = itertools.count(1)


def business_number(serial: int) -> str:
    """A well-formed invented business number (CAT-01) for ``serial`` below ten million."""
    digits = [int(digit) for digit in f"{100 + serial // 10_000 % 900}81{serial % 10_000:04d}"]
    total = sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) + digits[8] * 5 // 10
    return "".join(map(str, digits)) + str((10 - total % 10) % 10)


class CompanyFactory(KeptFactory):
    """An active Korean supplier at level L1."""

    class Meta:
        model = Company
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"CMP-2026-9{n:05d}")
    state = CompanyState.ACTIVE
    level = Level.L1
    legal_name_ko = factory.Sequence(lambda n: f"가람정밀 {n}")
    legal_name_en = factory.Sequence(lambda n: f"Garam Precision {n}")
    brn = factory.LazyFunction(lambda: business_number(next(_serial)))
    rep_name = "김하늘"

    @factory.post_generation
    def entered(self, create, extracted, **kwargs):
        """Through the entry gate and with consent to the code of conduct, so that it may bid (``entered=False``: not
        yet)."""
        if extracted is not False and not self.is_buyer and self.level >= Level.L1:
            for fact, value in ENTERED.items():
                Standing.objects.get_or_create(
                    company=self, fact=fact, defaults={"value": value, "valid_from": LONG_AGO, "source": "test"}
                )


class BuyerFactory(CompanyFactory):
    """The buying organisation: one for all tests of a database."""

    class Meta:
        model = Company
        django_get_or_create = ("brn",)
        skip_postgeneration_save = True

    number = "CMP-2026-800001"
    is_buyer = True
    legal_name_ko = "한빛제철"
    legal_name_en = "Hanbit Steel"
    brn = business_number(8_999_999)


class UserFactory(KeptFactory):
    """A person who acts for ``company`` with ``roles`` (codes)."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@garam.example")
    name = factory.Sequence(lambda n: f"이서연 {n}")
    language = "en"

    @factory.post_generation
    def company(self, create, extracted, **kwargs):
        """Join ``company`` (a Company; made when roles are given without one)."""
        self._company = extracted

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        """Hold the roles ``extracted`` in the company."""
        codes = tuple(extracted or ())
        company = self._company
        if company is None and not codes:
            return
        if company is None:
            company = CompanyFactory()
        membership = Membership.objects.create(user=self, company=company)
        held = Role.objects.filter(code__in=codes).values_list("pk", flat=True)
        through = Membership.roles.through  # there are none yet: set() would ask for them twice
        through.objects.bulk_create([through(membership_id=membership.pk, role_id=role) for role in held])
        self.active_membership = membership
        self.save(update_fields=["active_membership"])
        self.__dict__.pop("membership", None)
        self.__dict__.pop("role_codes", None)


@kept
def staff(*codes: str, **fields) -> User:
    """A person of the buying organisation with the roles ``codes``; an approver may approve any amount."""
    user = UserFactory(company=BuyerFactory(), roles=codes, **fields)
    if "AP" in codes:
        user.active_membership.approval_limit_won = ANY_AMOUNT
        user.active_membership.save(update_fields=["approval_limit_won"])
    return user


@kept
def supplier(*codes: str, **fields) -> User:
    """A person of a new supplier company with the roles ``codes`` (default: administrator and bidder)."""
    company = fields.pop("company", None) or CompanyFactory()
    return UserFactory(company=company, roles=codes or ("SA", "BD"), **fields)
