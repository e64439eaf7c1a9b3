"""DO: the year by itself: opened, closed, its aggregate published (ccms-cycle); units, kept by the office. CCM-05."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.errors import RuleBroken
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.policy import require
from sharedgrowth.ccms.models import AssessmentSet, KeptRun, Module, PublishedResult, SelfAssessment, Unit
from sharedgrowth.ccms.policies import assessments as policies
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.queries import overviews
from sharedgrowth.ccms.rules import scoring
from sharedgrowth.ccms.services.assessments import open_for_unit
from sharedgrowth.ccms.states import AssessmentState, SetState

REMIND_DAYS = 14
WAIT = timedelta(days=28)  # for second persons, after the day of the results


def run_cycle(on: date) -> None:
    """What is due on a day: opens years, reminds, closes them, publishes; safe to run again and again."""
    for found in AssessmentSet.objects.filter(state=SetState.PUBLISHED, opens_on__lte=on).order_by("year"):
        if on <= found.closes_on:
            open_year(found)
            if on >= found.closes_on - timedelta(days=REMIND_DAYS):
                _remind(found)
        else:
            close_year(found)
        if on >= found.publishes_on:
            publish_year(found, on)
    _miss_set(on)
    KeptRun.objects.filter(until__lt=on).delete()
    _watch_fingerprints(on)


@transaction.atomic
def _miss_set(on: date) -> None:
    """From September on the office hears, once, that nothing will open in October: the year's set is not in force."""
    if queries.lacks_set(on) and once("ccms: set missing", str(on.year)):
        announce("ccms.set_missing", year=on.year)


@transaction.atomic
def open_year(found: AssessmentSet) -> int:
    """Each unit in use has its self-assessment; new units get theirs as well."""
    waiting = Unit.objects.filter(in_use=True).exclude(assessments__set=found).order_by("pk")
    for unit in waiting:
        open_for_unit(found, unit)
    return len(waiting)


@transaction.atomic
def _remind(found: AssessmentSet) -> None:
    if not once("ccms: reminded", str(found)):
        return
    live = SelfAssessment.objects.filter(set=found, unit__isnull=False, state=AssessmentState.OPEN)
    for pk in live.order_by("pk").values_list("pk", flat=True):
        announce("ccms.assessment_due", assessment=pk)


@transaction.atomic
def close_year(found: AssessmentSet) -> int:
    """What units did not hand in is missed. What came in time and was sent back may come again until the results."""
    return _miss(found, submitted_at=None)


def _miss(found: AssessmentSet, **which) -> int:
    late = SelfAssessment.objects.select_for_update(of=("self",)).filter(
        set=found, unit__isnull=False, state=AssessmentState.OPEN, **which
    )
    missed = 0
    for each in late.order_by("pk"):
        move(each, "miss", by=None, reason=found.closes_on.isoformat())
        announce("ccms.assessment_missed", assessment=each.pk)
        missed += 1
    return missed


@transaction.atomic
def publish_year(found: AssessmentSet, on: date | None = None) -> bool:
    """The aggregate of all confirmed units, once; a mean only where at least five units stand behind it. CCM-04."""
    held = AssessmentSet.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if held.published_results.exists():
        return False
    handed_in = SelfAssessment.objects.filter(set=held, unit__isnull=False, state=AssessmentState.SUBMITTED)
    if handed_in.exists() and on is not None and on < held.publishes_on + WAIT:
        return False  # results are published once: those wait that came in time and are still being read
    _miss(held)
    overall, by_module = queries.indices_of_units(held)
    if not overall:
        return False
    rows = [_published(held, None, overall)]
    rows += [_published(held, module, by_module.get(module.pk, [])) for module in Module.objects.order_by("order")]
    PublishedResult.objects.bulk_create(rows)
    record(held, "results_published", by=None, payload={"units": len(overall)})
    announce("ccms.results_published", set=held.pk)
    return True


def _published(found: AssessmentSet, module: Module | None, indices: list) -> PublishedResult:
    counted = [each for each in indices if each is not None]
    mean = scoring.mean_of_units(counted, found.least_units)
    return PublishedResult(set=found, module=module, units=len(counted), index=mean)


@transaction.atomic
def _watch_fingerprints(on: date) -> None:
    """Once a day: approved overviews whose text is no longer what was approved."""
    if not once("ccms: fingerprints", on.isoformat()):
        return
    for each in overviews.broken_overviews():
        announce("ccms.overview_broken", overview=each.pk)


@transaction.atomic
def save_unit(
    unit: Unit | None, *, name_ko: str, name_en: str, in_use: bool, members: Collection[User], by: User
) -> Unit:
    """A unit of the buying group with its people, entered or changed."""
    require(policies.may_run_year(by))
    if unit is None:
        held = Unit(name_ko=name_ko, name_en=name_en, in_use=in_use)
    else:
        held = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        held.name_ko, held.name_en, held.in_use = name_ko, name_en, in_use
    if any(not each.is_internal for each in members):
        raise RuleBroken(_("A unit has people of the buying organisation alone."), field="members")
    checked(held)
    held.save()
    held.members.set(members)
    record(held, "saved", by=by, payload={"in_use": in_use, "members": sorted(each.pk for each in members)})
    return held
