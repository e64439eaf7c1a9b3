"""Who is told what of receivables, draws, rates and claims, never with an amount; claims follow their receivables."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.payments import services
from purchasing.payments.models import BuyerRate, Claim, ClaimLine, Draw, Receivable, ReceivableRequest
from purchasing.payments.states import RequestKind

OWN_MONEY = ("SA", "SF")
TOLD_OF_CLAIMS = ("cancelled", "closed", "funded")
RECEIVABLE, CLAIM = "payments:receivable-detail", "payments:claim-detail"


def _side(company: Company) -> Iterable[User]:
    """The people of one side who deal with its money."""
    return buyer_people_with_role("FI") if company.is_buyer else people_with_role(company, *OWN_MONEY)


def _tell(people: Iterable[User], kind: str, receivable: Receivable, **params) -> None:
    named = {"number": receivable.number, "day": receivable.matures_on, **params}
    notify(people, kind, params=named, url_name=RECEIVABLE, url_args=[receivable.uid])


def _both_names(company: Company) -> object:
    return bilingual(company.legal_name_ko, company.legal_name_en)


def _receivable(pk: int) -> Receivable:
    return Receivable.objects.select_related("issuer", "holder").get(pk=pk)


@on("payments.receivable_drafted")
def tell_drafted(*, receivable: int, **_later) -> None:
    """Finance, but not who made it out."""
    made = _receivable(receivable)
    _tell(buyer_people_with_role("FI").exclude(pk=made.made_by_id), "payments.receivable_to_issue", made)


@on("payments.receivable_issued", "payments.receivable_passed_on")
def tell_given(*, receivable: int, **_later) -> None:
    """The holder, who may refuse it for two business days; a part of a claim was signed before."""
    given = _receivable(receivable)
    kind = "payments.receivable_given" if given.claim_line_id is None else "payments.claim_part_given"
    _tell(_side(given.holder), kind, given, company=_both_names(given.issuer))


@on("payments.receivable_refused")
def tell_refused(*, receivable: int, **_later) -> None:
    """Who gave it."""
    refused = _receivable(receivable)
    _tell(_side(refused.issuer), "payments.receivable_refused", refused, company=_both_names(refused.holder))


@on("payments.receivable_cancelled")
def tell_cancelled(*, receivable: int, **_later) -> None:
    """Both sides."""
    gone = _receivable(receivable)
    _tell([*_side(gone.issuer), *_side(gone.holder)], "payments.receivable_cancelled", gone)


@on("payments.receivable_drawn")
def tell_drawn(*, receivable: int, draw: int, **_later) -> None:
    """The holder, as a receipt."""
    made = Draw.objects.get(pk=draw)
    _tell(
        _side(_receivable(receivable).holder), "payments.receivable_drawn", _receivable(receivable), paid=made.drawn_on
    )


@on("payments.receivable_settled")
def tell_settled(*, receivable: int, **_later) -> None:
    """The holder; and the claim goes on."""
    done = _receivable(receivable)
    if done.settled_on is not None:
        _tell(_side(done.holder), "payments.receivable_settled", done, paid=done.settled_on)
    services.follow_claims([done.root_id or done.pk], by=None)


@on("payments.receivable_funded")
def claim_has_money(*, receivable: int, **_later) -> None:
    """A certified claim whose receivable was funded has its money in escrow."""
    services.follow_claims([receivable], by=None)


@on("payments.receivable_defaulted")
def tell_defaulted(*, receivable: int, **_later) -> None:
    """The holder, and compliance."""
    gone = _receivable(receivable)
    _tell([*_side(gone.holder), *buyer_people_with_role("CP")], "payments.receivable_defaulted", gone)


@on("payments.owed_again")
def tell_owed_again(*, receivable: int, **_later) -> None:
    """Who owes it in cash now."""
    _tell(_side(_receivable(receivable).issuer), "payments.owed_again", _receivable(receivable))


@on("payments.obligation_paid")
def clear_defaults(*, obligation: int, **_later) -> None:
    """A debt behind a default is paid: perhaps it was the last one."""
    services.clear_defaults_of(obligation)


@on("payments.receivable_rescheduled")
def tell_rescheduled(*, receivable: int, **_later) -> None:
    """The holder: a day on which banks are closed was added, its money comes on the bank day before."""
    moved = _receivable(receivable)
    if moved.issued_on is not None:
        _tell(_side(moved.holder), "payments.receivable_rescheduled", moved)


@on("payments.interest_earned")
def tell_interest(*, receivable: int, **_later) -> None:
    """Who gave the part, whose money waited."""
    part = _receivable(receivable)
    _tell(_side(part.issuer), "payments.interest_earned", part)


@on("payments.request_asked")
def tell_asked(*, request: int, **_later) -> None:
    """Who has to agree."""
    asked = ReceivableRequest.objects.select_related("receivable__issuer", "receivable__holder").get(pk=request)
    receivable = asked.receivable
    if asked.kind in (RequestKind.DEFAULT, RequestKind.REPAID):
        people = buyer_people_with_role("FI", "CP").exclude(pk=asked.asked_by_id)
    else:
        other = receivable.holder if asked.asked_for_id == receivable.issuer_id else receivable.issuer
        people = _side(other)
    _tell(people, f"payments.{asked.kind}_asked", receivable)


@on("payments.request_decided")
def tell_decided(*, request: int, **_later) -> None:
    """Who asked."""
    asked = ReceivableRequest.objects.select_related("receivable", "asked_by").get(pk=request)
    _tell([asked.asked_by], "payments.request_decided", asked.receivable)


@on("payments.rate_entered")
def tell_rate(*, rate: int, **_later) -> None:
    """Those who may confirm it."""
    entered = BuyerRate.objects.get(pk=rate)
    people = buyer_people_with_role("FI", "AP").exclude(pk=entered.proposed_by_id)
    notify(
        people, "payments.rate_entered", params={"day": entered.valid_from}, url_name="payments:rate-list", url_args=[]
    )


def _claim(people: Iterable[User], kind: str, claim: Claim) -> None:
    contract = claim.contract
    named = {"number": claim.number, "title": bilingual(contract.title_ko, contract.title_en), "day": claim.answer_by}
    notify(people, kind, params=named, url_name=CLAIM, url_args=[claim.uid])


@on("payments.claim_sent")
def tell_claim_sent(*, claim: int, **_later) -> None:
    """Every supplier with a part."""
    sent = Claim.objects.select_related("contract").get(pk=claim)
    for line in sent.lines.select_related("payee"):
        _claim(_side(line.payee), "payments.claim_to_sign", sent)


@on("payments.claim_line_silent", "payments.claim_line_changed")
def tell_line_waits(*, line: int, **_later) -> None:
    """The supplier whose signature is missing."""
    waiting = ClaimLine.objects.select_related("claim__contract", "payee").get(pk=line)
    _claim(_side(waiting.payee), "payments.claim_to_sign", waiting.claim)


@on("payments.claim_line_answered")
def tell_line_answered(*, line: int, **_later) -> None:
    """The first tier, of a dispute."""
    answered = ClaimLine.objects.select_related("claim__contract__payee").get(pk=line)
    if answered.state == "disputed":
        _claim(_side(answered.claim.contract.payee), "payments.claim_disputed", answered.claim)


@on("payments.claim_confirmed")
def tell_claim_confirmed(*, claim: int, **_later) -> None:
    """The buyer's officer of the contract, else all officers."""
    answered = Claim.objects.select_related("contract__officer").get(pk=claim)
    officer = answered.contract.officer
    _claim([officer] if officer else buyer_people_with_role("PO"), "payments.claim_to_certify", answered)


