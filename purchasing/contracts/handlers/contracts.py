"""Who is told what of contracts and amendments: in the portal and by e-mail, never with an amount."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.contracts import queries
from purchasing.contracts.models import Amendment, Contract, Milestone, PriceConsent

PAGE = "contracts:contract-detail"


def _contract(pk: int) -> Contract:
    return Contract.objects.select_related("payer", "payee", "officer").get(pk=pk)


def tell(
    people: Iterable[User], kind: str, contract: Contract, *, page: str = PAGE, also: tuple = (), **params
) -> None:
    """Notices that lead to a page of the contract."""
    named = {"number": contract.number, "title": bilingual(contract.title_ko, contract.title_en), **params}
    notify(people, kind, params=named, url_name=page, url_args=[contract.number, *also])


def payer_people(contract: Contract) -> list[User]:
    """The officer of a contract of the buyer; in lower tiers the payer's administrators."""
    if contract.tier == 1:
        return [contract.officer] if contract.officer is not None else []
    return list(people_with_role(contract.payer, "SA"))


def payee_people(contract: Contract) -> list[User]:
    """The payee's administrators and finance."""
    return list(people_with_role(contract.payee, "SA", "SF"))


def approvers(contract: Contract, *also_not: int | None) -> Iterable[User]:
    """Approvers apart from who drew it up, runs it, or proposed the change."""
    out = [pk for pk in (contract.officer_id, contract.created_by_id, *also_not) if pk is not None]
    return buyer_people_with_role("AP").exclude(pk__in=out)


@on("contracts.contract_drawn_up")
def tell_drawn_up(*, contract: int, **_later) -> None:
    """The officer, who completes the draft."""
    drawn = _contract(contract)
    tell(payer_people(drawn), "contracts.drawn_up", drawn)


@on("contracts.approval_requested")
def tell_approvers(*, contract: int, **_later) -> None:
    """Approvers who may decide."""
    asked = _contract(contract)
    tell(approvers(asked), "contracts.approval_requested", asked)


@on("contracts.contract_returned", "contracts.contract_refused")
def tell_returned(*, contract: int, **_later) -> None:
    """The payer's side."""
    back = _contract(contract)
    tell(payer_people(back), "contracts.returned", back)


@on("contracts.contract_sent")
def tell_to_sign(*, contract: int, **_later) -> None:
    """The payee's administrators."""
    sent = _contract(contract)
    tell(people_with_role(sent.payee, "SA"), "contracts.to_sign", sent, payer=sent.payer.legal_name_ko)


@on("contracts.contract_in_force")
def tell_in_force(*, contract: int, **_later) -> None:
    """Both sides."""
    signed = _contract(contract)
    tell([*payer_people(signed), *payee_people(signed)], "contracts.in_force", signed)


@on("contracts.related_parties")
def tell_related(*, contract: int, **_later) -> None:
    """Compliance: the two sides of a subcontract belong together. Source: domain 4.9 (phantom firms)."""
    tied = _contract(contract)
    tell(buyer_people_with_role("CP"), "contracts.related_parties", tied)


@on("contracts.contract_ended")
def tell_ended(*, contract: int, **_later) -> None:
    """Both sides, and those who are paid below."""
    ended = _contract(contract)
    tell([*payer_people(ended), *payee_people(ended)], "contracts.ended", ended)
    if queries.advance_left(ended):
        payers = buyer_people_with_role("FI") if ended.tier == 1 else people_with_role(ended.payer, "SF")
        both = {person.pk: person for person in [*payer_people(ended), *payers, *payee_people(ended)]}
        tell(both.values(), "contracts.advance_left", ended)


@on("contracts.contract_cancelled")
def tell_cancelled(*, contract: int, **_later) -> None:
    """The payee, who had it to sign; it no longer sees the page, so the notice leads to its list."""
    gone = _contract(contract)
    named = {"number": gone.number, "title": bilingual(gone.title_ko, gone.title_en)}
    notify(payee_people(gone), "contracts.cancelled", params=named, url_name="contracts:contract-list", url_args=[])


@on("contracts.price_consent_changed")
def tell_consent(*, contract: int, company: int, **_later) -> None:
    """The other side of the subcontract."""
    shown = _contract(contract)
    last = PriceConsent.objects.filter(contract=shown, company=company).order_by("-pk").first()
    if last is None:
        return
    other = payee_people(shown) if company == shown.payer_id else payer_people(shown)
    tell(other, "contracts.consent_given" if last.given else "contracts.consent_withdrawn", shown)


def _amendment(pk: int) -> Amendment:
    return Amendment.objects.select_related("contract__payer", "contract__payee", "contract__officer").get(pk=pk)


@on("contracts.amendment_proposed")
def tell_amendment_proposed(*, amendment: int, **_later) -> None:
    """Approvers who may decide."""
    asked = _amendment(amendment)
    people = approvers(asked.contract, asked.proposed_by_id)
    _tell_of_amendment(people, "contracts.amendment_proposed", asked)


@on("contracts.amendment_sent")
def tell_amendment_sent(*, amendment: int, **_later) -> None:
    """The payee's administrators."""
    asked = _amendment(amendment)
    _tell_of_amendment(people_with_role(asked.contract.payee, "SA"), "contracts.amendment_sent", asked)


