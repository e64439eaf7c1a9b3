"""FIND: the words of what was found: why a question is refused, what a list says of a person."""

from django.utils.translation import gettext_lazy as _

LAW = {
    "photo": _("Photos of applicants are not asked for (Hiring Procedure Act, article 4-3)."),
    "appearance": _("Appearance must not be asked (Hiring Procedure Act, article 4-3)."),
    "height": _("Height must not be asked (Hiring Procedure Act, article 4-3)."),
    "weight": _("Weight must not be asked (Hiring Procedure Act, article 4-3)."),
    "birthplace": _("Birthplace and origin must not be asked (Hiring Procedure Act, article 4-3)."),
    "marriage": _("Marital status must not be asked (Hiring Procedure Act, article 4-3)."),
    "property": _("Property must not be asked (Hiring Procedure Act, article 4-3)."),
    "relatives": _(
        "Education, occupation and property of relatives must not be asked (Hiring Procedure Act, article 4-3)."
    ),
    "resident_number": _(
        "Resident, passport, licence and foreigner numbers are not kept in the portal "
        "(Personal Information Protection Act, articles 24 and 24-2)."
    ),
    "sensitive": _(
        "Health, religion, union, politics and criminal records are sensitive data and are not asked here "
        "(Personal Information Protection Act, article 23)."
    ),
}


def forbidden_words(subject: str) -> str:
    """Why a question about ``subject`` is refused."""
    return str(LAW[subject])
