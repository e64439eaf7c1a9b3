"""IN: passphrases, recovery sheets, files of the opening tool, new keys, outages. Nothing typed here is kept."""

import base64
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.display import day_text
from portal.forms import TextField
from portal.people.models import User
from portal.sealing.people_keys import LEAST_PASSPHRASE, MOST_PASSPHRASE
from purchasing.bidding import queries
from purchasing.bidding.forms.decisions import reason_field
from purchasing.bidding.forms.tenders import People, moment_field
from purchasing.bidding.models import OfficerKey, Tender

LARGEST_FILE = 200_000


def passphrase_field(label: object, help_text: object = "", *, new: bool = False, **options: Any) -> forms.CharField:
    """A passphrase: typed as it is, spaces and all; never filled in again."""
    attrs = {"autocomplete": "new-password" if new else "current-password", "spellcheck": "false"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=MOST_PASSPHRASE,
        strip=False,
        widget=forms.PasswordInput(attrs=attrs, render_value=False),
        **options,
    )


class NewPassphrase(forms.Form):
    """A passphrase, typed twice."""

    new = passphrase_field(
        _("New passphrase"),
        _("At least %(least)s characters. A sentence that nobody else would write is easiest to keep in mind.")
        % {"least": LEAST_PASSPHRASE},
        new=True,
    )
    again = passphrase_field(_("Once more"), new=True)

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        given = super().clean() or {}
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("The two are not the same."))
        return given


class DrillForm(forms.Form):
    """Prove the key."""

    passphrase = passphrase_field(_("Passphrase"))


class DrillAnswerForm(forms.Form):
    """What the opening tool made of a drill on the officer's own computer."""

    own_work = forms.FileField(
        label=_("Answer of the opening tool"),
        help_text=_("The file answer-….json that open_share.py has written on your own computer."),
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )

    def clean_own_work(self) -> dict[str, Any]:
        """The file as the tool writes it."""
        upload = self.cleaned_data["own_work"]
        wrong = ValidationError(_("This is not a file of the opening tool."))
        if upload.size > LARGEST_FILE:
            raise wrong
        try:
            document = json.loads(upload.read().decode())
            if document["what"] != "twp-drill-answer":
                raise wrong
            return {"drill": int(document["drill"]), "answer": base64.b64decode(document["answer"], validate=True)}
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            raise wrong from fault


class RelockForm(NewPassphrase):
    """Change the passphrase."""

    passphrase = passphrase_field(_("Present passphrase"))
    field_order = ["passphrase", "new", "again"]


class Keys(forms.ModelChoiceField):
    """An officer's keys, told apart by fingerprint and day."""

    def label_from_instance(self, key: OfficerKey) -> str:  # type: ignore[override]
        """As on the page of the opening."""
        words = _("%(key)s, made %(day)s") if key.retired_at is None else _("%(key)s, made %(day)s, retired")
        return words % {"key": key.fingerprint, "day": day_text(key.made_at)}


class SheetForm(NewPassphrase):
    """The passphrase is forgotten: unlock with the recovery sheet. The key is asked for where there are several."""

    key = Keys(label=_("Which key"), queryset=OfficerKey.objects.none(), empty_label=None)
    sheet = TextField(
        label=_("What stands on the recovery sheet"),
        help_text=_("40 letters and digits; spaces and small letters do not matter."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "mono"}),
    )
    field_order = ["key", "sheet", "new", "again"]

    def __init__(self, *args, keys: QuerySet[OfficerKey], **options):
        super().__init__(*args, **options)
        self.fields["key"].queryset = keys
        if len(keys) < 2:
            del self.fields["key"]


class RetireForm(forms.Form):
    """Why a key is not used any more."""

    reason = reason_field(
        _("Why the key is retired"), _("For the audit trail: lost, stolen, no longer needed."), rows=2
    )


class ContributeForm(forms.Form):
    """An officer's part in an opening: the passphrase, or the file that the tool made on the officer's own computer."""

    says_required = False  # neither is optional: one of the two
    passphrase = passphrase_field(
        _("Passphrase of your officer key"),
        _("Type it, or choose the file of the opening tool below: one of the two. The portal does not keep it."),
        required=False,
    )
    own_work = forms.FileField(
        label=_("File of the opening tool"),
        help_text=_("Instead of the passphrase: what open_share.py has written on your own computer."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )

    def clean_own_work(self) -> dict[str, Any] | None:
        """The file as the tool writes it."""
        upload = self.cleaned_data["own_work"]
        if not upload:
            return None
        wrong = ValidationError(_("This is not a file of the opening tool."))
        if upload.size > LARGEST_FILE:
            raise wrong
        try:
            document = json.loads(upload.read().decode())
            if document["what"] != "twp-contribution":
                raise wrong
            return {
                "relays": [dict(each) for each in document.get("relays", [])],
                "secret": base64.b64decode(document.get("secret", "")),
                "group": str(document.get("group", "")),
            }
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            raise wrong from fault

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or {}
        if not self.errors and not given.get("passphrase") and not given.get("own_work"):
            self.add_error(
                "passphrase", _("Type the passphrase of your officer key, or choose the file of the opening tool.")
            )
        return given


class RekeyForm(forms.Form):
    """New keys: every bidder bids again, so the deadline moves."""

    closes_at = moment_field(_("New deadline"), _("Korean time. All bids become void, and every bidder bids again."))
    reason = reason_field(_("Reason"), _("Sent to everybody who has bid, and published."), rows=3)


class ReplaceOpenerForm(forms.Form):
    """Who leaves an opening committee, who comes, and where keys are concerned the later deadline."""

    leaves = People(label=_("Who leaves"), queryset=User.objects.none())
    comes = People(
        label=_("Who takes the seat"),
        help_text=_("Declares anew, and comes best from another department than the other members."),
        queryset=User.objects.none(),
    )
    closes_at = moment_field(
        _("New deadline, if the tender gets new keys"),
        _("Korean time. All bids become void, and every bidder bids again. Leave it empty to keep the keys."),
        required=False,
    )
    reason = reason_field(
        _("Reason"), _("For auditors and the committee. Bidders are told no name and no reason."), rows=3
    )

    def __init__(self, *args, tender: Tender, by_keys: bool, **options):
        super().__init__(*args, **options)
        seated = User.objects.filter(pk__in=tender.committee.values("user"))
        self.fields["leaves"].queryset = seated.select_related("active_membership").order_by("name")
        self.fields["comes"].queryset = queries.openers_to_name(tender)
        if not by_keys:
            del self.fields["closes_at"]


class OutageForm(forms.Form):
    """A time in which nobody could bid."""

    began_at = moment_field(_("Began"), _("Korean time."))
    ended_at = moment_field(_("Ended"))
    reason = reason_field(_("What has happened"), _("Sent to every bidder, and published with the tenders."), rows=2)
