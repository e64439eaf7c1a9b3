"""The worlds behind the doors of certificates after their issue, of uses and misuses of the mark."""

from datetime import date
from typing import Any

from portal.clock import today
from portal.files.tests.factories import pdf_bytes, upload
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import Certificate, MarkMisuse, MarkUse
from sharedgrowth.innovilt.services import certificate_acts, mark_misuses, mark_uses
from sharedgrowth.innovilt.states import ActKind, Medium, MisuseKind
from sharedgrowth.innovilt.tests.factories import certificate, office


def _world(company: Company, **names: Any) -> World:
    people: dict[str, User | None] = {
        "visitor": None,
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SU")),
        "holder": person(company, "SA"),
        "member": UserFactory(company=company, roles=("SU",)),
        "cashier": UserFactory(company=company, roles=("SF",)),
        "office": office(),
        "colleague": staff("IV"),
        "buyer": staff("PO"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    return World(people, names, owner=company)


@stage("innovilt certificate valid")
def valid() -> World:
    """In force."""
    made = certificate()
    return _world(made.company, number=made.number, kind="suspend")


@stage("innovilt act proposed")
def proposed() -> World:
    """The office has proposed a suspension."""
    made = certificate()
    act = certificate_acts.propose_act(made, kind=ActKind.SUSPEND, reason="시료가 다릅니다.", by=office())
    return _world(made.company, uid=act.uid)


def use_of(made: Certificate) -> MarkUse:
    """A request of its member."""
    return mark_uses.request_use(
        made,
        medium=Medium.WEB,
        purpose="제품 소개",
        place="https://hanbit.example/deck",
        number_shown=True,
        begins_on=today(),
        ends_on=made.valid_to,
        artwork=[upload("mark.pdf", pdf_bytes())],
        by=person(made.company, "SA"),
    )


@stage("innovilt mark requested")
def requested() -> World:
    """The member asks to show the mark."""
    use = use_of(certificate())
    return _world(use.company, number=use.number)


@stage("innovilt mark returned")
def returned() -> World:
    """The office has sent it back."""
    use = use_of(certificate())
    mark_uses.return_use(use, reason="번호가 보이지 않습니다.", by=office())
    return _world(use.company, number=use.number)


@stage("innovilt mark approved")
def approved() -> World:
    """The office has approved it."""
    use = use_of(certificate())
    mark_uses.approve_use(use, by=office())
    return _world(use.company, number=use.number)


def report_of(made: Certificate) -> MarkMisuse:
    """Somebody saw the mark on another product of the member."""
    return mark_misuses.report_misuse(
        kind=MisuseKind.VERSION,
        place="전시장",
        text="다른 제품에 표장",
        seen_on=date(2026, 1, 5),
        number=made.number,
        by=None,
    )


@stage("innovilt misuse reported")
def reported() -> World:
    """Somebody has told of a misuse."""
    made = certificate()
    misuse = report_of(made)
    return _world(made.company, number=misuse.number, language="ko")


@stage("innovilt misuse letter")
def letter() -> World:
    """The office has sent a stop letter."""
    made = certificate()
    misuse = report_of(made)
    mark_misuses.send_letter(misuse, letter_text="표장을 떼어 주십시오.", by=office())
    return _world(made.company, number=misuse.number, language="ko")
