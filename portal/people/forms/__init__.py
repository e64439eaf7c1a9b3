"""IN: what people type about companies, people and papers."""

from portal.people.forms.company import ContactForm, DigitsField, IdentityForm, RegisterForm
from portal.people.forms.decisions import (
    CertificateForm,
    OptionalReasonForm,
    ParentForm,
    ReasonForm,
    SuccessionForm,
    SuspendForm,
    VerifyForm,
)
from portal.people.forms.filters import CompanyFilter, MemberFilter, RightsFilter
from portal.people.forms.life import AppealAnswerForm, AppealForm, ReverifyForm
from portal.people.forms.people import InviteForm, ProfileForm, RolesForm

__all__ = [
    "AppealAnswerForm",
    "AppealForm",
    "CertificateForm",
    "CompanyFilter",
    "ContactForm",
    "DigitsField",
    "IdentityForm",
    "InviteForm",
    "MemberFilter",
    "OptionalReasonForm",
    "ParentForm",
    "ProfileForm",
    "ReasonForm",
    "RegisterForm",
    "ReverifyForm",
    "RightsFilter",
    "RolesForm",
    "SuccessionForm",
    "SuspendForm",
    "VerifyForm",
]
