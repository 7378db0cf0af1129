"""A folder on a WebDAV server as a store: RFC 4918, by Python's own HTTP.

A file is put under a temporary name and moved over its own in one request. What lies there later is proven by
reading it (ADR 0020).
"""

import os
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from mimetypes import guess_type
from pathlib import PurePosixPath
from socket import gaierror
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import ParseError, fromstring

from letterpress.diagnostics import Code, DeliveryError
from letterpress.files import is_temporary, new_temporary
from letterpress.stores.exchanges import PASSWORD, SECURE, Answer, Server, read_login
from letterpress.stores.remote import persist, read_address, read_ahead, refuse

SCHEMES = (SECURE, "dav")
CUT = {";", "?"}  # servers were seen to decode a Destination first and to cut it there afterwards
FOLDERS_ONLY = b'<propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'

# Statuses of RFC 9110, 15; RFC 4918, 11; RFC 6585, 4.
CREATED, NO_CONTENT, MULTI_STATUS, OK = 201, 204, 207, 200
UNAUTHORISED, FORBIDDEN, NOT_FOUND, NOT_ALLOWED, CONFLICT, TOO_LARGE, TOO_MANY = (
    401,
    403,
    404,
    405,
    409,
    413,
    429,
)
SERVER_ERROR, NOT_IMPLEMENTED, FULL = 500, 501, 507

USAGE = (
    f"type davs://USER@HOST/PATH, with %3F for ? and %23 for #; a password comes from {PASSWORD} "
    "or ~/.netrc, never from an address"
)
REACH = "see that host, port and path are right and that its WebDAV server answers"
ADVICE = {
    UNAUTHORISED: (
        f"see that the user in the address and the password in {PASSWORD} or ~/.netrc are right and that the "
        "server takes Basic authentication"
    ),
    FORBIDDEN: "see that this user may write there",
    TOO_LARGE: "see how large a file the server takes",
    FULL: "make room there",
}
TRUST = (
    "see that the certificate is that of the address and has not expired; name a file with certificates of "
    "your own authority in SSL_CERT_FILE"
)


