"""The filters above lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import FilterForm
from portal.people.models import Role
from portal.people.states import CompanyState, Level


class CompanyFilter(FilterForm):
    """The suppliers' register: by words, state and level."""

    q = forms.CharField(label=_("Name or number"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *CompanyState.choices], required=False)
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("All")), *Level.choices], required=False)


class MemberFilter(FilterForm):
    """The people of a company: by words and role. Only who manages them reads and searches addresses."""

    q = forms.CharField(label=_("Name or department"), max_length=80, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *arguments, roles: list[Role], by_email: bool, **options):
        super().__init__(*arguments, **options)
        self.fields["role"].choices = [("", _("All")), *((role.pk, str(role)) for role in roles)]  # type: ignore[attr-defined]
        if by_email:
            self.fields["q"].label = _("Name, e-mail or department")


class RightsFilter(FilterForm):
    """Above the table of rights: one role, one area."""

    role = forms.ChoiceField(label=_("Role"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, *arguments, roles: list[tuple[str, str]], areas: list[tuple[str, str]], **options):
        super().__init__(*arguments, **options)
        self.fields["role"].choices = [("", _("All")), *roles]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", _("All")), *areas]  # type: ignore[attr-defined]
