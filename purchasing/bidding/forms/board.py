"""IN: the board's forms. Fields are made from what there is to say: for each bidder, or for each bid and criterion."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.files.forms import UploadField
from portal.forms import TextField
from portal.people.models import User
from purchasing.bidding.forms.decisions import reason_field
from purchasing.bidding.models import (
    AgreedScore,
    BoardSeat,
    ConflictDeclaration,
    Criterion,
    MendRequest,
    Ruling,
    Score,
)
from purchasing.bidding.queries import Cell, Proposal
from purchasing.bidding.services import Declared, Said
from purchasing.bidding.services.board import Place, field_of
from purchasing.bidding.services.mending import WITH_PAPER
from purchasing.bidding.states import ConflictKind, CriterionKind, Mendable

MET = [("yes", gettext_lazy("Met")), ("no", gettext_lazy("Not met"))]


class BoardForm(forms.Form):
    """Who sits, and who is the chair."""

    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Board members"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At least two. Who prepared, estimated or approved this tender does not sit."),
    )
    chair = forms.ModelChoiceField(
        label=gettext_lazy("Chair"),
        queryset=User.objects.none(),
        help_text=gettext_lazy("Enters what the board agrees on, and proposes the result."),
    )
    reason = TextField(
        label=gettext_lazy("Why the board changes"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed where somebody leaves the board, or another member becomes the chair."),
    )

    def __init__(self, *args, people, seats: Sequence[BoardSeat] = (), **options):
        if seats:
            options.setdefault(
                "initial",
                {
                    "members": [seat.user_id for seat in seats],
                    "chair": next((seat.user_id for seat in seats if seat.chair), None),
                },
            )
        super().__init__(*args, **options)
        self.fields["members"].queryset = people
        self.fields["chair"].queryset = people
        if not seats:
            del self.fields["reason"]


class InterestsForm(forms.Form):
    """A word about each bidder, by name; never beside a letter."""

    def __init__(self, *args, rulings: Iterable[Ruling], said: Mapping[int, ConflictDeclaration], **options):
        super().__init__(*args, **options)
        self.rulings = list(rulings)
        for ruling in self.rulings:
            before = said.get(ruling.bid_id)
            fixed = before is not None and before.kind != ConflictKind.NONE
            self.fields[f"kind-{ruling.bid_id}"] = forms.ChoiceField(
                label=ruling.bid.company.name,
                choices=[("", _("Choose")), *ConflictKind.choices],
                initial=before.kind if before else None,
                disabled=fixed,
                help_text=_("A conflict that was declared stays declared.") if fixed else "",
            )
            self.fields[f"remark-{ruling.bid_id}"] = TextField(
                label=_("In words"),
                required=False,
                max_length=2000,
                initial=before.remark if before else "",
                disabled=fixed,
            )

    @property
    def parts(self):
        """The two fields of each bidder."""
        return [(self[f"kind-{each.bid_id}"], self[f"remark-{each.bid_id}"]) for each in self.rulings]

    def declared(self) -> dict[int, Declared]:
        """By the id of the bid."""
        given = self.cleaned_data
        return {
            each.bid_id: Declared(ConflictKind(given[f"kind-{each.bid_id}"]), given[f"remark-{each.bid_id}"])
            for each in self.rulings
        }


def _say_field(scored: bool, label: str, *, required: bool, initial=None) -> forms.Field:
    if scored:
        return forms.DecimalField(
            label=label,
            min_value=0,
            max_value=100,
            max_digits=5,
            decimal_places=2,
            required=required,
            initial=initial,
            widget=forms.NumberInput(attrs={"inputmode": "decimal", "data-unit": _("of 100"), "step": "any"}),
        )
    return forms.ChoiceField(label=label, choices=MET, required=required, initial=initial, widget=forms.RadioSelect)


def _plain(value: Decimal) -> str:
    """Without noughts behind the point: 80.00 is 80."""
    return f"{value.normalize():f}"


def _met(value: bool | None) -> str | None:
    return None if value is None else ("yes" if value else "no")


def where_of(proposal: Proposal, criterion: Criterion) -> str:
    """How a place is called: the bid as the board may name it, and the criterion."""
    return f"{proposal.name}, {criterion.no}. {criterion.title}"


class _Marks(forms.Form):
    """Points or met, with a reason, for each place.

    A field is named by the token of its bid, a letter while names are hidden: its id would tell the order of arrival.
    """

    scored: dict[Place, bool]
    names: dict[str, str]  # of a field of the service: the name here

    def _begin(self, proposals: Iterable[Proposal]) -> None:
        self.tokens = {proposal.bid_id: proposal.token for proposal in proposals}
        self.scored, self.names = {}, {}

    def _name(self, place: Place, what: str = "say") -> str:
        return f"{what}-{self.tokens[place[0]]}-{place[1]}"

    def _add(
        self, place: Place, *, scored: bool, label: str, before: Score | AgreedScore | None, required: bool, where: str
    ) -> None:
        """``where``: the bid and the criterion, by which an error tells its place among all others."""
        initial = None
        if before is not None:
            initial = _plain(before.points) if before.points is not None else _met(before.met)
        self.scored[place] = scored
        self.names |= {field_of(place, what): self._name(place, what) for what in ("say", "why")}
        self.fields[self._name(place)] = _say_field(scored, label, required=required, initial=initial)
        self.fields[self._name(place, "why")] = TextField(
            label=_("Reason"),
            required=False,
            max_length=2000,
            initial=before.remark if before else "",
            widget=forms.Textarea(attrs={"rows": 2, "data-span": "half"}),
        )
        for what in ("say", "why"):
            field = self.fields[self._name(place, what)]
            field.full_label = f"{where} · {field.label}"

    def said(self) -> dict[Place, Said]:
        """What was said in each place."""
        found = {}
        for place, scored in self.scored.items():
            value = self.cleaned_data.get(self._name(place))
            remark = self.cleaned_data.get(self._name(place, "why"), "")
            if scored:
                found[place] = Said(points=value, remark=remark)
            else:
                found[place] = Said(met={"yes": True, "no": False}.get(value or ""), remark=remark)
        return found


class ScoreForm(_Marks):
    """A member's own sheet: kept unfinished, asked to be complete only when it is locked."""

    says_required = False
    use_required_attribute = False

    def __init__(self, *args, proposals: Sequence[Proposal], criteria, scores: Mapping[Place, Score], **options):
        super().__init__(*args, **options)
        self._begin(proposals)
        self.proposals, self.criteria = proposals, criteria
        for proposal in proposals:
            for criterion in criteria:
                place = (proposal.bid_id, criterion.pk)
                scored = criterion.kind == CriterionKind.SCORED
                label = _("Points") if scored else _("Is it met?")
                where = where_of(proposal, criterion)
                self._add(place, scored=scored, label=label, before=scores.get(place), required=False, where=where)

    @property
    def sheets(self):
        """For each bid its criteria with what the bid answers and the two fields."""
        return [
            (
                proposal,
                [
                    (
                        criterion,
                        proposal.answers.get(str(criterion.no), ""),
                        proposal.files.get(str(criterion.no), []),
                        self[self._name((proposal.bid_id, criterion.pk))],
                        self[self._name((proposal.bid_id, criterion.pk), "why")],
                    )
                    for criterion in self.criteria
                ],
            )
            for proposal in self.proposals
        ]


