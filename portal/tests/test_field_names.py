"""The administration speaks Korean: every window, column, filter and field has a name, also those of libraries."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path, label_for_field
from django.urls import reverse
from django.utils.translation import override

from portal.field_names import NAMES
from portal.people.models import Membership, User
from portal.tests.factories import staff
from portal.tests.signin import sign_in

HANGUL = re.compile("[가-힣]")
CODES = {"ID", "id", "SHA-256", "ECLASS IRDI", "OCID", "tCO₂", "toe"}  # the same in every language
# Keys of big tables, shown without asking those; and what a property of the model computes.
BARE = {"product_id", "message_id", "invitation_id", "line_id", "quote_id", "client_id", "pk"}
COMPUTED = {"total", "actual", "required", "fingerprint"}


def labels(window: admin.ModelAdmin, request) -> Iterator[tuple[str, str]]:
    """Every name on the window's pages: of what, and the name."""
    model = window.model
    yield "window", str(model._meta.verbose_name)
    yield "windows", str(model._meta.verbose_name_plural)
    for name in window.get_fields(request):
        yield name, str(label_for_field(name, model, window))
    for name in window.get_list_display(request):
        if name not in ("action_checkbox", "__str__"):
            yield str(name), str(label_for_field(name, model, window))
    for each in window.get_list_filter(request):
        first = each[0] if isinstance(each, list | tuple) else each
        field = None if isinstance(first, type) else get_fields_from_path(model, first)[-1]
        yield str(first), str(first.title if field is None else field.verbose_name)


def test_every_name_in_the_administration_is_korean_in_korean(rf):
    request = rf.get("/admin/")
    request.user = User(is_staff=True, is_superuser=True, email="admin@garam.example")
    silent = set()
    with override("ko"):
        for model, window in admin.site._registry.items():
            for name, label in labels(window, request):
                if not HANGUL.search(label) and label not in CODES and name not in BARE | COMPUTED:
                    silent.add((model._meta.label, name, label))
    assert sorted(silent) == []


def test_every_kind_of_thing_is_korean_in_korean():
    with override("ko"):
        kinds = {model._meta.label: str(model._meta.verbose_name) for model in apps.get_models()}
    assert [label for label, words in kinds.items() if not HANGUL.search(words)] == []


def test_names_change_no_migration():
    """What stands here is not part of a model's state."""
    field = Membership._meta.get_field("since")
    assert str(field.verbose_name)
    assert "verbose_name" not in field.deconstruct()[3]


def test_no_name_is_kept_that_nothing_bears():
    borne = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    assert sorted(set(NAMES) - borne) == []


@pytest.mark.django_db
def test_a_filter_is_headed_in_korean(client):
    sign_in(client, staff("AD", is_staff=True, is_superuser=True))
    page = client.get(reverse("admin:people_user_changelist"), headers={"Accept-Language": "ko"}).content.decode()
    assert "<summary>로그인 가능 기준</summary>" in page
    assert "(으)로" not in page
