"""DO: waves with their experts, requests from triage to the signed list of tasks. Source: domain 8, SGS-01..03."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.support.models import DiagnosisVisit, Expert, GroupRequest, GroupScore, SupportWave, WaveExpert
from sharedgrowth.support.policies import waves as policies
from sharedgrowth.support.queries import experts as walls
from sharedgrowth.support.queries import waves as queries
from sharedgrowth.support.rules import waves as rules
from sharedgrowth.support.services.experts import note_access
from sharedgrowth.support.states.waves import GROUP_IN, GROUP_OPEN, Direction, GroupState, SupportUnit, WaveState


# Waves ---------------------------------------------------------------------------------------------------------------
@transaction.atomic
def plan_wave(*, year: int, half: int, capacity: int, closes_on: date, ends_on: date, by: User) -> SupportWave:
    """A half year with room for so many companies."""
    require(policies.may_run_waves(by))
    wave = SupportWave(year=year, half=half, capacity=capacity, closes_on=closes_on, ends_on=ends_on)
    checked(wave)
    wave.save()
    record(wave, "planned", by=by, payload={"capacity": capacity})
    return wave


@transaction.atomic
def release_days(wave: SupportWave, *, expert: Expert, days: Decimal, by: User) -> WaveExpert:
    """The head of the unit gives an expert's days to the wave; never fewer than are planned. SGS-01."""
    require(policies.may_release(by, expert))
    row = WaveExpert.objects.select_for_update(of=("self",)).filter(wave=wave, expert=expert).first()
    row = row or WaveExpert(wave=wave, expert=expert)
    if days <= 0 or days < row.planned:
        raise RuleBroken(_("At least %(days)s days: so many are planned.") % {"days": row.planned}, field="days")
    row.days, row.released_by = days, by
    row.save()
    record(row, "released", by=by, payload={"days": str(days)})
    return row


@transaction.atomic
def open_wave(wave: SupportWave, *, by: User) -> SupportWave:
    """Companies can ask."""
    require(policies.may_run_waves(by))
    try:
        with transaction.atomic():
            move(wave, "open", by=by)
    except IntegrityError as other:
        raise RuleBroken(_("Another wave takes requests.")) from other
    announce("support.wave_opened", wave=wave.pk)
    return wave


@transaction.atomic
def close_wave(wave: SupportWave, *, by: User | None) -> SupportWave:
    """No more requests; the committee scores. By itself after its day."""
    if by is not None:
        require(policies.may_run_waves(by))
    move(wave, "close", by=by)
    return wave


@transaction.atomic
def decide_wave(wave: SupportWave, *, by: User) -> list[GroupRequest]:
    """The best get the places, as many as the wave has; the others are told. SGS-02."""
    require(policies.may_run_waves(by))
    wave = SupportWave.objects.select_for_update(of=("self",)).get(pk=wave.pk)
    if wave.state != WaveState.SELECTING:
        raise WrongState(_("The wave is not in selection."))
    if wave.requests.filter(state=GroupState.REQUESTED).exists():
        raise RuleBroken(_("Some requests are not triaged yet."))
    ranked = queries.ranking(wave, today())
    if short := [standing.request.number for standing in ranked if standing.points is None]:
        raise RuleBroken(
            _("Fewer than %(least)s members have scored: %(numbers)s.")
            % {"least": rules.LEAST_MEMBERS, "numbers": ", ".join(short[:5])}
        )
    points = {standing.request.pk: standing.points for standing in ranked}
    held = wave.requests.filter(state__in=GROUP_IN).count()
    winners, _losers = rules.chosen([standing.request.pk for standing in ranked], max(0, wave.capacity - held))
    taken = []
    for standing in ranked:
        request, step = standing.request, "select" if standing.request.pk in winners else "decline"
        move(request, step, by=by, points=points[request.pk], payload={"points": str(points[request.pk])})
        announce(f"support.group_{'selected' if step == 'select' else 'declined'}", request=request.pk)
        if step == "select":
            taken.append(request)
    move(wave, "run", by=by, payload={"selected": len(taken)})
    return taken


