"""DO: what a notice must have before anybody may approve it. Source: domain 2.3."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.clock import SEOUL
from portal.dated import in_force
from portal.display import money_full
from portal.errors import RuleBroken
from purchasing.bidding import queries
from purchasing.bidding.models import BiddingTerms, Tender, TenderLine
from purchasing.bidding.registry import publication_bars
from purchasing.bidding.rules.notice import brands_in, promises_round, scored_weights_fault
from purchasing.bidding.services.checks import check_delivery
from purchasing.bidding.services.eco import eco_check_ready
from purchasing.bidding.services.methods import method_faults
from purchasing.bidding.services.pinning import check_line
from purchasing.bidding.services.preference import preference_check_ready
from purchasing.bidding.services.rounds import round_faults
from purchasing.bidding.services.tco_models import tco_check_ready
from purchasing.bidding.services.tender_keys import committee_faults
from purchasing.bidding.states import CriterionKind, Envelope, Reach, Seal

MEMBERS_NEEDED = 2


def check_complete(tender: Tender, *, now: datetime, counts_from: datetime | None = None) -> BiddingTerms:
    """Refuse what is missing, beside its field; returns the terms in force on the day of publication.

    ``counts_from``: when the notice period begins, where that is not the moment of publication.
    """
    terms = _terms_of(tender, now)
    for check in _checks(tender, now, terms, counts_from):
        check()
    return terms


def missing_in(tender: Tender, *, now: datetime) -> list[RuleBroken]:
    """Everything that ``check_complete`` would refuse one after the other, so that a person mends it all at once."""
    found = []
    for check in _checks(tender, now, _terms_of(tender, now)):
        try:
            check()
        except RuleBroken as refusal:
            found.append(refusal)
    return found


def _terms_of(tender: Tender, now: datetime) -> BiddingTerms:
    return in_force(BiddingTerms, _published(tender, now).astimezone(SEOUL).date())


def _published(tender: Tender, now: datetime) -> datetime:
    return max(now, tender.publish_at) if tender.publish_at else now


def _checks(
    tender: Tender, now: datetime, terms: BiddingTerms, counts_from: datetime | None = None
) -> list[Callable[[], object]]:
    """In the order in which they are told; each refuses one thing, so that none hides another."""
    published = _published(tender, now)
    day = published.astimezone(SEOUL).date()
    lines = list(tender.lines.select_related("specification").order_by("no"))
    criteria = list(tender.criteria.all())
    return [
        lambda: _check_lines(tender),
        lambda: _check_estimator(tender),
        lambda: _check_committee(tender),
        *_refusals(committee_faults(tender, tender.committee.count())),
        lambda: _check_deadline(tender, counts_from or published, terms),
        lambda: _check_opens(tender),
        lambda: _check_questions(tender, published),
        lambda: _check_delivery(tender),
        *[partial(_check_line_delivery, tender, line) for line in lines],
        *[partial(check_line, line, day) for line in lines],
        lambda: check_criteria(tender.envelopes, criteria),
        lambda: check_technical(tender, criteria),
        *_refusals(method_faults(tender, terms, [each.kind for each in criteria])),
        lambda: tco_check_ready(tender),
        lambda: preference_check_ready(tender),
        lambda: eco_check_ready(tender, [line.class_code for line in lines]),
        lambda: _check_reach(tender),
        lambda: check_brands(words_of(tender), tender.brand_reason),
        lambda: check_failure(tender),
        *_refusals(round_faults(tender, terms)),
        lambda: _check_seal(tender, terms),
        lambda: _check_bars(tender),
    ]


def _refusals(faults: Sequence[tuple[str, str]]) -> list[Callable[[], object]]:
    """A check for each (field, sentence) that was found wrong."""
    return [partial(_refuse, field, words) for field, words in faults]


def _refuse(field: str, words: str) -> None:
    raise RuleBroken(words, field=field)


def _check_lines(tender: Tender) -> None:
    if not tender.lines.exists():
        raise RuleBroken(_("Add at least one line: what is wanted, and how much."), field="lines")


def _check_estimator(tender: Tender) -> None:
    if tender.estimator_id is None:
        raise RuleBroken(_("Name the cost estimator who seals the base price."), field="estimator")


def _check_committee(tender: Tender) -> None:
    if tender.committee.count() < MEMBERS_NEEDED:
        raise RuleBroken(_("Name at least two members of the opening committee."), field="committee")


def check_failure(tender: Tender) -> None:
    """What follows a failure stands in its own field: the notice says "none follows" where that is empty (BID-L1)."""
    if promises_round(tender.failure_conditions) and not tender.rebid_conditions.strip():
        raise RuleBroken(
            _("The conditions of failure speak of another round. Write its conditions in their own field."),
            field="rebid_conditions",
        )


def _check_bars(tender: Tender) -> None:
    """What upper floors know: a right to a negotiated contract, an idea of a supplier. Source: domain 17 (BS-07)."""
    for bar in publication_bars:
        if reason := bar(tender):
            raise RuleBroken(reason, field="lines")


def _check_deadline(tender: Tender, counts_from: datetime, terms: BiddingTerms) -> None:
    if tender.closes_at is None:
        raise RuleBroken(_("Say until when bids are taken."), field="closes_at")
    check_period(tender, terms, counts_from=counts_from, closes_at=tender.closes_at)


def check_period(tender: Tender, terms: BiddingTerms, *, counts_from: datetime, closes_at: datetime) -> None:
    """A notice stands long enough for its kind and its award rule."""
    days = terms.notice_days(tender.kind, tender.method)
    if closes_at - counts_from < timedelta(days=days):
        raise RuleBroken(
            _("A notice stands for at least %(days)s days before bids close: move the deadline.") % {"days": days},
            field="closes_at",
        )


def _check_opens(tender: Tender) -> None:
    if tender.opens_at is not None and tender.publish_at is not None and tender.opens_at < tender.publish_at:
        raise RuleBroken(_("Bids are taken only once the notice is published."), field="opens_at")


def _check_questions(tender: Tender, published: datetime) -> None:
    until, closes_at = tender.questions_until, tender.closes_at
    if until is not None and (until <= published or (closes_at is not None and until >= closes_at)):
        raise RuleBroken(_("Questions end after the publication and before bids close."), field="questions_until")


def _check_delivery(tender: Tender) -> None:
    if tender.closes_at is not None:
        check_delivery(tender.delivery_on, closes_at=tender.closes_at, field="delivery_on")


def _check_line_delivery(tender: Tender, line: TenderLine) -> None:
    if tender.closes_at is None:
        return
    try:
        check_delivery(line.delivery_on, closes_at=tender.closes_at, field=f"lines.{line.no - 1}.delivery_on")
    except RuleBroken as refusal:
        words = _("Line %(no)s: %(why)s") % {"no": line.no, "why": refusal}
        raise RuleBroken(words, field=refusal.field) from refusal


class Judged(Protocol):
    """What is asked of a criterion here, stored or only wanted."""

    @property
    def envelope(self) -> str:
        """Where it is answered."""

    @property
    def kind(self) -> str:
        """Met or scored."""

    @property
    def weight(self) -> Decimal | None:
        """Its points, if it is scored."""


def check_technical(tender: Tender, criteria: Sequence[Judged]) -> None:
    """A technical minimum needs scores to be compared with."""
    scored = [each for each in criteria if each.kind == CriterionKind.SCORED and each.envelope == Envelope.TECHNICAL]
    if tender.min_technical is not None and not scored:
        raise RuleBroken(
            _("A technical minimum needs scored criteria in the envelope “%(name)s”.")
            % {"name": Envelope.TECHNICAL.label},
            field="min_technical",
        )


def check_criteria(envelopes: Sequence[str], criteria: Sequence[Judged]) -> None:
    """Each envelope holds something that is looked at, and the points of the scored criteria add up to 100."""
    for no, criterion in enumerate(criteria, start=1):
        if criterion.envelope not in envelopes:
            raise RuleBroken(
                _("Criterion %(no)s is answered in the envelope “%(name)s”, which this tender does not have.")
                % {"no": no, "name": Envelope(criterion.envelope).label},
                field="envelopes",
            )
    for envelope in envelopes:
        if envelope != Envelope.PRICE and not any(criterion.envelope == envelope for criterion in criteria):
            raise RuleBroken(
                _("The envelope “%(name)s” has no criterion: add one, or leave the envelope out.")
                % {"name": Envelope(envelope).label},
                field="envelopes",
            )
    weights = [each.weight for each in criteria if each.kind == CriterionKind.SCORED and each.weight is not None]
    total = scored_weights_fault(weights)
    if total is not None:
        raise RuleBroken(
            _("The weights of the scored criteria add up to %(total)s: they must make 100.")
            % {"total": f"{total.normalize():f}"},
            field="criteria",
        )


def _check_reach(tender: Tender) -> None:
    """Whoever is not invited is kept out: that needs its reason, and enough suppliers to compete."""
    if tender.reach != Reach.INVITED:
        return
    if not tender.reach_reason.strip():
        raise RuleBroken(_("Say why only invited suppliers may bid: auditors read it."), field="reach_reason")
    if tender.invitations.count() < tender.min_bids:
        raise RuleBroken(
            ngettext(
                "Invite at least %(number)s supplier: so many bids are needed.",
                "Invite at least %(number)s suppliers: so many bids are needed.",
                tender.min_bids,
            )
            % {"number": tender.min_bids},
            field="reach",
        )


def _check_seal(tender: Tender, terms: BiddingTerms) -> None:
    """Access rights alone keep only a small purchase sealed: up to the first approval level. Source: domain 16.2."""
    levels = terms.approval_levels_won
    if tender.seal != Seal.ACCESS:
        return
    if tender.budget_won is None:
        raise RuleBroken(
            _("Write the budget, or seal the bids with keys: access rights alone are for small purchases."),
            field="budget_won",
        )
    if not levels or tender.budget_won <= min(levels):
        return
    raise RuleBroken(
        _("Access rights alone are for purchases up to %(most)s, and the budget is higher: seal the bids with keys.")
        % {"most": money_full(min(levels))},
        field="seal",
    )


def words_of(tender: Tender) -> str:
    """All that the notice says of what is wanted."""
    words = [tender.title_ko, tender.title_en, tender.description]
    for line in tender.lines.all():
        words += [line.description_ko, line.description_en]
    return "\n".join(words)


def check_brands(text: str, brand_reason: str) -> None:
    """A maker is named only with the reason why nothing else will do, and with "or equal"."""
    if brand_reason.strip():
        return
    if named := brands_in(text, queries.makers_in(text)):
        raise RuleBroken(
            _("The notice names %(makers)s. Describe what is needed without a brand, or say why a brand is named.")
            % {"makers": ", ".join(named[:3])},
            field="brand_reason",
        )
