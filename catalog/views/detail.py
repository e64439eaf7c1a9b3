"""What the page of a published product shows beside the product itself: how it is bought, asked about and replaced."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog import policies, queries
from catalog.forms.dealing import AskForm, LandedForm
from catalog.models import Product, ProductVersion
from catalog.queries.alternatives import alternatives_of
from catalog.queries.carried import marks_carried
from catalog.queries.eco import claims_of
from catalog.queries.inquiries import (
    answer_time_of,
    asker_names,
    booked_rates,
    is_bookmarked,
    published_questions,
    terms_on,
)
from catalog.queries.products import Price
from catalog.queries.revisions import revisions_of
from catalog.queries.supply import price_breaks_of
from catalog.rules.dealing import landed_cost
from catalog.rules.prices import unit_price_at
from catalog.states import Currency
from catalog.views.compare import tray_of
from portal.people.queries import standings_in_force, valid_certificates
from portal.people.states import SOCIAL

ALTERNATIVES = 3
SIMILAR = 4
PUBLIC_FACTS = ("level", "size_class")  # of a company; other facts are for the buyer's staff
ASKED = "qty"


def market_of(
    request: HttpRequest, product: Product, version: ProductVersion, price: Price, day: date
) -> dict[str, Any]:
    """The supplier, prices by quantity, questions, alternatives; only for what is published."""
    user, company = request.user, product.company
    breaks = price_breaks_of([product.pk]).get(product.pk, []) if price.amount is not None else []
    questions = published_questions(product)
    askers = asker_names(questions)
    certificates = list(valid_certificates(company))
    is_public = product.is_public
    may_ask = policies.may_ask(user, product)
    alternatives = alternatives_of(product, version, user, day, limit=ALTERNATIVES) if is_public else []
    facts = [row for row in standings_in_force(company, day) if _is_shown(row.fact, user)]
    return {
        "breaks": breaks,
        "claims": claims_of(product.pk, day) if product.current_id == version.pk else [],
        "marks": marks_carried([product.pk]).get(product.pk, []) if product.current_id == version.pk else [],
        "certificates": certificates,
        "social": [row for row in certificates if row.kind.code in SOCIAL],
        "standings": facts,
        "answer_time": answer_time_of(company),
        "answer_days": terms_on(day).answer_days,
        "questions": [{"inquiry": row, "asker": askers[row.pk], "said": row.said} for row in questions],
        "may_ask": may_ask,
        "asks_to_sign_in": is_public and not user.is_authenticated,
        "ask_form": (
            AskForm(initial={"key": uuid4().hex}) if may_ask or (is_public and not user.is_authenticated) else None
        ),
        "may_request": is_public and policies.may_request_quotes(user),
        "may_keep": policies.may_keep(user),
        "is_kept": is_bookmarked(user, product),
        "in_tray": str(product.uid) in tray_of(request),
        "alternatives": alternatives,
        "similar": _similar(product, user, {other.product.pk for other in alternatives}) if is_public else [],
        "revisions": revisions_of(product),
        **_landed(request, product, price, breaks, day),
    }


def _similar(product: Product, user, shown: set[int]) -> list[Any]:
    """Like it by class and name, but not what already stands among the alternatives."""
    hits = queries.similar_products(product, SIMILAR + len(shown), user=user)
    return [hit for hit in hits if hit.product.pk not in shown][:SIMILAR]


def _is_shown(fact: str, user) -> bool:
    if fact.startswith("certificate."):
        return False  # certificates stand in their own list, with their validity
    return fact in PUBLIC_FACTS or (user.is_authenticated and user.is_internal)


def _landed(request: HttpRequest, product: Product, price: Price, breaks, day: date) -> dict[str, Any]:
    """The calculator with the reader's own numbers; nothing of it is stored. Source: CAT-32."""
    if price.amount is None:
        return {"landed_form": None, "landed": None, "booked": None}
    booked = booked_rates(day).get(price.currency) if price.currency != Currency.KRW else None
    asked = ASKED in request.GET
    initial = {"qty": product.moq or Decimal(1), "rate": booked.won if booked else None, "freight": Decimal(0)}
    form = LandedForm(request.GET if asked else None, currency=price.currency, initial=initial | {"duty": Decimal(0)})
    landed = None
    if asked and form.is_valid():
        data = form.cleaned_data
        rate = Decimal(1) if price.currency == Currency.KRW else data.get("rate") or (booked.won if booked else None)
        if rate is None:
            form.add_error("rate", _rate_missing(price.currency))
        else:
            steps = [(step.from_qty, step.price) for step in breaks]
            landed = {
                "qty": data["qty"],
                "rate": rate,
                "cost": landed_cost(
                    data["qty"],
                    unit_price_at(data["qty"], price.amount, steps),
                    rate=rate,
                    freight_won=data.get("freight") or Decimal(0),
                    duty_pct=data.get("duty") or Decimal(0),
                ),
                "below_moq": product.moq is not None and data["qty"] < product.moq,
            }
    return {"landed_form": form, "landed": landed, "booked": booked}


def _rate_missing(currency: str) -> str:
    return _("No rate is booked for %(currency)s: write how many won one unit costs.") % {"currency": currency}
