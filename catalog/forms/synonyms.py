"""Synonyms in the administration."""

from django import forms

from catalog.models import Synonym
from catalog.services.synonyms import plain_words
from portal.errors import RuleBroken


class SynonymForm(forms.ModelForm):
    """The words in one form; what is none is said at the field."""

    class Meta:
        model = Synonym
        fields = ["words", "one_way", "in_use", "note"]
        widgets = {"words": forms.Textarea(attrs={"rows": 2})}

    def clean_words(self) -> str:
        """As they are kept."""
        try:
            return plain_words(self.cleaned_data["words"])
        except RuleBroken as broken:
            raise forms.ValidationError(broken.message) from None
