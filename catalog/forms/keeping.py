"""Classes, attributes and options in the administration."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _

from catalog.models import ClassNode
from catalog.queries.classes import bound_fields, retirement_fault


class KeptForm(forms.ModelForm):
    """What stored values are read by is refused at its field; the service would refuse it, too."""

    def clean(self):
        """Codes, types and quantities stay while products state them."""
        data = super().clean()
        if self.instance.pk:
            for name in bound_fields(self.instance) & set(self.changed_data):
                self.add_error(name, _("Products already state this: it can no longer be changed."))
        return data

    def _update_errors(self, errors):
        """What is wrong with a field that this form does not show is said above it."""
        by_field = getattr(errors, "error_dict", {})
        for name in [name for name in by_field if name not in self.fields and name != NON_FIELD_ERRORS]:
            by_field.setdefault(NON_FIELD_ERRORS, []).extend(by_field.pop(name))
        super()._update_errors(errors)

    def _post_clean(self):
        """A class is retired by the rules of its service; asked once the instance says what was typed."""
        super()._post_clean()
        if isinstance(self.instance, ClassNode) and self.instance.pk and (wrong := retirement_fault(self.instance)):
            field, message = wrong
            self.add_error(field if field in self.fields else None, message)
