"""Technology offers as the tests need them: published ones, licences in each state."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import staff
from sharedgrowth.support.models import TechLicence, TechOffer
from sharedgrowth.support.services import offers as services


def draft(*, by: User | None = None, **given) -> TechOffer:
    """A free technology."""
    fields = {
        "field": "process",
        "title_ko": "냉간 압연유 재생",
        "title_en": "Recovery of rolling oil",
        "summary_ko": "압연유를 걸러 다시 씁니다.",
        "summary_en": "Filters rolling oil for use again.",
        "patent_no": "10-2024-0000001",
        "patent_office": "KIPO",
        "filed_on": today() - timedelta(days=400),
        "expires_on": today() + timedelta(days=4000),
        "department": "기술연구원",
        "readiness": 8,
        "terms": "free",
    } | given
    return services.write_offer(**fields, by=by or staff("CN"))


def published(**given) -> TechOffer:
    """Offered."""
    offer = services.propose_offer(draft(**given), by=staff("CN"))
    return services.publish_offer(offer, by=staff("SG"))


def asked(offer: TechOffer, *, by: User) -> TechLicence:
    """A company wants it."""
    return services.ask_licence(offer, use="연 200톤의 압연유를 다시 씁니다.", by=by)


def offered(offer: TechOffer, *, by: User, writer: User | None = None) -> TechLicence:
    """Terms to be signed."""
    return services.offer_terms(
        asked(offer, by=by),
        fee_won=Decimal(0),
        royalty_pct=Decimal(0),
        begins_on=today(),
        conditions="국내 사용, 비밀 유지.",
        by=writer or staff("SG"),
    )


def sign(licence: TechLicence, *, by: User) -> TechLicence:
    """Sign the terms as they are."""
    return services.sign_licence(licence, sha256=services.terms_sha256(licence), by=by)


def agreed(offer: TechOffer, *, by: User) -> TechLicence:
    """Both have signed."""
    licence = sign(offered(offer, by=by), by=by)
    return sign(licence, by=staff("SG"))
