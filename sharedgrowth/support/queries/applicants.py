"""FIND: what the portal knows of a company that applies: for eligibility, the quotas and the fairness of a call."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from portal.people.models import Certificate, Company
from portal.people.states import CertificateState, TaxStatus
from portal.periods import months_after
from portal.regions import REGIONS
from purchasing.bidding.queries.standings import standings_of
from purchasing.contracts.queries.trading import trading_companies
from purchasing.esg.states import StandingFact
from sharedgrowth.support.models import Application, terms_on
from sharedgrowth.support.registry import Applicant
from sharedgrowth.support.states import ApplicationState

SIZE, LEVEL, TAX, SANCTION = "size_class", "level", "tax_status", "sanction"
FACTS = (SIZE, LEVEL, TAX, SANCTION, StandingFact.BAND, StandingFact.LIMITATION, StandingFact.CODE)
NO_END = date(9999, 12, 31)  # a certificate without an end
# How provinces and metropolitan cities are written at the head of a Korean address.
PROVINCES = {
    "경기도": "KR-41",
    "강원": "KR-42",
    "충청북도": "KR-43",
    "충청남도": "KR-44",
    "전라북도": "KR-45",
    "전북": "KR-45",
    "전라남도": "KR-46",
    "경상북도": "KR-47",
    "경상남도": "KR-48",
}


def region_of(address: str) -> str:
    """The region (ISO 3166-2:KR) that an address names first, or "".

    >>> region_of("경상북도 포항시 남구 철강로"), region_of("울산광역시 북구"), region_of("somewhere")
    ('KR-47', 'KR-31', '')
    """
    head = address.strip()
    for name, code in PROVINCES.items():
        if head.startswith(name):
            return code
    for code, (ko, en) in REGIONS.items():
        if head.startswith(ko) or head.lower().startswith(en.lower()):
            return code
    return ""


def applicant_of(company: Company, on: date) -> Applicant:
    """What is known of one company on that day."""
    return applicants_of([company], on)[company.pk]


def applicants_of(companies: Iterable[Company], on: date) -> Mapping[int, Applicant]:
    """What is known of many companies on that day, by their key; the number of queries does not grow with them."""
    known = list(companies)
    keys = [company.pk for company in known]
    said = standings_of(keys, FACTS, on)
    trading = trading_companies(keys, on)
    certificates = sme_certificates(keys, on)
    recent = recent_programmes(keys, on)
    return {
        company.pk: Applicant(
            size=said.get((company.pk, SIZE)) or company.size_class,
            level=said.get((company.pk, LEVEL)) or company.level,
            trading=company.pk in trading,
            industry=company.industry,
            region=region_of(company.address),
            tax_status=said.get((company.pk, TAX)) or company.tax_status or TaxStatus.UNKNOWN,
            esg_band=said.get((company.pk, StandingFact.BAND), ""),
            limitation=_level(said.get((company.pk, StandingFact.LIMITATION))),
            code_accepted=(company.pk, StandingFact.CODE) in said,
            sme_certificate_until=certificates.get(company.pk),
            recent=frozenset(recent.get(company.pk, ())),
            sanctioned=said.get((company.pk, SANCTION), "none") != "none",
        )
        for company in known
    }


def _level(said: str | None) -> int:
    return int(said) if said and said.isdecimal() else 0


def sme_certificates(companies: Collection[int], on: date) -> dict[int, date]:
    """The last day of each one's verified SME certificate that is in force on that day."""
    held = Certificate.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        company__in=companies,
        kind="SME",
        state=CertificateState.VALID,
        valid_from__lte=on,
    )
    found: dict[int, date] = {}
    for company, until in held.order_by().values_list("company", "valid_to"):
        found[company] = max(until or NO_END, found.get(company, date.min))
    return found


def recent_programmes(companies: Collection[int], on: date) -> dict[int, set[str]]:
    """Programmes in which each was selected within the months after which the same one is open again (PI-05)."""
    since = months_after(on, -terms_on(on).again_months)
    chosen = Application.objects.filter(
        company__in=companies,
        state=ApplicationState.SELECTED,
        decided_at__date__gt=since,
        decided_at__date__lt=on + timedelta(days=1),
    )
    found: dict[int, set[str]] = {}
    for company, programme in chosen.order_by().values_list("company", "call__programme"):
        found.setdefault(company, set()).add(programme)
    return found


def facts_in(applicant: Applicant) -> dict[str, Any]:
    """As an application keeps it: plain values for JSON."""
    return {
        name: _plain(getattr(applicant, name))
        for name in sorted(Applicant.__dataclass_fields__)  # a stable order
    }


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def facts_out(facts: Mapping[str, Any]) -> Applicant:
    """What an application kept, as the applicant that it was."""
    known = {name: facts[name] for name in Applicant.__dataclass_fields__ if name in facts}
    if "recent" in known:
        known["recent"] = frozenset(known["recent"])
    if known.get("sme_certificate_until"):
        known["sme_certificate_until"] = date.fromisoformat(known["sme_certificate_until"])
    return Applicant(**known)
