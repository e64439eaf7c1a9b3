"""The matching is a decision made by calculation: explained to each person, open to objection. Source: PIPA 37-2."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.people.models import User
from portal.privacy.registry import Automated, automated
from sharedgrowth.jobs.models import Match


def decided_about(user: User) -> Iterator[str]:
    """With which firm the calculation brought the person together."""
    found = Match.objects.filter(trainee__application__user=user).select_related("vacancy__company")
    for match in found.order_by("-pk"):
        yield _("%(number)s: %(firm)s. The page of the match says why this firm.") % {
            "number": match.number,
            "firm": match.vacancy.company.name,
        }


automated.add(
    "jobs.matching",
    Automated(
        key="jobs.matching",
        title=gettext_lazy("Youth Dream: which trainee meets which firm"),
        how=gettext_lazy(
            "What counts are your own list of firms, the firms' lists, their places, and a drawn lot where a firm "
            "ranks several alike. You get the best firm of your list that takes you. A person may correct it, with "
            "reasons."
        ),
        of=decided_about,
    ),
)
