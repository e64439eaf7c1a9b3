"""The rules of the house that no linter knows. Imports are held by import-linter (``pyproject.toml``)."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from portal.privacy.registry import holdings
from portal.rights import page

ROOT = Path(__file__).resolve().parents[2]
OURS = ("portal", "catalog", "purchasing", "sharedgrowth")
LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 (every checkout has git)
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
FILES = [name for name in LISTED if (ROOT / name).is_file()]
CODE = [name for name in FILES if re.search(r"\.(py|html|css|js)$", name) and "/migrations/" not in name]
PYTHON = [name for name in CODE if name.endswith(".py") and name.startswith(OURS)]
TEMPLATES = [name for name in FILES if name.startswith("templates/") and name.endswith(".html")]
RUNNING = [name for name in PYTHON if "/tests/" not in name]
RULES = [name for name in PYTHON if re.search(r"/rules(/[a-z_]+)*\.py$", name) and not name.endswith("__init__.py")]


def text(name: str) -> str:
    return (ROOT / name).read_text()


def every_view() -> Iterator[tuple[str, str, object]]:
    """URL name (with namespace), address and view, whoever brought it."""

    def walk(patterns, namespace, above):
        for pattern in patterns:
            address = above + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                inner = ":".join(part for part in (namespace, pattern.namespace) if part)
                yield from walk(pattern.url_patterns, inner, address)
            elif isinstance(pattern, URLPattern):
                yield f"{namespace}:{pattern.name}" if namespace else str(pattern.name), address, pattern.callback

    yield from walk(get_resolver().url_patterns, "", "")


def is_ours(view) -> bool:
    """Whether it stands in one of our own apps."""
    return getattr(view, "view_class", getattr(view, "cls", view)).__module__.startswith(OURS)


def our_views() -> dict[str, object]:
    """URL name (with namespace) → view, of our own apps."""
    return {name: view for name, _address, view in every_view() if is_ours(view)}


def test_what_libraries_bring_to_our_addresses_is_listed():
    """``elsewhere`` in ``docs/access.yaml``: all that has no row there; the windows of the administration are one."""
    others = [(name, address) for name, address, view in every_view() if not is_ours(view)]
    found = {"admin/" if address.startswith("admin/") else name for name, address in others}
    assert found == set(page()["elsewhere"])


def test_no_file_outgrows_its_room():
    assert {name for name in CODE if len(text(name).splitlines()) > 400} == set()


def test_rules_name_their_source():
    silent = [
        f"{name}: {node.name}"
        for name in RULES
        for node in ast.parse(text(name)).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "Source:" not in (ast.get_docstring(node) or "")
    ]
    assert silent == []


def test_a_lock_names_its_table():
    """``select_for_update(of=(…))``: else a joined table is locked as well."""
    assert {name for name in RUNNING if re.search(r"select_for_update\((?!.*of=)", text(name))} == set()


# what is drawn; JSON's own numbers; whether a short date has to say its year
MAY_FLOAT = {"portal/templatetags/portal.py", "portal/api/description.py", "portal/display.py"}


def test_floats_and_the_app_clock_decide_nothing():
    """``portal.clock.db_now()`` and Decimal instead; what draws pictures may use floats."""
    found = {name for name in RUNNING if re.search(r"\btimezone\.now\(\)|datetime\.now\(|\bfloat\(", text(name))}
    assert {name for name in found if not name.startswith("portal/charts/")} <= MAY_FLOAT


FORBIDDEN = {
    "style attributes": r"\sstyle=",
    "inline handlers": r"\son[a-z]+=",
    "script in attributes": r"hx-on[:-]|\bjs:",
    "inline script": r"<script\b(?![^>]*(src=|application/json|application/ld\+json))",
    "inline style": r"<style",
    "safe": r"\|safe",
    "autoescape off": r"autoescape off",
}


def test_templates_keep_the_strict_policy():
    found = {
        (name, word) for name in TEMPLATES for word, pattern in FORBIDDEN.items() if re.search(pattern, text(name))
    }
    assert found == set()


def test_moments_name_their_zone_and_are_told_in_one_way():
    """``{% dt … %}``; hours without a day stand only beside one, to the second, in logs."""
    raw = re.compile(r"""\|date:"[^"]*[Hh]:?i(?!:s"|[^"]* T")""")
    assert [name for name in FILES if name.startswith("templates/") and raw.search(text(name))] == []


def test_no_form_says_twice_what_is_wrong():
    """``{{ form }}`` brings its summary: a template writes its own only where it sets out the fields itself."""
    names = set(TEMPLATES)

    def whole(name: str, around: tuple[str, ...] = ()) -> str:
        def part(found: re.Match[str]) -> str:
            inner = f"templates/{found[1]}"
            return whole(inner, (*around, name)) if inner in names and inner not in around else ""

        return re.sub(r'\{% include "([^"]+)"[^%]*%\}', part, text(name))

    twice = set()
    for name in TEMPLATES:
        shown = whole(name)
        summed = {form for tag in re.findall(r"\{% error_summary ([^%]+)%\}", shown) for form in tag.split()}
        twice |= {(name, form) for form in summed if re.search(rf"\{{\{{ *{form} *\}}\}}", shown)}
    assert twice == set()


