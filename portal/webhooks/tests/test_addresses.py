"""Hostile addresses: none is saved, none is called. Source: security T29, figure G12 (80 spellings, 0 hits)."""

import socket
import ssl
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal import settings as base_settings
from portal.errors import RuleBroken
from portal.start import check_production
from portal.webhooks import rules, services
from portal.webhooks.models import Delivery, Endpoint
from portal.webhooks.rules import is_public, target_of
from portal.webhooks.services import calling
from portal.webhooks.services.endpoints import checked_url
from portal.webhooks.states import Outcome
from portal.webhooks.tests.factories import make_endpoint
from portal.webhooks.tests.receiver import receiving

HOSTS = r"""
    127.0.0.1 127.1 127.0.1 127.000.000.001 0177.0.0.1 0177.0000.0000.0001 0x7f.0.0.1 0x7f000001 0X7F000001
    2130706433 017700000001 127.0.0.1. 127.1. 127.255.255.254 0.0.0.0 0 00 0x0 localhost LOCALHOST localhost.
    sub.localhost localhost.localdomain localhost.local [::1] [::] [0:0:0:0:0:0:0:1] [0000::1] [::ffff:127.0.0.1]
    [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] [fe80::1] [fe80::1%25lo] [fc00::1]
    [fd00:ec2::254] [::1%25lo] 169.254.169.254 169.254.169.254. 2852039166 0xA9FEA9FE 0xa9.0xfe.0xa9.0xfe
    0251.0376.0251.0376 metadata.google.internal metadata instance-data 10.0.0.1 10.1 172.16.0.1 192.168.0.1
    192.168.1 100.64.0.1 198.18.0.1 192.0.2.1 224.0.0.1 255.255.255.255 240.0.0.1 ①②⑦.⓪.⓪.① １２７.０.０.１ 127。0。0。1
    127.0.0.1%00.garam.example 127.0.0.1%2egaram.example lоcalhost ｌｏｃａｌｈｏｓｔ 127.0.0.1\@erp.garam.example
    erp.garam.example\@127.0.0.1 user:pass@127.0.0.1 erp.garam.example@127.0.0.1 erp.garam.example:443@127.0.0.1
    127.0.0.1#@erp.garam.example 127.0.0.1?@erp.garam.example printer.lan db.corp erp.intranet router.home.arpa
    vault.test erp erp..garam.example -erp.garam.example erp_.garam.example
"""  # every way to write this machine, its network, or a cloud's secrets that we know of
SHAPES = (
    "https:/{host}:{port}/", "https:///{host}:{port}/", "//{host}:{port}/", "https:{host}:{port}/",
    "HTTPS:\\\\{host}:{port}/", "http://{host}:{port}/", "ftp://{host}:{port}/", "gopher://{host}:{port}/_POST",
    "file:///etc/passwd", "dict://{host}:{port}/", " https://{host}:{port}/", "https://{host}:{port}/\r\nX: y",
    "https://{host}\t:{port}/", "jar:https://{host}:{port}/!/", "https://{host}:{port}@erp.garam.example/",
    "https://erp.garam.example:{port}/", "https://erp.garam.example:0443x/", "javascript://{host}:{port}/",
    "unix:///tmp/.s.PGSQL.5432", "https://erp.garam.example:443:{port}/", "https://:{port}/",
)  # fmt: skip


@contextmanager
def canary():
    """Listens on every address of this machine and counts who knocks."""
    knocks = []
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(("::", 0))
        listener.listen(50)
        listener.settimeout(0.05)
        done = []

        def listen() -> None:
            while not done:
                try:
                    link, who = listener.accept()
                except TimeoutError:
                    continue
                knocks.append(who)
                link.close()

        thread = Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1], knocks
            time.sleep(0.2)
        finally:
            done.append(True)
            thread.join()


def spellings(port: int) -> list[str]:
    """Each hostile host at the canary's port, and each hostile shape."""
    hosts = [f"https://{host}:{port}/hook" for host in HOSTS.split()]
    return [*hosts, *(shape.format(host="127.0.0.1", port=port) for shape in SHAPES)]


