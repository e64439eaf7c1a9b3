"""FIND: sections that a company has, passports and imports that a person may see, keys that are trusted."""

from datetime import timedelta

from django.db.models import QuerySet

from portal.clock import ClockTimestamp
from portal.exchange.registry.exports import datasets
from portal.passport.models import Passport, PassportImport, TrustedIssuer
from portal.passport.registry import RECORD, Gathering, Section, sections
from portal.passport.states.passports import UNFINISHED, ImportState, IssuerState
from portal.people.models import Company, Membership, User
from portal.sealing import passports as seals

STALE = timedelta(minutes=5)
OWN_ROLES = frozenset({"SA", "SU", "SF", "SE", "BD"})  # an administrator may hold them all: the passport holds all
STAFF_READERS = ("AD", "AU", "PO", "ER", "CP")


def all_sections() -> list[tuple[str, Section]]:
    """What apps entered as sections, and every kind of rows of exports that are the company's own."""
    known = dict(sections.items())
    for code, dataset in datasets.items():
        if dataset.own and code not in known:
            known[code] = Section(
                label=dataset.label,
                said=dataset.said,
                kind=RECORD,
                personal=dataset.personal,
                rows=_rows_of(code),
                order=dataset.order + 100,
            )
    return sorted(known.items(), key=lambda pair: pair[1].order)


def _rows_of(code: str):
    def rows(gathering: Gathering):
        dataset = datasets.get(code)
        if dataset is not None:
            for row in dataset.rows(gathering.user).order_by("pk").iterator(chunk_size=500):
                yield {column.name: column.value(row) for column in dataset.columns}

    return rows


def known_section(code: str) -> Section | None:
    """The section of ``code``."""
    return dict(all_sections()).get(code)


def _is_own_admin(user: User) -> bool:
    return user.is_supplier and user.has_role("SA") and not user.is_service


def passports_visible_to(user: User) -> QuerySet[Passport]:
    """A company's administrators see theirs; the portal's administrators and auditors know of all."""
    passports = Passport.objects.select_related("company", "asked_by").order_by("-id")
    if user.is_internal and user.has_role("AD", "AU"):
        return passports
    return passports.filter(company=user.company) if _is_own_admin(user) else passports.none()


def imports_visible_to(user: User) -> QuerySet[PassportImport]:
    """A company's administrators see theirs; the buyer's staff see what was taken in, as foreign evidence."""
    imports = PassportImport.objects.select_related("company", "sent_by").order_by("-id")
    if user.is_internal and user.has_role(*STAFF_READERS):
        return imports.filter(state=ImportState.TAKEN)
    return imports.filter(company=user.company) if _is_own_admin(user) else imports.none()


def issuers_listed() -> QuerySet[TrustedIssuer]:
    """All keys that were ever trusted."""
    return TrustedIssuer.objects.select_related("added_by").order_by("name", "id")


def trust_in(kid: str, x: str) -> str:
    """What is known of a key: "own" of this portal, "trusted", "withdrawn", or "" for nothing."""
    if any(key["kid"] == kid and key["x"] == x for key in seals.public_keys()):
        return "own"
    known = TrustedIssuer.objects.filter(kid=kid, x=x).first()
    if known is None:
        return ""
    return "trusted" if known.state == IssuerState.TRUSTED else "withdrawn"


def newest_taken(company: Company, kid: str):
    """When the newest passport was issued that the company has taken in from a key."""
    taken = PassportImport.objects.filter(company=company, kid=kid, state=ImportState.TAKEN)
    return taken.order_by("-issued_at").values_list("issued_at", flat=True).first()


def open_imports(company: Company) -> int:
    """How many passports of a company were sent in and neither taken nor thrown away."""
    states = (ImportState.CHECKED, ImportState.TAKING, ImportState.FAILED)
    return PassportImport.objects.filter(company=company, state__in=states).count()


def portal_owner() -> Company | None:
    """Who runs this portal."""
    return Company.objects.filter(is_buyer=True).order_by("pk").first()


def acting(user: User, company: Company) -> User | None:
    """``user`` as administrator of ``company`` now, with all that an administrator may give itself; None if no more."""
    found = User.objects.get(pk=user.pk)
    membership = Membership.objects.select_related("company").filter(user=found, company=company).first()
    if not found.is_active or membership is None or not membership.is_active or not membership.company.is_active:
        return None
    found.active_membership = membership
    if not found.has_role("SA"):
        return None
    found.role_codes = OWN_ROLES
    return found


def left_behind() -> tuple[list[int], list[int]]:
    """Passports and imports whose worker has given no sign of life."""
    before = ClockTimestamp() - STALE
    passports = Passport.objects.filter(state__in=UNFINISHED, touched_at__lt=before)
    imports = PassportImport.objects.filter(state=ImportState.TAKING, touched_at__lt=before)
    return list(passports.values_list("pk", flat=True)), list(imports.values_list("pk", flat=True))
