"""The access level of a company: kept in the trail and as a standing, and told. Source: domain 1.3."""

from datetime import date

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import today
from portal.outbox.services import announce
from portal.people.facts import HONOUR_OVER, TRADES, TRADES_NO_MORE
from portal.people.models import Company, Standing, User
from portal.people.services.standing import record_standing
from portal.people.states import CompanyState, Level


def set_level(
    company: Company, level: Level, *, why: str, by: User | None, source: str = "", until: date | None = None
) -> None:
    """The company, whose row the caller has locked, has this level from today on; ``until`` its last day, if any."""
    company.level = level
    company.save(update_fields=["level"])
    record(company, "level_changed", by=by, reason=why, payload={"level": level.value})
    record_standing(company, "level", level, valid_from=today(), valid_to=until, source=source or why[:200], by=by)
    announce("people.company_level_changed", company=company.pk, level=level.value)


@transaction.atomic
def follow_trade(company: int, *, trades: bool) -> bool:
    """Between L1 and L2, by what contracts knows of the company's trade; whether its level changed.

    A member (L0) stays one: it becomes a registered supplier by its registration, never by a contract alone.
    """
    found = Company.objects.select_for_update(of=("self",)).get(pk=company)
    before, after = (Level.L1, Level.L2) if trades else (Level.L2, Level.L1)
    if found.level != before or (trades and found.state != CompanyState.ACTIVE):
        return False
    source = TRADES if trades else TRADES_NO_MORE
    set_level(found, after, why=_(source), by=None, source=source)
    return True


def end_honours(on: date) -> int:
    """Honoured suppliers whose year has passed are trading ones again; returns how many. Source: domain 1.3."""
    last = Standing.objects.filter(company=OuterRef("pk"), fact="level").order_by("-valid_from", "-pk")
    honoured = Company.objects.filter(level=Level.L3).annotate(until=Subquery(last.values("valid_to")[:1]))
    return sum(_end_honour(pk) for pk in honoured.filter(until__lt=on).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _end_honour(company: int) -> bool:
    found = Company.objects.select_for_update(of=("self",)).get(pk=company)
    if found.level != Level.L3:
        return False
    set_level(found, Level.L2, why=_(HONOUR_OVER), by=None, source=HONOUR_OVER)
    return True
