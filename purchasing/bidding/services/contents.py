"""What a bid says, by envelope: the document that is sealed, and that its bidder keeps a copy of.

One form for all doors: the form, the workbook, the program. What the price comes to is decided in ``bids.price_of``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypedDict

from purchasing.bidding.models import Tender
from purchasing.bidding.states import Envelope

VERSION = 2


class FileRef(TypedDict):
    """One sealed attachment as the bid names it. ``key`` opens it: it stands in the sealed bid and nowhere else."""

    uid: str  # of the SealedFile that holds the ciphertext
    name: str
    content_type: str
    size: int
    sha256: str  # of the clear bytes
    key: str  # base64


@dataclass(frozen=True, slots=True)
class BidContent:
    """What a company offers. Each part goes into the envelope where the tender asks for it.

    ``lines``: [{"no", "qty", "unit_price_won", "amount_won"}] as text, of a tender by unit price.
    ``answers`` and ``files`` are by the number of the criterion, as text; ``files[""]`` belongs to the whole bid and
    lies in the price envelope. ``tco`` is by the code of the line: {"value", "unit"}. ``statements``: what was ticked.
    ``picks``: the two numbers for the reserve price, where the award rule draws it.
    """

    price_won: Decimal | None = None
    lines: list[dict[str, str]] = field(default_factory=list)
    stated_total_won: Decimal | None = None
    lead_days: int | None = None
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, list[FileRef]] = field(default_factory=dict)
    tco: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    statements: Mapping[str, Any] = field(default_factory=dict)
    picks: tuple[int, ...] = ()


def documents(tender: Tender, content: BidContent, *, company: str, nonces: Mapping[str, str]) -> dict[str, dict]:
    """The content as one document for each envelope of the tender, in their order; ``nonces`` by envelope.

    A criterion that is answered in an envelope stays in it: so the price envelope holds nothing that the earlier ones
    are judged by, and the earlier ones hold no price.
    """
    envelopes = [envelope for envelope in Envelope.values if envelope in tender.envelopes]
    places = {str(each.no): each.envelope for each in tender.criteria.all()}
    found = {}
    for envelope in envelopes:
        with_price = envelope == Envelope.PRICE  # the last one: it takes what belongs to no other

        def here(no: str, envelope: str = envelope, with_price: bool = with_price) -> bool:
            place = places.get(no)
            return place == envelope or (with_price and place not in envelopes)

        document: dict[str, Any] = {
            "v": VERSION,
            "tender": tender.number,
            "company": company,
            "envelope": envelope,
            "nonce": nonces[envelope],
            "answers": {no: text for no, text in content.answers.items() if here(no)},
            "files": {no: list(refs) for no, refs in content.files.items() if here(no)},
        }
        if with_price:
            document |= {
                "price_won": whole(content.price_won),
                "lines": list(content.lines),
                "stated_total_won": whole(content.stated_total_won),
                "lead_days": content.lead_days,
                "note": content.note,
                "tco": {code: dict(told) for code, told in content.tco.items()},
                "statements": dict(content.statements),
            }
            if content.picks:
                document["picks"] = list(content.picks)
        found[envelope] = document
    return found


def content_of(documents_by_envelope: Mapping[str, Mapping[str, Any]]) -> BidContent:
    """The other way round: of opened documents, or of the copy that a bidder kept."""
    answers: dict[str, str] = {}
    files: dict[str, list[FileRef]] = {}
    last: Mapping[str, Any] = {}
    for document in documents_by_envelope.values():
        answers |= document.get("answers", {})
        files |= document.get("files", {})
        if "price_won" in document:
            last = document
    return BidContent(
        price_won=amount(last.get("price_won")),
        lines=list(last.get("lines", [])),
        stated_total_won=amount(last.get("stated_total_won")),
        lead_days=last.get("lead_days"),
        note=last.get("note", ""),
        answers=answers,
        files=files,
        tco=last.get("tco", {}),
        statements=last.get("statements", {}),
        picks=tuple(picks) if isinstance(picks := last.get("picks"), list) else (),
    )


def whole(amount_won: Decimal | None) -> str | None:
    """Won as text: a document holds no floats.

    >>> whole(Decimal(1_000)), whole(None)
    ('1000', None)
    """
    return None if amount_won is None else f"{amount_won:.0f}"


def amount(text: str | None) -> Decimal | None:
    """The other way round."""
    return None if text is None else Decimal(text)
