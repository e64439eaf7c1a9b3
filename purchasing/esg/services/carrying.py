"""DO: say on the ground floor which level counts of a company, and have its sisters carry it. Source: domain 11.10."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.queries.registration import registrations_of
from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.people.services import record_standing
from portal.policy import require
from purchasing.esg.models import CarriedLimitation, Limitation
from purchasing.esg.policies import limitations as policies
from purchasing.esg.queries import limitations as queries
from purchasing.esg.states import LIMITING, LimitationLevel, StandingFact

CARRIED_FROM = 2  # a warning is the company's own
INTERIM = "4"


def publish_level(company: Company, *, source: str, by: User | None = None) -> None:
    """Record what counts from today on: the highest of the own decision, an interim measure and what is carried."""
    on = today()
    own = queries.limitation_in_force(company)
    if own is not None and not own.begun_by(on):
        own = None  # decided, and begins later: the daily job says so on its first day
    interim = Limitation.objects.filter(company=company, interim=True, state__in=queries.RUNNING).exists()
    carried = [each.limitation for each in queries.carried_by(company) if each.limitation.state in LIMITING]
    levels = [limitation.level for limitation in [*carried, *([own] if own else [])]] + ([INTERIM] if interim else [])
    level = max(levels, default="0")
    until = own.until_on if own is not None and levels == [own.level] else None
    if int(level) != queries.level_of(company, on) or until is not None:
        fact = StandingFact.LIMITATION
        record_standing(company, fact, level, valid_from=on, valid_to=until, source=source, by=by)
    if level == LimitationLevel.DEREGISTERED:
        _deregister(company, source=source, by=by)


def _deregister(company: Company, *, source: str, by: User | None) -> None:
    """Level 5: the company is a registered supplier of no group any more; it applies anew when the level has ended."""
    on = today()
    for registered in registrations_of(company, on):
        record_standing(company, registered.fact, "", valid_from=on, source=source, by=by)
        record(company, "deregistered", by=by, payload={"fact": registered.fact, "limitation": source})


def carry(limitation: Limitation, *, by: User | None = None) -> list[CarriedLimitation]:
    """Companies behind which the same people stand carry a limitation from level 2 on; twice without effect."""
    on = today()
    if int(limitation.level) < CARRIED_FROM or limitation.state not in LIMITING or not limitation.begun_by(on):
        return []
    made = []
    replaced = limitation.replaced_by.values("number")  # let go because another level took the place of this one
    known = set(
        limitation.carried.exclude(ended_on__isnull=False, end_reason__in=replaced).values_list("company", flat=True)
    )
    for sister in queries.sisters_of(limitation.company, on):
        if sister.company.pk in known:
            continue
        carried = CarriedLimitation.objects.create(
            limitation=limitation, company=sister.company, link=sister.link, since=on
        )
        payload = {"company": sister.company.number, "link": sister.link}
        record(limitation, "carried", by=by, payload=payload)
        publish_level(sister.company, source=limitation.number, by=by)
        announce("esg.limitation_carried", carried=carried.pk)
        made.append(carried)
    return made


def release(limitation: Limitation, *, reason: str, by: User | None = None) -> None:
    """The limitation is over: nobody carries it any more, and the ground floor is told."""
    on = today()
    publish_level(limitation.company, source=limitation.number, by=by)
    let_go(limitation, on=on, reason=reason, by=by)


def let_go(limitation: Limitation, *, on: date, reason: str, by: User | None = None) -> None:
    """Nobody carries this limitation any more."""
    for carried in limitation.carried.filter(ended_on=None).select_related("company"):
        _end(carried, on=on, reason=reason, by=by)


def _end(carried: CarriedLimitation, *, on: date, reason: str, by: User | None) -> None:
    carried.ended_on, carried.end_reason, carried.ended_by = on, reason[:300], by
    carried.save(update_fields=["ended_on", "end_reason", "ended_by"])
    publish_level(carried.company, source=carried.limitation.number, by=by)
    announce("esg.limitation_carried_ended", carried=carried.pk)


@transaction.atomic
def end_carried(carried: CarriedLimitation, *, reason: str, by: User) -> CarriedLimitation:
    """The tie between the companies is gone, or never was: this one carries it no longer."""
    require(policies.may_end_carried(by, carried))
    if not reason.strip():
        raise RuleBroken(_("Say why the company no longer carries it, and what shows it."), field="reason")
    carried = (
        CarriedLimitation.objects.select_for_update(of=("self",))
        .select_related("company", "limitation")
        .get(pk=carried.pk)
    )
    if carried.ended_on is not None:
        raise WrongState(_("The company no longer carries this limitation."))
    _end(carried, on=today(), reason=reason.strip(), by=by)
    payload = {"company": carried.company.number}
    record(carried.limitation, "carried_ended", by=by, reason=reason.strip(), payload=payload)
    return carried


def begin_due(on: date) -> None:
    """Decisions whose first day has come: the ground floor says so from now on. Twice without effect."""
    for limitation in Limitation.objects.filter(state__in=LIMITING, from_on__lte=on).select_related("company"):
        if int(limitation.level) > queries.level_of(limitation.company, on):
            publish_level(limitation.company, source=limitation.number)