class RefusedError(Exception):
    """A server did not do what it was asked.

    Attributes:
        answer: what it said.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer))
        self.answer = answer


class WebdavStore:
    """A folder on a WebDAV server, and those below it.

    Args:
        address: `davs://USER@HOST:PORT/PATH`, or `dav://` for a server without TLS. The password comes from
            where the process that opens the store has it; only the address is pickled. The server is asked
            at the first call.

    Raises:
        DeliveryError: the address is none, or would have a password sent in the clear.
    """

    def __init__(self, address: str) -> None:
        place = read_address(address, USAGE)
        if place.scheme not in SCHEMES:
            raise refuse(Code.STORE_ADDRESS, "that is no address of a store", USAGE)
        self.address = place.address
        self._root = f"{place.path}/"
        self._server = Server(place, read_login(place, os.environ))

    def __reduce__(self) -> tuple[type["WebdavStore"], tuple[str]]:
        """Travel as an address: passwords stay where they are."""
        return type(self), (self.address,)

    def put(self, name: str, data: bytes) -> None:
        """Put a file, and make the folders it needs; the server has it when this returns."""
        path = f"{self._root}{name}"
        temporary = f"{path.rpartition('/')[0]}/{new_temporary()}"
        with self._translated("write", name):
            try:
                persist(lambda: self._put(path, temporary, data), _is_passing)
            except RefusedError:
                with suppress(OSError, HTTPException):  # one that stays does no harm
                    self._ask("DELETE", temporary)
                raise

    def read(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """Give files in the order of their names, sixteen asked for at a time; see `Store`."""
        return read_ahead(self._get, names)

    def has(self, name: str) -> bool:
        """Tell whether a file is there."""
        with self._translated("read", name):
            return self._demand("HEAD", f"{self._root}{name}", OK, NOT_FOUND).status == OK

    def names(self) -> Iterator[str]:
        """Give the names of all files; see `Store`. The folder is made when it is not there."""
        with self._translated("list"):
            found = self._list()
        yield from (path.removeprefix(self._root) for path in found)

    def remove(self, name: str) -> None:
        """Delete a file; see `Store`."""
        with self._translated("delete", name):
            self._demand("DELETE", f"{self._root}{name}", OK, NO_CONTENT, NOT_FOUND)

    def clear(self) -> None:
        """Delete the files that a killed process did not finish."""
        for name in self.names():
            if is_temporary(PurePosixPath(name).name):
                with suppress(DeliveryError):  # one that stays does no harm
                    self.remove(name)

    def _put(self, path: str, temporary: str, data: bytes) -> None:
        """Put and move, once; when the answer to a move is lost, all is done again, to the same end."""
        kind, _ = guess_type(path)
        headers = {"Content-Type": kind or "application/octet-stream"}
        answer = self._ask("PUT", temporary, data, headers)
        if answer.status in (NOT_FOUND, CONFLICT):  # the folder is missing: RFC 4918, 9.7.1
            self._make_folder(temporary.rpartition("/")[0])
            answer = self._ask("PUT", temporary, data, headers)
        _insist(answer, OK, CREATED, NO_CONTENT)
        destination = f"{self._server.origin}{quote(path)}"
        answer = self._ask("MOVE", temporary, headers={"Destination": destination, "Overwrite": "T"})
        _insist(answer, CREATED, NO_CONTENT)  # RFC 4918, 9.9.4
        if CUT & set(path):
            _insist(self._ask("HEAD", path), OK)

    def _get(self, name: str) -> bytes | None:
        with self._translated("read", name):
            answer = self._demand("GET", f"{self._root}{name}", OK, NOT_FOUND)
        return answer.body if answer.status == OK else None

    def _list(self) -> list[str]:
        found: list[str] = []
        waiting = [self._root]
        while waiting:
            folder = waiting.pop()
            files, folders = _read_listing(self._look_into(folder), folder)
            found += files
            waiting += folders
        return sorted(found)

    def _look_into(self, folder: str) -> bytes:
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        answer = self._demand("PROPFIND", folder, MULTI_STATUS, NOT_FOUND, body=FOLDERS_ONLY, headers=headers)
        if answer.status == NOT_FOUND:  # a folder that cannot be made is no empty store
            persist(lambda: self._make_folder(folder.rstrip("/")), _is_passing)
            answer = self._demand("PROPFIND", folder, MULTI_STATUS, body=FOLDERS_ONLY, headers=headers)
        return answer.body

    def _make_folder(self, path: str) -> None:
        """Make a folder and those above it unless they are there (RFC 4918, 9.3.1)."""
        answer = self._ask("MKCOL", f"{path}/")
        if answer.status in (NOT_FOUND, CONFLICT) and path:
            self._make_folder(path.rpartition("/")[0])
            answer = self._ask("MKCOL", f"{path}/")
        _insist(answer, OK, CREATED, NOT_ALLOWED)

    def _demand(
        self, method: str, path: str, *wanted: int, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        def attempt() -> Answer:
            return _insist(self._ask(method, path, body, headers), *wanted)

        return persist(attempt, _is_passing)

    def _ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        return self._server.ask(method, quote(path), body, headers)

    @contextmanager
    def _translated(self, what: str, name: str = "") -> Iterator[None]:
        """Say in a diagnostic what a server says in an answer, or the system in an error."""
        where = f"{self.address}/{name}" if name else self.address
        try:
            yield
        except RefusedError as error:
            hint = ADVICE.get(error.answer.status, REACH)
            raise refuse(Code.STORE_FAILED, f"cannot {what} {where}: {error}", hint) from error
        except ssl.SSLCertVerificationError as error:
            message = f"{self.address} is not trusted: {error.verify_message}"
            raise refuse(Code.STORE_UNTRUSTED, message, TRUST) from error
        except (OSError, HTTPException, ParseError) as error:
            raise refuse(Code.STORE_FAILED, f"cannot {what} {where}: {_reason(error)}", REACH) from error


def _insist(answer: Answer, *wanted: int) -> Answer:
    if answer.status not in wanted:
        raise RefusedError(answer)
    return answer


def _is_passing(error: Exception) -> bool:
    if isinstance(error, RefusedError):
        status = error.answer.status
        return status == TOO_MANY or (status >= SERVER_ERROR and status not in (NOT_IMPLEMENTED, FULL))
    if isinstance(error, ssl.SSLCertVerificationError | gaierror):
        return False
    return isinstance(error, OSError | HTTPException)


def _read_listing(body: bytes, folder: str) -> tuple[list[str], list[str]]:
    """Read what is in a folder out of a multistatus (RFC 4918, 13).

    Args:
        body: the answer to PROPFIND.
        folder: the path asked for, with a slash at its end.

    Returns:
        The paths of files, and of folders with a slash at their ends.

    Raises:
        HTTPException: it lists something else: a server behind another that changes paths, say.
        ParseError: it is no XML.
    """
    files, folders = [], []
    for response in fromstring(body).iter("{DAV:}response"):  # noqa: S314 -- Expat refuses entities that swell
        path = _path_of(response.findtext("{DAV:}href", "").strip())
        parent, _, name = path.rpartition("/")
        if f"{path}/" == folder:
            continue
        if f"{parent}/" != folder or not name:
            raise HTTPException("it lists what was not asked for")
        if response.find("{DAV:}propstat/{DAV:}prop/{DAV:}resourcetype/{DAV:}collection") is None:
            files.append(path)
        else:
            folders.append(f"{path}/")
    return files, folders


def _path_of(href: str) -> str:
    """Give the path of a URL or of one without scheme and host, without its last slash."""
    return unquote(urlsplit(href).path, errors="surrogateescape").rstrip("/")


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer"
    if isinstance(error, ParseError):
        return "its list is no XML"
    said = error.strerror if isinstance(error, OSError) else None
    return " ".join((said or str(error) or type(error).__name__).split())
