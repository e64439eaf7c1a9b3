"""IN: checklists line by line, a visit with its safety form, its answers on a phone, what was mended."""

from collections.abc import Iterator, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS, PICTURES
from portal.forms import FilterForm, TextField
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from sharedgrowth.support.forms.fields import SupplierField, day_field, words_field
from sharedgrowth.support.forms.labs import PersonField
from sharedgrowth.support.models import Checklist, ChecklistItem, InspectionAnswer
from sharedgrowth.support.queries import facility as queries
from sharedgrowth.support.services.facility import AnswerIn, ItemIn
from sharedgrowth.support.states.facility import CheckVerdict, FaultSeverity, InspectionState, SiteHazard

MOST_ITEMS = 60


class InspectionFilter(FilterForm):
    """Above the list of inspections."""

    q = TextField(label=_("Number, subject or company"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *InspectionState.choices])


class ChecklistForm(forms.Form):
    """A version of a checklist; one line for each item."""

    code = forms.SlugField(label=_("Code"), max_length=20, help_text=_("The same for all versions, such as electric."))
    title_ko = TextField(label=_("Title (Korean)"), max_length=120)
    title_en = TextField(label=_("Title (English)"), max_length=120)
    items = words_field(
        pgettext_lazy("checklist", "Items"),
        _("One item a line: Korean | English | low, medium, high or stop."),
        rows=14,
        most=20_000,
    )

    def __init__(self, *args, checklist: Checklist | None = None, **options):
        super().__init__(*args, **options)
        if checklist is not None:
            self.fields["code"].disabled = True

    def clean_items(self) -> list[ItemIn]:
        """Line by line; what is wrong names its line."""
        found = []
        for no, line in enumerate(self.cleaned_data["items"].splitlines(), start=1):
            if not line.strip():
                continue
            ko, en, severity = (part.strip() for part in (line.split("|") + ["", ""])[:3])
            severity = (severity or "medium").casefold()
            if severity not in FaultSeverity.values:
                raise ValidationError(
                    _("Line %(no)s: “%(typed)s” is not a severity. Write low, medium, high or stop."),
                    code="severity",
                    params={"no": no, "typed": severity[:20]},
                )
            if not ko or len(ko) > 300 or len(en) > 300:
                raise ValidationError(
                    _("Line %(no)s: an item has between 1 and 300 letters in each language."),
                    code="length",
                    params={"no": no},
                )
            found.append(ItemIn(ko, en, severity))
        if len(found) > MOST_ITEMS:
            raise ValidationError(_("At most %(most)s items."), code="most", params={"most": MOST_ITEMS})
        return found


def lines_of(items: Sequence[ChecklistItem]) -> str:
    """As they are typed."""
    return "\n".join(f"{item.text_ko} | {item.text_en} | {item.severity}" for item in items)


class ChecklistChoice(forms.ModelChoiceField):
    """A checklist by its title."""

    def label_from_instance(self, checklist: Checklist) -> str:
        """With its version."""
        return f"{checklist.title} ({checklist.version})"


class PlanInspectionForm(forms.Form):
    """Whom, what, when, by whom."""

    company = SupplierField()
    subject = TextField(label=_("What is inspected"), max_length=200)
    site = TextField(
        label=pgettext_lazy("inspection", "Site"), max_length=200, help_text=_("Address or name of the works.")
    )
    checklist = ChecklistChoice(label=_("Checklist"), queryset=Checklist.objects.none())
    inspector = PersonField(label=_("Inspector"), queryset=User.objects.none())
    planned_on = day_field(_("Day"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["checklist"].queryset = queries.checklists_in_force()  # type: ignore[attr-defined]
        people = buyer_people_with_role("CN").order_by("name", "pk")
        self.fields["inspector"].queryset = people  # type: ignore[attr-defined]


class SafetyForm(forms.Form):
    """Before everything else on a visit (SGS-07)."""

    hazards = forms.MultipleChoiceField(
        label=_("Hazards on site"), choices=SiteHazard, required=False, widget=forms.CheckboxSelectMultiple
    )
    measures = words_field(
        _("Protective measures"), _("Who guides the visit, what is worn, what is switched off."), most=1000
    )


class AnswersForm(forms.Form):
    """All items of a checklist on one page that works on a phone: verdict, and for a fault severity and advice."""

    def __init__(self, *args, items: Sequence[ChecklistItem], given: dict[int, InspectionAnswer], faults, **options):
        super().__init__(*args, **options)
        self.items, by_item = items, {fault.item_id: fault for fault in faults}
        for item in items:
            answer, fault = given.get(item.pk), by_item.get(item.pk)
            at = f"i{item.no}"
            self.fields[f"{at}-verdict"] = forms.ChoiceField(
                label=f"{item.no}. {item.text}",
                choices=CheckVerdict,
                required=False,
                widget=forms.RadioSelect,
                initial=answer.verdict if answer else None,
            )
            self.fields[f"{at}-note"] = TextField(
                label=_("Note"), max_length=500, required=False, initial=answer.note if answer else ""
            )
            self.fields[f"{at}-severity"] = forms.ChoiceField(
                label=_("Severity of a fault"),
                choices=FaultSeverity,
                required=False,
                initial=fault.severity if fault else item.severity,
            )
            self.fields[f"{at}-recommendation"] = TextField(
                label=_("Recommendation"),
                max_length=1000,
                required=False,
                initial=fault.recommendation if fault else "",
            )

    def rows(self) -> Iterator[tuple[ChecklistItem, dict]]:
        """Item and its four fields."""
        for item in self.items:
            names = ("verdict", "note", "severity", "recommendation")
            yield item, {name: self[f"i{item.no}-{name}"] for name in names}

    def clean(self):
        """A fault says what was found."""
        given = super().clean() or {}
        for item in self.items:
            at = f"i{item.no}"
            if given.get(f"{at}-verdict") == CheckVerdict.FAULT and not given.get(f"{at}-note"):
                self.add_error(f"{at}-note", _("Say what was found."))
        return given

    @property
    def answers(self) -> dict[ChecklistItem, AnswerIn]:
        """What was answered, by item."""
        found = {}
        for item in self.items:
            at = f"i{item.no}"
            if verdict := self.cleaned_data.get(f"{at}-verdict"):
                found[item] = AnswerIn(
                    verdict,
                    self.cleaned_data[f"{at}-note"],
                    self.cleaned_data[f"{at}-severity"],
                    self.cleaned_data[f"{at}-recommendation"],
                )
        return found


class FaultForm(forms.Form):
    """Something that no item asks about."""

    severity = forms.ChoiceField(label=_("Severity of a fault"), choices=FaultSeverity, initial=FaultSeverity.MEDIUM)
    text = words_field(_("What was found"))
    recommendation = words_field(_("Recommendation"))
    photo = UploadField(label=_("Photo"), kinds=PICTURES, required=False)


class SummaryForm(forms.Form):
    """What the company reads first."""

    summary = words_field(pgettext_lazy("inspection", "Summary"), most=3000, rows=5)


class FixForm(forms.Form):
    """What was done."""

    text = words_field(_("What was done"))
    upload = UploadField(label=_("Photo or document"), kinds=PICTURES | DOCUMENTS, required=False)


class JudgeForm(forms.Form):
    """Closed or not."""

    closed = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("it is mended: close")), ("no", _("send back"))],
        widget=forms.RadioSelect,
    )
    remark = words_field(_("Remark"), _("The company reads it."), most=500, required=False)

    def clean_closed(self) -> bool:
        """As the service takes it."""
        return self.cleaned_data["closed"] == "yes"
