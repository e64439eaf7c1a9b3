"""Files of these tests lie on a real disk."""

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import translation

from portal.files.models import File


@pytest.fixture(autouse=True)
def media(tmp_path, monkeypatch, settings):
    """A folder of one test's own, instead of the memory that other apps' tests use."""
    settings.MEDIA_ROOT = tmp_path
    storage = FileSystemStorage(location=tmp_path)
    for field in ("content", "thumbnail", "preview"):
        monkeypatch.setattr(File._meta.get_field(field), "storage", storage)
    return tmp_path


@pytest.fixture(autouse=True)
def english():
    """The reader's language."""
    with translation.override("en"):
        yield


def stored_paths(folder):
    """All files below ``folder``."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
