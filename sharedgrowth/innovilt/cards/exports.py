"""What of INNOVILT a company may take out in bulk: its applications."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.exchange.registry.exports import MOMENT, Column, Dataset, datasets
from portal.people.models import User
from sharedgrowth.innovilt.models import InnoviltApplication
from sharedgrowth.innovilt.queries.applications import APPLICANTS, applications_visible_to
from sharedgrowth.innovilt.states import ApplicationState


def applications(user: User) -> QuerySet[InnoviltApplication]:
    """Of the own company."""
    return applications_visible_to(user).filter(company_id=user.company_id)


datasets.add(
    "innovilt.applications",
    Dataset(
        own=True,
        label=_("INNOVILT applications"),
        said=_("Products for which the company has applied for certification."),
        roles=frozenset(APPLICANTS),
        scope="support.read",
        supplier_only=True,
        rows=applications,
        period="created_at",
        states=ApplicationState.choices,
        order=70,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("state", _("State")),
            Column("kind", _("Kind")),
            Column("product", _("Product"), of="product.number"),
            Column("category", _("Category")),
            Column("plant", _("Where it is made")),
            Column("submitted_at", _("Submitted"), MOMENT),
            Column("decided_at", _("Decided"), MOMENT),
        ],
    ),
)
