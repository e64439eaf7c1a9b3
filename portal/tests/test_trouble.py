"""The pages for when the portal itself is broken need nothing that may be broken."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import loader
from django.utils.translation import override

from portal.home.views import server_error

# No django_db mark here: a query would fail the test.


@pytest.fixture
def broken_manifest(settings, tmp_path):
    """Production's storage of static files, whose list of hashed names is not there."""
    backend = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": backend}
    settings.STATIC_ROOT = tmp_path
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        staticfiles_storage.url("vendor/kit.css")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_our_fault_is_told_without_manifest_and_database(rf, broken_manifest, language):
    request = rf.get("/")
    request.request_id = "0a1b2c3d"
    with override(language):
        response = server_error(request)
    page = response.content.decode()
    assert response.status_code == 500
    assert "0a1b2c3d" in page
    assert f'<html lang="{language}">' in page


def test_our_fault_does_not_say_of_what_was_sent_that_it_is_lost_nor_speaks_of_it_where_nothing_was_sent(rf):
    with override("en"):
        sent = server_error(rf.post("/")).content.decode()
        shown = server_error(rf.get("/")).content.decode()
    assert "may not have been saved" in sent
    assert "nothing was changed by it" in shown
    assert "you just sent" not in shown


def test_closed_is_told_without_manifest_and_database(broken_manifest):
    assert "<h1>" in loader.render_to_string("503.html")


def test_the_files_that_such_a_page_names_exist():
    named = re.findall(r'(?:href|src)="/static/([^"]+)"', loader.render_to_string("503.html"))
    assert set(named) == {"img/favicon.svg", "vendor/kit.css", "vendor/portal.css"}
    assert [name for name in named if finders.find(name) is None] == []
