"""DO: what the clock does about minerals: ask who has to declare, expire, screen again, act on what stays unmended."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import override

from portal.audit.services import record
from portal.errors import RuleBroken
from portal.outbox.services import announce, once
from portal.people.models import Company
from purchasing.esg.models import CorrectiveAction, MineralCase, MineralIssue
from purchasing.esg.queries import minerals as queries
from purchasing.esg.rules.limitations import MINERALS_LATE
from purchasing.esg.rules.minerals import POLICY_METALS
from purchasing.esg.services.actions import escalate_action, lapse_action, open_action
from purchasing.esg.services.limitations import propose_limitation
from purchasing.esg.services.mineral_cases import open_case
from purchasing.esg.services.minerals import request_declaration
from purchasing.esg.services.screening import described, expire_declarations, publish_owing, rescreen_all
from purchasing.esg.states import CAP_RUNNING, CapState, Severity

REMIND_DAYS = (60, 30, 7)


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


def act_on_unplanned(on: date) -> int:
    """MIN-07: thirty days after the finding a corrective action has to run: it is opened, or escalated without a plan.

    What two people found untrue, and what is cleared, asks for nothing. Once for each finding.
    """
    acted = 0
    for issue in queries.issues_unplanned(on):
        with transaction.atomic(), override("ko"):
            issue = MineralIssue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
            if issue.action_id is not None or issue.cleared_on is not None:
                continue
            issue.action = _escalated(issue) or open_action(
                issue.company, finding=_fact(issue), severity=Severity.MAJOR, flag=issue.flag, due_on=issue.replace_by
            )
            issue.save(update_fields=["action"])
            record(issue, "action_asked", by=None, payload={"action": issue.action.number, "plan_by": issue.plan_by})
        acted += 1
    return acted


def _escalated(issue: MineralIssue) -> CorrectiveAction | None:
    """The action that already runs for its flag; where no plan was handed in, the committee is told."""
    if issue.flag is None:
        return None
    action = issue.flag.actions.filter(state__in=CAP_RUNNING).order_by("pk").first()
    if action is None:
        return None
    if action.state == CapState.OPEN:
        action = lapse_action(action)
    if action.state == CapState.OVERDUE:
        action = escalate_action(action)
    return action


def remind_of_ends(on: date) -> int:
    """60, 30 and 7 days before an accepted declaration is over, if no new one is under way; once for each."""
    told = 0
    for days in REMIND_DAYS:
        for declaration in queries.declarations_ending(on + timedelta(days=days)):
            with transaction.atomic():
                if once("esg.minerals_ending", f"{declaration.pk}:{days}"):
                    announce("esg.minerals_ending", declaration=declaration.pk)
                    told += 1
    return told


def limit_the_late(on: date) -> int:
    """MIN-07: where a smelter was not replaced in time a limitation is proposed, once for each company."""
    by_company: dict[int, list[MineralIssue]] = {}
    for issue in queries.issues_late(on):
        by_company.setdefault(issue.company_id, []).append(issue)
    for issues in by_company.values():
        with transaction.atomic(), override("ko"):
            company = Company.objects.select_for_update(of=("self",)).get(pk=issues[0].company_id)
            facts = "\n".join(_fact(issue) for issue in issues)
            propose_limitation(company, level=MINERALS_LATE, facts=facts[:4000], flag=issues[0].flag)
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
    publish_owing()
    remind_of_ends(on)
    act_on_unplanned(on)
    limit_the_late(on)


def run_month(on: date) -> None:
    """Every month: who has to declare, the cases of the year, all declarations screened again (MIN-08)."""
    ask_who_has_to(on)
    open_cases(on.year)
    rescreen_all(reason=f"{on:%Y-%m}")
