"""What Youth Dream keeps of people, for how long, and how it goes. Source: domain PII-06, PII-10."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.display import day_text
from portal.people.models import User
from portal.privacy.registry import Section, holding
from sharedgrowth.jobs.models import Application
from sharedgrowth.jobs.queries.applications import asked_of, region_of
from sharedgrowth.jobs.queries.keeping import due_accounts, due_applications, kept_until, must_stay, unended
from sharedgrowth.jobs.services.keeping import destroy_due_thing, erase_person


def sections_of(user: User) -> Iterator[Section]:
    """Each application with all that is kept of it."""
    for application in unended(user):
        yield _section(application)
        trainee = getattr(application, "trainee", None)
        if trainee is not None:
            rows = [
                {_("day"): each.session.on, _("presence"): each.get_presence_display()}
                for each in trainee.attendance.select_related("session").order_by("session__on", "session__starts")
            ]
            yield Section(_("Attendance, %(number)s") % {"number": application.number}, rows)
            money = [
                {_("month"): f"{each.month:%Y-%m}", _("amount (won)"): each.amount_won}
                for each in trainee.allowances.order_by("month")
            ]
            yield Section(_("Allowances, %(number)s") % {"number": application.number}, money)


def _section(application: Application) -> Section:
    identity = getattr(application, "identity", None)
    rows = [{_("cohort"): application.cohort.title, _("state"): application.get_state_display()}]
    if identity is not None:
        rows.append(
            {
                _("name"): identity.name,
                _("born"): identity.born_on or "",
                _("phone"): identity.phone,
                _("e-mail"): identity.email,
                _("region"): region_of(identity.region),
                _("diploma"): identity.get_education_display() if identity.education else "",
                _("field of study"): identity.field_of_study,
            }
        )
    rows += [{row.question.label: row.shown} for row in asked_of(application) if row.value]
    papers = list(application.papers.select_related("file"))
    rows += [{paper.title: f"{paper.number}, {paper.issuer}, {paper.issued_on}"} for paper in papers]
    last = kept_until(application)
    note = _("Kept until %(day)s.") % {"day": day_text(last, "full")} if last else ""
    files = [paper.file for paper in papers if paper.file is not None]
    return Section(
        _("Youth Dream application %(number)s") % {"number": application.number}, rows, note=note, files=files
    )


def keeps(user: User) -> str:
    """Training and allowance records."""
    days = [day for day in (must_stay(application) for application in unended(user)) if day]
    if not days:
        return ""
    return _(
        "Records of your training and allowances stay for three years after the end of the cohort; the rest is "
        "destroyed now."
    )


def due_things(on: date) -> Iterator[Application | User]:
    """Applications whose time has ended, then accounts that were kept for later cohorts only."""
    yield from due_applications(on)
    yield from due_accounts(on)


holding(
    key="jobs.applications",
    label=gettext_lazy("Youth Dream: applications and training"),
    basis=gettext_lazy(
        "Consent (Personal Information Protection Act, article 15(1)1); Hiring Procedure Act, article 11"
    ),
    kept_for=gettext_lazy(
        "Not chosen: 60 days after the decision (14 to 180 by the terms). Not sent: a day. Trained: three years after "
        "the end of the cohort."
    ),
    sections_of=sections_of,
    erase=erase_person,
    keeps=keeps,
    due=due_things,
    destroy=destroy_due_thing,
    order=40,
)
