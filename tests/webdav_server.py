"""A WebDAV server with TLS on loopback, which fails when told to, for tests of stores and of runs."""

import logging
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from werkzeug.serving import WSGIRequestHandler, make_server
from wsgidav import request_server
from wsgidav.fs_dav_provider import FilesystemProvider
from wsgidav.wsgidav_app import WsgiDAVApp

from certificate_makers import DAY, name_of
from object_storage import SECRET, Answer

USER = "ada"
DROP: Answer = ("dropped in the middle of a request", b"")
DROP_AFTER: Answer = ("dropped when all is done, instead of an answer", b"")


def split_destination(url: str, *, allow_fragments: bool) -> tuple[str, str, str, str, str, str]:
    """Take a decoded Destination apart; wsgidav would cut it at `?` and `;`, which a path may hold."""
    assert not allow_fragments
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return scheme, host, f"{slash}{path}", "", "", ""


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of requests."""


def make_certificate(folder: Path, *, host: str = "127.0.0.1", ends: timedelta = DAY) -> Path:
    """Make a certificate that vouches for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name_of("dav"))
        .issuer_name(name_of("dav"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 2 * DAY)
        .not_valid_after(now + ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / f"{host}.pem"
    path.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    return path


class WebdavServer:
    """The server, what it was asked, and what it fails at."""

    def __init__(self, certificate: Path | None) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if context and certificate:
            context.load_cert_chain(certificate)
        self._server = make_server(
            "127.0.0.1", 0, self, threaded=True, request_handler=_Quiet, ssl_context=context
        )
        self._scheme = "davs" if context else "dav"
        self._dav: Any = None
        self.certificate = certificate
        self.asked: list[tuple[str, str]] = []
        self.fault: Callable[[int], Answer | None] = lambda _number: None

    def address(self, path: str) -> str:
        return f"{self._scheme}://{USER}@127.0.0.1:{self._server.server_port}{path}"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, as WebDAV does or as told."""
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        answer = self.fault(len(self.asked))
        length = int(environ.get("CONTENT_LENGTH") or 0)
        line: socket.socket = environ["werkzeug.socket"]
        if answer is DROP:
            environ["wsgi.input"].read(length // 2)
            line.shutdown(socket.SHUT_RDWR)
            return []
        # All of it, always: what is left of a request would be taken for the next one.
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(length))
        if answer and answer is not DROP_AFTER:
            start_response(answer[0], [("Content-Length", str(len(answer[1])))])
            return [answer[1]]
        answered: Iterable[bytes] = self._dav(environ, start_response)
        if answer is DROP_AFTER:
            line.shutdown(socket.SHUT_RDWR)
        return answered

    @contextmanager
    def serving(self) -> Iterator[None]:
        thread = Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def reset(self, folder: Path) -> None:
        """Forget all there was, and serve a folder to one user."""
        self.asked.clear()
        self.fault = lambda _number: None
        self._dav = WsgiDAVApp(
            {
                "provider_mapping": {"/files": FilesystemProvider(str(folder))},
                "simple_dc": {"user_mapping": {"*": {USER: {"password": SECRET}}}},
                "http_authenticator": {"accept_digest": False, "default_to_digest": False},
                "verbose": 0,
            }
        )
        logging.getLogger("wsgidav").setLevel(logging.CRITICAL)


@pytest.fixture(scope="session")
def listening_webdav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebdavServer]:
    server = WebdavServer(make_certificate(tmp_path_factory.mktemp("tls")))
    with server.serving():
        yield server


@pytest.fixture
def webdav(listening_webdav: WebdavServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WebdavServer:
    """Give a server with an empty folder, and an environment with its certificate and a password."""
    folder = tmp_path / "server"
    folder.mkdir()
    listening_webdav.reset(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", str(listening_webdav.certificate))
    monkeypatch.setenv("LETTERPRESS_WEBDAV_PASSWORD", SECRET)
    for name in ("LETTERPRESS_WEBDAV_USER", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(request_server, "urlparse", split_destination)
    return listening_webdav
