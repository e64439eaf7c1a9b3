"""Windows on products; doors for the keepers of classes and attributes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog import policies, services
from catalog.forms.keeping import KeptForm
from catalog.models import (
    AttributeChoice,
    AttributeDef,
    AttributeValue,
    ClassNode,
    ClassScheme,
    EcoClaim,
    PriceBreak,
    Product,
    ProductFile,
    ProductSearch,
    ProductVersion,
    ReviewRemark,
)
from portal.windows import Window, WindowInline, deed


class Kept:
    """Master data: the catalogue manager writes, everybody else looks; nothing that is used is deleted."""

    form = KeptForm

    def has_module_permission(self, request) -> bool:
        """Whoever may open the administration finds them there."""
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever may open the administration."""
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request, obj=None) -> bool:
        """The keeper's."""
        return bool(policies.may_keep_classes(request.user))

    def has_change_permission(self, request, obj=None) -> bool:
        """The keeper's."""
        return bool(policies.may_keep_classes(request.user))

    def has_delete_permission(self, request, obj=None) -> bool:
        """Classes and attributes are retired, not deleted: products refer to them."""
        return False


EDIT = {ClassNode: services.edit_class, AttributeDef: services.edit_attribute, AttributeChoice: services.edit_choice}
ADD = {AttributeDef: services.add_attribute, AttributeChoice: services.add_choice}


def _keep(thing, form, *, by) -> None:
    """What a form says about ``thing``, done by the service that answers for it."""
    if thing.pk:
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in form.cleaned_data}
        EDIT[type(thing)](thing, by=by, **changes)
        return
    kept = {field.name for field in thing._meta.fields if field.name != "id"}
    facts = {name: value for name, value in form.cleaned_data.items() if name in kept}
    made = ADD[type(thing)](by=by, **facts)
    thing.pk, thing._state.adding = made.pk, False


class KeptAdmin(Kept, admin.ModelAdmin):
    """A door to the services that keep classes and attributes: nothing is saved past them."""

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False

    def save_model(self, request, obj, form, change):
        """By its service, which asks who it is and writes the trail."""
        _keep(obj, form, by=request.user)

    def save_formset(self, request, form, formset, change):
        """Rows below it likewise, one by one."""
        formset.save(commit=False)  # only to learn what is new and what was changed
        for row in formset.forms:
            if row.has_changed():
                _keep(row.instance, row, by=request.user)


class ChoiceInline(Kept, admin.TabularInline):
    """The options of a list attribute."""

    model = AttributeChoice
    extra = 0


class AttributeInline(Kept, admin.TabularInline):
    """The attributes that a class adds to the inherited ones."""

    model = AttributeDef
    extra = 0
    show_change_link = True
    fields = ["code", "name_ko", "name_en", "datatype", "quantity", "unit", "required", "order"]


@admin.register(ClassScheme)
class ClassSchemeWindow(Window):
    """Which classifications are loaded, in which release; ``manage.py import_classification`` loads another."""

    list_display = ["code", "release", "name_ko", "name_en"]


@admin.register(ClassNode)
class ClassNodeAdmin(KeptAdmin):
    """Classes: our names, and whether they are in use. Codes come from the loaded release."""

    list_display = ["code", "name_ko", "name_en", "level", "active", "curated"]
    list_filter = ["level", "active", "curated", "scheme"]
    search_fields = ["code", "name_ko", "name_en", "official_ko", "official_en"]
    list_select_related = ["scheme"]
    fields = ["scheme", "code", "level", "parent", "name_ko", "name_en", "official_ko", "official_en", "active"]
    readonly_fields = ["scheme", "code", "level", "parent", "official_ko", "official_en"]
    inlines = [AttributeInline]

    def has_add_permission(self, request, obj=None) -> bool:
        """Classes come with a release."""
        return False


