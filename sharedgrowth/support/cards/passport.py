"""Laboratories, technologies and systems in a company's data passport."""

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import RECORD, Section, Things, sections
from sharedgrowth.support.queries.labs import bookings_visible_to
from sharedgrowth.support.queries.levels import systems_visible_to
from sharedgrowth.support.queries.offers import licences_visible_to

sections.add(
    "support.lab_bookings",
    Section(
        label=_("Laboratory bookings"),
        said=_("What the company has had tested."),
        kind=RECORD,
        rows=Things(
            lambda gathering: bookings_visible_to(gathering.user).filter(company=gathering.company),
            "number",
            "state",
            "begins_at",
            "ends_at",
            "purpose",
            "sample",
            "samples",
            "asked_at",
            equipment="equipment.code",
        ),
        order=190,
    ),
)
sections.add(
    "support.licences",
    Section(
        label=_("Technology licences"),
        said=_("Technologies that the company has asked for or uses."),
        kind=RECORD,
        rows=Things(
            lambda gathering: licences_visible_to(gathering.user).filter(company=gathering.company),
            "number",
            "state",
            "use",
            "asked_at",
            "fee_won",
            "royalty_pct",
            "begins_on",
            "ends_on",
            "exclusive",
            "company_signed_at",
            "buyer_signed_at",
            "transferred_on",
            offer="offer.number",
        ),
        order=191,
    ),
)
sections.add(
    "support.smart_systems",
    Section(
        label=_("Smart factory systems"),
        said=_("Systems that the company has entered."),
        kind=RECORD,
        rows=Things(
            lambda gathering: systems_visible_to(gathering.user).filter(company=gathering.company),
            "uid",
            "kind",
            "name",
            "live_on",
            "retired_on",
            "retired_why",
        ),
        order=192,
    ),
)
