"""Doors of prepayments and vouchers: paid, made out, given, redeemed at the counter without an account, settled."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.deciding import Decision, Deed, beside, decide, posted
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, public, reads, writes
from portal.policy import require
from portal.throttles import throttled
from sharedgrowth.friends.forms import money as forms
from sharedgrowth.friends.models import Prepayment, Voucher
from sharedgrowth.friends.policies import campaigns as policies
from sharedgrowth.friends.queries import campaigns as queries
from sharedgrowth.friends.rules.codes import fingerprint
from sharedgrowth.friends.services import vouchers as services
from sharedgrowth.friends.states import PrepaymentState
from sharedgrowth.friends.views.campaigns import at as campaign_at
from sharedgrowth.friends.views.campaigns import campaigns_home
from sharedgrowth.friends.views.shown import home, paper, today_of

B = PrepaymentState


def _at(prepayment: Prepayment, name: str = "prepayment-detail") -> str:
    return reverse(f"friends:{name}", args=[prepayment.number])


def _prepayment(request: HttpRequest, number: str) -> Prepayment:
    return get_object_or_404(queries.prepayments_visible_to(request.user), number=number)


def _trail(prepayment: Prepayment) -> list[tuple[object, str]]:
    campaign = prepayment.shop.market.campaign
    return [home(), campaigns_home(), (campaign.number, campaign_at(campaign))]


def _facts(prepayment: Prepayment) -> list[dict[str, Any]]:
    market = prepayment.shop.market
    paid = day_text(prepayment.paid_on, "day") if prepayment.paid_on else "—"
    until = day_text(prepayment.expires_on, "day") if prepayment.expires_on else "—"
    return [
        {"label": _("Shop"), "value": prepayment.shop.name, "note": market.name},
        {"label": _("Payer"), "value": prepayment.payer.name},
        {"label": _("Amount"), "value": money_full(prepayment.amount_won), "note": _("paid: %(day)s") % {"day": paid}},
        {"label": _("Vouchers valid until"), "value": until, "note": market.recipient.name},
    ]


def _deciding(prepayment: Prepayment, **words: Any) -> Decision:
    trail = [*_trail(prepayment), (prepayment.number, _at(prepayment))]
    return Decision(
        trail=trail,
        docno=prepayment.number,
        heading=prepayment.shop.name,
        facts=_facts(prepayment),
        back=_at(prepayment),
        **words,
    )


@reads
def prepayment_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Where the money and its vouchers stand."""
    prepayment = _prepayment(request, number)
    sums = queries.batch_sums(prepayment)
    context = {
        "trail": [*_trail(prepayment), (prepayment.number, "")],
        "prepayment": prepayment,
        "facts": _facts(prepayment),
        "deeds": _deeds(request, prepayment),
        "vouchers": queries.vouchers_of(prepayment)[:500],
        "redeemed_won": sums.get("redeemed", 0),
        "all_won": sums["all"],
        "entries": list(timeline_of(prepayment)),
    }
    return page(request, "friends/prepayment_detail.html", context)


def _deeds(request: HttpRequest, prepayment: Prepayment) -> list[Deed]:
    user, state, found = request.user, prepayment.state, []
    if state == B.PLEDGED and policies.may_tell_payment(user, prepayment):
        found.append(Deed(_("The shop is paid"), _at(prepayment, "prepayment-paid"), "coin", primary=True))
    if state == B.PAID and policies.may_make_vouchers(user, prepayment):
        text = _("The codes are on the sheet alone: print it at once.")
        found.append(Deed(_("Make out vouchers"), _at(prepayment, "prepayment-vouchers"), "tag", text, primary=True))
    if state == B.VOUCHERS_ISSUED and policies.may_give_vouchers(user, prepayment):
        text = _("From then on the shop can redeem them.")
        found.append(
            Deed(_("The organisation has them"), _at(prepayment, "prepayment-give"), "send", text, primary=True)
        )
    if state == B.VOUCHERS_ISSUED and policies.may_make_vouchers(user, prepayment):
        found.append(Deed(_("Print with new codes"), _at(prepayment, "prepayment-renew"), "refresh", post=True))
    if state == B.REDEEMING and policies.may_settle_prepayment(user, prepayment):
        found.append(Deed(_("Settle"), _at(prepayment, "prepayment-settle"), "circle-check"))
    if state in (B.VOUCHERS_ISSUED, B.REDEEMING, B.SETTLED):
        found.append(Deed(_("Voucher protocol (PDF)"), _at(prepayment, "prepayment-pdf"), "file-text"))
    return found


@writes(shows_form=True)
def prepayment_paid(request: HttpRequest, number: str) -> HttpResponse:
    """The payer has paid the shop."""
    prepayment = _prepayment(request, number)
    told = _deciding(
        prepayment,
        title=_("The shop is paid"),
        text=_("The money goes from the payer to the shop directly, never through the portal."),
        verb=_("Keep the payment"),
        done=_("Kept. The office makes out the vouchers."),
        allowed=policies.may_tell_payment(request.user, prepayment),
        do=lambda given: services.tell_payment(prepayment, **given, by=request.user),
    )
    return decide(request, told, forms.PaidForm(posted(request), initial={"paid_on": today_of(request)}))


