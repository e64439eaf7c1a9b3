"""The published evaluation: one text that holds all inputs, the trace and the result, and proves itself.

Canonical JSON: sorted keys, no spaces, UTF-8, amounts as text, a line feed at the end. Its last proof is its own
SHA-256 over everything else. ``tools/verify_evaluation.py`` runs ``faults`` anywhere, with nothing but Python.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from purchasing.bidding.rules import preference, tco, tco_notice
from purchasing.bidding.rules.documents import recompute
from purchasing.bidding.rules.methods.drawing import draw_seed
from purchasing.bidding.rules.offers import tie_seed

FORMAT = "twp-evaluation-1"
BASE_PRICE = "twp-base-v1"  # the word that the fingerprint of a base price begins with
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


def plain_text(document: Mapping[str, Any]) -> str:
    """A document in its one form, without the line feed at the end.

    Source: security 5.2 (canonical JSON).

    >>> plain_text({"b": 1, "a": "가"})
    '{"a":"가","b":1}'
    """
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def renumbered(inputs: Mapping[str, Any], numbers: Mapping[int, int]) -> dict[str, Any]:
    """The inputs with other numbers of their bids; in the same order, so that nothing of the result moves.

    Source: domain CNV-07.

    >>> renumbered({"offers": [{"bid": 71}, {"bid": 85}]}, {71: 1, 85: 2})["offers"]
    [{'bid': 1}, {'bid': 2}]
    """
    if sorted(numbers, key=lambda old: numbers[old]) != sorted(numbers):
        raise ValueError("the new numbers must keep the order")
    offers = [{**offer, "bid": numbers[offer["bid"]]} for offer in inputs["offers"]]
    return {**inputs, "offers": offers}


def evaluation_text(facts: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    """The whole document as text: ``facts`` of the tender, the ``inputs``, the result computed from them, the seal.

    ``facts``: tender, opening (minutes and their hash), base_price (text and commitment), bids (what is behind each
    number), and what else the evaluation stands on. Source: issue 4 item 9, domain CNV-07.
    """
    document = {**facts, "format": FORMAT, "inputs": dict(inputs), "result": recompute(inputs)}
    return plain_text({**document, "sha256": _digest(plain_text(document))}) + "\n"


def faults(text: str) -> list[str]:
    """What does not hold in a document; an empty list: every byte of it follows from its inputs.

    Source: issue 4 item 9.

    >>> faults("nothing")
    ['This is not a document in JSON.']
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):  # nested beyond reading is no document either
        return ["This is not a document in JSON."]
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return [f"This is not a document of the format {FORMAT}."]
    found: list[str] = []
    for check in (_form, _seal, _opening, _offers, _ranking, _result):
        try:
            for fault in check(text, document):
                found.append(fault)  # one by one: what was found before a part is missing counts too
        except UNREADABLE as trouble:
            found.append(f"A part is missing or has another form: {type(trouble).__name__} {trouble}.")
    return found


def _form(text: str, document: dict[str, Any]) -> Iterator[str]:
    if text != plain_text(document) + "\n":
        yield "The text is not in canonical form."


def _seal(_text: str, document: dict[str, Any]) -> Iterator[str]:
    rest = {name: value for name, value in document.items() if name != "sha256"}
    if document["sha256"] != _digest(plain_text(rest)):
        yield "The SHA-256 does not fit the content."


def _opening(_text: str, document: dict[str, Any]) -> Iterator[str]:
    """The minutes of the opening, the base price in them, and the seeds that follow."""
    opening, inputs, price = document["opening"], document["inputs"], document["base_price"]
    if opening["minutes_sha256"] != _digest(opening["minutes"]):
        yield "The minutes of the opening do not fit their SHA-256."
    if price["commitment"] != _digest(f"{BASE_PRICE}\n{price['text']}"):
        yield "The base price does not fit the fingerprint that stood in the notice."
    told = json.loads(price["text"])
    if told["amount_won"] != inputs["base_won"]:
        yield "The base price is not the one that was calculated with."
    if told.get("parts") != inputs.get("base_parts"):
        yield "The parts of the base price are not those that were calculated with."
    if inputs["seed"] != tie_seed(document["tender"]["number"], opening["minutes_sha256"]):
        yield "The seed of the lot does not follow from the number and the minutes."
    minutes = json.loads(opening["minutes"])
    if minutes["base_price"]["commitment"] != price["commitment"]:
        yield "The base price is not the one in the minutes of the opening."
    commitments = [bid["commitment"] for bid in minutes["bids"]]
    if inputs["draw"] != draw_seed(commitments, told["nonce"]):
        yield "The seed of the draw does not follow from the fingerprints and the base price."


