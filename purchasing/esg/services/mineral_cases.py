"""DO: due diligence about a supplier in the five steps of the OECD guidance, year by year. Source: domain 11.9."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.checked import checked
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.esg.models import MineralCase, MineralReport, MineralStep
from purchasing.esg.policies import minerals as policies
from purchasing.esg.queries import minerals
from purchasing.esg.queries.mineral_cases import facts_of_case
from purchasing.esg.services.limitations import propose_limitation
from purchasing.esg.states.minerals import DueStep, MineralStrategy


@transaction.atomic
def open_case(company: Company, *, year: int, by: User | None = None) -> MineralCase:
    """The case of a supplier and a year; asked twice it is the same one. ``by`` None: the yearly job."""
    if by is not None:
        require(policies.may_keep_minerals(by))
    if company.is_buyer:
        raise RuleBroken(_("Choose a supplier."), field="company")
    case, made = MineralCase.objects.get_or_create(company=company, year=year)
    if made:
        record(case, "opened", by=by, payload={"company": company.number, "year": year})
    return case


def _locked(case: MineralCase) -> MineralCase:
    return MineralCase.objects.select_for_update(of=("self",)).select_related("company").get(pk=case.pk)


@transaction.atomic
def decide_strategy(case: MineralCase, *, strategy: str, words: str, by: User) -> MineralCase:
    """Step 3: what follows from the risks. To suspend or to end proposes a limitation with its due process."""
    require(policies.may_decide_case(by, case))
    if not strategy or strategy not in MineralStrategy.values:
        raise RuleBroken(_("Choose what follows."), field="strategy")
    if not words.strip():
        raise RuleBroken(_("Give the reasons: the supplier reads them."), field="words")
    case = _locked(case)
    if case.steps.filter(step=DueStep.STRATEGY).exists():
        raise WrongState(_("The strategy of this year is settled."))
    case.strategy, case.strategy_words, case.strategy_by, case.strategy_on = strategy, words.strip(), by, today()
    case.save(update_fields=["strategy", "strategy_words", "strategy_by", "strategy_on"])
    record(case, "strategy", by=by, reason=words.strip(), payload={"strategy": strategy})
    if strategy != MineralStrategy.CONTINUE:
        level = 4 if strategy == MineralStrategy.SUSPEND else 5
        propose_limitation(case.company, level=level, facts=words.strip(), by=by)
    announce("esg.minerals_strategy", case=case.pk)
    return case


@transaction.atomic
def make_report(year: int, *, by: User) -> MineralReport:
    """Step 5: the report of the year is made, with its figures of this day; made again it is another one."""
    require(policies.may_keep_minerals(by))
    on = today()
    if year > on.year:
        raise RuleBroken(_("This year has not come yet."), field="year")
    done, needed, _share = minerals.declared_share(on)
    total = minerals.coverage_total()
    made = MineralReport.objects.create(
        year=year, declared=done, needed=needed, conformant=total.conformant, listed=total.listed, by=by
    )
    record(made, "made", by=by, payload={"year": year, "conformant": total.conformant, "listed": total.listed})
    return made


@transaction.atomic
def finish_step(case: MineralCase, *, step: str, words: str, by: User) -> MineralStep:
    """A reviewer found one of the steps done; the facts that it needs have to be there, and the steps before it."""
    require(policies.may_decide_case(by, case))
    if not words.strip():
        raise RuleBroken(_("Say what was found."), field="words")
    case = _locked(case)
    done = set(case.steps.values_list("step", flat=True))
    if step in done:
        raise WrongState(_("This step is already done."))
    missing = [each.label for each in DueStep if each.value < step and each.value not in done]
    if missing:
        raise RuleBroken(_("First comes the step “%(step)s”.") % {"step": missing[0]})
    facts = facts_of_case(case)[step]
    lacking = [str(fact.words) for fact in facts if not fact.holds and fact.needed]
    if lacking:
        raise RuleBroken(_("Still missing: %(what)s.") % {"what": ", ".join(lacking)})
    made = MineralStep(case=case, step=step, words=words.strip(), by=by)
    checked(made)
    made.save(force_insert=True)
    record(case, "step", by=by, reason=words.strip(), payload={"step": step})
    return made
