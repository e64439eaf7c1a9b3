"""IN: ideas, screening, opinions, the committee, suppliers of a task."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import CodeField, FilterForm, TextField, WonField
from portal.people.models import Company, User
from portal.people.queries import staff_of_buyer
from purchasing.contracts.queries import companies_named
from sharedgrowth.benefit.forms.fields import NumberField, words_field
from sharedgrowth.benefit.models import Task
from sharedgrowth.benefit.states import Bench, TaskState, TaskType

SUPPLIER_ROWS = 4
NO_SITE = ("prototype", "site", "cost_won", "risk")  # what a quick proposal leaves out


class CompanyNamed(TextField):
    """A supplier by its business number, its number here, or a part of its name that fits one only."""

    def __init__(self, **options):
        options.setdefault("help_text", _("Business number, or a part of the name that fits one company only."))
        super().__init__(max_length=100, **options)

    def clean(self, value):
        """The one company that is meant; else what was found is said."""
        words = super().clean(value)
        if not words:
            return None
        found = list(companies_named(Company(), words)[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("No registered company fits “%(words)s”."), params={"words": words}, code="none")
        names = "; ".join(f"{company.name} ({company.id_display})" for company in found[:5])
        raise ValidationError(
            _("More than one company fits: %(names)s. Write the business number."), params={"names": names}, code="many"
        )


class EmployeeField(TextField):
    """An employee of the buyer by e-mail address."""

    def clean(self, value):
        """The one person."""
        words = super().clean(value)
        if not words:
            return None
        found = staff_of_buyer().filter(email__iexact=words).first()
        if found is None:
            raise ValidationError(_("Nobody of the buyer has the address “%(words)s”."), params={"words": words})
        return found


class TaskFilter(FilterForm):
    """Above the board and the table."""

    words = TextField(label=_("Task or supplier"), max_length=100, required=False)
    type = forms.ChoiceField(
        label=pgettext_lazy("benefit task", "Area"), required=False, choices=[("", _("all")), *TaskType.choices]
    )
    officer = forms.ChoiceField(
        label=pgettext_lazy("benefit task", "Officer"),
        required=False,
        choices=[("", _("all")), ("me", pgettext_lazy("benefit task", "me")), ("nobody", _("nobody yet"))],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *TaskState.choices])

    def __init__(self, *args, user, table: bool, **options):
        super().__init__(*args, **options)
        if not user.is_internal:
            del self.fields["officer"]
        if not table:
            del self.fields["state"]


class IdeaForm(forms.Form):
    """The proposal. ``quick``: for an idea that needs no prototype."""

    title = TextField(label=_("Title"), max_length=120, widget=forms.TextInput(attrs={"data-span": "full"}))
    type = forms.ChoiceField(label=_("What it improves"), choices=TaskType)
    item = TextField(label=_("Item or part"), max_length=200, required=False)
    class_code = CodeField(
        label=_("UNSPSC code"),
        required=False,
        max_length=8,
        validators=[RegexValidator(r"^[0-9]{8}$", _("A UNSPSC code has eight digits. Look it up by a word."))],
        help_text=_("Item or code: similar tasks are found by it, and tenders of this class are watched."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "mono"}),
    )
    department = TextField(label=_("Using department"), max_length=120, required=False)
    site = TextField(label=pgettext_lazy("benefit task", "Site of the trial"), max_length=120, required=False)
    problem = words_field(_("What is to be improved"), _("Where it stands today, with figures."), most=2000, rows=4)
    mechanism = words_field(
        _("How, and why it works"),
        _("The mechanism. No drawings or process data yet: those move under the confidentiality agreement."),
        most=2000,
        rows=5,
    )
    prototype = forms.BooleanField(label=_("A prototype or trial is needed"), required=False)
    expected_won = WonField(label=_("Expected saving a year"), required=False)
    cost_won = WonField(label=_("Cost of prototype and trial"), required=False)
    risk = words_field(_("Risks"), most=1000, required=False)
    partner = CompanyNamed(
        label=_("Supplier it is made with"),
        required=False,
        help_text=_("If it is a joint idea: business number or name. Else the officer looks for one."),
    )
    employee = EmployeeField(
        label=_("Employee of the buyer who had the idea with you"),
        max_length=254,
        required=False,
        help_text=_("E-mail address, if it is a joint idea. An award follows the verified benefit."),
    )
    difference = words_field(
        _("What is new compared with similar tasks"),
        _("Needed only where similar tasks are shown."),
        required=False,
    )
    files = UploadField(
        label=_("Attachments"), multiple=True, max_files=5, required=False, help_text=_("Nothing secret yet.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, *args, user: User, quick: bool, task: Task | None = None, **options):
        super().__init__(*args, **options)
        if quick:
            for name in NO_SITE:
                del self.fields[name]
        if user.is_supplier:
            del self.fields["partner"]
        else:
            del self.fields["employee"]
        self.quick = quick
        self.task = task

    def given(self) -> dict:
        """What the task's fields become; a quick proposal needs no prototype."""
        apart = ("partner", "employee", "files", "version", "key")
        told = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        return told | ({"prototype": False} if self.quick else {})


