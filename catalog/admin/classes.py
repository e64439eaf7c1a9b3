"""Doors for the keepers of classes and attributes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog import policies, services
from catalog.admin.exchange import Exchanging
from catalog.forms.keeping import KeptForm
from catalog.models import AttributeChoice, AttributeDef, ClassMap, ClassNode, ClassScheme
from portal.windows import Daily, Window


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
    fields = ["code", "name_ko", "name_en", "datatype", "match", "quantity", "unit", "required", "weight", "order"]


@admin.register(ClassScheme)
class ClassSchemeWindow(Window):
    """Which classifications are loaded, in which release; ``manage.py import_classification`` loads another."""

    list_display = ["code", "release", "name_ko", "name_en"]


@admin.register(ClassNode)
class ClassNodeAdmin(Exchanging, KeptAdmin):
    """Classes: our names, and whether they are in use. Codes come from the loaded release."""

    table = "classes"
    daily = (Daily(_("Classification")),)
    list_display = ["code", "name_ko", "name_en", "level", "active", "curated", "successor"]
    list_filter = ["level", "active", "curated", "scheme"]
    search_fields = ["code", "name_ko", "name_en", "official_ko", "official_en"]
    list_select_related = ["scheme", "successor"]
    fields = [
        "scheme",
        "code",
        "level",
        "parent",
        "name_ko",
        "name_en",
        "official_ko",
        "official_en",
        "active",
        "successor",
    ]
    autocomplete_fields = ["successor"]
    readonly_fields = ["scheme", "code", "level", "parent", "official_ko", "official_en"]
    inlines = [AttributeInline]

    def has_add_permission(self, request, obj=None) -> bool:
        """Classes come with a release."""
        return False


@admin.register(ClassMap)
class ClassMapWindow(Exchanging, Window):
    """Which classes of HS and CPV stand beside ours; the table is kept by exchange."""

    table = "crosswalk"
    list_display = ["node", "other", "quality"]
    list_filter = ["quality", "other__scheme"]
    list_select_related = ["node", "other"]
    search_fields = ["=node__code", "=other__code", "node__name_ko", "node__name_en"]

    def has_module_permission(self, request) -> bool:
        """Whoever may open the administration."""
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever may open the administration."""
        return request.user.is_active and request.user.is_staff


@admin.register(AttributeDef)
class AttributeDefAdmin(Exchanging, KeptAdmin):
    """Attributes of classes; classes below inherit them."""

    table = "attributes"
    list_display = ["code", "node", "name_ko", "name_en", "datatype", "match", "unit", "required", "weight"]
    list_filter = ["datatype", "match", "required", "criticality", "quantity"]
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
