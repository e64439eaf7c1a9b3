"""What may stand in an address beside the kinds that Django has: ``<year:year>``. Known as soon as it is imported."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class YearConverter(IntConverter):
    """A year that a date can have; any other is no such page.

    >>> import re
    >>> [bool(re.fullmatch(YearConverter.regex, year)) for year in ("2026", "0", "0000", "20260", "٢٠٢٦")]
    [True, False, False, False, False]
    """

    regex = "[12][0-9]{3}"


register_converter(YearConverter, "year")