def test_eighty_spellings_and_no_hit(settings):
    """Neither at save nor at the call, even where the port itself were allowed."""
    with canary() as (port, knocks):
        settings.WEBHOOK_PORTS = {443, port}
        with socket.create_connection(("127.0.0.1", port)):
            time.sleep(0.2)
        assert len(knocks) == 1, "the canary sings"
        urls = spellings(port)
        assert len(urls) >= 80
        for url in urls:
            if url == f"https://erp.garam.example:{port}/":
                continue  # a good name at a port that this test allows
            with pytest.raises(RuleBroken) as refusal:
                checked_url(url)
            assert refusal.value.field == "receiver_url"
            assert calling.call(url, {}, b"{}", seconds=2).outcome == Outcome.FORBIDDEN, url
    assert len(knocks) == 1


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("1.1.1.1", True), ("2001:4860:4860::8888", True), ("192.0.1.1", True),
        ("127.0.0.1", False), ("10.0.0.1", False), ("100.64.0.1", False), ("169.254.169.254", False),
        ("192.88.99.1", False), ("198.51.100.7", False), ("203.0.113.7", False), ("224.0.0.251", False),
        ("240.0.0.1", False),
        ("::1", False), ("::", False), ("::ffff:8.8.8.8", False), ("::8.8.8.8", False), ("64:ff9b::808:808", False),
        ("64:ff9b:1::1", False), ("2002:808:808::1", False), ("2001:0:4136:e378::1", False), ("2001:db8::1", False),
        ("fc00::1", False), ("fd12::1", False), ("fe80::1", False), ("fec0::1", False), ("ff02::1", False),
        ("100::1", False),
        ("3fff::1", False), ("5f00::1", False), ("fe80::1%lo", False), ("nonsense", False), ("", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public


@pytest.fixture
def names(monkeypatch):
    """``names["erp.garam.example"] = ["10.0.0.1"]``: what the system's resolver says, one answer after the other."""
    told: dict[str, list] = {}
    asked = []

    def getaddrinfo(host, port, *arguments, **options):
        asked.append(host)
        answers = told.get(host)
        if answers is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        addresses = answers.pop(0) if isinstance(answers[0], list) else answers
        kind = [(socket.AF_INET6 if ":" in each else socket.AF_INET, each) for each in addresses]
        return [(family, socket.SOCK_STREAM, 6, "", (each, port)) for family, each in kind]

    monkeypatch.setattr(calling.socket, "getaddrinfo", getaddrinfo)
    told["asked"] = asked
    return told


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.1.2.3"], ["8.8.8.8", "192.168.0.4"], ["2001:4860:4860::8888", "::1"], ["::ffff:8.8.8.8"]],
)
def test_a_name_that_leads_inside_is_not_saved_and_not_called(names, addresses):
    names["erp.garam.example"] = addresses
    with pytest.raises(RuleBroken):
        checked_url("https://erp.garam.example/")
    assert calling.call("https://erp.garam.example/", {}, b"").outcome == Outcome.FORBIDDEN


def test_a_name_that_changes_between_look_and_call_leads_nowhere(names, monkeypatch):
    """DNS rebinding: the name is looked up once, and the connection goes to the address that was judged."""
    names["erp.garam.example"] = [["8.8.8.8"], ["127.0.0.1"]]
    connected = []

    def connect(place, timeout=None):
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(calling.socket, "create_connection", connect)
    assert calling.call("https://erp.garam.example/", {}, b"").outcome == Outcome.CONNECT
    assert connected == [("8.8.8.8", 443)]
    assert names["asked"] == ["erp.garam.example"]


def test_an_unknown_name_is_saved_but_waits(names):
    assert checked_url("https://Not-Yet.garam.example/in?a=1") == "https://not-yet.garam.example/in?a=1"
    assert calling.call("https://not-yet.garam.example/in", {}, b"").outcome == Outcome.NAME


@pytest.mark.django_db
def test_what_was_saved_while_it_was_allowed_is_judged_again_at_the_call(settings):
    """A receiver on this machine is called only as long as the setting lists it, in that very spelling."""
    with receiving() as receiver:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        endpoint, _secret = make_endpoint(receiver.url)
        settings.WEBHOOK_LOCAL_RECEIVERS = []
        services.send_test(endpoint, by=endpoint.created_by)
        assert services.send_due() == 1
        assert receiver.came == []
        assert Delivery.objects.get().attempts.get().outcome == Outcome.FORBIDDEN
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        port = receiver.place.partition(":")[2]
        for other in (
            f"http://localhost:{port}/",
            f"http://127.1:{port}/",
            f"http://[::1]:{port}/",
            f"https://127.0.0.1:{port}/",
        ):
            with pytest.raises(rules.WrongAddress):
                calling.target_of(other)
        Endpoint.objects.update(url="http://169.254.169.254/latest/meta-data/")
        services.send_test(Endpoint.objects.get(), by=endpoint.created_by)
        services.send_due()
        assert receiver.came == []


