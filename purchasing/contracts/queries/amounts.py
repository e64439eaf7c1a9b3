"""FIND: which amounts of which contracts a person sees. The one rule of every page, list, workbook, API and window.

The two sides of a contract see their own. The buyer's staff see amounts of the first tier; below it flow, dates and
states, and amounts only where both sides have consented. An auditor sees all, compliance those that a case needs: each
such look is recorded, so it is given on the page of one thing and never in a list. Source: domain 4 (sub-tier
privacy), ADR 0033.
"""

from collections.abc import Collection
from enum import StrEnum

from django.db.models import Q

from purchasing.contracts.models import Contract


class Sight(StrEnum):
    """Why an amount is shown, or that it is not."""

    HIDDEN = ""
    OPEN = "open"  # one's own, the first tier's, or by the consent of both sides
    AUDIT = "audit"
    CASE = "case"  # overdue, a voice, a breach of the ratio rule, a direct payment asked for

    @property
    def is_recorded(self) -> bool:
        """Whether looking at it leaves a trace."""
        return self in (Sight.AUDIT, Sight.CASE)


def sight(user, contract: Contract, *, cases: Collection[int] = ()) -> Sight:
    """What this person sees of the contract's amounts; ``cases``: ids of contracts that compliance looks into."""
    if not getattr(user, "is_internal", False):
        return Sight.OPEN if user.company_id in (contract.payer_id, contract.payee_id) else Sight.HIDDEN
    if contract.tier == 1 or contract.prices_shown:
        return Sight.OPEN
    if sees_by_audit(user):
        return Sight.AUDIT
    return Sight.CASE if sees_by_case(user) and contract.pk in cases else Sight.HIDDEN


def shows_prices(user, contract: Contract) -> bool:
    """Whether it is shown without a trace: in lists, workbooks, programs and windows."""
    return sight(user, contract) == Sight.OPEN


def sees_by_audit(user) -> bool:
    """Auditors read everything. Source: domain 16.1 (AU)."""
    return bool(user.is_internal and not user.is_service and user.has_role("AU"))


def sees_by_case(user) -> bool:
    """Compliance reads on the case. Source: domain 16.1 (CP)."""
    return bool(user.is_internal and not user.is_service and user.has_role("CP"))


def open_amounts(path: str = "") -> Q:
    """The same for staff as a filter of rows: contracts (at ``path``) whose amounts are shown without a trace."""
    begins = f"{path}__" if path else ""
    return Q(**{f"{begins}tier": 1}) | Q(**{f"{begins}prices_shown": True})