class AgreeForm(_Marks):
    """What the board agreed on; the middle of the members' scores stands there first."""

    def __init__(self, *args, cells: Sequence[Cell], **options):
        super().__init__(*args, **options)
        self._begin(cell.proposal for cell in cells)
        self.cells = cells
        for cell in cells:
            place = (cell.proposal.bid_id, cell.criterion.pk)
            label = _("Agreed points") if cell.scored else _("Agreed: is it met?")
            where = where_of(cell.proposal, cell.criterion)
            self._add(place, scored=cell.scored, label=label, before=cell.agreed, required=True, where=where)
            if cell.agreed is None:
                self.fields[self._name(place)].initial = self._middle(cell)

    @staticmethod
    def _middle(cell: Cell) -> str | None:
        if cell.spread is not None:
            return _plain(cell.spread.median.quantize(Decimal("0.01")))
        return _met(cell.yes > 0) if cell.ones and cell.yes in (0, len(cell.ones)) else None

    @property
    def sheets(self):
        """For each bid its cells with the two fields."""
        found: list[tuple[Proposal, list]] = []
        for cell in self.cells:
            place = (cell.proposal.bid_id, cell.criterion.pk)
            if not found or found[-1][0].bid_id != cell.proposal.bid_id:
                found.append((cell.proposal, []))
            found[-1][1].append((cell, self[self._name(place)], self[self._name(place, "why")]))
        return found


class SummaryForm(forms.Form):
    """What the result rests on."""

    summary = TextField(
        label=gettext_lazy("What the result rests on"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("A few sentences: the bidders read them in the evaluation."),
    )


class AnswerForm(forms.Form):
    """A member's word on the proposed result."""

    agrees = forms.ChoiceField(
        label=gettext_lazy("Your word"),
        choices=[("yes", gettext_lazy("I agree")), ("no", gettext_lazy("I do not agree"))],
        widget=forms.RadioSelect,
    )
    note = TextField(
        label=gettext_lazy("In words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed where you do not agree; it stays with the result."),
    )


class MendAskForm(forms.Form):
    """Which formal faults, and what is missing."""

    faults = forms.MultipleChoiceField(
        label=gettext_lazy("Formal faults"),
        choices=Mendable.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only these may be mended: nothing that a price or a score is made of."),
    )
    wanted = reason_field(gettext_lazy("What is missing"), gettext_lazy("The bidder reads it."), rows=3)


class MendJudgeForm(forms.Form):
    """Whether it is mended."""

    accepted = forms.ChoiceField(
        label=gettext_lazy("Is the fault mended?"),
        choices=[("yes", gettext_lazy("Mended")), ("no", gettext_lazy("Not mended"))],
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed where it is not mended; the bidder reads it."),
    )


class MendAnswerForm(forms.Form):
    """What the bidder sends for each fault that was asked about, and for no other."""

    def __init__(self, *args, request: MendRequest, **options):
        super().__init__(*args, **options)
        self.faults = list(request.faults)
        for fault in self.faults:
            paper = fault in WITH_PAPER
            label = Mendable(fault).label
            if paper:
                self.fields[f"file-{fault}"] = UploadField(label=label, multiple=True, max_files=5)
            self.fields[f"text-{fault}"] = TextField(
                label=_("A word on it") if paper else label,
                required=not paper,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def answers(self) -> dict[str, str]:
        """By fault."""
        return {fault: self.cleaned_data[f"text-{fault}"] for fault in self.faults}

    def papers(self) -> dict[str, list]:
        """By fault."""
        return {
            fault: self.cleaned_data[f"file-{fault}"] for fault in self.faults if self.cleaned_data.get(f"file-{fault}")
        }