def test_production_starts_with_no_receiver_on_its_own_machine():
    given = {name: value for name, value in vars(base_settings).items() if name.isupper()}
    with pytest.raises(SystemExit, match="WEBHOOK_LOCAL_RECEIVERS must be empty"):
        check_production(given | {"WEBHOOK_LOCAL_RECEIVERS": ["127.0.0.1:8900"]})


# The wire -------------------------------------------------------------------------------------------------------------
@contextmanager
def answering(*pieces: bytes, pause: float = 0.0):
    """A server that reads a request and sends ``pieces``, slowly if wanted; gives its port and what it was sent."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            link, _who = listener.accept()
            with link:
                came.append(link.recv(65_536))
                try:
                    for piece in pieces:
                        link.sendall(piece)
                        time.sleep(pause)
                except OSError:  # the caller has hung up
                    return

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], came
        thread.join(10)


def called(port: int, *, seconds: float = 2.0):
    """The answer of the call, and how long it took."""
    target = target_of(f"http://127.0.0.1:{port}/", local=[f"127.0.0.1:{port}"])
    began = time.monotonic()
    try:
        answer = calling.call_at("127.0.0.1", target, {}, b"{}", until=began + seconds)
    except calling.Failed as failure:
        answer = calling.Answer(failure.outcome)
    return answer, time.monotonic() - began


@pytest.mark.parametrize(
    ("pieces", "outcome", "status"),
    [
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], Outcome.HEARD, 204),
        ([b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"], Outcome.HEARD, 200),
        ([b"HTTP/1.1 200 OK\r\nContent-Le", b"ngth: 0\r\n\r\n"], Outcome.HEARD, 200),
        ([b"HTTP/1.0 301 Moved\r\nLocation: http://127.0.0.1/\r\n\r\n"], Outcome.REDIRECT, 301),
        ([b"HTTP/1.1 410 Gone\r\n\r\n"], Outcome.GONE, 410),
        ([b"HTTP/1.1 999 Odd\r\n\r\n"], Outcome.ANSWER, None),
        ([b"SSH-2.0-OpenSSH_9.6\r\n\r\n"], Outcome.ANSWER, None),
        ([b"\x00" * 100_000], Outcome.ANSWER, None),
        ([b""], Outcome.ANSWER, None),
    ],
)
def test_what_is_made_of_answers(pieces, outcome, status):
    with answering(*pieces) as (port, _came):
        answer, _took = called(port)
    assert (answer.outcome, answer.status) == (outcome, status)


def test_no_more_than_64_kb_are_read_and_slow_answers_end():
    with answering(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 50_000] * 40) as (port, _came):
        answer, _took = called(port)
        assert (answer.outcome, answer.size <= 65_536) == (Outcome.HEARD, True)
    with answering(*[b"H"] * 40, pause=0.1) as (port, _came):
        answer, took = called(port, seconds=0.5)
        assert (answer.outcome, took < 1.5) == (Outcome.TIMEOUT, True)
    with answering(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 40, pause=0.1) as (port, _came):
        answer, took = called(port, seconds=15)
        assert (answer.outcome, took < 3) == (Outcome.HEARD, True)


@pytest.fixture
def certificate(tmp_path):
    """A certificate for erp.garam.example that only itself vouches for, made now, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "erp.garam.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("erp.garam.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paper, secret = tmp_path / "cert.pem", tmp_path / "key.pem"
    paper.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return paper, secret


def test_tls_is_checked_against_the_name_at_the_address_that_was_judged(certificate, settings):
    """SNI and Host carry the name; another name, or a certificate that nobody known has signed, is no connection."""
    paper, key = certificate
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # the name that the library asks for
            heard.append((self.headers["Host"], self.path))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *told):
            """Nothing on the console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paper, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    port = server.server_port

    def outcome(host: str) -> Outcome:
        target = target_of(f"https://{host}:{port}/in", ports=[port])
        try:
            return calling.call_at("127.0.0.1", target, {}, b"{}", until=time.monotonic() + 5).outcome
        except calling.Failed as failure:
            return failure.outcome

    try:
        assert outcome("erp.garam.example") == Outcome.TLS, "nobody known has signed it"
        settings.WEBHOOK_CA_FILE = str(paper)
        assert outcome("erp.garam.example") == Outcome.HEARD
        assert outcome("other.garam.example") == Outcome.TLS
        assert heard == [(f"erp.garam.example:{port}", "/in")]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
