"""Windows on inquiries and quotes; the door where exchange rates are booked."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog import policies
from catalog.models import (
    Bookmark,
    ExchangeRate,
    Inquiry,
    InquiryFile,
    InquiryMessage,
    InquiryTerms,
    Quote,
    QuoteInvitation,
    QuoteLine,
    QuotePrice,
    QuoteRequest,
)
from catalog.services.inquiries import unpublish_inquiry
from catalog.services.interest import book_rate
from catalog.services.quotes import close_due_quote
from catalog.states import Currency
from portal.windows import Window, WindowInline, deed


class MessageInline(WindowInline):
    """The thread's messages: when and by which side; the words stay with the two sides."""

    model = InquiryMessage
    fields = ["at", "side"]
    readonly_fields = fields


@admin.register(Inquiry)
class InquiryWindow(Window):
    """Questions and where they stand."""

    list_display = ["number", "product_id", "company", "state", "asked_at", "due_at", "answered_at", "public_answer"]
    list_filter = ["state", "public_answer", ("due_at", admin.DateFieldListFilter)]
    list_select_related = ["company"]
    search_fields = ["number", "product__number", "company__legal_name_ko", "company__legal_name_en"]
    date_hierarchy = "asked_at"
    inlines = [MessageInline]
    actions = ["unpublish"]

    @deed(_("No longer publish"))
    def unpublish(self, request, inquiry):
        """Off the product's page."""
        unpublish_inquiry(inquiry, by=request.user, reason=str(_("Taken back in the administration")))


@admin.register(InquiryMessage)
class InquiryMessageWindow(Window):
    """Messages, without their words."""

    list_display = ["inquiry", "side", "at"]
    list_filter = ["side", ("at", admin.DateFieldListFilter)]
    list_select_related = ["inquiry"]
    search_fields = ["inquiry__number"]
    exclude = ["text"]


@admin.register(InquiryFile)
class InquiryFileWindow(Window):
    """Files of messages."""

    list_display = ["message_id", "file"]
    list_select_related = ["file"]
    search_fields = ["message__inquiry__number", "file__name"]


@admin.register(InquiryTerms)
class InquiryTermsWindow(Window):
    """Until when a supplier answers, by date."""

    list_display = ["valid_from", "answer_days", "remind_pct", "manager_days", "rest_days"]


@admin.register(Bookmark)
class BookmarkWindow(Window):
    """How often a product is kept."""

    list_display = ["product_id", "at"]
    exclude = ["user"]


class RateForm(forms.ModelForm):
    """A rate; won is not among the currencies."""

    currency = forms.ChoiceField(
        label=_("Currency"), choices=[choice for choice in Currency.choices if choice[0] != Currency.KRW]
    )

    class Meta:
        model = ExchangeRate
        fields = ["currency", "day", "won", "source"]


@admin.register(ExchangeRate)
class ExchangeRateAdmin(Window):
    """Booked rates: the catalogue manager adds; a correction is a later row."""

    form = RateForm
    list_display = ["currency", "day", "won", "source", "booked_by", "booked_at"]
    list_filter = ["currency", ("day", admin.DateFieldListFilter)]
    list_select_related = ["booked_by"]
    search_fields = ["source"]
    date_hierarchy = "day"

    def has_module_permission(self, request) -> bool:
        """Whoever may open the administration finds them there."""
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever may open the administration."""
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request, obj=None) -> bool:
        """The keeper's."""
        return bool(policies.may_book_rates(request.user))

    def save_model(self, request, obj, form, change):
        """By its service, which asks who it is and writes the trail."""
        facts = {name: form.cleaned_data[name] for name in RateForm.Meta.fields}
        made = book_rate(by=request.user, **facts)
        obj.pk, obj._state.adding = made.pk, False


class LineInline(WindowInline):
    """What is asked for."""

    model = QuoteLine
    fields = ["no", "name_ko", "company", "qty", "uom"]
    readonly_fields = fields


class InvitationInline(WindowInline):
    """Who was asked and who has answered; figures stand on the request's own page, once they may be read."""

    model = QuoteInvitation
    fields = ["company", "state", "answered_at"]
    readonly_fields = fields


@admin.register(QuoteRequest)
class QuoteRequestWindow(Window):
    """Requests for quotes."""

    list_display = ["number", "title", "state", "asked_by", "closes_at", "decided_at"]
    list_filter = ["state", ("closes_at", admin.DateFieldListFilter)]
    list_select_related = ["asked_by"]
    search_fields = ["number", "title"]
    date_hierarchy = "asked_at"
    inlines = [LineInline, InvitationInline]
    actions = ["close_due"]

    @deed(_("Close if the deadline has passed"))
    def close_due(self, request, asked):
        """What the sweep does each minute, for one that it has not reached yet."""
        close_due_quote(asked, by=request.user)


@admin.register(QuoteLine)
class QuoteLineWindow(Window):
    """Lines of requests."""

    list_display = ["request", "no", "name_ko", "company", "qty", "uom"]
    list_select_related = ["request", "company"]
    search_fields = ["request__number", "name_ko"]


@admin.register(QuoteInvitation)
class QuoteInvitationWindow(Window):
    """Suppliers that were asked."""

    list_display = ["request", "company", "state", "answered_at"]
    list_filter = ["state"]
    list_select_related = ["request", "company"]
    search_fields = ["request__number", "company__legal_name_ko"]
    exclude = ["quote"]


@admin.register(Quote)
class QuoteWindow(Window):
    """Quotes, without a figure: before the deadline nobody reads them."""

    list_display = ["invitation_id", "no", "at"]
    exclude = ["freight", "note"]


@admin.register(QuotePrice)
class QuotePriceWindow(Window):
    """Prices of quotes, without the figure."""

    list_display = ["quote_id", "line_id"]
    exclude = ["unit_price", "remark"]