@on("payments.claim_cancelled", "payments.claim_closed", "payments.claim_funded")
def tell_claim_moved(*, claim: int, **_later) -> None:
    """The first tier."""
    moved = Claim.objects.select_related("contract__payee").get(pk=claim)
    if moved.state in TOLD_OF_CLAIMS:
        _claim(_side(moved.contract.payee), f"payments.claim_{moved.state}", moved)


KINDS = [
    Kind(
        key="payments.receivable_to_issue",
        title=_("Receivable %(number)s waits for your check"),
        text=_("It falls due on %(day)s. A second person of finance issues it."),
    ),
    Kind(
        key="payments.receivable_given",
        title=_("Receivable %(number)s was given to your company"),
        text=_("From %(company)s, due on %(day)s. Without an answer it counts as accepted after two business days."),
        essential=True,
    ),
    Kind(
        key="payments.claim_part_given",
        title=_("Your signed part is now receivable %(number)s"),
        text=_("Escrow pays it on %(day)s directly to your company. It can be drawn early."),
        essential=True,
    ),
    Kind(
        key="payments.receivable_refused",
        title=_("Receivable %(number)s was refused"),
        text=_("%(company)s does not take it; its reason stands on the page. What it stood for is owed again."),
        essential=True,
    ),
    Kind(
        key="payments.receivable_cancelled",
        title=_("Receivable %(number)s was cancelled"),
        text=_("What it stood for is owed again, as far as no credit note took it away."),
        essential=True,
    ),
    Kind(
        key="payments.receivable_drawn",
        title=_("Early draw of receivable %(number)s"),
        text=_("The bank pays on %(paid)s. Nothing of it ever has to be given back."),
        essential=True,
    ),
    Kind(
        key="payments.receivable_settled",
        title=_("Receivable %(number)s is paid"),
        text=_("Escrow paid it on %(paid)s."),
    ),
    Kind(
        key="payments.receivable_defaulted",
        title=_("Receivable %(number)s was not paid by the buyer"),
        text=_("It was due on %(day)s. What was drawn of it stays yours; the bank bears that part."),
        essential=True,
    ),
    Kind(
        key="payments.owed_again",
        title=_("Receivable %(number)s was not paid: your company owes the rest in cash"),
        text=_("It was due on %(day)s. What nobody drew of it is a debt again, with late interest until it is paid."),
        essential=True,
    ),
    Kind(
        key="payments.receivable_rescheduled",
        title=_("Receivable %(number)s is paid earlier: on %(day)s"),
        text=_("A day on which banks are closed was added. What was drawn before keeps its charge."),
        essential=True,
    ),
    Kind(
        key="payments.interest_earned",
        title=_("Interest of the escrow on %(number)s"),
        text=_("The trustee pays it to your company. Say on the page when it has come."),
    ),
    Kind(
        key="payments.cancel_asked",
        title=_("Receivable %(number)s: the other side wants to cancel it"),
        text=_("It stays in force until your company agrees. The reason stands on its page."),
        essential=True,
    ),
    Kind(
        key="payments.default_asked",
        title=_("Receivable %(number)s: a default waits for a second person"),
        text=_("It was due on %(day)s. Check that no money came before it is recorded."),
    ),
    Kind(
        key="payments.repaid_asked",
        title=_("Receivable %(number)s: the bank has its money back, a second person confirms it"),
        text=_("Compare the bank's confirmation before it is recorded."),
    ),
    Kind(
        key="payments.request_decided",
        title=_("Receivable %(number)s: your request was answered"),
        text=_("The answer stands on its page."),
    ),
    Kind(
        key="payments.rate_entered",
        title=_("A rate from %(day)s on waits for a second person"),
        text=_("Compare it with the bank's letter before it is confirmed."),
    ),
    Kind(
        key="payments.claim_to_sign",
        title=_("Claim %(number)s: your part waits for your signature"),
        text=_("%(title)s. Sign it or say what is wrong by %(day)s; silence is no signature."),
        essential=True,
    ),
    Kind(
        key="payments.claim_disputed",
        title=_("Claim %(number)s: a part is disputed"),
        text=_("%(title)s. Its money is kept; the other parts go on. Offer other amounts on the page."),
        essential=True,
    ),
    Kind(
        key="payments.claim_to_certify",
        title=_("Claim %(number)s waits for the buyer's certificate"),
        text=_("%(title)s. All suppliers have answered."),
    ),
    Kind(
        key="payments.claim_cancelled",
        title=_("Claim %(number)s was cancelled"),
        text=_("%(title)s. Nothing is kept for it any more."),
    ),
    Kind(
        key="payments.claim_funded",
        title=_("Claim %(number)s: the money is in escrow"),
        text=_("%(title)s. Each supplier is paid directly from there."),
    ),
    Kind(
        key="payments.claim_closed",
        title=_("Claim %(number)s is closed"),
        text=_("%(title)s. All parts are paid."),
    ),
]

for kind in KINDS:
    kinds.register(kind)