class OfficerForm(forms.Form):
    """Who answers for the task."""

    officer = EmployeeField(label=_("E-mail address"), max_length=254, help_text=_("Of a shared-growth officer."))


class ReasonForm(forms.Form):
    """Words that the other side reads."""

    reason = words_field(_("Reason"), _("The proposer reads it."), most=2000)


class OpinionForm(forms.Form):
    """Feasible or not."""

    feasible = forms.ChoiceField(
        label=_("Feasible"),
        choices=[("yes", _("yes, it can be done here")), ("no", _("no"))],
        widget=forms.RadioSelect,
    )
    text = words_field(_("Reason"), _("Trial site, effort, safety, purchasing: the committee reads it."), most=2000)


class SeatForm(forms.Form):
    """A member of the committee."""

    bench = forms.ChoiceField(label=pgettext_lazy("benefit task", "Bench"), choices=Bench)
    member = EmployeeField(label=_("E-mail address"), max_length=254)


class VoteForm(forms.Form):
    """A vote, with the declaration that no conflict stands against it."""

    vote = forms.ChoiceField(
        label=pgettext_lazy("benefit task", "Vote"),
        choices=[("yes", _("in favour")), ("no", _("against"))],
        widget=forms.RadioSelect,
    )
    words = words_field(_("Reason"), _("Needed for a vote against: the proposer reads it."), required=False)
    declared = forms.BooleanField(
        label=_("I have no interest in a company of this task: no shares, no relatives, no gifts."),
        error_messages={"required": _("Declare it, or leave the committee for a conflict.")},
    )


class SuppliersForm(forms.Form):
    """Who carries the task, in up to four rows: company, tier, share."""

    def __init__(self, *args, task: Task, **options):
        rows = list(task.suppliers.select_related("company").order_by("-lead", "tier", "pk"))
        initial: dict = {}
        for place, each in enumerate(rows):
            initial |= {
                f"company_{place}": each.company.id_display or each.company.number,
                f"tier_{place}": each.tier,
                f"share_{place}": each.share * 100,
            }
        super().__init__(*args, initial=initial, **options)
        for place in range(max(SUPPLIER_ROWS, len(rows))):
            no = place + 1
            words = _("Company that leads") if not place else _("Company %(no)s") % {"no": no}
            self.fields[f"company_{place}"] = CompanyNamed(label=words, required=not place)
            self.fields[f"tier_{place}"] = forms.TypedChoiceField(
                label=_("Tier of company %(no)s") % {"no": no}, choices=[(n, str(n)) for n in (1, 2, 3)], coerce=int,
                required=False, empty_value=1,
            )  # fmt: skip
            self.fields[f"share_{place}"] = NumberField(
                label=_("Share of company %(no)s") % {"no": no}, unit="%", required=not place, max_digits=7,
                decimal_places=4, min_value=0, max_value=100,
            )  # fmt: skip

    def rows(self) -> list[tuple[Company, int, Decimal]]:
        """The filled rows, shares as fractions."""
        told, found, place = self.cleaned_data, [], 0
        while f"company_{place}" in self.fields:
            if company := told.get(f"company_{place}"):
                share = (told.get(f"share_{place}") or Decimal(0)) / 100
                found.append((company, told.get(f"tier_{place}") or 1, share))
            place += 1
        return found