@writes(shows_form=True)
def prepayment_vouchers(request: HttpRequest, number: str) -> HttpResponse:
    """Make out the batch: the answer is the sheet with the codes, which are kept nowhere."""
    prepayment = _prepayment(request, number)
    require(policies.may_make_vouchers(request.user, prepayment))
    form = forms.FaceForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.make_vouchers(prepayment, **form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                return _sheet(prepayment, made)
    told = _deciding(
        prepayment,
        title=_("Make out vouchers"),
        text=_("You get a sheet to print. Its codes are kept nowhere: should it be lost, print it with new codes."),
        verb=_("Make out and print"),
        done="",
        allowed=policies.may_make_vouchers(request.user, prepayment),
        do=lambda given: None,
    )
    context = {"trail": [*told.trail, (told.title, "")], "decision": told, "form": form}
    return page(request, "components/decision.html", context, status=status)


@writes
def prepayment_renew(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet again, with new codes."""
    prepayment = _prepayment(request, number)
    return _sheet(prepayment, services.renew_codes(prepayment, by=request.user))


def _sheet(prepayment: Prepayment, made: list[tuple[Voucher, str]]) -> HttpResponse:
    market = prepayment.shop.market
    return paper(
        "vouchers",
        f"{prepayment.number}-vouchers.pdf",
        title=_("Vouchers"),
        number=prepayment.number,
        footer=_("Each voucher is spent once, at this shop alone. Unspent value goes to the organisation."),
        shop=prepayment.shop.name,
        market=market.name,
        label_code=_("Code"),
        label_until=_("Valid until"),
        vouchers=[
            {
                "number": voucher.number,
                "face": str(money_full(voucher.face_won)),
                "code": code,
                "until": day_text(voucher.expires_on),
            }
            for voucher, code in made
        ],
    )


@writes(shows_form=True)
def prepayment_give(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet is with the organisation."""
    prepayment = _prepayment(request, number)
    told = _deciding(
        prepayment,
        title=_("The organisation has them"),
        text=_("The organisation hands the vouchers on. Who gets them is not entered here."),
        verb=_("Keep the day"),
        done=_("Kept. The shop can redeem them."),
        allowed=policies.may_give_vouchers(request.user, prepayment),
        do=lambda given: services.give_vouchers(prepayment, **given, by=request.user),
    )
    return decide(request, told, forms.GivenForm(posted(request)))


@writes(shows_form=True)
def prepayment_settle(request: HttpRequest, number: str) -> HttpResponse:
    """Everything is redeemed, or the rest was paid to the organisation."""
    prepayment = _prepayment(request, number)
    told = _deciding(
        prepayment,
        title=_("Settle"),
        text=_("What was not redeemed in its months goes to the organisation: give the receipt of that payment."),
        verb=_("Settle"),
        done=pgettext("prepayment", "Settled."),
        allowed=policies.may_settle_prepayment(request.user, prepayment),
        do=lambda given: services.settle(prepayment, **given, by=request.user),
    )
    return decide(request, told, forms.SettleForm(posted(request)))


@reads
def prepayment_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The protocol: numbers, faces and states; no code."""
    prepayment = _prepayment(request, number)
    vouchers = list(queries.vouchers_of(prepayment))
    market = prepayment.shop.market
    return paper(
        "protocol",
        f"{prepayment.number}.pdf",
        title=_("Voucher protocol"),
        number=prepayment.number,
        footer=_("The faces of all vouchers sum up to the prepayment."),
        facts=[
            {"label": _("Shop"), "value": prepayment.shop.name},
            {"label": _("Market"), "value": market.name},
            {"label": _("Payer"), "value": prepayment.payer.name},
            {"label": _("Amount"), "value": str(money_full(prepayment.amount_won))},
            {"label": _("Recipient organisation"), "value": market.recipient.name},
            {"label": _("Valid until"), "value": day_text(prepayment.expires_on) if prepayment.expires_on else "—"},
        ],
        head=[_("Number"), _("Face value"), _("State"), _("Redeemed")],
        rows=[
            [
                each.number,
                str(money_full(each.face_won)),
                str(each.get_state_display()),
                day_text(each.redeemed_at, "full") if each.redeemed_at else "",
            ]
            for each in vouchers
        ],
    )


@public
@writes(shows_form=True)
@throttled("counter", methods=("POST",))
def redeem(request: HttpRequest) -> HttpResponse:
    """The counter of a shop: its own code, and that of the paper. No account; nothing of who spends it."""
    form = forms.RedeemForm(posted(request))
    context: dict[str, Any] = {"trail": [home(), (_("Redeem a voucher"), "")], "form": form}
    if request.method != "POST":
        return page(request, "friends/redeem.html", context)
    shop = None
    if form.is_valid():
        shop = queries.shop_by(fingerprint(form.cleaned_data["shop"]))
        if shop is None:
            form.add_error("shop", _("No shop has this code. Ask the office for a new one."))
    if shop is not None:
        try:
            voucher = services.redeem(shop=shop, code=form.cleaned_data["code"])
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            number, won = queries.redeemed_today(shop, today_of(request))
            typed = {"shop": form.cleaned_data["shop"]}
            context |= {"voucher": voucher, "shop": shop, "number": number, "won": won}
            context["form"] = forms.RedeemForm(initial=typed)
            return page(request, "friends/redeem.html", context)
    return page(request, "friends/redeem.html", context, status=422)
