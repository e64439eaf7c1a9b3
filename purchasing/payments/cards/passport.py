"""Bank accounts in a company's data passport."""

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import RECORD, Section, Things, sections
from purchasing.payments.queries.accounts import accounts_visible_to

sections.add(
    "payments.bank_accounts",
    Section(
        label=_("Bank accounts"),
        said=_("To which accounts the company is paid, and since when."),
        kind=RECORD,
        rows=Things(
            lambda gathering: accounts_visible_to(gathering.user).filter(company=gathering.company),
            "uid",
            "state",
            "purpose",
            "bank_code",
            "number",
            "owner",
            "currency",
            "proposed_at",
            "confirmed_at",
            "active_from",
            "retired_at",
        ),
        order=150,
    ),
)
