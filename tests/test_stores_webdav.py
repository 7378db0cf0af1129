"""WebDAV servers as stores: who is believed, what fails, and what is left of it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlparse

import pytest
from wsgidav import request_server

from letterpress.diagnostics import Code, DeliveryError, Diagnostic
from letterpress.stores import exchanges, remote
from letterpress.stores import webdav as door
from letterpress.stores.webdav import WebdavStore
from object_storage import SECRET, Answer
from webdav_server import DROP, DROP_AFTER, USER, WebdavServer, make_certificate


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "MAX_RETRIES", 3)
    monkeypatch.setattr(remote, "FIRST_PAUSE_S", 0.001)


def _failure(ask: Callable[[], object]) -> Diagnostic:
    with pytest.raises(DeliveryError) as failed:
        ask()
    (diagnostic,) = failed.value.diagnostics
    assert SECRET not in f"{diagnostic.message} {diagnostic.hint}"
    return diagnostic


def _put_failure(store: WebdavStore) -> Diagnostic:
    return _failure(lambda: store.put("1.pdf", b"two"))


@contextmanager
def _serving(certificate: Path | None, folder: Path) -> Iterator[WebdavServer]:
    """Let a server of its own stand for a while."""
    server = WebdavServer(certificate)
    server.reset(folder)
    with server.serving():
        yield server


@pytest.mark.parametrize(
    "address",
    [
        "davs://",
        "https://host/letters",
        f"davs://ada:{SECRET}@host/letters",
        "davs://host/letters?dir=2",
        "davs://host/letters#1",
        "davs://host/a/../b",
        "davs://ho st/a",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    found = _failure(lambda: WebdavStore(address))

    assert (found.code, found.message) == (Code.STORE_ADDRESS, "that is no address of a store")
    assert "a password comes from LETTERPRESS_WEBDAV_PASSWORD or ~/.netrc, never" in found.hint


def test_an_address_is_always_written_the_same_way() -> None:
    store = WebdavStore("davs://Ada%40home@Cloud.Example:8443/remote.php/dav/files/ada/May letters/")

    assert store.address == "davs://Ada%40home@cloud.example:8443/remote.php/dav/files/ada/May%20letters"
    assert WebdavStore(store.address).address == store.address


def test_a_server_of_an_unknown_authority_is_told_nothing(
    webdav: WebdavServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    found = _put_failure(WebdavStore(webdav.address("/files")))

    message = f"{webdav.address('/files')} is not trusted: self-signed certificate"
    assert (found.code, found.message, found.hint) == (Code.STORE_UNTRUSTED, message, door.TRUST)
    assert webdav.asked == []


@pytest.mark.parametrize(
    ("host", "ends", "said"),
    [
        ("127.0.0.1", timedelta(hours=-1), "certificate has expired"),
        (
            "127.0.0.2",
            timedelta(hours=1),
            "IP address mismatch, certificate is not valid for '127.0.0.1'.",
        ),
    ],
)
@pytest.mark.usefixtures("webdav")
def test_a_certificate_that_is_expired_or_of_another_is_refused(
    host: str, ends: timedelta, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path, host=host, ends=ends)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with _serving(certificate, tmp_path) as server:
        found = _put_failure(WebdavStore(server.address("/files")))

        assert found.code == Code.STORE_UNTRUSTED
        assert found.message == f"{server.address('/files')} is not trusted: {said}"
        assert server.asked == []


def test_a_password_is_not_sent_in_the_clear_but_to_this_machine(
    webdav: WebdavServer, tmp_path: Path
) -> None:
    found = _failure(lambda: WebdavStore("dav://ada@cloud.example/letters"))

    assert (found.code, found.hint) == (Code.STORE_UNTRUSTED, "type davs://cloud.example/PATH")
    assert found.message == "dav://ada@cloud.example/letters would be sent a password in the clear"
    assert webdav.asked == []
    with _serving(None, tmp_path / "server") as server:
        store = WebdavStore(server.address("/files/a"))
        store.put("1.pdf", b"one")
        assert list(store.read(["1.pdf"])) == [b"one"]


def test_without_a_password_a_server_is_asked_as_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LETTERPRESS_WEBDAV_PASSWORD", raising=False)

    assert WebdavStore("dav://cloud.example/letters").address == "dav://cloud.example/letters"


@pytest.mark.parametrize("password", ["", f"{SECRET}x"])
def test_a_wrong_password_is_named_at_once(
    password: str, webdav: WebdavServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LETTERPRESS_WEBDAV_PASSWORD", password)

    found = _failure(lambda: list(WebdavStore(webdav.address("/files")).names()))

    assert (found.code, found.hint) == (Code.STORE_FAILED, door.ADVICE[401])
    assert found.message == f"cannot list {webdav.address('/files')}: 401 Not Authorized"
    assert len(webdav.asked) == 1


def _write_netrc(lines: str) -> None:
    (Path.home() / ".netrc").write_text(lines)
    (Path.home() / ".netrc").chmod(0o600)


@pytest.mark.parametrize("user", [f"{USER}@", ""])
def test_a_password_may_stand_in_netrc(
    user: str, webdav: WebdavServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LETTERPRESS_WEBDAV_PASSWORD")
    _write_netrc(f"machine 127.0.0.1 login {USER} password {SECRET}")
    store = WebdavStore(webdav.address("/files/a").replace(f"{USER}@", user))

    store.put("1.pdf", b"one")

    assert store.has("1.pdf")


@pytest.mark.parametrize(("host", "login"), [("127.0.0.1", "eve"), ("cloud.example", USER)])
def test_a_password_of_another_is_not_sent(
    host: str, login: str, webdav: WebdavServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LETTERPRESS_WEBDAV_PASSWORD")
    _write_netrc(f"machine {host} login {login} password {SECRET}")

    assert "401 Not Authorized" in _put_failure(WebdavStore(webdav.address("/files/a"))).message


def test_a_netrc_that_is_none_is_named_and_not_quoted(
    webdav: WebdavServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LETTERPRESS_WEBDAV_PASSWORD")
    _write_netrc(f"machine 127.0.0.1 {SECRET}")

    found = _failure(lambda: WebdavStore(webdav.address("/files")))

    assert (found.code, found.message) == (Code.STORE_FAILED, "~/.netrc cannot be read")


@pytest.mark.parametrize(
    ("status", "hint", "attempts"),
    [
        ("507 Insufficient Storage", "make room there", 1),
        ("403 Forbidden", "see that this user may write there", 1),
        ("413 Content Too Large", "see how large a file the server takes", 1),
        ("301 Moved Permanently", door.REACH, 1),
        ("501 Not Implemented", door.REACH, 1),
        ("503 Service Unavailable", door.REACH, 4),
        ("429 Too Many Requests", door.REACH, 4),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "MOVE"])
def test_a_put_that_fails_leaves_what_was_there(
    status: str, hint: str, attempts: int, method: str, webdav: WebdavServer
) -> None:
    store = WebdavStore(webdav.address("/files/a"))
    store.put("1.pdf", b"one")
    webdav.asked.clear()
    webdav.fault = lambda _number: (status, b"") if webdav.asked[-1][0] == method else None

    found = _put_failure(store)

    assert (found.code, found.hint) == (Code.STORE_FAILED, hint)
    assert found.message == f"cannot write {store.address}/1.pdf: {status}"
    assert [one for one, _ in webdav.asked].count(method) == attempts
    webdav.fault = lambda _number: None
    assert list(store.names()) == ["1.pdf"]
    assert list(store.read(["1.pdf"])) == [b"one"]


@pytest.mark.parametrize("fault", [("503 Slow Down", b""), DROP, DROP_AFTER])
def test_a_server_that_fails_at_every_third_request_is_asked_again(
    fault: Answer, webdav: WebdavServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "MAX_RETRIES", 20)  # of sixteen at a time one may be met again and again
    webdav.fault = lambda number: fault if number % 3 == 0 else None
    store = WebdavStore(webdav.address("/files/a"))
    names = [f"{number}.pdf" for number in range(20)]

    for name in names:
        store.put(name, name.encode() * 10_000)

    assert sorted(store.names()) == sorted(names)
    assert list(store.read(names)) == [name.encode() * 10_000 for name in names]
    for name in names:
        store.remove(name)
    assert list(store.names()) == []


def test_of_a_line_that_breaks_in_every_put_nothing_is_seen(webdav: WebdavServer) -> None:
    store = WebdavStore(webdav.address("/files/a"))
    store.put("1.pdf", b"one")
    webdav.fault = lambda _number: DROP if webdav.asked[-1][0] == "PUT" else None

    found = _failure(lambda: store.put("1.pdf", bytes(1_000_000)))

    assert (found.code, found.hint) == (Code.STORE_FAILED, door.REACH)
    webdav.fault = lambda _number: None
    assert (list(store.names()), list(store.read(["1.pdf"]))) == (["1.pdf"], [b"one"])


def test_what_a_killed_process_left_is_deleted(webdav: WebdavServer) -> None:
    store = WebdavStore(webdav.address("/files/a"))
    for name in ("0001/.letterpress-0123456789abcdef", "0001/1.pdf"):
        store.put(name, b"one")

    store.clear()

    assert list(store.names()) == ["0001/1.pdf"]


def test_a_file_that_a_server_gives_another_name_is_no_success(
    webdav: WebdavServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_server, "urlparse", urlparse)  # as wsgidav has it
    store = WebdavStore(webdav.address("/files/a"))

    found = _failure(lambda: store.put("Roe; Bob.pdf", b"one"))

    assert found.message == f"cannot write {store.address}/Roe; Bob.pdf: 404 Not Found"


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        (b"<html>", "its list is no XML"),
        (
            b'<multistatus xmlns="DAV:"><response><href>/other/1.pdf</href></response></multistatus>',
            "it lists what was not asked for",
        ),
        (
            b'<multistatus xmlns="DAV:"><response><href>/files/a/b%2F1.pdf</href></response></multistatus>',
            "it lists what was not asked for",
        ),
    ],
)
def test_a_list_that_makes_no_sense_is_no_empty_store(
    listing: bytes, said: str, webdav: WebdavServer
) -> None:
    webdav.fault = lambda _number: ("207 Multi-Status", listing)
    store = WebdavStore(webdav.address("/files/a"))

    assert _failure(lambda: list(store.names())).message == f"cannot list {store.address}: {said}"


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        store = WebdavStore(f"dav://127.0.0.1:{listener.getsockname()[1]}/a")

    found = _put_failure(store)

    assert (found.code, found.hint) == (Code.STORE_FAILED, door.REACH)
    assert found.message == f"cannot write {store.address}/1.pdf: Connection refused"


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "ANSWER_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        store = WebdavStore(f"dav://127.0.0.1:{listener.getsockname()[1]}/a")

        assert _put_failure(store).message == f"cannot write {store.address}/1.pdf: no answer"
