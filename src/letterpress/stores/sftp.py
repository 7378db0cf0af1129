"""A folder on an SFTP server as a store; the only door to asyncssh.

A file is written under a temporary name, reaches the disk where the server can say so (`fsync@openssh.com`),
and takes its own in one step (`posix-rename@openssh.com`; both are in OpenSSH's PROTOCOL, section 4). Who the
server is, known_hosts must say: nothing else is believed, whatever a configuration of ssh allows (ADR 0030).
"""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from socket import gaierror
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import finalize

from letterpress.diagnostics import Code, DeliveryError
from letterpress.files import is_temporary, new_temporary
from letterpress.stores.remote import Place, persist, read_address, read_ahead, refuse

try:
    import asyncssh
except ImportError:  # the extra `sftp` is not installed
    AVAILABLE = False
else:
    AVAILABLE = True
    MISSING = (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath)
    LOST = (asyncssh.ConnectionLost, asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection)

if TYPE_CHECKING:
    from asyncssh import SFTPClient, SSHClientConnection

PASSWORD = "LETTERPRESS_SFTP_PASSWORD"  # noqa: S105 -- the name of a variable
KEY = "LETTERPRESS_SFTP_KEY"
KNOWN_HOSTS = "LETTERPRESS_KNOWN_HOSTS"
USUAL_KNOWN_HOSTS = ("~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts")  # ssh(1), FILES
CONNECT_S = 20.0  # to be let in, or not
ALIVE_S, MISSED = 15.0, 3  # a server that does not answer a sign of life three times is gone

EXTRA = "type pip install 'letterpress-pdf[sftp]'"
USAGE = (
    f"type sftp://USER@HOST:PORT/PATH, with %3F for ? and %23 for #; a key comes from ssh-agent, ~/.ssh or "
    f"{KEY}, a password from {PASSWORD}, never from an address"
)
TRUST = (
    "connect with ssh, compare the fingerprint it shows with that of whoever keeps the server, and say yes; "
    f"or name a file with its key in {KNOWN_HOSTS}"
)
REACH = "see that host and port are right and that its SSH server answers: sftp says more"
LOGIN = f"put the key into ssh-agent or ~/.ssh, name its file in {KEY}, or a password in {PASSWORD}"
ROOM = "servers say no more than that of a full disk or a quota, too: see that there is room"
PERMISSION = "see that this user may write there and that the disk is not read-only"

T = TypeVar("T")
Work = Callable[["SFTPClient"], Coroutine[Any, Any, T]]


