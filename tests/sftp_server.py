"""An SFTP server on loopback, which fails when told to, for tests of stores and of runs."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import asyncssh
import pytest

from object_storage import SECRET

USER = "ada"
Fault = Callable[[int, str], Exception | None]


class DroppedError(Exception):
    """Tells the server to drop the line instead of answering."""


class _Door(asyncssh.SSHServer):
    def __init__(self, connections: list[asyncssh.SSHServerConnection]) -> None:
        self._connections = connections

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connections.append(conn)

    def begin_auth(self, username: str) -> bool:
        return bool(username)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, SECRET)


class _Desk(asyncssh.SFTPServer):
    """Does what an SFTP server does, unless it is told to fail at it."""

    def __init__(self, server: "SftpServer", channel: "asyncssh.SSHServerChannel[bytes]") -> None:
        super().__init__(channel, chroot=os.fsencode(server.folder))
        self._server = server

    def _ask(self, operation: str) -> None:
        self._server.asked.append(operation)
        fault = self._server.fault(len(self._server.asked), operation)
        if isinstance(fault, DroppedError):
            self.connection.abort()
            raise asyncssh.SFTPConnectionLost("dropped")
        if fault:
            raise fault

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        self._ask("open")
        return super().open(path, pflags, attrs)

    def read(self, file_obj: object, offset: int, size: int) -> Any:  # noqa: ANN401 -- as asyncssh has it
        self._ask("read")
        return super().read(file_obj, offset, size)

    def write(self, file_obj: object, offset: int, data: bytes) -> Any:  # noqa: ANN401 -- as asyncssh has it
        self._ask("write")
        return super().write(file_obj, offset, data)

    def fsync(self, file_obj: object) -> Any:  # noqa: ANN401 -- as asyncssh has it
        self._ask("fsync")
        return super().fsync(file_obj)

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> Any:  # noqa: ANN401 -- as asyncssh has it
        self._ask("mkdir")
        return super().mkdir(path, attrs)

    def rename(self, oldpath: bytes, newpath: bytes) -> Any:  # noqa: ANN401 -- as asyncssh has it
        self._ask("rename")
        return super().rename(oldpath, newpath)

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> Any:  # noqa: ANN401 -- as asyncssh has it
        self._ask("posix_rename")
        return super().posix_rename(oldpath, newpath)


class SftpServer:
    """The server, what it was asked, and what it fails at."""

    def __init__(self) -> None:
        self.folder = Path()
        self.asked: list[str] = []
        self.fault: Fault = lambda _number, _operation: None
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        self.user_key = asyncssh.generate_private_key("ssh-ed25519")
        self.port = 0
        self._connections: list[asyncssh.SSHServerConnection] = []

    @property
    def host(self) -> str:
        """Give host and port as known_hosts has them."""
        return f"[127.0.0.1]:{self.port}"

    def address(self, path: str) -> str:
        return f"sftp://{USER}@127.0.0.1:{self.port}{path}"

    def known_hosts(self) -> str:
        return f"{self.host} {self.host_key.export_public_key().decode()}"

    @contextmanager
    def serving(self) -> Iterator[None]:
        loop = asyncio.new_event_loop()
        thread = Thread(target=loop.run_forever)
        thread.start()
        listening = asyncio.run_coroutine_threadsafe(self._listen(), loop).result()
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(self._close(listening), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def _listen(self) -> asyncssh.SSHAcceptor:
        users = asyncssh.import_authorized_keys(self.user_key.export_public_key().decode())
        listening = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=partial(_Door, self._connections),
            server_host_keys=[self.host_key],
            authorized_client_keys=users,
            sftp_factory=partial(_Desk, self),
        )
        self.port = listening.get_port()
        return listening

    async def _close(self, listening: asyncssh.SSHAcceptor) -> None:
        listening.close()
        await listening.wait_closed()
        for connection in self._connections:
            connection.abort()
            await connection.wait_closed()


@pytest.fixture(scope="session")
def listening_sftp() -> Iterator[SftpServer]:
    server = SftpServer()
    with server.serving():
        yield server


@pytest.fixture
def sftp(listening_sftp: SftpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SftpServer:
    """Give a server that is known at home, with an empty folder, and a home with a key for it."""
    server = listening_sftp
    server.folder = tmp_path / "server"
    server.folder.mkdir()
    server.asked.clear()
    server.fault = lambda _number, _operation: None
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh/known_hosts").write_text(server.known_hosts())
    server.user_key.write_private_key(home / ".ssh/id_ed25519")
    monkeypatch.setenv("HOME", str(home))
    for name in (
        "SSH_AUTH_SOCK",
        "LETTERPRESS_SFTP_KEY",
        "LETTERPRESS_SFTP_PASSWORD",
        "LETTERPRESS_KNOWN_HOSTS",
    ):
        monkeypatch.delenv(name, raising=False)
    return server
