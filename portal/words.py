"""The words for what an audit entry says happened.

Apps add their own in ``cards.py``: ``deeds.add("bidding.tender.open", _("Opened"))``.
"""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
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
# Deeds that are told by one verb alone, wherever they were done; an app that says it better enters the full name.
SINGLE_DEEDS = {
    "absent_noted": pgettext_lazy("deed", "Absence noted"),
    "action_asked": pgettext_lazy("deed", "Corrective action asked for"),
    "admit": pgettext_lazy("deed", "Admitted"),
    "agree": pgettext_lazy("deed", "Agreed"),
    "allowances_confirmed": pgettext_lazy("deed", "Allowances confirmed"),
    "allowances_stated": pgettext_lazy("deed", "Allowances stated"),
    "arrive": pgettext_lazy("deed", "Arrived"),
    "ask_bridge": pgettext_lazy("deed", "Bridge asked for"),
    "bid_withdrawn_for_error": pgettext_lazy("deed", "Bid withdrawn for a manifest error"),
    "bridge": pgettext_lazy("deed", "Bridged"),
    "bridge_reasoned": pgettext_lazy("deed", "Reason for the bridging entered"),
    "call_off": pgettext_lazy("deed", "Called off"),
    "cancelled": pgettext_lazy("deed", "Called off"),
    "change_confirmed": pgettext_lazy("deed", "Change confirmed"),
    "change_declined": pgettext_lazy("deed", "Change declined"),
    "change_offered": pgettext_lazy("deed", "Change offered"),
    "cleared": pgettext_lazy("deed", "Finding cleared"),
    "complete": pgettext_lazy("deed", "Completed"),
    "confirm": pgettext_lazy("deed", "Confirmed"),
    "consented": pgettext_lazy("deed", "Consented"),
    "contact_corrected": pgettext_lazy("deed", "Contact corrected"),
    "country_changed": pgettext_lazy("deed", "Country changed"),
    "decide": pgettext_lazy("deed", "Decided"),
    "deregistered": pgettext_lazy("deed", "Registration ended"),
    "deviation_signed": pgettext_lazy("deed", "Deviation signed"),
    "disabled": pgettext_lazy("deed", "Account disabled"),
    "dispute": pgettext_lazy("deed", "Disputed"),
    "documents_decided": pgettext_lazy("deed", "Documents judged"),
    "documents_returned": pgettext_lazy("deed", "Documents returned"),
    "drilled": pgettext_lazy("deed", "Key tried out"),
    "drop": pgettext_lazy("deed", "Dropped"),
    "dropped": pgettext_lazy("deed", "Dropped"),
    "enabled": pgettext_lazy("deed", "Account enabled"),
    "enrol": pgettext_lazy("deed", "Enrolled"),
    "entered": pgettext_lazy("deed", "Entered"),
    "evaluated": pgettext_lazy("deed", "Terms evaluated"),
    "exam_added": pgettext_lazy("deed", "Exam added"),
    "exclude_high": pgettext_lazy("deed", "Set aside: price too high"),
    "exclude_low": pgettext_lazy("deed", "Set aside: price too low"),
    "expected": pgettext_lazy("deed", "Payment expected"),
    "fail_documents": pgettext_lazy("deed", "Documents not passed"),
    "find": pgettext_lazy("deed", "Found"),
    "follow_up": pgettext_lazy("deed", "Follow-up begun"),
    "given": pgettext_lazy("deed", "Given"),
    "given_back_late": pgettext_lazy("deed", "Given back late"),
    "got_back": pgettext_lazy("deed", "Money got back"),
    "hold_in_reserve": pgettext_lazy("deed", "Kept in reserve"),
    "identity_corrected": pgettext_lazy("deed", "Identity corrected"),
    "imported": pgettext_lazy("deed", "Imported"),
    "insured": pgettext_lazy("deed", "Insured"),
    "interview": pgettext_lazy("deed", "Interviewed"),
    "interview_corrected": pgettext_lazy("deed", "Interview corrected"),
    "interview_planned": pgettext_lazy("deed", "Interview planned"),
    "issue": pgettext_lazy("deed", "Issued"),
    "lapse": pgettext_lazy("deed", "Lapsed"),
    "let_in": pgettext_lazy("deed", "Let in"),
    "limit_proposed": pgettext_lazy("deed", "Limitation proposed"),
    "lose": pgettext_lazy("deed", "Not chosen"),
    "lose_place": pgettext_lazy("deed", "Place lost"),
    "mapped": pgettext_lazy("deed", "Mapped to another scheme"),
    "marks_given": pgettext_lazy("deed", "Marks given"),
    "match": pgettext_lazy("deed", "Matching begun"),
    "mill_records_imported": pgettext_lazy("deed", "Mill records imported"),
    "miss": pgettext_lazy("deed", "Did not come"),
    "owe_nothing": pgettext_lazy("deed", "Nothing owed"),
    "pad_relocked": pgettext_lazy("deed", "Key locked anew"),
    "paper_added": pgettext_lazy("deed", "Paper added"),
    "paper_checked": pgettext_lazy("deed", "Paper checked"),
    "paper_removed": pgettext_lazy("deed", "Paper removed"),
    "pass_documents": pgettext_lazy("deed", "Documents passed"),
    "profile_edited": pgettext_lazy("deed", "Profile changed"),
    "published": pgettext_lazy("deed", "Made public"),
    "receive": pgettext_lazy("deed", "Received"),
    "receive_part": pgettext_lazy("deed", "Received in part"),
    "received_more": pgettext_lazy("deed", "More money received"),
    "refuse": pgettext_lazy("deed", "Refused"),
    "reopen": pgettext_lazy("deed", "Reopened"),
    "report": pgettext_lazy("deed", "Reported"),
    "request": pgettext_lazy("deed", "Requested"),
    "restored": pgettext_lazy("deed", "Earlier version restored"),
    "resume": pgettext_lazy("deed", "In force again"),
    "return_asked": pgettext_lazy("deed", "Return asked for"),
    "reversed": pgettext_lazy("deed", "Reversed"),
    "reviewers_assigned": pgettext_lazy("deed", "Reviewers assigned"),
    "roles_changed": pgettext_lazy("deed", "Roles changed"),
    "rule_out": pgettext_lazy("deed", "Ruled out"),
    "second_factor_reset": pgettext_lazy("deed", "Second factor reset"),
    "select": pgettext_lazy("deed", "Selected"),
    "selection_confirmed": pgettext_lazy("deed", "Selection confirmed"),
    "selection_proposed": pgettext_lazy("deed", "Selection proposed"),
    "selection_returned": pgettext_lazy("deed", "Selection returned"),
    "sessions_ended": pgettext_lazy("deed", "Sessions ended"),
    "sessions_planned": pgettext_lazy("deed", "Sessions planned"),
    "settled": pgettext_lazy("deed", "Settled"),
    "signed_up": pgettext_lazy("deed", "Signed up"),
    "switched_to": pgettext_lazy("deed", "Switched to this company"),
    "terminate": pgettext_lazy("deed", "Ended early"),
    "train": pgettext_lazy("deed", "Training begun"),
    "voided": pgettext_lazy("deed", "Became void"),
    "votes_left_out": pgettext_lazy("deed", "Votes left out"),
    "wait": pgettext_lazy("deed", "Put on the waiting list"),
    "waive": pgettext_lazy("deed", "Waived"),
    "waiver_signed": pgettext_lazy("deed", "Waiver signed"),
    "withdrawn": pgettext_lazy("deed", "Taken back"),
}
for _name, _words in (COMMON_DEEDS | SINGLE_DEEDS).items():
    deeds.add(_name, _words)


