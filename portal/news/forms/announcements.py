"""IN: announcements, questions, alerts, votes, reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import DayField, FilterForm, MomentField, TextField
from portal.news.models import FaqCategory
from portal.news.states import AnnouncementKind

MOMENT = "%Y-%m-%dT%H:%M"
ANY_KIND = [("", _("all announcements")), *AnnouncementKind.choices]


def words_field(label: object, hint: object = "", *, rows: int = 4, most: int = 4000, required: bool = True):
    """Several lines of text."""
    return TextField(
        label=label, help_text=hint, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


def moment_field(label: object, hint: object = "", *, required: bool = True) -> forms.DateTimeField:
    """A moment in Korean time."""
    return MomentField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
    )


class NewsFilter(FilterForm):
    """Which announcements."""

    q = forms.CharField(label=_("Words"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=ANY_KIND, required=False)


class AnnouncementForm(forms.Form):
    """An announcement as its writer fills it in."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AnnouncementKind)
    title_ko = TextField(label=_("Title (Korean)"), max_length=160)
    title_en = TextField(label=_("Title (English)"), max_length=160, required=False)
    text_ko = words_field(_("Text (Korean)"), _("Plain text; an empty line begins a paragraph."), rows=10, most=10_000)
    text_en = words_field(_("Text (English)"), rows=10, most=10_000, required=False)
    publish_at = moment_field(
        _("To be published at"), _("Empty: as soon as a second person publishes."), required=False
    )
    pinned_until = DayField(
        label=_("Pinned until"),
        help_text=_("Until then it stands above all others."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    files = UploadField(label=_("Attachments"), required=False, multiple=True)

    def clean(self) -> dict[str, Any]:
        """Both languages, or Korean alone: never half of the English."""
        given = super().clean() or {}
        if bool(given.get("title_en")) != bool(given.get("text_en")):
            self.add_error(
                "text_en" if given.get("title_en") else "title_en", _("Title and text in English, or neither.")
            )
        return given


class ReasonForm(forms.Form):
    """Why."""

    reason = words_field(_("Reason"), rows=3, most=500)


class NewsAlertForm(forms.Form):
    """An address that wants to be told."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    kind = forms.ChoiceField(label=_("Of what"), choices=ANY_KIND, required=False)


class FaqFilter(FilterForm):
    """Which questions."""

    q = forms.CharField(label=_("What do you want to know?"), max_length=80, required=False)
    category = forms.ChoiceField(label=pgettext_lazy("faq", "About"), required=False)

    def __init__(self, *args: Any, categories: list[FaqCategory], **options: Any):
        super().__init__(*args, **options)
        self.fields["category"].choices = [("", _("everything")), *((each.slug, each.title) for each in categories)]


class FaqForm(forms.Form):
    """A question with its answer, in both languages."""

    category = forms.ModelChoiceField(label=pgettext_lazy("faq", "Category"), queryset=FaqCategory.objects.none())
    question_ko = TextField(label=pgettext_lazy("faq", "Question (Korean)"), max_length=200)
    question_en = TextField(label=pgettext_lazy("faq", "Question (English)"), max_length=200)
    answer_ko = words_field(_("Answer (Korean)"), rows=6)
    answer_en = words_field(_("Answer (English)"), rows=6)
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=50)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["category"].queryset = FaqCategory.objects.all()
        self.fields["category"].label_from_instance = lambda category: category.title


class VoteForm(forms.Form):
    """Whether it helped, and what was missing."""

    helpful = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    words = TextField(label=_("What was missing?"), max_length=300, required=False)
