"""DO: the yearly impact report: figures frozen when it is made, published by a second person. Source: domain 10."""

import hashlib
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import canonical, move, record
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.friends.models import YearReport
from sharedgrowth.friends.policies import campaigns as policies
from sharedgrowth.friends.queries.figures import figures_of
from sharedgrowth.friends.states import ReportState


@transaction.atomic
def draft_report(*, year: int, foreword_ko: str, foreword_en: str, by: User) -> YearReport:
    """With the figures as they are now; drawn up again, the draft takes the newer ones."""
    require(policies.may_draft_report(by))
    if not 2019 <= year <= today().year:
        raise RuleBroken(_("A report is made of a year from 2019 until now."), field="year")
    report = YearReport.objects.select_for_update(of=("self",)).filter(year=year).first() or YearReport(year=year)
    if report.state != ReportState.DRAFT:
        raise WrongState(_("The report of this year is published: it is no longer changed."))
    report.figures = figures_of(date(year, 1, 1), date(year, 12, 31))
    report.foreword_ko, report.foreword_en = foreword_ko, foreword_en
    report.drafted_by, report.drafted_at = by, db_now()
    told = canonical({"year": year, "figures": report.figures, "ko": foreword_ko, "en": foreword_en})
    report.sha256 = hashlib.sha256(told.encode()).hexdigest()
    report.save()
    record(report, "drafted", by=by, payload={"sha256": report.sha256})
    return report


@transaction.atomic
def publish_report(report: YearReport, *, seen: str = "", by: User) -> YearReport:
    """By a second person, once the year is over; then it stays. ``seen``: the fingerprint on the person's page."""
    require(policies.may_publish_report(by, report))
    report = YearReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    require(policies.may_publish_report(by, report))
    if report.year >= today().year:
        raise WrongState(_("This year still runs: its report is published when it is over."))
    if report.drafted_at.astimezone(SEOUL).year <= report.year:
        raise WrongState(_("Its figures were taken before the year was over: make the draft anew."))
    if seen and seen != report.sha256:
        raise WrongState(_("It was changed since you opened the page: read it anew."))
    move(report, "publish", by=by, published_by=by, published_at=db_now())
    announce("friends.report_published", report=report.pk)
    return report
