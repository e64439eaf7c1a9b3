"""Tags of the search: a small number for every maker and kind of certificate that occurs."""

from collections.abc import Mapping

from catalog.models import SearchTag


def tags_for(kind: str, names: Mapping[str, str]) -> dict[str, int]:
    """The key of each value's tag; what is not there yet is added, with its name. At most three queries."""
    if not names:
        return {}
    rows = SearchTag.objects.filter(kind=kind, value__in=names.keys())
    found = dict(rows.values_list("value", "pk"))
    if missing := sorted(names.keys() - found.keys()):
        tags = [SearchTag(kind=kind, value=value, name=names[value][:120]) for value in missing]
        SearchTag.objects.bulk_create(tags, ignore_conflicts=True)  # somebody else may add the same maker just now
        found = dict(rows.all().values_list("value", "pk"))
    return found
