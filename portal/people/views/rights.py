"""Door: who may do what in the whole portal, from the table that the tests prove."""

from django.apps import apps
from django.http import HttpRequest, HttpResponse

from portal import rights
from portal.http import page, reads
from portal.people import policies, queries
from portal.people.forms import RightsFilter
from portal.policy import require


def _areas() -> list[tuple[str, str]]:
    """The areas of the portal by their names."""
    titles = {each.label: str(each.verbose_name) for each in apps.get_app_configs()}
    return [(area, titles.get(area, area)) for area in rights.counts()]


@reads
def right_list(request: HttpRequest) -> HttpResponse:
    """A line for each area and a column for each role; the doors of one role or area; classes of fields."""
    require(policies.may_read_rights(request.user))
    roles = list(queries.all_roles())
    areas = _areas()
    form = RightsFilter(request.GET, roles=[(role.code, f"{role.code} · {role}") for role in roles], areas=areas)
    asked = form.given()
    counts = rights.counts()
    context = {
        "form": form,
        "roles": roles,
        "areas": [(title, [counts[area].get(role.code) for role in roles]) for area, title in areas],
        "doors": _doors(asked, dict(areas)) if asked else None,
        "fields": list(rights.field_classes()),
    }
    return page(request, "people/right_list.html", context, part="people/_rights.html")


def _doors(asked: dict, titles: dict[str, str]) -> list[dict]:
    """Those of the role, or of the area; with a role what it gets there."""
    role, area = asked.get("role"), asked.get("area")
    return [
        {
            "area": titles[line.app],
            "address": line.address,
            "acts": line.acts,
            **{
                kind: [code for code, mark in line.marks.items() if mark == kind and role in (None, code)]
                for kind in (rights.ALL, rights.CONCERNED, rights.TOGETHER)
            },
        }
        for line in rights.door_lines()
        if (not role or role in line.marks) and (not area or line.app == area)
    ]
