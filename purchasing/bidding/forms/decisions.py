"""Decisions: each with a reason that can be shown to those it concerns."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import TextField
from purchasing.bidding.forms.tenders import moment_field


def reason_field(label, help_text="", rows: int = 4) -> TextField:
    """A reason in the words of the person who decides."""
    return TextField(label=label, max_length=2000, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


class ReasonForm(forms.Form):
    """Why something goes back to the officer."""

    reason = reason_field(_("What has to change"), rows=3)

    def __init__(self, *args, label=None, **options):
        super().__init__(*args, **options)
        if label:
            self.fields["reason"].label = label


class CancelForm(forms.Form):
    """Why a tender is cancelled: published."""

    reason = reason_field(_("Reason for cancelling"), _("Published with the tender, and sent to every bidder."))


class FailForm(forms.Form):
    """Why a tender ends without an award: published."""

    reason = reason_field(
        _("Reason for ending without an award"), _("Published with the tender, and sent to every bidder.")
    )


class DeadlineForm(forms.Form):
    """A later deadline."""

    closes_at = moment_field(_("New deadline"), _("Korean time. A deadline only moves later."))
    reason = reason_field(_("Reason"), _("Sent to everybody who has bid."), rows=3)


class RuleOutForm(forms.Form):
    """Why a bid is not responsive."""

    remark = reason_field(
        _("Why the bid is not responsive"), _("Name the condition of the notice. The bidder reads it."), rows=3
    )


class ManifestErrorForm(forms.Form):
    """Why a bid may go after the deadline: published."""

    reason = reason_field(
        _("The manifest error"),
        _("What the bidder declared, when, and why it is an error that anybody sees. Published with the result."),
    )


class FewBidsForm(forms.Form):
    """Why the result of few bids may stand."""

    reason = reason_field(_("Why the result may stand"), rows=3)


class AwardForm(forms.Form):
    """Who is proposed for the award, and why."""

    bid = forms.ChoiceField(label=_("Proposed winner"), widget=forms.RadioSelect)
    reason = reason_field(
        _("Reason for award"),
        _("Write it with figures, so that a losing bidder can follow it. It appears in the notice as written."),
    )

    def __init__(self, *args, choices, **options):
        super().__init__(*args, **options)
        self.fields["bid"].choices = choices
