"""FIND: what the formula says of a measurement, with every number that went into it (CNV-07)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from sharedgrowth.benefit.models import Baseline, Measurement, ShareYear, Task
from sharedgrowth.benefit.rules import formula
from sharedgrowth.benefit.states import BaselineState, MeasurementState, ShareState


@dataclass(frozen=True, slots=True)
class Counted:
    """A benefit, what of it may be verified, and the workings as text."""

    benefit: formula.Benefit
    net_won: Decimal
    workings: dict[str, Any]


def basis_of(baseline: Baseline) -> formula.Basis:
    """The old solution as the formula takes it."""
    return formula.Basis(baseline.driver_qty, baseline.volume, baseline.price_won, baseline.index_base)


def year_of(measurement: Measurement) -> formula.Year:
    """The new solution as the formula takes it; a cut of the agreed price is nobody's benefit (BS-01)."""
    baseline = measurement.baseline
    return formula.Year(
        measurement.driver_qty,
        measurement.volume,
        formula.price_counted(
            measurement.price_won,
            agreed_won=baseline.new_price_won,
            index=measurement.index_level,
            index_base=baseline.index_base,
        ),
        measurement.extra_won,
        measurement.index_level,
        days=(measurement.period_to - measurement.period_from).days + 1,
        effective_days=measurement.year.days,
    )


def counted(measurement: Measurement) -> Counted:
    """The benefit of a measurement; with other tasks on the item at most what is left of the whole difference (BS-05).

    Who verifies holds all tasks of the item.
    """
    baseline, year = measurement.baseline, year_of(measurement)
    found = formula.benefit(basis_of(baseline), year)
    net_won = found.net_won
    others = earlier_years(measurement)
    capped: dict[str, str] = {}
    if others:
        begun = [
            baseline,
            *Baseline.objects.filter(state=BaselineState.AGREED, task__in=[each.task for each in others]),
        ]
        oldest = min(begun, key=lambda each: (each.period_from, each.pk))
        whole = formula.benefit(basis_of(oldest), year).net_won
        verified = sum((each.net_won or Decimal(0) for each in others), Decimal(0))
        net_won = formula.capped_by_item(found.net_won, item_total_won=whole, verified_won=verified)
        capped = {
            "item_total_won": str(whole),
            "verified_before_won": str(verified),
            "tasks": ", ".join(sorted({each.task.number for each in others})),
        }
    workings = {
        "formula": formula.VERSION,
        "baseline": {
            "version": baseline.version,
            "driver_qty": str(baseline.driver_qty),
            "volume": str(baseline.volume),
            "price_won": str(baseline.price_won),
            "index": str(baseline.index_base),
        },
        "year": {
            "driver_qty": str(year.driver_qty),
            "volume": str(year.volume),
            "price_won": str(year.price_won),
            "price_measured_won": str(measurement.price_won),
            "extra_won": str(year.extra_won),
            "index": str(year.index),
            "days": year.days,
            "effective_days": year.effective_days,
        },
        "steps": {
            "old_volume": str(found.old_volume),
            "new_volume": str(found.new_volume),
            "old_price_won": str(found.old_price_won),
            "by_volume_won": str(found.volume_won),
            "by_price_won": str(found.price_won),
            "gross_won": str(found.gross_won),
            "net_won": str(found.net_won),
            **capped,
        },
    }
    return Counted(found, net_won, workings)


def tasks_on_item(task: Task, product_id: int | None = None) -> QuerySet[Task]:
    """Other tasks that improve the same product, or the same item of the same class, that were not given up."""
    same = Q(baselines__product=product_id) if product_id else Q(pk=None)
    if task.item.strip() and task.class_code:
        same |= Q(item__iexact=task.item.strip(), class_code=task.class_code)
    return Task.objects.filter(same).exclude(pk=task.pk).distinct()


def earlier_years(measurement: Measurement) -> list[ShareYear]:
    """Verified years of other tasks on the item that overlap the measured time."""
    others = tasks_on_item(measurement.task, measurement.baseline.product_id)
    found = ShareYear.objects.filter(
        task__in=others,
        state__in=[ShareState.VERIFIED, ShareState.SETTLED],
        first__lte=measurement.period_to,
        last__gte=measurement.period_from,
        task__baselines__state=BaselineState.AGREED,
        task__baselines__driver_unit=measurement.baseline.driver_unit,
        task__baselines__volume_unit=measurement.baseline.volume_unit,
    )
    return list(found.select_related("task").order_by("pk"))


def use_left_by_earlier(task: Task, *, product_id: int | None, driver_unit: str, volume_unit: str) -> Fraction | None:
    """What the newest verified measurement of another task on the item left as use per unit of operation (BS-05)."""
    newest = (
        Measurement.objects.filter(
            task__in=tasks_on_item(task, product_id),
            state=MeasurementState.VERIFIED,
            baseline__driver_unit=driver_unit,
            baseline__volume_unit=volume_unit,
        )
        .order_by("-period_to", "-pk")
        .first()
    )
    return Fraction(newest.volume) / Fraction(newest.driver_qty) if newest else None