def test_every_template_is_used():
    code = "\n".join(text(name) for name in FILES if name.endswith((".py", ".html")))
    named = set(re.findall(r"[\w./{}-]+\.html", code))
    used = {name.split("/", depth)[-1] for name in named for depth in range(name.count("/") + 1)}
    known_by_name = re.compile(
        r"^templates/(account|mfa|usersessions|allauth|admin|django|drf_spectacular|oauth2_provider|rest_framework|home/text_|\d{3})"
    )
    unused = [
        name
        for name in TEMPLATES
        if not known_by_name.match(name)
        and name.removeprefix("templates/") not in used
        and f'"{Path(name).name}"' not in code
    ]
    assert unused == []


def test_every_view_is_a_read_or_a_write():
    unmarked = [
        name
        for name, view in our_views().items()
        if not hasattr(view, "door") and not hasattr(view, "cls") and not hasattr(view, "view_class")
    ]
    assert unmarked == []


def test_every_list_with_numbered_pages_has_a_last_one():
    """``portal.paging`` has the paginator that ends; Django's would skip any number of rows (security 3, T46)."""
    endless = re.compile(r"^from django\.core\.paginator import .*\bPaginator\b|paginator\.Paginator\(", re.MULTILINE)
    found = [name for name in FILES if name.endswith(".py") and endless.search(text(name))]

    assert found == ["portal/paging.py"]


def test_days_and_moments_that_people_type_lie_in_our_years():
    """``portal.forms`` has the fields; a day of the year 1 would be stored, and no page could show it."""
    endless = re.compile(r"\bforms\.(Date|DateTime|SplitDateTime)Field[()]")

    assert [name for name in RUNNING if endless.search(text(name))] == ["portal/forms.py"]


def test_every_model_has_a_window_in_the_admin():
    sealed = {
        "bidding.Bid",  # nobody reads these before the opening: security 5.7
        "bidding.BasePrice",
        "bidding.SealedPart",
        "bidding.SealedFile",
        "bidding.SignedReceipt",
        "bidding.VoidedBid",
        "bidding.BidOrigin",
        "bidding.RelayBox",  # shares on their way between officers
        "audit.AuditLink",  # numbered without a gap: what is veiled could be counted
        "partners.GivenAnswer",  # tells which supplier's program has just bid
    }
    missing = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith(OURS) and not admin.site.is_registered(model) and not model._meta.auto_created
    }
    assert missing - sealed == set()


def test_every_app_that_keeps_contacts_of_people_says_what_it_keeps():
    """Each app with such a field has entered a holding, so that a person finds it, and erasure does. Source: PII-10."""
    told = re.compile(r"(^|_)(email|phone|mobile|contact|birth|guest)(_|$)")
    keeping = {
        model._meta.app_label
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
        for field in model._meta.concrete_fields
        if not field.is_relation and told.search(field.name)
    }
    assert keeping - {each.key.partition(".")[0] for each in holdings} == set()


@pytest.mark.django_db
def test_append_only_models_are_held_by_the_database_and_read_only_in_the_admin(rf, admin_user):
    request = rf.get("/admin/")
    request.user = admin_user
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
        triggers = set(cursor.fetchall())
    for model in apps.get_models():
        if not getattr(model, "append_only", False):
            continue
        table = model._meta.db_table
        assert {(table, f"{table}_append_only"), (table, f"{table}_no_truncate")} <= triggers, table
        if admin.site.is_registered(model):
            window = admin.site.get_model_admin(model)
            assert not window.has_add_permission(request), model
            assert not window.has_change_permission(request), model
            assert not window.has_delete_permission(request), model


def test_only_the_product_is_spoken_of():
    place = re.compile(r"/work/|/root/|/tmp/team")
    spoken = [
        name
        for name in FILES
        if re.search(r"\.(py|html|md|toml|txt|json|css|js|ini|po|yaml|yml)$", name)
        and name != "portal/tests/test_guards.py"
        and place.search(text(name))
    ]
    assert spoken == []


def test_lock_files_name_no_download_address():
    locks = text("requirements.txt").splitlines() + text("requirements-ocds.txt").splitlines()
    assert "://" not in "".join(line for line in locks if not line.lstrip().startswith("#"))
    assert '"resolved"' not in text("package-lock.json")


def test_every_constraint_can_say_its_words():
    """Django puts the name of the constraint into its message: a bare percent sign would be a fault of its own."""
    kept = {
        "partnership_share_in_range",
        "preference_target_in_range",
        "buyer_rate_in_range",
    }  # asked by services first
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name not in kept:
                for language in ("ko", "en"):
                    with override(language):
                        assert constraint.get_violation_error_message()
