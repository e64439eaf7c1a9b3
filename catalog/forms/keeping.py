"""Classes, attributes and options in the administration."""

from django import forms
from django.utils.translation import gettext as _

from catalog.queries.classes import bound_fields


class KeptForm(forms.ModelForm):
    """What stored values are read by is refused at its field; the service would refuse it, too."""

    def clean(self):
        """Codes, types and quantities stay while products state them."""
        data = super().clean()
        if self.instance.pk:
            for name in bound_fields(self.instance) & set(self.changed_data):
                self.add_error(name, _("Products already state this: it can no longer be changed."))
        return data
