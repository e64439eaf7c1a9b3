"""What a bidder typed and attached, on its way into a sealed bid. Nothing of it is kept anywhere else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.errors import RuleBroken
from portal.people.models import Company
from purchasing.bidding import queries, services
from purchasing.bidding.forms import BidForm, LinePriceFormSet
from purchasing.bidding.forms.bid_parts import MOST_FILES, WHOLE, tco_values
from purchasing.bidding.models import Criterion, Partnership, Tender, TenderLine
from purchasing.bidding.queries.bid_files import owned_refs
from purchasing.bidding.rules import METHODS, Way
from purchasing.bidding.rules.preference import price_without_premium
from purchasing.bidding.services.contents import BidContent, FileRef
from purchasing.bidding.states import Envelope
from purchasing.bidding.views.sums import sums_of

HIDDEN = {"csrfmiddlewaretoken", "step", "key", "refs", "drop", "notice_version", "known_version"}
STATEMENTS = ("alone", "same_terms")


@dataclass(frozen=True, slots=True)
class Place:
    """One criterion on the form: its answer, where its documents are chosen, and those that are sealed already."""

    criterion: Criterion
    answer: Any  # BoundField
    upload: Any
    refs: list[FileRef]


@dataclass(frozen=True, slots=True)
class Part:
    """One envelope of the form."""

    envelope: str
    label: object
    places: list[Place]
    first: bool  # opened before the others


@dataclass(slots=True)
class Entry:
    """The form, the unit prices if the tender asks for them, and the attachments that are sealed already."""

    tender: Tender
    form: BidForm
    prices: Any  # LinePriceFormSet or None
    lines: list[TenderLine]
    company: Company
    partners: list[Partnership] = field(default_factory=list)  # who has agreed to bid with the company
    refs: dict[str, list[FileRef]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, tender: Tender, told: Mapping[str, Any] | None = None) -> "Entry":
        """From what was sent; from ``told`` (form values of a sheet or of the own copy) instead; else empty."""
        lines = list(tender.lines.all())
        sent = request.method == "POST" and told is None
        data = request.POST if sent else told
        partners = queries.partners_of(tender, request.user.company)
        form = BidForm(
            data,
            request.FILES if sent else None,
            by_unit_price=tender.by_unit_price,
            criteria=queries.criteria_of(tender),
            tco=queries.tco_lines(tender),
            picks=METHODS[Way(tender.method)].picks,
            eco=queries.eco_choices(tender, request.user.company, lines, queries.deadline_day(tender)),
            partners=bool(partners),
            initial={"notice_version": tender.notice_version, "consortium": True},
        )
        prices = LinePriceFormSet(data, lines=lines, prefix="line") if tender.by_unit_price else None
        entry = cls(tender, form, prices, lines, request.user.company, partners)
        if form.is_bound:
            form.is_valid()
            refs = form.cleaned_data.get("refs", {})
            entry.refs = owned_refs(tender, request.user.company_id, refs) if refs else {}
            if sent:
                entry._drop(set(request.POST.getlist("drop")))
        return entry

    def _drop(self, uids: set[str]) -> None:
        self.refs = {
            place: kept
            for place, refs in self.refs.items()
            if (kept := [ref for ref in refs if ref["uid"] not in uids])
        }

    @sensitive_variables()
    def seal_files(self, *, by) -> None:
        """Each attachment that passed its checks is sealed at once: a browser does not send it a second time."""
        for place, name in self.form.upload_names.items():
            if self.form.has_error(name):
                continue
            for upload in self.form.cleaned_data.get(name) or []:
                kept = self.refs.setdefault(place, [])
                if len(kept) >= MOST_FILES:
                    self.form.add_error(name, _("At most %(most)s files here.") % {"most": MOST_FILES})
                    break
                try:
                    kept.append(services.seal_file(self.tender, upload, by=by))
                except RuleBroken as refusal:
                    self.form.add_error(name, str(refusal))

    def is_valid(self) -> bool:
        """Both parts, so that all mistakes are told at once."""
        form_ok = self.form.is_valid()
        return (self.prices is None or self.prices.is_valid()) and form_ok

    def forgive_gaps(self) -> None:
        """Leave out that fields are still empty: nobody has asked for a check. What is wrong in the others stays."""
        for form in [self.form, *(self.prices.forms if self.prices is not None else ())]:
            for name, faults in form.errors.as_data().items():
                if all(fault.code == "required" for fault in faults):
                    del form.errors[name]

    def filled_with(self, told: Mapping[str, Any]) -> QueryDict:
        """What was typed, and over it what a file says; attachments of both, but for those that were ticked to be left
        out. Those for which there is no room are named at their place.
        """
        values = self.form.data.copy()
        dropped = set(values.getlist("drop"))
        for name, value in told.items():
            if value != "":
                values[name] = value
        refs = {place: list(kept) for place, kept in self.refs.items()}
        for place, more in json.loads(told.get("refs") or "{}").items():
            kept = refs.setdefault(place, [])
            known = dropped | {ref["uid"] for ref in kept}
            fresh = [ref for ref in more if ref["uid"] not in known]
            room = MOST_FILES - len(kept)
            kept += fresh[:room]
            if (left := [ref["name"] for ref in fresh[room:]]) and (name := self.form.upload_names.get(place)):
                words = _("At most %(most)s files here. Of the copy these stayed out: %(names)s")
                self.form.add_error(name, words % {"most": MOST_FILES, "names": ", ".join(left)})
        values["refs"] = json.dumps(refs, ensure_ascii=False)
        values.setdefault("notice_version", str(self.tender.notice_version))
        return values

    def look(self) -> None:
        """What only the notice can ask for: documents, and values of the cost model. Beside their fields."""
        for each in self.form.criteria:
            name = f"file_{each.no}"
            if each.needs_file and not self.refs.get(str(each.no)) and not self.form.has_error(name):
                self.form.add_error(name, _("Attach the document that this criterion asks for."))
        for code, message in services.tco_fault(self.tender, self.tco, price_won=self.price_won):
            name = f"tco_{code}" if f"tco_{code}" in self.form.fields else None
            self.form.add_error(name, message)

    @property
    def version_now(self) -> bool:
        """Whether the bidder wrote for the notice as it stands; a request without its version did not use the form."""
        told = getattr(self.form, "cleaned_data", {}).get("notice_version")
        return told is None or told == self.tender.notice_version

    @property
    def known_version(self) -> int | None:
        """The last version of the own bid that the page told of, 0 for none; None: the request did not use the form."""
        return getattr(self.form, "cleaned_data", {}).get("known_version")

    @property
    def typed_won(self) -> Decimal | None:
        """The one total that was typed, if it can be read."""
        return getattr(self.form, "cleaned_data", {}).get("total_won")

    @property
    def with_vat(self) -> bool:
        """Whether the total was typed with value-added tax."""
        return getattr(self.form, "cleaned_data", {}).get("vat") == "with"

    @property
    def price_won(self) -> Decimal | None:
        """The price that counts, as far as it can be read."""
        return sums_of(self).price_won

    @property
    def tco(self) -> dict[str, dict[str, str]]:
        """Values of the cost model, as the bid holds them."""
        return tco_values(getattr(self.form, "cleaned_data", {}), self.form.tco)

    def unit_prices(self) -> dict[int, Decimal] | None:
        """Unit prices by line number, of a valid entry."""
        if self.prices is None:
            return None
        return {row["no"]: row["unit_price_won"] for row in self.prices.answers()}

    @sensitive_variables()
    def content(self, net_won: Decimal | None) -> BidContent:
        """What is sealed, of a valid entry; RuleBroken or WrongState where the price cannot stand."""
        given = self.form.cleaned_data
        price = services.price_of(self.tender, self.typed_won, self.unit_prices(), self.with_vat, net_won)
        return BidContent(
            price_won=price.price_won,
            lines=price.lines,
            stated_total_won=price.stated_total_won,
            lead_days=given["lead_days"],
            note=given["note"],
            answers={str(each.no): given[f"answer_{each.no}"] for each in self.form.criteria},
            files=self.refs,
            tco=self.tco,
            statements={name: True for name in STATEMENTS} | self._consortium() | self._eco(),
            picks=self.form.picks,
        )

    @property
    def together(self) -> bool:
        """Whether the bid is one of a consortium."""
        return bool(self.partners and getattr(self.form, "cleaned_data", {}).get("consortium"))

    @property
    def members(self) -> list[tuple[str, str]]:
        """(company, percent) of each member, the bidder first; none of who bids alone."""
        if not self.together:
            return []
        own = 1 - sum((each.share for each in self.partners), Decimal(0))
        shares = [(self.partners[0].lead.name, own), *((each.partner.name, each.share) for each in self.partners)]
        return [(name, f"{(share * 100).normalize():f}") for name, share in shares]

    def _consortium(self) -> dict[str, Any]:
        if not self.together:
            return {}
        return {"consortium": services.consortium_statement(self.tender, self.partners[0].lead)}

    @property
    def compared_won(self) -> Decimal | None:
        """What an eco-friendly offer ranks at, as far as its price can be read; None where it names no products."""
        if not self.form.eco_chosen or self.price_won is None:
            return None
        return price_without_premium(self.price_won, queries.eco_promised(self.tender))

    def _eco(self) -> dict[str, Any]:
        stated = services.eco_statement(self.tender, self.company, self.form.eco_chosen)
        return {queries.ECO_STATEMENT: stated} if stated else {}

    @property
    def refs_text(self) -> str:
        """The attachments as the browser carries them on."""
        return json.dumps(self.refs, ensure_ascii=False, separators=(",", ":"))

    def parts(self) -> list[Part]:
        """The envelopes in the order of their opening, each with its criteria."""
        envelopes = queries.envelopes_of(self.tender)
        found = []
        for envelope in envelopes:
            last = envelope == Envelope.PRICE
            places = [
                Place(
                    each,
                    self.form[f"answer_{each.no}"],
                    self.form[f"file_{each.no}"],
                    self.refs.get(str(each.no), []),
                )
                for each in self.form.criteria
                if each.envelope == envelope or (last and each.envelope not in envelopes)
            ]
            found.append(Part(envelope, Envelope(envelope).label, places, envelope == envelopes[0]))
        return found

    @property
    def order(self) -> list[str]:
        """The ids of the fields as ``bid_form.html`` has them from its top to its end."""
        form = self.form
        *early, last = [
            [field for place in part.places for field in (place.answer, place.upload)] for part in self.parts()
        ]
        prices = [field for row in (self.prices.forms if self.prices is not None else ()) for field in row]
        fields = [
            *chain.from_iterable(early), *prices, *form.price_fields, *form.tco_bound, *form.pick_bound,
            *form.eco_bound, *last, *form.other_fields, form[f"file_{WHOLE}"],
            *(form[name] for name in STATEMENTS),
        ]  # fmt: skip
        return [field.focus_id for field in fields]

    @property
    def whole_refs(self) -> list[FileRef]:
        """Attachments of the whole bid."""
        return self.refs.get(WHOLE, [])


def typed_of(request: HttpRequest, entry: Entry) -> list[tuple[str, str]]:
    """What was typed, to be carried through the check page by the browser itself."""
    pairs = [(name, value) for name, values in request.POST.lists() if name not in HIDDEN for value in values]
    return [*pairs, ("refs", entry.refs_text), ("notice_version", str(entry.tender.notice_version))]
