"""What is published: the same description gives the same bytes; each file is what its readers expect."""

import base64
import hashlib
import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from portal.developers import services
from portal.developers.models import PublishedFile
from portal.developers.queries import description
from portal.developers.rules import bruno, postman
from portal.developers.rules.operations import operations
from portal.developers.services import publishing
from portal.developers.states import FileKind
from portal.sealing.tests.verifiers import node

ROOT = Path(settings.BASE_DIR)
# Read by the libraries of Postman and Bruno themselves.
READ = """
const { readFileSync } = require("node:fs");
const { Collection } = require("postman-collection");
const bruno = require("@usebruno/lang").bruToJsonV2;
const told = JSON.parse(readFileSync(0, "utf8"));
let requests = 0;
new Collection(told.postman).forEachItem((item) => { item.request.url.toString(); requests += 1; });
const read = Object.values(told.bruno).map((text) => bruno(text));
console.log(JSON.stringify({
  requests, bruno: read.length, named: read.filter((each) => each.meta?.name && each.http?.url).length,
}));
"""


@pytest.fixture(scope="module")
def wheel() -> bytes:
    """Made once: the generator takes some seconds."""
    return publishing.python_client()[1]


def test_the_same_description_gives_the_same_bytes(wheel):
    assert publishing.python_client()[1] == wheel
    for make in (publishing.openapi_file, publishing.postman_collection, publishing.bruno_collection):
        assert make() == make()


def test_the_wheel_lists_every_file_with_its_hash(wheel):
    archive = zipfile.ZipFile(io.BytesIO(wheel))
    folder = f"together_client-{services.version()}.dist-info"
    record = [line.split(",") for line in archive.read(f"{folder}/RECORD").decode().splitlines()]
    assert sorted(name for name, _hash, _size in record) == sorted(archive.namelist())
    for name, told, size in record:
        if told:
            found = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest()).rstrip(b"=").decode()
            assert (f"sha256={found}", str(len(archive.read(name)))) == (told, size)
    assert b"Requires-Dist: httpx" in archive.read(f"{folder}/METADATA")


def test_every_operation_is_a_function_of_the_client(wheel):
    names = {Path(name).stem for name in zipfile.ZipFile(io.BytesIO(wheel)).namelist() if "/api/" in name}
    assert {operation.name for operation in operations(description.description())} - names == set()


def test_the_collections_are_read_by_the_programs_they_are_for():
    found = operations(description.description())
    archive = zipfile.ZipFile(io.BytesIO(publishing.bruno_collection()[1]))
    requests = [name for name in archive.namelist() if name.endswith(".bru") and name.count("/") == 2]
    requests = [name for name in requests if "/environments/" not in name]
    told = {
        "postman": json.loads(publishing.postman_collection()[1]),
        "bruno": {name: archive.read(name).decode() for name in requests},
    }

    done = subprocess.run(
        [node(), "-e", READ], cwd=ROOT, input=json.dumps(told), capture_output=True, text=True, timeout=120
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {"requests": len(found), "bruno": len(found), "named": len(found)}


def test_the_token_is_asked_for_and_kept():
    token = next(each for each in operations(description.description()) if each.name == postman.TOKEN)
    made = postman.request(token)
    assert made["request"]["auth"]["type"] == "basic"
    assert "access_token" in "".join(made["event"][0]["script"]["exec"])


def test_requests_carry_what_the_description_asks_of_them():
    """Also where every token may ask: those name no scope."""
    found = {each.name: each for each in operations(description.description())}
    any_token = [each for each in found.values() if each.needs_token and not each.scope]
    assert "client_read" in {each.name for each in any_token}
    for each in any_token:
        assert "auth" not in postman.request(each)["request"]  # the collection's: the token
        assert "auth: inherit" in bruno.request(each, 1)
    assert postman.request(found["time"])["request"]["auth"] == {"type": "noauth"}
    assert "client_secret: {{client_secret}}" in bruno.request(found["oauth_revoke"], 2)


@pytest.mark.django_db
def test_files_are_made_once_and_fetched_with_their_fingerprint(client, monkeypatch, wheel, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setitem(publishing.MAKERS, FileKind.PYTHON, lambda: ("together_client.whl", wheel))  # made above

    made = services.publish_files()

    assert {each.kind for each in made} == set(FileKind)
    assert services.publish_files() == []
    for each in PublishedFile.objects.all():
        response = client.get(reverse("developers:file", args=[each.name]))
        content = b"".join(response.streaming_content)
        assert hashlib.sha256(content).hexdigest() == each.sha256
        assert response["ETag"] == f'"{each.sha256}"'
    page = client.get(reverse("developers:file-list")).text
    assert all(each.sha256 in page for each in made)
    assert client.get(reverse("developers:file", args=["unknown.zip"])).status_code == 404