def words_for(what: str) -> object:
    """The words of a deed: by its full name (``bidding.tender.open``), else by its verb, else the verb itself.

    >>> from django.utils.translation import override
    >>> with override("en"): str(words_for("people.company.approve")), str(words_for("x.y.did_more"))
    ('Approved', 'did more')
    """
    verb = what.rsplit(".", 1)[-1]
    return deeds.get(what) or deeds.get(verb) or verb.replace("_", " ")


def state_words(what: str, state: str) -> str:
    """How the kind of thing that the deed ``what`` moved calls ``state``; ``a|b`` is one of several.

    What nobody knows any more, such as a state that an older version had, is shown as it was written.

    >>> from django.utils.translation import override
    >>> with override("en"): state_words("people.company.approve", "active|gone"), state_words("old.thing.go", "there")
    ('Active, gone', 'there')
    """
    label, _dot, _verb = what.rpartition(".")
    try:
        known = dict(apps.get_model(label)._meta.get_field("state").flatchoices)  # type: ignore[union-attr]
    except (LookupError, FieldDoesNotExist, ValueError):
        known = {}
    return ", ".join(str(known.get(each, each)) for each in state.split("|"))


def told_by(words: str) -> tuple[list[str], list[str]]:
    """Deeds whose words hold ``words``, in the reader's language: their full names, and the verbs.

    >>> from django.utils.translation import override
    >>> with override("en"): told_by("became DORMANT")
    ([], ['rest'])
    """
    found = [name for name, told in deeds.items() if words.casefold() in str(told).casefold()]
    return [name for name in found if "." in name], [name for name in found if "." not in name]