@on("contracts.amendment_ended")
def tell_amendment_ended(*, amendment: int, **_later) -> None:
    """The payer's side; and the payee, if it had been asked."""
    ended = _amendment(amendment)
    people = payer_people(ended.contract)
    if ended.state != "declined" and ended.approved_by_id:
        people += payee_people(ended.contract)
    _tell_of_amendment(people, "contracts.amendment_ended", ended)


def _tell_of_amendment(people: Iterable[User], kind: str, amendment: Amendment) -> None:
    also = (str(amendment.uid),)
    page = "contracts:amendment-detail"
    tell(people, kind, amendment.contract, page=page, also=also, version=amendment.version)


@on("contracts.contract_amended")
def tell_amended(*, contract: int, version: int, **_later) -> None:
    """Both sides."""
    amended = _contract(contract)
    tell([*payer_people(amended), *payee_people(amended)], "contracts.amended", amended, version=version)


def _milestone(pk: int) -> Milestone:
    return Milestone.objects.select_related("contract__payer", "contract__payee", "contract__officer").get(pk=pk)


@on("contracts.milestone_reported")
def tell_milestone_reported(*, milestone: int, **_later) -> None:
    """The payer's side."""
    told = _milestone(milestone)
    tell(payer_people(told.contract), "contracts.milestone_reported", told.contract, no=told.no)


@on("contracts.milestone_confirmed")
def tell_milestone_confirmed(*, milestone: int, **_later) -> None:
    """The payee: it may invoice."""
    told = _milestone(milestone)
    tell(payee_people(told.contract), "contracts.milestone_confirmed", told.contract, no=told.no)


@on("contracts.milestone_returned")
def tell_milestone_returned(*, milestone: int, **_later) -> None:
    """The payee."""
    told = _milestone(milestone)
    tell(payee_people(told.contract), "contracts.milestone_returned", told.contract, no=told.no)


KINDS = [
    Kind(
        key="contracts.drawn_up",
        title=_("The contract %(number)s is drawn up"),
        text=_("%(title)s. Complete its terms and ask for approval."),
    ),
    Kind(
        key="contracts.approval_requested",
        title=_("Contract %(number)s waits for approval"),
        text=_("%(title)s. With your approval the supplier may sign it."),
    ),
    Kind(
        key="contracts.returned",
        title=_("Contract %(number)s came back"),
        text=_("%(title)s. The reason is on its page; the draft can be changed."),
    ),
    Kind(
        key="contracts.to_sign",
        title=_("Contract %(number)s waits for your signature"),
        text=_("%(title)s. %(payer)s has sent it to your company."),
        essential=True,
    ),
    Kind(
        key="contracts.in_force",
        title=_("Contract %(number)s is in force"),
        text=_("%(title)s. Both sides have agreed to it."),
        essential=True,
    ),
    Kind(
        key="contracts.related_parties",
        title=_("The two sides of subcontract %(number)s belong together"),
        text=_("%(title)s. A reason to look, nothing more: the same representative, owner, group or account."),
    ),
    Kind(
        key="contracts.ended",
        title=_("Contract %(number)s has ended"),
        text=_("%(title)s. What was delivered is still paid in time."),
        essential=True,
    ),
    Kind(
        key="contracts.advance_left",
        title=_("Contract %(number)s has ended with a part of its advance not used up"),
        text=_("%(title)s. Invoices for what was delivered use it up first; the rest goes back to the payer."),
        essential=True,
    ),
    Kind(
        key="contracts.cancelled",
        title=_("Contract %(number)s was cancelled before it was signed"),
        text=_("%(title)s. Nothing is owed by it."),
        essential=True,
    ),
    Kind(
        key="contracts.consent_given",
        title=_("The other side of contract %(number)s lets the buyer see its prices"),
        text=_("%(title)s. They are shown when your company consents too."),
    ),
    Kind(
        key="contracts.consent_withdrawn",
        title=_("The other side of contract %(number)s no longer shows its prices"),
        text=_("%(title)s. The buyer sees flow and dates only."),
    ),
    Kind(
        key="contracts.amendment_proposed",
        title=_("An amendment of contract %(number)s waits for approval"),
        text=_("%(title)s, version %(version)s."),
    ),
    Kind(
        key="contracts.amendment_sent",
        title=_("An amendment of contract %(number)s waits for your consent"),
        text=_("%(title)s, version %(version)s. Without your consent the contract stays as it is."),
        essential=True,
    ),
    Kind(
        key="contracts.amendment_ended",
        title=_("An amendment of contract %(number)s was not made"),
        text=_("%(title)s, version %(version)s. The contract stays as it is."),
    ),
    Kind(
        key="contracts.amended",
        title=_("Contract %(number)s is amended"),
        text=_("%(title)s. Version %(version)s is in force for what is still to come."),
        essential=True,
    ),
    Kind(
        key="contracts.milestone_reported",
        title=_("Milestone %(no)s of contract %(number)s is reported as reached"),
        text=_("%(title)s. Confirm it, or say what is missing."),
    ),
    Kind(
        key="contracts.milestone_confirmed",
        title=_("Milestone %(no)s of contract %(number)s is confirmed"),
        text=_("%(title)s. It may be invoiced now."),
        essential=True,
    ),
    Kind(
        key="contracts.milestone_returned",
        title=_("Milestone %(no)s of contract %(number)s came back"),
        text=_("%(title)s. What is missing stands on the page of the contract."),
        essential=True,
    ),
]
for kind in KINDS:
    kinds.register(kind)
