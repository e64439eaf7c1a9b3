"""DO: yearly reports: numbers read at one moment, frozen with their rows, published by a second person.

The fingerprint of a report covers every number with its rows and formula in both languages, and the figures that were
published before: whoever keeps the file can prove later that nothing was changed.
"""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit.services import canonical, move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.results import BEGINS, Result, published, reading, results, rows_hidden, year_of
from sharedgrowth.impact.models import ProgrammeDirection, Report, ReportNumber
from sharedgrowth.impact.policies import reports as policies
from sharedgrowth.impact.queries import results as queries
from sharedgrowth.impact.states import Direction, ReportState

REASON = 500


def locked(report: Report) -> Report:
    """The report as it is now."""
    return Report.objects.select_for_update(of=("self",)).get(pk=report.pk)


def _both(words: object) -> tuple[str, str]:
    with override("ko"):
        korean = str(words)
    with override("en"):
        return korean, str(words)


@transaction.atomic
def start_report(*, year: int, by: User) -> Report:
    """A draft with the numbers of the year as they are now; where one is published, its next version."""
    require(policies.may_write_reports(by))
    if not BEGINS.year <= year <= today().year:
        raise RuleBroken(_("A report is of this year or of one that has passed."), field="year")
    if Report.objects.filter(year=year, state__in=[ReportState.DRAFT, ReportState.PROPOSED]).exists():
        raise RuleBroken(_("A report of this year is being written already."), field="year")
    last = Report.objects.filter(year=year).aggregate(last=Max("version"))["last"] or 0
    report = Report(year=year, version=last + 1, written_by=by, taken_at=db_now())
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as taken:  # two at once: the first one's draft stands
        raise RuleBroken(_("A report of this year is being written already."), field="year") from taken
    _take_numbers(report)
    record(report, "started", by=by, payload={"year": year, "version": report.version, "sha256": report.sha256})
    return report


@transaction.atomic
def take_again(report: Report, *, by: User) -> Report:
    """Read all numbers of a draft anew."""
    report = locked(report)
    require(policies.may_edit_report(by, report))
    report.numbers.all().delete()
    report.taken_at = db_now()
    report.written_by = by
    _take_numbers(report)
    record(report, "taken", by=by, payload={"sha256": report.sha256})
    return report


@transaction.atomic
def write_words(report: Report, *, by: User, **words: str) -> Report:
    """The foreword, and what a later version corrects."""
    report = locked(report)
    require(policies.may_edit_report(by, report))
    for name in ("foreword_ko", "foreword_en", "correction_ko", "correction_en"):
        setattr(report, name, words.get(name, getattr(report, name)))
    report.written_by = by
    report.sha256 = fingerprint(report)
    checked(report)
    report.save()
    record(report, "edited", by=by)
    return report


def _take_numbers(report: Report) -> None:
    known = queries.directions()
    numbers = [
        _number(report, result, queries.direction_of(result, known), place) for place, result in enumerate(results)
    ]
    ReportNumber.objects.bulk_create(numbers)
    report.published = [_published(figure) for figure in published]
    report.sha256 = fingerprint(report, numbers)
    report.save()


def _number(report: Report, result: Result, direction: str, place: int) -> ReportNumber:
    """What the public may see of a result in the report's year, in both languages."""
    now, before = reading(result, year_of(report.year)), reading(result, year_of(report.year - 1))
    columns = queries.columns_for(result, inside=False)
    number = ReportNumber(
        report=report, key=result.key, programme=result.programme, direction=direction, order=place,
        value=_rounded(now.value), before=_rounded(before.value), count=now.count, hidden=now.hidden,
        estimate=result.estimate, places=result.places,
    )  # fmt: skip
    number.title_ko, number.title_en = _both(result.title)
    number.unit_ko, number.unit_en = _both(result.unit)
    number.formula_ko, number.formula_en = _both(result.formula)
    number.programme_ko, number.programme_en = _both(queries.programme_name(result.programme))
    titles = [(column, *_both(column.title)) for column in columns]
    number.columns = [{"key": column.key, "ko": ko, "en": en, "kind": column.kind} for column, ko, en in titles]
    rows = list(result.rows(year_of(report.year)))
    hidden = rows_hidden(result, year_of(report.year), rows)
    spoken = []
    for language in ("ko", "en"):
        with override(language):
            lines = queries.lines_of(result, rows, inside=False, hidden=hidden)
            spoken.append([[queries.plain(cell) for cell in line.cells] for line in lines])
    number.rows = [[_cell(*pair) for pair in zip(*both, strict=True)] for both in zip(*spoken, strict=True)]
    number.sha256 = hashlib.sha256(canonical(_told(number)).encode()).hexdigest()
    return number


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.000001"))


def _cell(korean: str, english: str) -> str | dict[str, str]:
    return korean if korean == english else {"ko": korean, "en": english}


