"""What can be done with GEM matching funds, contributions, proposals, tranches and reports."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sharedgrowth.funds.forms import budget as plain
from sharedgrowth.funds.forms import gem as forms
from sharedgrowth.funds.models import GemYear, Proposal
from sharedgrowth.funds.policies import gem as policies
from sharedgrowth.funds.queries.gem import RUNNING, tranche_waits_for
from sharedgrowth.funds.services import gem, gem_grants
from sharedgrowth.funds.states.gem import ContributionState, GemState, ProposalState, ReportState
from sharedgrowth.funds.views.deeds import Deed

G, P, C = GemState, ProposalState, ContributionState


def _is(*states: str):
    return lambda thing: thing.state in states


def _manages(user, _thing):
    return policies.may_manage_gem(user)


GEM = [
    Deed(
        key="sign",
        title=_("Sign for your company"),
        text=_(
            "With the signatures of both companies the fund is agreed. It is not linked to purchase volume or price."
        ),
        done=_("Signed."),
        may=policies.may_speak,
        when=_is(G.PROPOSED),
        do=lambda fund, _data, by: gem.agree_gem_fund(fund, by=by),
        icon="certificate",
        primary=True,
        fresh=True,
    ),
    Deed(
        key="start",
        title=_("Start the first year"),
        text=_("Organisations can propose projects from now on."),
        done=_("The fund is active."),
        may=_manages,
        when=_is(G.AGREED),
        do=lambda fund, _data, by: gem.start_gem_fund(fund, by=by),
        primary=True,
    ),
    Deed(
        key="wind-up",
        title=_("Wind the fund up"),
        text=_("No new proposals are taken; running projects are finished."),
        done=_("The fund is closing."),
        may=_manages,
        when=_is(G.ACTIVE),
        do=lambda fund, _data, by: gem.wind_up_gem_fund(fund, by=by),
    ),
    Deed(
        key="close",
        title=_("Close the fund"),
        text=_("Money that is not spent is given back one to one, or rolled into the next fund by agreement."),
        done=_("The fund is closed."),
        may=policies.may_close_gem,
        when=_is(G.CLOSING),
        form=forms.CloseGemForm,
        takes=lambda fund: {"fund": fund},
        do=lambda fund, data, by: gem.close_gem_fund(fund, **data, by=by),
        danger=True,
    ),
]


def _other(year: GemYear) -> str:
    return year.fund.country if year.country == gem.HOME else gem.HOME


GEM_YEAR = [
    Deed(
        key="country",
        title=_("Use this year in the other country"),
        text=_("Over two years each country gets one year. A deviation takes the word of both companies."),
        done=_("Noted. It takes effect with the word of both companies."),
        may=lambda user, year: policies.may_speak(user, year.fund),
        when=lambda year: year.fund.state in RUNNING and not (year.deviates_house_id and year.deviates_partner_id),
        form=forms.CountryForm,
        do=lambda year, data, by: gem.change_country(year, country=_other(year), **data, by=by),
    ),
]

CONTRIBUTION = [
    Deed(
        key="receive",
        title=_("Enter what came in"),
        text=_("As it stands on the account of the fund, with the base rate of that day."),
        done=_("Received."),
        may=lambda user, _each: policies.may_receive(user),
        when=lambda each: each.state not in (C.RECEIVED, C.WAIVED) and each.year.fund.state in RUNNING,
        form=forms.IncomingForm,
        starts=lambda each: {"amount": each.amount - each.received},
        do=lambda each, data, by: gem.receive_contribution(each, **data, by=by),
        primary=True,
    ),
    Deed(
        key="waive",
        title=_("Waive the rest"),
        text=_("It takes the word of both companies. Only what both have paid alike can be spent."),
        done=_("Noted. The rest is waived with the word of both companies."),
        may=lambda user, each: policies.may_speak(user, each.year.fund),
        when=lambda each: each.state not in (C.RECEIVED, C.WAIVED) and each.year.fund.state in RUNNING,
        form=forms.WaiveForm,
        do=lambda each, data, by: gem.waive_contribution(each, **data, by=by),
    ),
]


def _vote(proposal, data: dict[str, Any], by):
    amount = data["amount"] or Decimal(0)
    given = {"agrees": data["agrees"], "amount": amount, "reason": data["reason"]}
    return gem_grants.vote_on_proposal(proposal, **given, by=by)


def _is_refusable(proposal: Proposal) -> bool:
    """Before the joint committee it is the committee's, unless its fund gives nothing more."""
    if proposal.state == P.SHORTLISTED:
        return proposal.year.fund.state != G.ACTIVE
    return proposal.state in (P.SUBMITTED, P.DILIGENCE)