@transaction.atomic
def take_next(wave: SupportWave, *, by: User) -> GroupRequest:
    """A place was given up: the best of those that were not selected gets it."""
    require(policies.may_run_waves(by))
    wave = SupportWave.objects.select_for_update(of=("self",)).get(pk=wave.pk)
    if wave.state != WaveState.RUNNING:
        raise WrongState(_("The wave is not running."))
    if wave.requests.filter(state__in=GROUP_IN).count() >= wave.capacity:
        raise RuleBroken(_("All places of the wave are taken."))
    open_again = GroupRequest.objects.filter(state__in=GROUP_OPEN).values("company")
    waiting = wave.requests.filter(state=GroupState.NOT_SELECTED).exclude(company__in=open_again)
    best = waiting.order_by("-points", "pk").first()
    if best is None:
        raise RuleBroken(_("Nobody waits for a place."))
    try:
        with transaction.atomic():
            move(best, "select", by=by)
    except IntegrityError as other:
        raise RuleBroken(_("This company has asked again meanwhile.")) from other
    announce("support.group_selected", request=best.pk)
    return best


@transaction.atomic
def end_wave(wave: SupportWave, *, by: User) -> SupportWave:
    """All its requests are closed."""
    require(policies.may_run_waves(by))
    if wave.requests.filter(state__in=set(GROUP_IN) - {GroupState.CLOSED}).exists():
        raise RuleBroken(_("Some companies of the wave are not closed yet."))
    move(wave, "end", by=by)
    return wave


# Requests ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_group(*, directions: Collection[str], problem: str, urgency: int, data: str = "", by: User) -> GroupRequest:
    """A company asks; it is answered within ten business days. It goes into the wave that is open."""
    require(policies.may_ask_group(by))
    if not directions or set(directions) - set(Direction.values):
        raise RuleBroken(_("Choose at least one direction."), field="directions")
    request = GroupRequest(
        number=next_number("SGS"),
        company=by.company,
        directions=sorted(directions),
        problem=problem,
        urgency=urgency,
        data=data,
        asked_by=by,
        triage_due=business_days_after(today(), rules.TRIAGE_DAYS),
        wave=queries.open_wave(),
    )
    checked(request, but=("wave", "triage_due"))
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as twice:
        raise WrongState(_("A request of your company is already open.")) from twice
    record(request, "asked", by=by, payload={"directions": sorted(directions)})
    announce("support.group_asked", request=request.pk)
    return request


def held(request: GroupRequest) -> GroupRequest:
    """Locked, as it is now."""
    found = GroupRequest.objects.select_for_update(of=("self",)).select_related("wave", "company")
    return found.get(pk=request.pk)


@transaction.atomic
def triage(request: GroupRequest, *, unit: str, note: str, by: User) -> GroupRequest:
    """To the support group's selection, or to another unit. Every answer has its note."""
    require(policies.may_triage(by, request))
    request = held(request)
    given: dict[str, Any] = {"unit": unit, "triage_note": note, "triaged_by": by, "triaged_at": db_now()}
    if unit == SupportUnit.SGS:
        wave = request.wave or SupportWave.objects.filter(state__in=[WaveState.OPEN, WaveState.SELECTING]).first()
        if wave is None:
            raise RuleBroken(_("No wave takes requests. Open one first, or hand it to another unit."), field="unit")
        move(request, "triage", by=by, reason=note, payload={"unit": unit}, **given | {"wave": wave})
    else:
        move(request, "route", by=by, reason=note, payload={"unit": unit}, **given)
    announce("support.group_triaged", request=request.pk, unit=unit)
    return request


@transaction.atomic
def score_request(
    request: GroupRequest,
    *,
    severity: Decimal,
    fit: Decimal,
    commitment: Decimal,
    spillover: Decimal,
    note: str,
    by: User,
) -> GroupScore:
    """What one member gives; once. Others' scores are hidden until one's own is given."""
    require(policies.may_score(by, request))
    request = held(request)
    if request.state != GroupState.TRIAGED:
        raise WrongState(_("This request is not before the committee."))
    score = GroupScore(
        request=request,
        member=by,
        severity=severity,
        fit=fit,
        commitment=commitment,
        spillover=spillover,
        note=note,
    )
    checked(score)
    score.save()
    record(request, "scored", by=by)
    return score


@transaction.atomic
def sign_memorandum(request: GroupRequest, *, by: User) -> GroupRequest:
    """One side signs the memorandum; with the second signature the work begins."""
    side = "company" if by.is_supplier else "buyer"
    require(policies.may_act_for_company(by, request) if by.is_supplier else policies.may_run_waves(by))
    request = held(request)
    if request.state != GroupState.SELECTED:
        raise WrongState(_("There is no memorandum to sign."))
    if getattr(request, f"{side}_signed_at") is not None:
        raise WrongState(_("This side has signed already."))
    setattr(request, f"{side}_signed_by", by)
    setattr(request, f"{side}_signed_at", db_now())
    request.save(update_fields=[f"{side}_signed_by", f"{side}_signed_at"])
    record(request, f"signed_by_{side}", by=by)
    if request.company_signed_at and request.buyer_signed_at:
        move(request, "sign", by=by)
    announce("support.group_signed", request=request.pk, side=side)
    return request


