"""The words for what an audit entry says happened.

Apps add their own in ``cards.py``: ``deeds.add("bidding.tender.open", _("Opened"))``.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.registry import Registry

deeds: Registry[object] = Registry("deeds")

COMMON_DEEDS = {
    "create": _("Created"),
    "change": _("Changed"),
    "edit": _("Changed"),
    "submit": _("Submitted"),
    "resubmit": _("Submitted again"),
    "take_up": _("Review started"),
    "return": _("Returned for completion"),
    "approve": _("Approved"),
    "publish": _("Published"),
    "open": pgettext_lazy("deed", "Opened"),
    "close": pgettext_lazy("deed", "Closed"),
    "evaluate": _("Evaluated"),
    "propose": _("Award proposed"),
    "award": _("Awarded"),
    "fail": _("Ended without award"),
    "cancel": _("Cancelled"),
    "reject": _("Rejected"),
    "withdraw": _("Withdrawn"),
    "replace": _("Replaced"),
    "exclude": _("Set aside"),
    "suspend": _("Suspended"),
    "reinstate": _("Reinstated"),
    "rest": _("Became dormant"),
    "verify": _("Verified"),
    "expire": _("Expired"),
    "revoke": _("Revoked"),
    "accept": _("Accepted"),
    "decline": _("Declined"),
    "escalate": _("Passed on"),
    "disable": _("Disabled"),
    "enable": _("Enabled"),
    "retire": _("Withdrawn from the catalogue"),
    "amend": _("Amended"),
    "seal": pgettext_lazy("deed", "Sealed"),
    "upload": _("Uploaded"),
    "sign_in": _("Signed in"),
}
for _name, _words in COMMON_DEEDS.items():
    deeds.add(_name, _words)


def words_for(what: str) -> object:
    """The words of a deed: by its full name (``bidding.tender.open``), else by its verb, else the verb itself.

    >>> from django.utils.translation import override
    >>> with override("en"): str(words_for("people.company.approve")), str(words_for("x.y.did_more"))
    ('Approved', 'did more')
    """
    verb = what.rsplit(".", 1)[-1]
    return deeds.get(what) or deeds.get(verb) or verb.replace("_", " ")