@admin.register(AttributeDef)
class AttributeDefAdmin(KeptAdmin):
    """Attributes of classes; classes below inherit them."""

    list_display = ["code", "node", "name_ko", "name_en", "datatype", "quantity", "unit", "required"]
    list_filter = ["datatype", "quantity", "required", "criticality"]
    list_select_related = ["node"]
    search_fields = ["code", "name_ko", "name_en", "node__code", "node__name_ko", "node__name_en"]
    autocomplete_fields = ["node"]
    inlines = [ChoiceInline]


@admin.register(AttributeChoice)
class AttributeChoiceAdmin(KeptAdmin):
    """Options of list attributes."""

    list_display = ["definition", "code", "name_ko", "name_en", "order"]
    list_select_related = ["definition__node"]
    search_fields = ["code", "name_ko", "name_en"]
    autocomplete_fields = ["definition"]


class VersionInline(WindowInline):
    """All versions of a product."""

    model = ProductVersion
    fk_name = "product"
    fields = ["no", "state", "name_ko", "submitted_at", "reviewer", "decided_at"]
    readonly_fields = fields


@admin.register(Product)
class ProductWindow(Window):
    """Products; states change by the named actions."""

    list_display = ["number", "company", "sku", "state", "current", "published_at"]
    list_filter = ["state", "price_visibility", ("published_at", admin.DateFieldListFilter)]
    list_select_related = ["company", "current__class_node"]
    search_fields = ["number", "sku", "company__legal_name_ko", "company__legal_name_en"]
    date_hierarchy = "created_at"
    exclude = ["price"]  # a price is shown by its visibility, on the product's page
    inlines = [VersionInline]
    actions = ["unblock"]

    @deed(_("Lift the block"))
    def unblock(self, request, product):
        """Back to its supplier, who decides when it is shown."""
        services.unblock_product(product, by=request.user)


@admin.register(ProductVersion)
class ProductVersionWindow(Window):
    """Versions and where they stand."""

    list_display = ["product", "no", "state", "name_ko", "class_node", "submitted_at", "reviewer"]
    list_filter = ["state", ("submitted_at", admin.DateFieldListFilter)]
    list_select_related = ["product", "class_node", "reviewer", "product__current__class_node"]
    search_fields = ["product__number", "name_ko", "name_en", "model"]


@admin.register(AttributeValue)
class AttributeValueWindow(Window):
    """Values as entered and in the canonical unit."""

    list_display = ["version", "definition", "num", "low", "high", "unit", "text", "si_num"]
    list_select_related = ["version__class_node", "definition__node"]
    search_fields = ["version__product__number", "definition__code"]


@admin.register(ProductFile)
class ProductFileWindow(Window):
    """Which files belong to which version."""

    list_display = ["version", "role", "file", "dated"]
    list_filter = ["role"]
    list_select_related = ["version__class_node", "file"]
    search_fields = ["version__product__number", "file__name"]


@admin.register(EcoClaim)
class EcoClaimWindow(Window):
    """3R claims and until when their documents hold; checked with their version."""

    list_display = ["version", "kind", "issuer", "number", "valid_from", "valid_to"]
    list_filter = ["kind", ("valid_to", admin.DateFieldListFilter)]
    list_select_related = ["version__class_node"]
    search_fields = ["version__product__number", "issuer", "number"]


@admin.register(PriceBreak)
class PriceBreakWindow(Window):
    """From which quantity on a product costs less; the price itself by its visibility, on the product's page."""

    list_display = ["product_id", "from_qty"]
    search_fields = ["product__number", "product__sku"]
    exclude = ["price"]


@admin.register(ReviewRemark)
class ReviewRemarkWindow(Window):
    """What reviewers asked for."""

    list_display = ["at", "version", "round", "field", "text", "by"]
    list_select_related = ["version__class_node", "by"]
    search_fields = ["version__product__number", "text"]


@admin.register(ProductSearch)
class ProductSearchWindow(Window):
    """What the search reads; rebuilt by ``manage.py reindex_catalog``."""

    list_display = ["product_id", "title", "class_code", "lead_days", "published_on"]
    list_filter = ["lead_band", "size_class"]
    search_fields = ["product__number"]
    exclude = ["grams"]
