"""DO: what the clock does about minerals: ask who has to declare, expire, screen again, act on what stays unmended."""

from datetime import date

from django.db import transaction
from django.utils.translation import override

from portal.audit.services import record
from portal.errors import RuleBroken
from portal.people.models import Company
from purchasing.esg.models import MineralCase, MineralIssue
from purchasing.esg.queries import minerals as queries
from purchasing.esg.rules.minerals import POLICY_METALS
from purchasing.esg.services.limitations import propose_limitation
from purchasing.esg.services.mineral_cases import open_case
from purchasing.esg.services.minerals import request_declaration
from purchasing.esg.services.screening import described, expire_declarations, rescreen_all


def ask_who_has_to(on: date) -> int:
    """Companies whose goods may hold minerals of the policy and that have nothing valid or under way (MIN-01)."""
    asked = 0
    needed = queries.metals_by_company()
    for company in Company.objects.filter(pk__in=needed).order_by("pk"):
        metals = needed[company.pk] & {str(metal) for metal in POLICY_METALS}
        for template in queries.templates_missing(company, metals, on):
            try:
                request_declaration(company, template=template)
            except RuleBroken:  # somebody opened one in this moment: it is under way
                continue
            asked += 1
    return asked


def open_cases(year: int) -> int:
    """A case for every company that has to declare; those that are open stay."""
    have = set(MineralCase.objects.filter(year=year).values_list("company", flat=True))
    wanted = queries.metals_by_company().keys() - have
    for company in Company.objects.filter(pk__in=wanted).order_by("pk"):
        open_case(company, year=year)
    return len(wanted)


def limit_the_late(on: date) -> int:
    """MIN-07: where a smelter was not replaced in time a limitation is proposed, once for each company."""
    by_company: dict[int, list[MineralIssue]] = {}
    for issue in queries.issues_late(on):
        by_company.setdefault(issue.company_id, []).append(issue)
    for issues in by_company.values():
        with transaction.atomic(), override("ko"):
            company = Company.objects.select_for_update(of=("self",)).get(pk=issues[0].company_id)
            facts = "\n".join(_fact(issue) for issue in issues)
            propose_limitation(company, level=2, facts=facts[:4000], flag=issues[0].flag)
            for issue in issues:
                issue.limit_proposed_on = on
                issue.save(update_fields=["limit_proposed_on"])
                record(issue, "limit_proposed", by=None, payload={"replace_by": issue.replace_by})
    return len(by_company)


def _fact(issue: MineralIssue) -> str:
    told = described(issue)
    smelter = " ".join(filter(None, [told["smelter"], told["country"]]))
    days = f"({issue.opened_on} → {issue.replace_by})"
    return f"{issue.declaration.number}: {told['metal']}, {told['what']} {smelter} {days}"


def run_day(on: date) -> None:
    """Every day: what is over, and what was not mended in time."""
    expire_declarations(on)
    limit_the_late(on)


def run_month(on: date) -> None:
    """Every month: who has to declare, the cases of the year, all declarations screened again (MIN-08)."""
    ask_who_has_to(on)
    open_cases(on.year)
    rescreen_all(reason=f"{on:%Y-%m}")