def _told(number: ReportNumber) -> dict[str, Any]:
    """A number with everything that it says."""
    names = (
        "key", "programme", "direction", "title_ko", "title_en", "unit_ko", "unit_en", "formula_ko", "formula_en",
        "count", "hidden", "estimate", "columns", "rows",
    )  # fmt: skip
    return {name: getattr(number, name) for name in names} | {
        "value": queries.plain(number.value),
        "before": queries.plain(number.before),
    }


def _published(figure: Any) -> dict[str, str]:
    title_ko, title_en = _both(figure.title)
    unit_ko, unit_en = _both(figure.unit)
    name_ko, name_en = _both(queries.programme_name(figure.programme))
    return {
        "key": figure.key, "programme": figure.programme, "programme_ko": name_ko, "programme_en": name_en,
        "title_ko": title_ko, "title_en": title_en, "value": queries.plain(figure.value), "unit_ko": unit_ko,
        "unit_en": unit_en, "period": str(figure.period), "source": str(figure.source),
        "source_date": str(figure.source_date),
    }  # fmt: skip


def fingerprint(report: Report, numbers: Iterable[ReportNumber] | None = None) -> str:
    """SHA-256 over the report in canonical form: its words, its numbers' own fingerprints, the published figures."""
    told = report.numbers.order_by("order", "pk") if numbers is None else numbers
    said = {
        "year": report.year,
        "version": report.version,
        "taken_at": queries.plain(report.taken_at),
        "words": [report.foreword_ko, report.foreword_en, report.correction_ko, report.correction_en],
        "numbers": [[number.key, number.sha256] for number in told],
        "published": report.published,
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def is_unchanged(report: Report) -> bool:
    """Whether the report, its numbers and their rows are what their fingerprints say."""
    numbers = list(report.numbers.order_by("order", "pk"))
    whole = all(hashlib.sha256(canonical(_told(number)).encode()).hexdigest() == number.sha256 for number in numbers)
    return whole and fingerprint(report, numbers) == report.sha256


@transaction.atomic
def propose_report(report: Report, *, by: User) -> Report:
    """Hand it to a second person; from now on nothing in it changes."""
    report = locked(report)
    require(policies.may_edit_report(by, report))
    if report.version > 1 and not (report.correction_ko.strip() and report.correction_en.strip()):
        raise RuleBroken(_("Say in both languages what this version corrects."), field="correction_ko")
    move(report, "propose", by=by, written_by=by, reason="", payload={"sha256": report.sha256})
    announce("impact.report_proposed", report=report.pk)
    return report


@transaction.atomic
def return_report(report: Report, *, reason: str, by: User) -> Report:
    """Back to its writer, with the reason."""
    report = locked(report)
    require(policies.may_decide_report(by, report))
    if not reason.strip():
        raise RuleBroken(_("Say what should change."), field="reason")
    move(report, "return", by=by, reason=reason.strip()[:REASON])
    Report.objects.filter(pk=report.pk).update(reason=reason.strip()[:REASON])
    announce("impact.report_returned", report=report.pk)
    return report


@transaction.atomic
def publish_report(report: Report, *, by: User) -> Report:
    """Publish it; the version before keeps its address and says that it was replaced."""
    report = locked(report)
    require(policies.may_decide_report(by, report))
    if not is_unchanged(report):
        raise WrongState(_("The report is not what was proposed: its fingerprint differs. Nothing is published."))
    for earlier in Report.objects.select_for_update(of=("self",)).filter(year=report.year, state=ReportState.PUBLISHED):
        move(earlier, "supersede", by=by, payload={"by": str(report)})
    move(report, "publish", by=by, published_by=by, published_at=db_now(), payload={"sha256": report.sha256})
    announce("impact.report_published", report=report.pk)
    return report


@transaction.atomic
def discard_report(report: Report, *, by: User) -> Report:
    """Give a draft up; its version is not used again."""
    report = locked(report)
    require(policies.may_edit_report(by, report))
    move(report, "discard", by=by)
    return report


@transaction.atomic
def set_direction(*, programme: str, direction: str, order: int, by: User) -> ProgrammeDirection:
    """To which direction a programme belongs, on the front page and on the pages of results."""
    require(policies.may_set_directions(by))
    if direction not in Direction.values:
        raise RuleBroken(_("Choose one of the three directions."), field="direction")
    row, _made = ProgrammeDirection.objects.select_for_update(of=("self",)).get_or_create(
        programme=programme, defaults={"direction": direction, "order": order}
    )
    before = {"direction": row.direction, "order": row.order}
    row.direction, row.order, row.changed_at = direction, order, db_now()
    checked(row)
    row.save()
    record(row, "set", by=by, payload={"before": before, "direction": direction, "order": order})
    return row
