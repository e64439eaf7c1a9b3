"""What the systems of suppliers are told of Youth Dream; never a person's name (``portal.webhooks``)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.webhooks.registry import Subject
from sharedgrowth.jobs.models import Match, Placement, Vacancy
from sharedgrowth.jobs.queries.matching import matches_visible_to
from sharedgrowth.jobs.queries.placements import placements_visible_to
from sharedgrowth.jobs.queries.vacancies import vacancies_visible_to

VACANCIES = Subject(
    group=pgettext_lazy("webhook", "Youth Dream"),
    scope="jobs.read",
    model=Vacancy,
    payload="vacancy",
    found=vacancies_visible_to,
    owners=("company",),
    door="api-job-vacancy-detail",
    order=90,
)
for code, label, said in (
    ("vacancy_opened", pgettext_lazy("webhook", "Vacancy opened"), _("A vacancy was checked and is open.")),
    ("vacancy_returned", pgettext_lazy("webhook", "Vacancy returned"), _("A vacancy was sent back to be completed.")),
    ("vacancy_closed", pgettext_lazy("webhook", "Vacancy closed"), _("A vacancy is closed.")),
):
    VACANCIES.enter(f"jobs.{code}", f"jobs.{code}", label, said)
Subject(
    group=pgettext_lazy("webhook", "Youth Dream"),
    scope="jobs.read",
    model=Match,
    payload="match",
    found=matches_visible_to,
    owners=("vacancy__company",),
    door="api-job-match-detail",
    order=91,
).enter(
    "jobs.match_consented",
    "jobs.match_consented",
    _("Match agreed to"),
    _("A trainee has agreed to a match; the firm may see who it is."),
)
Subject(
    group=pgettext_lazy("webhook", "Youth Dream"),
    scope="jobs.read",
    model=Placement,
    payload="placement",
    found=placements_visible_to,
    owners=("company",),
    door="api-job-placement-detail",
    order=92,
).enter("jobs.placed", "jobs.placed", _("Trainee placed"), _("A trainee has begun to work for the company."))