def _offers(_text: str, document: dict[str, Any]) -> Iterator[str]:
    """Every bid whose price was opened was calculated with, once, as its company's; who is out has a cause."""
    offers, bids = document["inputs"]["offers"], document["bids"]
    opened = {bid["receipt"]: bid for bid in json.loads(document["opening"]["minutes"])["bids"] if "price_won" in bid}
    receipts = [bids[str(offer["bid"])]["receipt"] for offer in offers]
    if sorted(receipts) != sorted(opened):
        yield "The bids that were calculated with are not those of the minutes of the opening, each once."
    for offer, receipt in zip(offers, receipts, strict=True):
        bid, minuted = bids[str(offer["bid"])], opened.get(receipt, {})
        if minuted.get("price_won") != offer["price_won"]:
            yield f"{receipt}: the price is not the one that was opened."
        if not minuted.get("company") == bid["company"] == offer["bidder"]:
            yield f"{receipt}: the company is not the one whose bid was opened."
        if offer["responsive"] == bool(bid.get("cause")):
            yield f"{receipt}: a bid is ruled out with its cause, or neither."
        points = (document.get("board") or {}).get("points", {}).get(receipt)
        if "points" in offer and Decimal(offer["points"]) != Decimal(points or "NaN"):
            yield f"{receipt}: the points are not those that the board agreed on."


def _ranking(_text: str, document: dict[str, Any]) -> Iterator[str]:
    """What was compared instead of the price: the price after preference, or the cost of a year."""
    inputs, told = document["inputs"], document.get("ranking") or {}
    compared = compared_values(inputs, told)
    for offer in inputs["offers"]:
        expected = compared.get(offer["bid"]) if offer["responsive"] else None
        found = Decimal(offer["ranked_won"]) if "ranked_won" in offer else None
        if offer["responsive"] and found != expected:
            yield f"{document['bids'][str(offer['bid'])]['receipt']}: the compared value does not follow."


def compared_values(inputs: Mapping[str, Any], told: Mapping[str, Any]) -> dict[int, Decimal]:
    """The compared value of each responsive bid, by its number; empty where the price itself is compared.

    ``told``: by number, the ``margin`` of the preference, the ``premium`` of an eco-friendly offer, the ``declared``
    values of the cost model, and whether the life was proven. Source: domain TCO-08, TCO-11, PRF-01, ECO-05.

    >>> offers = [{"bid": 1, "price_won": "101", "responsive": True}]
    >>> inputs = {"params": {"preference": {"margin": "0.05"}}, "offers": offers}
    >>> compared_values(inputs, {"1": {"margin": "0.05"}})
    {1: Decimal('96')}
    """
    params = inputs["params"]
    offers = [offer for offer in inputs["offers"] if offer["responsive"]]
    if cost_model := params.get("tco"):
        model = tco_notice.model_from(cost_model)
        offered = [_offered(offer, told.get(str(offer["bid"]), {}), cost_model) for offer in offers]
        done, _faults = tco.filled(offered, model)
        costs = {offer.bid_id: tco.cost_of(offer, model, assumed=assumed).compared for offer, assumed in done}
        return tco.tie_groups(costs)
    if not Decimal((params.get("preference") or {}).get("margin", "0")) and not params.get("eco"):
        return {}
    facts = {offer["bid"]: told.get(str(offer["bid"]), {}) for offer in offers}
    return {
        offer["bid"]: preference.compared_price(
            Decimal(offer["price_won"]),
            Decimal(facts[offer["bid"]].get("margin", "0")),
            Decimal(facts[offer["bid"]].get("premium", "0")),
        )
        for offer in offers
    }


def _offered(offer: Mapping[str, Any], told: Mapping[str, Any], cost_model: Mapping[str, Any]) -> tco.Offered:
    declared = {
        code: tco.Value(Decimal(value["amount"]), tuple(value["at"]))
        for code, value in told.get("declared", {}).items()
    }
    return tco_notice.offered_from(
        cost_model,
        bid_id=offer["bid"],
        price_won=Decimal(offer["price_won"]),
        margin=Decimal(told.get("margin", "0")),
        declared=declared,
        life_proven=bool(told.get("life_proven")),
    )


def _result(_text: str, document: dict[str, Any]) -> Iterator[str]:
    again, told = recompute(document["inputs"]), document["result"]
    if plain_text(again) == plain_text(told):
        return
    older = _is_older(told["version"], again["version"])
    if older and plain_text(again | {"version": ""}) == plain_text(told | {"version": ""}):
        return  # the formula has changed since for other cases than this one
    yield "The result does not follow from the inputs: it comes out differently when it is computed again."
    if older:
        yield f"It was made by the rules {told['version']}: check it with the tool of that day."


def _is_older(told: str, now: str) -> bool:
    """Whether it names an earlier version of the same method, and the same engine and terms.

    >>> _is_older("engine-2 it-2017-1 terms 2018", "engine-2 it-2017-2 terms 2018"), _is_older("engine-1", "engine-2")
    (True, False)
    """
    (engine, method, *terms), (engine_now, method_now, *terms_now) = (
        (*each.split(" "), "", "") for each in (told, now)
    )
    (name, _dash, no), (name_now, _dash, no_now) = method.rpartition("-"), method_now.rpartition("-")
    same = (engine, name, terms) == (engine_now, name_now, terms_now)
    return same and no.isdecimal() and no_now.isdecimal() and int(no) < int(no_now)