PROPOSAL = [
    Deed(
        key="take-up",
        title=_("Take it up"),
        text=_("The organisation is checked: registration, sanctions, officials, related parties."),
        done=_("Taken up."),
        may=_manages,
        when=_is(P.SUBMITTED),
        do=lambda each, _data, by: gem_grants.take_up_proposal(each, by=by),
        primary=True,
    ),
    Deed(
        key="check",
        title=_("Write down the checks"),
        text=_("All four have to hold. Mark what you have found; without one of them the proposal is refused."),
        done=_("The checks are written down."),
        may=policies.may_check_operator,
        when=_is(P.DILIGENCE),
        form=forms.CheckForm,
        do=lambda each, data, by: gem_grants.check_operator(each, **data, by=by),
        primary=True,
    ),
    Deed(
        key="vote",
        title=_("Vote for your company"),
        text=_("It is granted when both companies agree to the same amount; one no refuses it."),
        done=_("The vote of your company is kept."),
        may=policies.may_vote,
        when=lambda each: each.state == P.SHORTLISTED and each.year.fund.state == G.ACTIVE,
        form=forms.VoteForm,
        do=_vote,
        icon="gavel",
        primary=True,
        fresh=True,
    ),
    Deed(
        key="refuse",
        title=_("Refuse the proposal"),
        text=_("The organisation reads the reason."),
        done=_("The proposal is refused."),
        may=_manages,
        when=_is_refusable,
        form=plain.ReasonForm,
        do=lambda each, data, by: gem_grants.refuse_proposal(each, **data, by=by),
        danger=True,
    ),
    Deed(
        key="start",
        title=_("The grant agreement is signed"),
        text=_("The first tranche can be paid."),
        done=_("The project has started."),
        may=_manages,
        when=_is(P.GRANTED),
        do=lambda each, _data, by: gem_grants.start_grant(each, by=by),
        primary=True,
    ),
    Deed(
        key="report",
        title=_("Enter a report"),
        text=_("What was done and spent, with evidence. Counts only: no names of people."),
        done=_("The report is entered. Another person accepts it."),
        may=_manages,
        when=_is(P.IN_PROGRESS),
        form=forms.ReportForm,
        do=lambda each, data, by: gem_grants.hand_in_report(each, **data, by=by),
        icon="file-text",
    ),
    Deed(
        key="accept",
        title=pgettext_lazy("gem", "Close the project"),
        text=_("Its final report is accepted. What was not paid is free for other projects of the year."),
        done=pgettext_lazy("gem", "The project is closed."),
        may=_manages,
        when=_is(P.FINAL_REPORT),
        do=lambda each, _data, by: gem_grants.accept_project(each, by=by),
    ),
    Deed(
        key="recover",
        title=_("Claim the money back"),
        text=_("Nothing more is paid. What comes back can be granted again."),
        done=_("The money is claimed back."),
        may=lambda user, _each: policies.may_recover(user),
        when=_is(P.GRANTED, P.IN_PROGRESS, P.FINAL_REPORT),
        form=plain.ReasonForm,
        do=lambda each, data, by: gem_grants.recover_grant(each, **data, by=by),
        danger=True,
    ),
    Deed(
        key="back",
        title=_("Enter what came back"),
        text=_("As it stands on the account of the fund."),
        done=_("The year has the money again."),
        may=lambda user, _each: policies.may_receive(user),
        when=_is(P.RECOVERY),
        form=forms.BackForm,
        do=lambda each, data, by: gem_grants.get_back(each, **data, by=by),
    ),
]

TRANCHE = [
    Deed(
        key="approve",
        title=_("Approve the tranche"),
        text=_("Finance pays it from the account of the fund."),
        done=_("Approved. Finance pays it."),
        may=policies.may_approve_tranche,
        when=lambda each: each.approved_by_id is None and not tranche_waits_for(each),
        do=lambda each, _data, by: gem_grants.approve_tranche(each, by=by),
        primary=True,
    ),
    Deed(
        key="pay",
        title=_("Enter the payment"),
        text=_("As it stands on the account of the fund, with the base rate of that day."),
        done=_("Paid."),
        may=policies.may_pay_tranche,
        when=lambda each: each.approved_by_id is not None and each.paid_on is None and not tranche_waits_for(each),
        form=forms.OutgoingForm,
        do=lambda each, data, by: gem_grants.pay_tranche(each, **data, by=by),
        primary=True,
    ),
]

REPORT = [
    Deed(
        key="decide",
        title=_("Decide on the report"),
        text=_("With an accepted report the next tranche can be paid."),
        done=_("Decided."),
        may=policies.may_decide_report,
        when=_is(ReportState.HANDED_IN),
        form=forms.ReportAnswerForm,
        do=lambda each, data, by: gem_grants.decide_report(each, **data, by=by),
        primary=True,
    ),
]
