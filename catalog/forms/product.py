"""The steps of a product: basics, files, submission; price and supply are in ``forms.supply``."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductVersion
from catalog.queries.crosswalk import is_hs_code
from catalog.queries.products import sku_is_taken
from catalog.rules.codes import hs_code
from catalog.rules.wording import contact_data
from catalog.services.drafts import SKU_TAKEN
from catalog.states import FileRole, ProductState
from portal.countries import country_choices
from portal.files.forms import with_most
from portal.forms import CodeField, DayField, TextField


def countries() -> list[tuple[str, str]]:
    """(code, name) of the world's countries in the reader's language; where most goods come from first."""
    return country_choices(get_language() or "")


class BasicsForm(forms.Form):
    """Part number (until the product is published), names, maker, model, description. The class has its own page."""

    use_required_attribute = False

    sku = CodeField(
        label=_("Your part number"),
        max_length=40,
        help_text=_("Unique among your products; a catalogue that you import finds the product by it."),
    )
    name_ko = TextField(
        label=_("Name (Korean)"), max_length=120, help_text=_("Kind, then series or size: 수용성 방청유 DR-320")
    )
    name_en = TextField(label=_("Name (English)"), max_length=120, required=False)
    maker = TextField(label=_("Maker"), max_length=80, required=False)
    model = CodeField(label=_("Model"), max_length=80, required=False)
    origin = forms.ChoiceField(label=_("Country of origin"), required=False)
    hs_code = CodeField(
        label=_("HS or HSK code"), max_length=20, required=False, help_text=_("6 or 10 digits, if you export.")
    )
    description_ko = TextField(
        label=_("Description (Korean)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is different, where it is used, what was measured. No telephone numbers or web addresses."),
    )
    description_en = TextField(
        label=_("Description (English)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    change_note = TextField(
        label=_("What has changed"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"data-span": "full"}),
        help_text=_("The reviewer reads this beside the two versions."),
    )

    TEXTS = (
        "name_ko",
        "name_en",
        "maker",
        "model",
        "origin",
        "hs_code",
        "description_ko",
        "description_en",
        "change_note",
    )

    def __init__(self, *args, version: ProductVersion | None = None, **kwargs):
        if version is not None:
            kwargs["initial"] = {name: getattr(version, name) for name in self.TEXTS} | {"sku": version.product.sku}
        super().__init__(*args, **kwargs)
        origin = self.fields["origin"]
        assert isinstance(origin, forms.ChoiceField)  # noqa: S101 (declared above)
        origin.choices = [("", _("Choose")), *countries()]
        origin.needed_later = True  # type: ignore[attr-defined]
        self.product = version.product if version is not None else None
        if self.product is not None and self.product.state != ProductState.DRAFT:
            del self.fields["sku"]  # buyers and catalogues know it by this number
        if version is None or version.no == 1:
            del self.fields["change_note"]

    def clean_sku(self):
        """Free among the company's products; that of a new product is the service's to check."""
        sku = self.cleaned_data["sku"]
        if self.product is not None and sku_is_taken(self.product, sku):
            raise forms.ValidationError(SKU_TAKEN, params={"sku": sku})
        return sku

    def clean_hs_code(self):
        """The digits alone, as many as there must be."""
        code = hs_code(self.cleaned_data["hs_code"])
        if code:
            for check in ProductVersion._meta.get_field("hs_code").validators:
                check(code)
            if not is_hs_code(code):
                raise forms.ValidationError(_("There is no such HS code. Look the first six digits up."))
        return code

    def clean(self):
        """No way around the portal in what buyers read: the submission would stop at it. Source: CAT-23."""
        for name in ("name_ko", "name_en", "description_ko", "description_en"):
            if shown := contact_data(self.cleaned_data.get(name, "")):
                message = _("Take out “%(shown)s”: buyers reach the supplier through the portal.")
                self.add_error(name, forms.ValidationError(message, params={"shown": shown}))
        return self.cleaned_data

    @property
    def texts(self) -> dict[str, str]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in self.TEXTS if name in self.cleaned_data}


class FileForm(forms.Form):
    """One picture or document."""

    use_required_attribute = False

    role = forms.ChoiceField(label=_("Kind"), choices=FileRole.choices)
    upload = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=with_most(
            _("Pictures: JPG or PNG. Other kinds: PDF, JPG, PNG, XLSX, DOCX, HWP, DWG or STEP. Up to %(most)s MB.")
        ),
    )
    dated = DayField(
        label=_("Date of the document"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A safety data sheet needs it: it may be at most 3 years old."),
    )

    def clean(self):
        """A safety data sheet without its date would not count."""
        if self.cleaned_data.get("role") == FileRole.MSDS and not self.cleaned_data.get("dated"):
            self.add_error("dated", _("State the date on the safety data sheet."))
        return self.cleaned_data


class FileRemoveForm(forms.Form):
    """Which file goes."""

    file = forms.UUIDField()


class SubmitForm(forms.Form):
    """The supplier stands by what is written."""

    confirmed = forms.BooleanField(
        label=_("The facts are true, and we may use the names, pictures and documents."),
        error_messages={"required": _("Confirm this before submitting.")},
    )
