"""Exports on the pages of the ground floor: the tab, the menu, what waits, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.exchange.models.exports import Export
from portal.exchange.registry.exports import DAY, MOMENT, Column, Dataset, datasets
from portal.exchange.states.exports import ExportState
from portal.home.registry import Card, MenuItem, Row, cards, menu
from portal.partners.registry import Tab, tabs
from portal.people.models import User
from portal.people.queries import certificates_visible_to, memberships_visible_to
from portal.words import deeds

OWN = frozenset({"SA", "SU", "SF", "SE", "BD"})  # of a supplier's people
STAFF = frozenset({"PO", "AP", "RQ", "FI", "ES", "SG", "CO", "AD", "AU"})
ON_DASHBOARD = 3

tabs.add(
    "exports",
    Tab(
        label=pgettext_lazy("bulk", "Exports"),
        said=gettext_lazy("Many rows at once as files: CSV, XLSX, JSON Lines or Parquet."),
        url_name="exchange:export-list",
        icon="database-export",
        roles=OWN | STAFF,
        order=30,
    ),
)
menu.add(
    "exports",
    MenuItem(
        label=pgettext_lazy("bulk", "Exports"),
        url_name="exchange:export-list",
        roles=OWN | STAFF,
        unless=frozenset({"SA", "AD"}),  # they have the entry of the company's systems, and the tab there
        order=86,
        icon="database-export",
    ),
)


def own_members(user: User):
    """The people of the own company."""
    return (
        memberships_visible_to(user).filter(company_id=user.company_id).select_related("user").prefetch_related("roles")
    )


def own_certificates(user: User):
    """The certificates of the own company."""
    return certificates_visible_to(user).filter(company_id=user.company_id).select_related("kind", "company")


datasets.add(
    "people.members",
    Dataset(
        own=True,
        label=gettext_lazy("People of the company"),
        said=gettext_lazy("Who acts for the company here, with roles and department."),
        roles=frozenset({"SA"}),
        scope="",
        personal=True,
        rows=own_members,
        order=90,
        columns=[
            Column("name", gettext_lazy("Name"), of="user.name"),
            Column("email", gettext_lazy("E-mail address"), of="user.email"),
            Column("roles", gettext_lazy("Roles"), of=lambda row: " ".join(sorted(r.code for r in row.roles.all()))),
            Column("department", gettext_lazy("Department")),
            Column("state", gettext_lazy("State")),
            Column("since", gettext_lazy("Since"), MOMENT),
        ],
    ),
)
datasets.add(
    "people.certificates",
    Dataset(
        own=True,
        label=gettext_lazy("Certificates of the company"),
        said=gettext_lazy("Quality, environment and other certificates with their validity."),
        roles=frozenset({"SA", "SU", "SE"}),
        scope="",
        supplier_only=True,
        rows=own_certificates,
        order=85,
        columns=[
            Column("uid", gettext_lazy("Identifier")),
            Column("kind", gettext_lazy("Kind"), of="kind.code"),
            Column("number", gettext_lazy("Number")),
            Column("issuer", gettext_lazy("Issued by")),
            Column("valid_from", gettext_lazy("Valid from"), DAY),
            Column("valid_until", gettext_lazy("Valid until"), DAY, of="valid_to"),
            Column("state", gettext_lazy("State")),
        ],
    ),
)


def export_rows(request: HttpRequest) -> Iterable[Row]:
    """One's own exports that have stopped."""
    stopped = Export.objects.filter(
        asked_by=request.user, company_id=request.user.company_id, state=ExportState.FAILED
    ).order_by("-id")
    for export in stopped[:ON_DASHBOARD]:
        yield Row(
            title=_("The export %(number)s has stopped") % {"number": export.number},
            consequence=export.failure,
            url=reverse("exchange:export-detail", args=[export.uid]),
            verb=_("Look"),
            kind="bad",
            icon="database-export",
        )


cards.add("exchange-exports", Card(rows=export_rows, roles=OWN | STAFF, order=70))

for what, words in {
    "exchange.export.asked": pgettext_lazy("export", "Asked for"),
    "exchange.export.start": pgettext_lazy("export", "Writing begun"),
    "exchange.export.finish": pgettext_lazy("export", "Ready"),
    "exchange.export.cancel": pgettext_lazy("export", "Cancelled"),
    "exchange.export.fail": gettext_lazy("Stopped by a fault"),
    "exchange.export.resume": pgettext_lazy("export", "Gone on with"),
    "exchange.export.expire": pgettext_lazy("export", "Files deleted"),
    "exchange.export.linked": gettext_lazy("Private links made"),
    "exchange.export.unlinked": gettext_lazy("Private links ended"),
    "exchange.export.taken": gettext_lazy("File taken"),
    "exchange.export.taken_by_link": gettext_lazy("File taken by a private link"),
}.items():
    deeds.add(what, words)
