"""FIND: the house terms by date, and proposals of new ones."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Field, QuerySet

from portal.dated import in_force
from portal.people.models import User
from purchasing.bidding.models import BiddingTerms, TermsProposal
from purchasing.bidding.states import TermsState

NO_FIGURES = ("id", "valid_from", "note")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after."""

    name: str
    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether it changes."""
        return self.before != self.after


def terms_fields() -> list[Field]:
    """The figures of the terms, in the order of the model."""
    return [field for field in BiddingTerms._meta.concrete_fields if field.name not in NO_FIGURES]


def terms_as_text(terms: BiddingTerms) -> dict[str, Any]:
    """All figures as text (lists as lists of text), so that nothing is lost on the way."""
    return {field.name: _text(getattr(terms, field.name)) for field in terms_fields()}


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(each) for each in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return f"{value:.0f}" if value == value.to_integral_value() else f"{value.normalize():f}"
    return str(value)


def terms_by_date() -> QuerySet[BiddingTerms]:
    """All terms, the latest first."""
    return BiddingTerms.objects.order_by("-valid_from")


def terms_on(day: date) -> BiddingTerms:
    """The terms in force on a day."""
    return in_force(BiddingTerms, day)


def proposals_of_terms() -> QuerySet[TermsProposal]:
    """Proposals, the newest first."""
    return TermsProposal.objects.select_related("proposed_by", "decided_by").order_by("-pk")


def changes_of(proposal: TermsProposal) -> list[Change]:
    """What a proposal changes against the terms that held before its day."""
    earlier = BiddingTerms.objects.filter(valid_from__lt=proposal.valid_from).latest()
    before = terms_as_text(earlier)
    return [
        Change(field.name, str(field.verbose_name), _shown(before[field.name]), _shown(proposal.values[field.name]))
        for field in terms_fields()
        if field.name in proposal.values
    ]


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def terms_waiting_for(user: User) -> QuerySet[TermsProposal]:
    """Proposals that this approver may decide on."""
    waiting = proposals_of_terms().filter(state=TermsState.PROPOSED)
    if not (user.is_internal and user.has_role("AP")):
        return waiting.none()
    return waiting.exclude(proposed_by=user)
