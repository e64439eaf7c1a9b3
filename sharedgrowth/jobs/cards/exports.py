"""What of Youth Dream a company may take out in bulk: its vacancies; nothing of the young people."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.exchange.registry.exports import DAY, INTEGER, MOMENT, WON, Column, Dataset, datasets
from portal.people.models import User
from sharedgrowth.jobs.models import Vacancy
from sharedgrowth.jobs.queries.vacancies import vacancies_visible_to
from sharedgrowth.jobs.states.vacancies import VacancyState


def vacancies(user: User) -> QuerySet[Vacancy]:
    """Of the own company."""
    return vacancies_visible_to(user).filter(company_id=user.company_id)


datasets.add(
    "jobs.vacancies",
    Dataset(
        own=True,
        label=_("Vacancies"),
        said=_("The company's vacancies of Youth Dream."),
        roles=frozenset({"SA", "SU"}),
        scope="jobs.read",
        supplier_only=True,
        rows=vacancies,
        period="entered_at",
        states=VacancyState.choices,
        order=75,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("state", _("State")),
            Column("title", _("Job")),
            Column("trade", _("Trade")),
            Column("employment", _("Kind of employment")),
            Column("seats", _("People wanted"), INTEGER),
            Column("wage_from_won", _("Base pay a month, from (won)"), WON),
            Column("wage_to_won", _("Base pay a month, to (won)"), WON),
            Column("region", _("Region")),
            Column("valid_to", _("Open until"), DAY),
            Column("entered_at", _("Entered"), MOMENT),
        ],
    ),
)
