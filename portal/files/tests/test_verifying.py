"""Stored bytes are compared with their fingerprints: what a restore lost or mixed up is found."""

import io
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db.models import FileField

from portal.files.models import File
from portal.files.services import verify_contents
from portal.files.services.verifying import models_with_contents
from portal.files.tests.factories import FileFactory, picture_bytes

pytestmark = pytest.mark.django_db


def verify() -> tuple[str, str, int]:
    """What the command prints, complains of and ends with."""
    out, errors = io.StringIO(), io.StringIO()
    try:
        call_command("files_verify", stdout=out, stderr=errors)
    except SystemExit as end:
        return out.getvalue(), errors.getvalue(), int(end.code or 0)
    return out.getvalue(), errors.getvalue(), 0


def put(file: File, content: bytes) -> None:
    """Other bytes in the place of the stored ones, as a wrong restore puts them."""
    storage, name = file.content.storage, file.content.name
    storage.delete(name)
    if content:
        storage.save(name, ContentFile(content))


def test_what_is_as_it_was_stored_holds():
    file = FileFactory()

    assert verify() == (f"files 1, bytes {file.size}, faults 0\n", "", 0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda content: b"", "is not there"),
        (lambda content: content[:-1], "bytes instead of"),
        (lambda content: content[:-1] + bytes([content[-1] ^ 1]), "is another one than was stored"),
    ],
    ids=["lost", "cut", "changed"],
)
def test_what_is_lost_cut_or_changed_is_named_and_ends_with_one(change, told):
    broken, whole = FileFactory(), FileFactory()
    with broken.content.open("rb") as stored:
        content = stored.read()
    put(broken, change(content))

    said, complained, code = verify()

    assert (said, code) == (f"files 2, bytes {broken.size + whole.size}, faults 1\n", 1)
    assert broken.content.name in complained
    assert told in complained
    assert whole.content.name not in complained


def test_what_cannot_be_read_is_named_and_the_others_are_still_compared():
    broken, lost = FileFactory(), FileFactory()
    place = Path(broken.content.path)
    put(broken, b"")
    put(lost, b"")
    place.mkdir()
    try:
        said, complained, code = verify()
    finally:
        place.rmdir()

    assert (said.split(", ")[-1], code) == ("faults 2\n", 1)
    assert f"{broken.content.name}: cannot be read: Is a directory" in complained
    assert f"{lost.content.name}: is not there" in complained


def test_a_small_copy_that_is_lost_is_told_too():
    file = FileFactory("photo.png", picture_bytes(size=(900, 700)))
    file.thumbnail.storage.delete(file.thumbnail.name)

    _said, complained, code = verify()

    assert (code, "its thumbnail is not there" in complained) == (1, True)


def test_what_is_discarded_meanwhile_is_no_fault():
    lost, going = FileFactory(), FileFactory()
    put(lost, b"")
    told: list[str] = []

    def tell(fault: str) -> None:
        """Both rows are read by now: the second file is discarded while the first is told."""
        told.append(fault)
        put(going, b"")
        File.objects.filter(pk=going.pk).delete()

    assert (verify_contents(tell).faults, len(told)) == (1, 1)
    assert lost.content.name in told[0]


def test_every_model_with_stored_bytes_is_read():
    keeping = {
        model._meta.label for model in apps.get_models() if any(isinstance(f, FileField) for f in model._meta.fields)
    }

    assert keeping - {model._meta.label for model in models_with_contents()} == {"passport.PassportImport"}
