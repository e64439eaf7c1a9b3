"""Who is told of the GEM matching funds: both companies, and finance. No amounts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import mail_address, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.funds.models import Contribution, GemFund, GrantTranche, Proposal
from sharedgrowth.funds.services.gem import follow_contributions
from sharedgrowth.funds.states.gem import Side

JOBS = (follow_contributions,)  # entered as a sweep where it is written
GEM, PROPOSAL = "funds:gem-detail", "funds:gem-proposal"

KINDS = [
    Kind(
        key="funds.gem_to_sign",
        title=_("GEM matching fund %(gem)s waits for the signatures of both companies"),
        text=_("Read its terms; with both signatures it is agreed."),
        essential=True,
    ),
    Kind(
        key="funds.contribution_requested",
        title=_("The contribution to %(gem)s is due on %(day)s"),
        text=_("Both companies pay the same; only what both have paid alike can be spent."),
        essential=True,
    ),
    Kind(
        key="funds.contribution_overdue",
        title=_("The contribution to %(gem)s is overdue"),
        text=_("It was due on %(day)s. Until it comes the other company's part stays reserved."),
        essential=True,
    ),
    Kind(
        key="funds.contribution_received",
        title=_("A contribution to %(gem)s has come in"),
        text=_("The page of the fund shows what the year may spend now."),
    ),
    Kind(
        key="funds.proposal_submitted",
        title=_("A project is proposed for %(gem)s: %(number)s"),
        text=_("%(operator)s. Check the organisation first."),
    ),
    Kind(
        key="funds.proposal_to_vote",
        title=_("The vote of your company is asked for: %(number)s"),
        text=_("%(operator)s. It is granted when both companies agree to the same amount."),
    ),
    Kind(
        key="funds.proposal_granted",
        title=_("Project %(number)s is granted"),
        text=_("%(operator)s. Both companies have agreed."),
    ),
    Kind(key="funds.proposal_refused", title=_("Project %(number)s is refused"), text=_("%(reason)s")),
    Kind(  # the next three go to the organisation, that has no account
        key="funds.operator_submitted",
        title=_("Your project has been received: %(number)s"),
        text=_("%(gem)s. The organisation is checked first, then both companies vote. Keep the number for questions."),
    ),
    Kind(
        key="funds.operator_granted",
        title=_("Your project is granted: %(number)s"),
        text=_("%(gem)s. Both companies have agreed. The officer writes to you about the grant agreement."),
    ),
    Kind(
        key="funds.operator_refused",
        title=_("Your project is not supported: %(number)s"),
        text=_("%(gem)s. The reason: %(reason)s"),
    ),
    Kind(
        key="funds.tranche_to_pay",
        title=_("A tranche of %(number)s is to be paid"),
        text=_("The fund manager has approved it."),
    ),
]
for _kind in KINDS:
    kinds.register(_kind)


def _partner(fund: GemFund, *roles: str) -> list[User]:
    return list(people_with_role(fund.partner, *(roles or ("SA", "SF"))))


def _fund(pk: int) -> GemFund:
    return GemFund.objects.select_related("partner").get(pk=pk)


@on("funds.gem_proposed")
def ask_to_sign(*, fund: int, **_later) -> None:
    """Approvers, and the administrators of the partner."""
    proposed = _fund(fund)
    people = [*buyer_people_with_role("AP"), *_partner(proposed, "SA")]
    notify(people, "funds.gem_to_sign", params={"gem": proposed.gem_name}, url_name=GEM, url_args=[proposed.number])


def _tell_contribution(people, kind: str, contribution: Contribution) -> None:
    fund = contribution.year.fund
    params = {"gem": fund.gem_name, "day": contribution.due_on}
    notify(people, kind, params=params, url_name=GEM, url_args=[fund.number])


def _contribution(pk: int) -> Contribution:
    return Contribution.objects.select_related("year__fund__partner").get(pk=pk)


def _payers(contribution: Contribution) -> list[User]:
    if contribution.side == Side.HOUSE:
        return list(buyer_people_with_role("FI", "SG"))
    return _partner(contribution.year.fund)


@on("funds.contribution_requested")
def ask_for_money(*, contribution: int, **_later) -> None:
    """Who pays it."""
    asked = _contribution(contribution)
    _tell_contribution(_payers(asked), "funds.contribution_requested", asked)


@on("funds.contribution_overdue")
def remind(*, contribution: int, **_later) -> None:
    """Who pays it, and the officers."""
    late = _contribution(contribution)
    people = {each.pk: each for each in [*_payers(late), *buyer_people_with_role("SG")]}
    _tell_contribution(people.values(), "funds.contribution_overdue", late)


@on("funds.contribution_received")
def tell_received(*, contribution: int, **_later) -> None:
    """Both sides."""
    got = _contribution(contribution)
    people = [*buyer_people_with_role("SG", "FM"), *_partner(got.year.fund)]
    _tell_contribution(people, "funds.contribution_received", got)


def _tell_proposal(people, kind: str, proposal: Proposal) -> None:
    params: dict[str, Any] = {
        "gem": proposal.year.fund.gem_name,
        "number": proposal.number,
        "operator": proposal.operator,
        "reason": proposal.reason,
    }
    notify(people, kind, params=params, url_name=PROPOSAL, url_args=[str(proposal.uid)])


def _proposal(pk: int) -> Proposal:
    return Proposal.objects.select_related("year__fund__partner").get(pk=pk)


@on("funds.proposal_submitted")
def answer_operator(*, proposal: int, **_later) -> None:
    """The organisation, with the number of its project."""
    _mail_operator("submitted", _proposal(proposal))


@on("funds.proposal_granted")
def tell_operator_granted(*, proposal: int, **_later) -> None:
    """The organisation."""
    _mail_operator("granted", _proposal(proposal))


@on("funds.proposal_refused")
def tell_operator_refused(*, proposal: int, **_later) -> None:
    """The organisation, with the reason."""
    _mail_operator("refused", _proposal(proposal))


def _mail_operator(what: str, proposal: Proposal) -> None:
    """In Korean where the project is in Korea, else in English."""
    fund = proposal.year.fund
    mail_address(
        proposal.contact,
        "ko" if proposal.year.country == "KR" else "en",
        f"funds.operator_{what}",
        params={"gem": fund.gem_name, "number": proposal.number, "reason": proposal.reason},
        path=reverse("funds:gem-propose", args=[fund.number]),
        number=f"{proposal.number}-{what}",
    )


@on("funds.proposal_submitted")
def ask_for_checks(*, proposal: int, **_later) -> None:
    """Officers."""
    _tell_proposal(buyer_people_with_role("SG"), "funds.proposal_submitted", _proposal(proposal))


@on("funds.proposal_shortlisted")
def ask_for_votes(*, proposal: int, **_later) -> None:
    """Both companies."""
    listed = _proposal(proposal)
    _tell_proposal([*buyer_people_with_role("AP"), *_partner(listed.year.fund, "SA")], "funds.proposal_to_vote", listed)


@on("funds.proposal_granted")
def tell_granted(*, proposal: int, **_later) -> None:
    """Both companies."""
    granted = _proposal(proposal)
    people = [*buyer_people_with_role("SG", "FM"), *_partner(granted.year.fund)]
    _tell_proposal(people, "funds.proposal_granted", granted)


@on("funds.proposal_refused")
def tell_refused(*, proposal: int, **_later) -> None:
    """Officers."""
    _tell_proposal(buyer_people_with_role("SG"), "funds.proposal_refused", _proposal(proposal))


@on("funds.tranche_approved")
def ask_finance(*, tranche: int, **_later) -> None:
    """Finance, but not who approved it."""
    found = GrantTranche.objects.select_related("grant__proposal__year__fund").get(pk=tranche)
    people = buyer_people_with_role("FI").exclude(pk=found.approved_by_id)
    _tell_proposal(people, "funds.tranche_to_pay", found.grant.proposal)
