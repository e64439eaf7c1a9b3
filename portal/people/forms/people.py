"""People: roles, invitations, one's own profile."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import CodeField, TextField, WonField
from portal.people.forms.company import say_refusal
from portal.people.models import Role
from portal.people.services import Post, check_facts


class RolesField(forms.ModelMultipleChoiceField):
    """Roles of one side, to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(queryset=Role.objects.none(), label=_("Roles"), **options)


class RolesForm(forms.Form):
    """Which roles a person holds; in the buying organisation also the department and the amount."""

    roles = RolesField()
    department = TextField(
        label=_("Department"),
        max_length=80,
        required=False,
        help_text=_("Needed for an opening committee: its two members come from different departments."),
    )
    approval_limit_won = WonField(
        label=_("May approve up to"),
        min_value=0,
        required=False,
        help_text=_("For approvers only. Without an amount an approver may approve no award."),
    )

    def __init__(self, *args, company, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].queryset = choices
        self.has_post = company.is_buyer
        if not self.has_post:
            del self.fields["department"], self.fields["approval_limit_won"]

    def post(self) -> Post | None:
        """Department and amount, where the company has them."""
        if not self.has_post:
            return None
        return Post(self.cleaned_data["department"], self.cleaned_data["approval_limit_won"])

    def codes(self) -> list[str]:
        """The chosen codes."""
        return [role.pk for role in self.cleaned_data["roles"]]


class InviteForm(RolesForm):
    """Whom to invite, with which roles."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    field_order = ["email", "roles", "department", "approval_limit_won"]


class ProfileForm(forms.Form):
    """One's own name, language and phone."""

    name = TextField(label=_("Your name"), max_length=80, min_length=2)
    language = forms.ChoiceField(label=_("Language of mails and pages"), choices=[("ko", "한국어"), ("en", "English")])
    phone = CodeField(label=_("Phone"), max_length=30, required=False)

    def clean(self):
        """A telephone number, if any."""
        data = super().clean()
        say_refusal(self, check_facts, {"phone": data.get("phone")})
        return data
