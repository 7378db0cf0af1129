"""One request to a web server and its answer, over connections that are kept.

It knows HTTP, TLS and how a user proves who he is (Basic, RFC 7617), and nothing of stores. Certificates are
always verified; whom to believe is up to OpenSSL, so to the system, SSL_CERT_FILE and SSL_CERT_DIR.
"""

import ssl
from base64 import b64encode
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import ip_address
from netrc import NetrcParseError, netrc
from typing import NamedTuple
from weakref import finalize

from letterpress.diagnostics import Code
from letterpress.stores.remote import Place, refuse

SECURE = "davs"
ANSWER_S = 30.0  # without a byte from the server
USER = "LETTERPRESS_WEBDAV_USER"
PASSWORD = "LETTERPRESS_WEBDAV_PASSWORD"  # noqa: S105 -- the name of a variable


class Answer(NamedTuple):
    """What a server says to a request: status and reason as one, and the body."""

    status: int
    reason: str
    body: bytes

    def __str__(self) -> str:
        """Give status and reason."""
        return f"{self.status} {' '.join(self.reason.split())}".strip()


class Server:
    """A web server; it may be asked by several threads at a time.

    Args:
        place: where it is; the path is left to the requests.
        login: what it is told of who asks; see `read_login`.
    """

    def __init__(self, place: Place, login: Mapping[str, str]) -> None:
        self._place = place
        self._login = login
        self._context = ssl.create_default_context() if place.scheme == SECURE else None
        self._idle: deque[HTTPConnection] = deque()
        finalize(self, _close, self._idle)

    @property
    def origin(self) -> str:
        """Give what stands before the path in a URL of it (RFC 6454, 4)."""
        return f"http{'s' if self._context else ''}://{self._place.authority}"

    def ask(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request and wait for its answer, whatever it says.

        Args:
            method: PUT, say.
            target: the path, percent-encoded.
            body: what is sent.
            headers: what is said of it.

        Raises:
            OSError: the server cannot be reached, its certificate is not valid, or the line breaks.
            HTTPException: the answer is none.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            with suppress(BrokenPipeError):  # a server that had enough says so in its answer
                connection.request(method, target, body, {**self._login, **(headers or {})})
            with connection.getresponse() as response:
                answer = Answer(response.status, response.reason, response.read())
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return answer

    def _connect(self) -> HTTPConnection:
        host, port = self._place.host, self._place.port
        if self._context:
            return HTTPSConnection(host, port, timeout=ANSWER_S, context=self._context)
        return HTTPConnection(host, port, timeout=ANSWER_S)


def _close(connections: deque[HTTPConnection]) -> None:
    for connection in connections:
        connection.close()


def read_login(place: Place, environment: Mapping[str, str]) -> dict[str, str]:
    """Give the headers that say who asks: from the environment, else from ~/.netrc; none for a stranger.

    Raises:
        DeliveryError: ~/.netrc is not in its format, or the password would travel in the clear.
    """
    user = place.user or environment.get(USER, "")
    password = environment.get(PASSWORD, "")
    if not password:
        user, password = _read_netrc(place.host, user)
    if not password:
        return {}
    if place.scheme != SECURE and not _is_here(place.host):
        message = f"{place.address} would be sent a password in the clear"
        raise refuse(Code.STORE_UNTRUSTED, message, f"type {SECURE}://{place.authority}/PATH")
    secret = b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {secret}"}


def _read_netrc(host: str, user: str) -> tuple[str, str]:
    """Give login and password of a host; none when it has another user's."""
    try:
        found = netrc().authenticators(host)
    except FileNotFoundError:
        found = None
    except (NetrcParseError, OSError, UnicodeDecodeError):
        hint = f"mend it, see that only you can read it, or put the password into {PASSWORD}"
        message = "~/.netrc cannot be read"
        raise refuse(Code.STORE_FAILED, message, hint) from None  # the error would quote it
    if not found or (user and user != found[0]):
        return user, ""
    return found[0], found[2] or ""


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