# Diagnosis -----------------------------------------------------------------------------------------------------------
def check_wall(person: User, company: Company) -> None:
    """Nobody of the company, and nobody who decides in a live tender in which it bids. SGS-03, SOD-14."""
    if person.memberships.filter(company=company).exists():
        raise NotAllowed(_("This person belongs, or belonged, to the company: choose another expert."))
    if tender := walls.deciding_in(person, company).first():
        raise NotAllowed(
            _("%(name)s decides in tender %(tender)s, in which the company bids: choose another expert.")
            % {"name": person.name, "tender": tender}
        )


@transaction.atomic
def begin_diagnosis(request: GroupRequest, *, by: User) -> GroupRequest:
    """At most eight weeks."""
    require(policies.may_diagnose(by, request))
    request = held(request)
    move(request, "diagnose", by=by, diagnosis_due=rules.diagnosis_due(today()))
    announce("support.group_diagnosing", request=request.pk)
    return request


@transaction.atomic
def note_visit(
    request: GroupRequest,
    *,
    visited_on: date,
    hours: Decimal,
    note: str,
    hazards: Collection[str],
    measures: str,
    stop_work: str = "",
    by: User,
) -> DiagnosisVisit:
    """An expert was there; the safety form belongs to it. From now on the wall stands. SGS-03, SGS-07."""
    require(policies.may_visit(by, request))
    request = held(request)
    if request.state != GroupState.DIAGNOSIS:
        raise WrongState(_("The diagnosis is not under way."))
    check_wall(by, request.company)
    if not measures.strip():
        raise RuleBroken(_("Say how people were protected on this visit."), field="measures")
    if visited_on > today():
        raise RuleBroken(_("A visit is noted once it was made."), field="visited_on")
    visit = DiagnosisVisit(
        request=request,
        expert=Expert.objects.get(user=by),
        visited_on=visited_on,
        hours=hours,
        note=note,
        hazards=sorted(hazards),
        measures=measures,
        stop_work=stop_work.strip(),
        by=by,
    )
    checked(visit, but=("hazards",))
    visit.save()
    record(request, "visited", by=by, payload={"on": visited_on.isoformat(), "hours": str(hours)})
    note_access(by, request.company, costs=True, on=visited_on, about=request, by=by)
    if visit.stop_work:
        announce("support.stop_work", group_visit=visit.pk)
    return visit


@transaction.atomic
def hand_in_diagnosis(request: GroupRequest, *, findings: str, root_cause: str, by: User) -> GroupRequest:
    """What was found, and why; after at least one visit."""
    require(policies.may_diagnose(by, request))
    request = held(request)
    if request.state != GroupState.DIAGNOSIS:
        raise WrongState(_("The diagnosis is not under way."))
    if not request.visits.exists():
        raise RuleBroken(_("No visit is noted yet: a diagnosis rests on what was seen."))
    request.findings, request.root_cause, request.diagnosed_by = findings, root_cause, by
    request.save(update_fields=["findings", "root_cause", "diagnosed_by"])
    record(request, "diagnosed", by=by)
    announce("support.group_diagnosed", request=request.pk)
    return request


# Clock ---------------------------------------------------------------------------------------------------------------
@transaction.atomic
def run_group_clock(on: date) -> int:
    """Once a day: waves whose day for requests has passed close; late answers, diagnoses and tasks are told once a
    week, on Monday, with the experts who have hardly a day left (SGS-01)."""
    if not once("support.group", on.isoformat()):
        return 0
    done = 0
    for wave in SupportWave.objects.filter(state=WaveState.OPEN, closes_on__lt=on).select_for_update(of=("self",)):
        close_wave(wave, by=None)
        done += 1
    if on.weekday() == 0:
        late = queries.triage_late(on).count(), queries.diagnoses_late(on).count(), queries.tasks_late(on).count()
        full = queries.overloaded().count()
        if any(late) or full:
            triages, diagnoses, tasks = late
            announce("support.group_late", triages=triages, diagnoses=diagnoses, tasks=tasks, experts=full)
            done += 1
    return done
