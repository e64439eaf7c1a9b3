"""DO: screen declarations against the lists, open and clear findings, record what is blocked. Source: MIN-04..09."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.countries import country_name
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.people.queries import standing_of
from portal.people.services import record_standing
from portal.policy import require
from purchasing.esg.models import (
    DeclaredSmelter,
    MineralDeclaration,
    MineralIssue,
    RiskArea,
    ScreeningList,
    Smelter,
    terms_on,
)
from purchasing.esg.policies import minerals as policies
from purchasing.esg.queries import minerals as queries
from purchasing.esg.queries import smelters as lists
from purchasing.esg.rules import minerals as rules
from purchasing.esg.services.flags import raise_flag
from purchasing.esg.states import FlagSource, FlagState, Severity, StandingFact
from purchasing.esg.states.minerals import ListKind, Metal, MineralFinding

CLEAR, BLOCKED = "clear", "blocked:"


# Lists ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ListRow:
    """A smelter (cid, metal, name, country, status), or an area (country, region, kind)."""

    country: str
    cid: str = ""
    metal: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    status: str = ""
    status_on: date | None = None
    region: str = ""
    kind: str = ""

    @property
    def key(self) -> str:
        """What makes it one row."""
        return f"{self.cid} {self.metal}" if self.cid else f"{self.country} {self.region} {self.kind}".strip()

    @property
    def said(self) -> tuple[str, ...]:
        """What a new version may change."""
        return (self.name, self.country, self.status) if self.cid else (self.kind,)


@transaction.atomic
def import_list(
    rows: Sequence[ListRow], *, kind: str, version: str, listed_on: date, source: str, by: User | None = None
) -> tuple[ScreeningList, bool]:
    """A version of a list, and whether it is new: the same rows a second time change nothing (MIN-08).

    ``by`` None: the command of the operator.
    """
    if by is not None:
        require(policies.may_import_list(by))
    if not rows:
        raise RuleBroken(_("The list has no rows."), field="file")
    if listed_on > today():
        raise RuleBroken(_("A list is as of today or earlier."), field="listed_on")
    if not (version.strip() and source.strip()):
        raise RuleBroken(_("Name the version and where the list comes from."), field="version")
    ordered = sorted(rows, key=lambda row: row.key)
    told = [[row.key, *row.said, *row.aliases, str(row.status_on or "")] for row in ordered]
    sha256 = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    known = ScreeningList.objects.filter(kind=kind, version=version.strip()).first()
    if known is not None:
        if known.sha256 == sha256:
            return known, False
        raise RuleBroken(_("This version of the list is already there, with other rows."), field="version")
    before = lists.latest_list(kind)
    listing = ScreeningList.objects.create(
        kind=kind,
        version=version.strip(),
        listed_on=listed_on,
        source=source.strip(),
        sha256=sha256,
        size=len(ordered),
        diff=rules.list_diff(_said(before), {row.key: row.said for row in ordered}),
        imported_by=by,
    )
    if kind == ListKind.SMELTERS:
        Smelter.objects.bulk_create(_smelter(listing, row) for row in ordered)
    else:
        RiskArea.objects.bulk_create(
            RiskArea(listing=listing, country=row.country, region=row.region, kind=row.kind) for row in ordered
        )
    record(listing, "imported", by=by, payload={"kind": kind, "version": listing.version, "sha256": sha256})
    announce("esg.screening_list_imported", listing=listing.pk)
    return listing, True


def _smelter(listing: ScreeningList, row: ListRow) -> Smelter:
    return Smelter(
        listing=listing,
        cid=row.cid,
        metal=row.metal,
        name=row.name,
        aliases=list(row.aliases),
        country=row.country,
        status=row.status,
        status_on=row.status_on,
    )


def _said(listing: ScreeningList | None) -> dict[str, tuple[str, ...]]:
    if listing is None:
        return {}
    if listing.kind == ListKind.SMELTERS:
        return {f"{each.cid} {each.metal}": (each.name, each.country, each.status) for each in listing.smelters.all()}
    return {f"{each.country} {each.region} {each.kind}".strip(): (each.kind,) for each in listing.areas.all()}


# Screening ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def screen_declaration(declaration: MineralDeclaration) -> bool:
    """Look up every smelter, say what was found, open and clear findings. Whether anything changed.

    A declaration that nobody has accepted yet opens findings and clears none: a supplier does not free itself.
    """
    smelters = list(declaration.smelters.select_for_update(of=("self",)).order_by("row"))
    known = lists.known_smelters(each.cid for each in smelters)
    cahra, transit = lists.risky_countries()
    changed = []
    for each in smelters:
        told = rules.Declared(
            each.row, each.metal, each.cid, each.name, each.country, each.mine_countries, each.recycled, each.linked
        )
        found = known.get((each.cid, each.metal))
        status, remark = rules.status_of(told, found)
        country = found.country if found is not None and not each.country else each.country
        findings = rules.smelter_findings(told._replace(country=country), status, cahra=cahra, transit=transit)
        said = [finding.value for finding in findings]
        if (each.status, each.findings, each.remark) != (status, said, remark):
            each.status, each.findings, each.remark = status, said, remark
            changed.append(each)
    DeclaredSmelter.objects.bulk_update(changed, ["status", "findings", "remark"])
    MineralDeclaration.objects.filter(pk=declaration.pk).update(screened_at=db_now())
    opened, cleared = _settle_issues(declaration, smelters)
    publish_minerals(declaration.company)
    return bool(changed or opened or cleared)


def _settle_issues(declaration: MineralDeclaration, smelters: Sequence[DeclaredSmelter]) -> tuple[int, int]:
    """Findings of this template of the company, as they are now."""
    on = today()
    terms = terms_on(on)
    wanted = {
        (finding, each.metal, each.cid, "" if each.cid else each.name) for each in smelters for finding in each.findings
    }
    names = {(each.metal, each.cid): each.name for each in smelters if each.cid}
    for metal in {each.metal for each in smelters if each.metal in rules.POLICY_METALS}:
        statuses = [each.status for each in smelters if each.metal == metal]
        if rules.is_too_unknown(statuses, terms.smelter_unknown):
            wanted.add((MineralFinding.UNKNOWN.value, metal, "", ""))
    current = (
        MineralIssue.objects.select_for_update(of=("self",))
        .filter(company=declaration.company, declaration__template=declaration.template, cleared_on=None)
        .order_by("pk")
    )
    # A finding with a number keeps the smelter's name for people; without one the name is what tells it apart.
    standing = {(issue.kind, issue.metal, issue.cid, "" if issue.cid else issue.name): issue for issue in current}
    gone = []
    if queries.is_accepted(declaration, on):  # what a later declaration said stands until that one is accepted
        gone = [
            issue for key, issue in standing.items() if key not in wanted and issue.declaration_id <= declaration.pk
        ]
    for issue in gone:
        issue.cleared_on = on
        issue.save(update_fields=["cleared_on"])
        record(issue, "cleared", by=None, payload={"kind": issue.kind, "metal": issue.metal, "smelter": issue.cid})
    made = []
    for kind, metal, cid, name in sorted(wanted - standing.keys()):
        made.append(
            MineralIssue.objects.create(
                company=declaration.company,
                declaration=declaration,
                kind=kind,
                metal=metal,
                cid=cid,
                name=name or names.get((metal, cid), ""),
                opened_on=on,
                plan_by=on + timedelta(days=terms.mineral_plan_days),
                replace_by=on + timedelta(days=terms.smelter_days),
            )
        )
    _flag(declaration, made)
    if made:
        announce("esg.minerals_flagged", declaration=declaration.pk)
    return len(made), len(gone)


def _flag(declaration: MineralDeclaration, made: Sequence[MineralIssue]) -> None:
    """One red flag for each kind of finding and mineral; two people decide whether it is true."""
    groups: dict[tuple[str, str], list[MineralIssue]] = {}
    for issue in made:
        groups.setdefault((issue.kind, issue.metal), []).append(issue)
    for (kind, metal), issues in sorted(groups.items()):
        running = (
            MineralIssue.objects.filter(
                company=declaration.company,
                kind=kind,
                metal=metal,
                cleared_on=None,
                flag__state__in=[FlagState.ALLEGED, FlagState.CONFIRMED],
            )
            .exclude(pk__in=[issue.pk for issue in issues])
            .select_related("flag")
            .first()
        )
        flag = running.flag if running is not None else None
        if flag is None:
            titles = {}
            for language in ("ko", "en"):
                with override(language):
                    titles[language] = f"{Metal(metal).label}: {MineralFinding(kind).label}"[:200]
            flag = raise_flag(
                declaration.company,
                title_ko=titles["ko"],
                title_en=titles["en"],
                source=FlagSource.MINERALS,
                basis=_basis(declaration, issues),
                happened_on=today(),
                severity=Severity.MAJOR,
            )
        for issue in issues:
            issue.flag = flag
            issue.save(update_fields=["flag"])


def _basis(declaration: MineralDeclaration, issues: Sequence[MineralIssue]) -> str:
    named = ", ".join(f"{issue.cid} {issue.name}".strip() for issue in issues if issue.cid or issue.name)
    listing = lists.latest_list(ListKind.SMELTERS)
    told = f"{declaration.number}; {listing.version if listing else '-'}"
    return f"{told}; {named}"[:1000] if named else told


def rescreen_all(*, reason: str) -> int:
    """Every declaration that counts, each in a transaction of its own; how many changed. May run again."""
    changed = 0
    for declaration in queries.declarations_to_screen():
        if screen_declaration(declaration):
            changed += 1
            record(declaration, "rescreened", by=None, payload={"reason": reason})
    return changed


# What others read -----------------------------------------------------------------------------------------------------
@transaction.atomic
def publish_minerals(company: Company) -> str:
    """Record on the ground floor which minerals are blocked, if that has changed; the value in force."""
    metals = queries.blocked_metals(company)
    if Metal.COBALT not in metals and queries.owes_cobalt(company, today()):
        metals = sorted([*metals, str(Metal.COBALT)])
    value = BLOCKED + ",".join(metals) if metals else CLEAR
    on = today()
    before = standing_of(company, StandingFact.MINERALS, on)
    if before == value:
        return value
    last = MineralDeclaration.objects.filter(company=company).order_by("-pk").values_list("number", flat=True).first()
    record_standing(company, StandingFact.MINERALS, value, valid_from=on, source=last or "MIN-09")
    if value != CLEAR or before is not None:
        announce("esg.minerals_standing_changed", company=company.pk, value=value)
    return value


def publish_owing() -> None:
    """Companies whose goods may hold cobalt, and those that are blocked: the day alone may change what stands."""
    cobalt = str(Metal.COBALT)
    needed = {company for company, metals in queries.metals_by_company().items() if cobalt in metals}
    blocked = queries.companies_blocked(today())
    for company in Company.objects.filter(pk__in=needed | blocked).order_by("pk"):
        publish_minerals(company)


def expire_declarations(on: date) -> int:
    """Accepted ones whose time is over."""
    over = MineralDeclaration.objects.filter(state="accepted", valid_to__lt=on).select_related("company")
    count = 0
    for declaration in over.order_by("pk"):
        with transaction.atomic():
            move(declaration, "expire", by=None, reason=f"valid until {declaration.valid_to}")
            publish_minerals(declaration.company)
            announce("esg.minerals_expired", declaration=declaration.pk)
        count += 1
    return count


def described(issue: MineralIssue) -> dict[str, Any]:
    """A finding in words, for letters and limitations."""
    country = DeclaredSmelter.objects.filter(declaration=issue.declaration, cid=issue.cid).values_list(
        "country", flat=True
    )
    place = country.first() if issue.cid else ""
    return {
        "what": issue.get_kind_display(),
        "metal": issue.get_metal_display(),
        "smelter": f"{issue.cid} {issue.name}".strip(),
        "country": country_name(place, "ko") if place else "",
    }