class SftpStore:
    """A folder on an SFTP server, and those below it.

    Args:
        address: `sftp://USER@HOST:PORT/PATH`; the path is that of the server, or begins with `/~/` and is one
            below the user's home. Keys, a password and known hosts come from where the process that opens
            the store has them; only the address is pickled. The server is asked at the first call.

    Raises:
        DeliveryError: asyncssh is not installed, or the address is none.
    """

    def __init__(self, address: str) -> None:
        if not AVAILABLE:
            raise refuse(Code.EXTRA_MISSING, "SFTP needs the extra sftp", EXTRA)
        place = read_address(address, USAGE)
        if place.scheme != "sftp":
            raise refuse(Code.STORE_ADDRESS, "that is no address of a store", USAGE)
        at_home = f"{place.path}/".startswith("/~/")
        self._root = PurePosixPath(place.path[3:] if at_home else place.path or "/")
        self._line = _Line(place)
        self.address = place.address

    def __reduce__(self) -> tuple[type["SftpStore"], tuple[str]]:
        """Travel as an address: keys and passwords stay where they are."""
        return type(self), (self.address,)

    def put(self, name: str, data: bytes) -> None:
        """Put a file, and make the folders it needs; the server has it when this returns."""
        path = self._root / name
        temporary = path.with_name(new_temporary())
        with self._translated("write", name):
            try:
                self._persist(lambda client: _put(client, path, temporary, data))
            except asyncssh.SFTPError:
                with suppress(asyncssh.Error, OSError):  # one that stays does no harm
                    self._line.call(lambda client: _remove(client, temporary))
                raise

    def read(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """Give files in the order of their names, sixteen asked for at a time; see `Store`."""
        return read_ahead(self._get, names)

    def has(self, name: str) -> bool:
        """Tell whether a file is there."""
        with self._translated("read", name):
            return self._persist(lambda client: _has(client, self._root / name))

    def names(self) -> Iterator[str]:
        """Give the names of all files; see `Store`. The folder is made when it is not there."""
        with self._translated("list"):
            found = self._persist(lambda client: _list(client, self._root))
        yield from (path.relative_to(self._root).as_posix() for path in found)

    def remove(self, name: str) -> None:
        """Delete a file; see `Store`."""
        with self._translated("delete", name):
            self._persist(lambda client: _remove(client, self._root / name))

    def clear(self) -> None:
        """Delete the files that a killed process did not finish."""
        for name in self.names():
            if is_temporary(PurePosixPath(name).name):
                with suppress(DeliveryError):  # one that stays does no harm
                    self.remove(name)

    def _get(self, name: str) -> bytes | None:
        with self._translated("read", name):
            return self._persist(lambda client: _get(client, self._root / name))

    def _persist(self, work: Work[T]) -> T:
        return persist(lambda: self._line.call(work), _is_passing)

    @contextmanager
    def _translated(self, what: str, name: str = "") -> Iterator[None]:
        """Say in a diagnostic what the library says in an error."""
        try:
            yield
        except asyncssh.HostKeyNotVerifiable as error:
            message = f"{self.address} is not trusted: known_hosts does not have the key it shows"
            raise refuse(Code.STORE_UNTRUSTED, message, TRUST) from error
        except (asyncssh.Error, OSError, ValueError) as error:
            where = f"{self.address}/{name}" if name else self.address
            message = f"cannot {what} {where}: {_reason(error)}"
            raise refuse(Code.STORE_FAILED, message, _advice(error)) from error


class _Line:
    """A connection and the thread that serves it, so that the server gets its answers between two calls too.

    It is opened at the first call, and anew at the first after it broke. Calls may come from several threads.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._loop = asyncio.new_event_loop()
        self._opening = asyncio.Lock()
        self._client: SFTPClient | None = None
        self._connections: list[SSHClientConnection] = []
        Thread(target=_serve, args=(self._loop,), daemon=True).start()
        finalize(self, _hang_up, self._loop, self._connections)

    def call(self, work: Work[T]) -> T:
        """Do something with the connection, in its thread, and wait for it."""
        under_way = asyncio.run_coroutine_threadsafe(self._do(work), self._loop)
        try:
            return under_way.result()
        finally:
            under_way.cancel()  # of what is interrupted; what is done cannot be cancelled

    async def _do(self, work: Work[T]) -> T:
        async with self._opening:
            client = self._client = self._client or await self._open()
        try:
            return await work(client)
        except LOST:
            if self._client is client:
                self._client = None
            raise

    async def _open(self) -> "SFTPClient":
        while self._connections:
            self._connections.pop().abort()
        connection = await asyncssh.connect(self._place.host, **_options(self._place))
        self._connections.append(connection)
        return await connection.start_sftp_client(path_errors="surrogateescape")


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.get_loop().run_forever()


def _hang_up(loop: asyncio.AbstractEventLoop, connections: "list[SSHClientConnection]") -> None:
    def end() -> None:
        for connection in connections:
            connection.abort()
        loop.call_soon(loop.stop)  # after the connections have closed their sockets

    loop.call_soon_threadsafe(end)


def _options(place: Place) -> dict[str, Any]:
    """Give what asyncssh is told; for the rest it reads ~/.ssh/config, as ssh does."""
    told = {
        "port": place.port,
        "username": place.user,
        "client_keys": os.environ.get(KEY),
        "password": os.environ.get(PASSWORD),
    }
    return {name: value for name, value in told.items() if value} | {
        "known_hosts": _read_known_hosts(),
        "connect_timeout": CONNECT_S,
        "keepalive_interval": ALIVE_S,
        "keepalive_count_max": MISSED,
    }


def _read_known_hosts() -> bytes:
    """Read who is known, always: a `UserKnownHostsFile none` of ~/.ssh/config would trust everybody."""
    own = os.environ.get(KNOWN_HOSTS)
    paths = [Path(path).expanduser() for path in ((own,) if own else USUAL_KNOWN_HOSTS)]
    return b"\n".join((*(path.read_bytes() for path in paths if own or path.exists()), b""))


async def _put(client: "SFTPClient", path: PurePosixPath, temporary: PurePosixPath, data: bytes) -> None:
    try:
        await _write(client, temporary, data)
    except MISSING:
        await client.makedirs(path.parent, exist_ok=True)
        await _write(client, temporary, data)
    try:
        await client.posix_rename(temporary, path)
    except asyncssh.SFTPOpUnsupported:
        await _rename(client, temporary, path)


async def _write(client: "SFTPClient", path: PurePosixPath, data: bytes) -> None:
    async with client.open(path, "wb") as file:
        await file.write(data)
        with suppress(asyncssh.SFTPOpUnsupported):
            await file.fsync()


async def _rename(client: "SFTPClient", old: PurePosixPath, new: PurePosixPath) -> None:
    """Rename a file where the server takes no name that is taken: for a moment there is neither."""
    try:
        await client.rename(old, new)
    except (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
        await _remove(client, new)
        await client.rename(old, new)


async def _get(client: "SFTPClient", path: PurePosixPath) -> bytes | None:
    try:
        async with client.open(path, "rb") as file:
            return cast("bytes", await file.read())
    except MISSING:
        return None


async def _has(client: "SFTPClient", path: PurePosixPath) -> bool:
    try:
        await client.stat(path)
    except MISSING:
        return False
    return True


async def _remove(client: "SFTPClient", path: PurePosixPath) -> None:
    with suppress(*MISSING):
        await client.remove(path)


async def _list(client: "SFTPClient", folder: PurePosixPath) -> list[PurePosixPath]:
    if not await client.isdir(folder):
        await client.makedirs(folder, exist_ok=True)  # one that cannot be made is no empty store
    found: list[PurePosixPath] = []
    waiting = [folder]
    while waiting:
        parent = waiting.pop()
        for entry in await client.readdir(str(parent)):
            path = parent / str(entry.filename)
            if entry.filename in (".", ".."):
                continue
            is_folder = entry.attrs.type == asyncssh.FILEXFER_TYPE_DIRECTORY
            (waiting if is_folder else found).append(path)
    return sorted(found)


def _is_passing(error: Exception) -> bool:
    """Tell whether an error may be gone the next time; `SFTPFailure` is all that many servers ever say."""
    if isinstance(error, OSError):
        return not (isinstance(error, gaierror) or error.filename)  # no such host, no such file here
    return isinstance(error, (*LOST, asyncssh.SFTPFailure))


def _reason(error: Exception) -> str:
    """Tell what the server, the library or the system said, on one line."""
    if isinstance(error, TimeoutError):
        return "no answer"
    if isinstance(error, asyncssh.DisconnectError | asyncssh.SFTPError):
        said = error.reason
    elif isinstance(error, OSError) and error.strerror:
        said = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    else:
        said = str(error)
    return " ".join((said or type(error).__name__).split())


def _advice(error: Exception) -> str:
    if isinstance(error, asyncssh.PermissionDenied | ValueError) or getattr(error, "filename", None):
        return LOGIN
    if isinstance(error, asyncssh.SFTPPermissionDenied | asyncssh.SFTPWriteProtect):
        return PERMISSION
    if isinstance(
        error, asyncssh.SFTPFailure | asyncssh.SFTPNoSpaceOnFilesystem | asyncssh.SFTPQuotaExceeded
    ):
        return ROOM
    return REACH
