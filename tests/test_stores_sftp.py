"""SFTP servers as stores: who is believed, what fails, and what is left of it."""

import gc
import os
import socket
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

import asyncssh
import pytest
from asyncssh.sftp import SFTPServerHandler

from letterpress.diagnostics import Code, DeliveryError, Diagnostic
from letterpress.stores import remote
from letterpress.stores import sftp as door
from letterpress.stores.sftp import SftpStore
from object_storage import SECRET
from sftp_server import USER, DroppedError, SftpServer


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


def _put_failure(store: SftpStore) -> Diagnostic:
    return _failure(lambda: store.put("1.pdf", b"two"))


def _ssh(name: str) -> Path:
    return Path.home() / ".ssh" / name


@pytest.mark.parametrize(
    "address",
    [
        "sftp://",
        "sftp:///letters",
        "letters/a",
        "davs://host/letters",
        f"sftp://ada:{SECRET}@host/letters",
        "sftp://host/letters?port=2",
        "sftp://host/letters#1",
        "sftp://host/a/../b",
        "sftp://host/a//b",
        "sftp://host/%00",
        "sftp://host/%FF",
        "sftp://host:99999/a",
        "sftp://-oProxyCommand=touch/a",
        "sftp://-l@host/a",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    found = _failure(lambda: SftpStore(address))

    assert (found.code, found.message) == (Code.STORE_ADDRESS, "that is no address of a store")
    assert "a password from LETTERPRESS_SFTP_PASSWORD, never from an address" in found.hint


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("sftp://Ada@Print.Example:2222/a b/Müller/", "sftp://Ada@print.example:2222/a%20b/M%C3%BCller"),
        ("sftp://host/~/letters", "sftp://host/~/letters"),
        ("sftp://host", "sftp://host"),
        ("sftp://[::1]:22/a%3Fb", "sftp://[::1]:22/a%3Fb"),
    ],
)
def test_an_address_is_always_written_the_same_way(typed: str, address: str) -> None:
    assert SftpStore(typed).address == address
    assert SftpStore(address).address == address


def test_without_the_extra_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "AVAILABLE", False)

    found = _failure(lambda: SftpStore("sftp://host/a"))

    assert (found.code, found.hint) == (Code.EXTRA_MISSING, "type pip install 'letterpress-pdf[sftp]'")


def test_a_path_may_begin_at_home(sftp: SftpServer) -> None:
    for path in ("/~/mine", "/~"):
        SftpStore(sftp.address(path)).put("1.pdf", b"one")

    assert [path.name for path in sorted(sftp.folder.iterdir())] == ["1.pdf", "mine"]
    assert list(SftpStore(sftp.address("/~")).names()) == ["1.pdf", "mine/1.pdf"]


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("config", ["", "StrictHostKeyChecking no\nUserKnownHostsFile none\n"])
def test_a_server_that_known_hosts_does_not_vouch_for_is_told_nothing(
    *, known: bool, config: str, sftp: SftpServer
) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    _ssh("known_hosts").write_text(f"{sftp.host} {other}" if known else "")
    _ssh("config").write_text(config)

    found = _put_failure(SftpStore(sftp.address("/a")))

    message = f"{sftp.address('/a')} is not trusted: known_hosts does not have the key it shows"
    assert (found.code, found.message, sftp.asked) == (Code.STORE_UNTRUSTED, message, [])


def test_known_hosts_may_lie_elsewhere(
    sftp: SftpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ssh("known_hosts").unlink()
    monkeypatch.setenv("LETTERPRESS_KNOWN_HOSTS", str(tmp_path / "hosts"))
    store = SftpStore(sftp.address("/a"))

    missing = _put_failure(store)
    (tmp_path / "hosts").write_text(sftp.known_hosts())
    store.put("1.pdf", b"one")

    assert missing.message.endswith(f"1.pdf: {tmp_path}/hosts: No such file or directory")
    assert list(store.read(["1.pdf"])) == [b"one"]


def test_a_password_opens_where_there_is_no_key(sftp: SftpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    _ssh("id_ed25519").unlink()
    store = SftpStore(sftp.address("/a"))

    nothing = _put_failure(store)
    monkeypatch.setenv("LETTERPRESS_SFTP_PASSWORD", f"{SECRET}x")
    wrong = _put_failure(store)
    monkeypatch.setenv("LETTERPRESS_SFTP_PASSWORD", SECRET)
    store.put("1.pdf", b"one")

    assert nothing == wrong
    assert wrong.code == Code.STORE_FAILED
    assert wrong.message == (
        f"cannot write {store.address}/1.pdf: Permission denied for user {USER} on host 127.0.0.1"
    )
    assert wrong.hint == door.LOGIN


def test_a_key_may_lie_elsewhere(sftp: SftpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _ssh("id_ed25519").unlink()
    monkeypatch.setenv("LETTERPRESS_SFTP_KEY", str(tmp_path / "key"))
    store = SftpStore(sftp.address("/a"))

    missing = _put_failure(store)
    sftp.user_key.write_private_key(tmp_path / "key", "pkcs8-pem", passphrase=SECRET)
    locked = _put_failure(store)
    sftp.user_key.write_private_key(tmp_path / "key")
    store.put("1.pdf", b"one")

    assert missing.message.endswith(f"{tmp_path}/key: No such file or directory")
    assert (missing.hint, locked.hint) == (door.LOGIN, door.LOGIN)
    assert store.has("1.pdf")


def test_the_names_of_ssh_config_are_known(sftp: SftpServer) -> None:
    config = f"Host shop\n  HostName 127.0.0.1\n  Port {sftp.port}\n  User {USER}\n"
    _ssh("config").write_text(config)
    store = SftpStore("sftp://shop/a")

    store.put("1.pdf", b"one")

    assert (store.address, list(store.names())) == ("sftp://shop/a", ["1.pdf"])


def _raising(error: Exception, *operations: str) -> Callable[[int, str], Exception | None]:
    return lambda _number, operation: error if operation in operations else None


FULL = OSError(28, "No space left on device")
DENIED = PermissionError(13, "Permission denied")


@pytest.mark.parametrize(
    ("error", "operation", "said", "hint"),
    [
        (FULL, "write", "No space left on device", door.ROOM),
        (OSError(122, "Disk quota exceeded"), "fsync", "Disk quota exceeded", door.ROOM),
        (DENIED, "open", "Permission denied", door.PERMISSION),
        (DENIED, "posix_rename", "Permission denied", door.PERMISSION),
        (asyncssh.SFTPFailure(""), "posix_rename", "SFTPFailure", door.ROOM),
        (DroppedError(), "write", "Connection lost", door.REACH),
    ],
)
def test_a_put_that_fails_leaves_what_was_there(
    error: Exception, operation: str, said: str, hint: str, sftp: SftpServer
) -> None:
    store = SftpStore(sftp.address("/a"))
    store.put("1.pdf", b"one")
    sftp.asked.clear()
    sftp.fault = _raising(error, operation)

    found = _put_failure(store)

    assert (found.code, found.hint) == (Code.STORE_FAILED, hint)
    assert found.message == f"cannot write {store.address}/1.pdf: {said}"
    assert sftp.asked.count(operation) == (1 if error is DENIED else 4)
    sftp.fault = lambda _number, _operation: None
    store.clear()
    assert list(store.names()) == ["1.pdf"]
    assert list(store.read(["1.pdf"])) == [b"one"]


def test_of_a_put_that_fails_nothing_is_left_where_the_server_can_be_asked(sftp: SftpServer) -> None:
    sftp.fault = _raising(FULL, "write")

    _put_failure(SftpStore(sftp.address("/a")))

    assert list((sftp.folder / "a").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_no_empty_store(sftp: SftpServer) -> None:
    (sftp.folder / "a").write_bytes(b"")
    store = SftpStore(sftp.address("/a/b"))
    sftp.fault = _raising(DENIED, "mkdir")

    assert _failure(lambda: list(store.names())).message == f"cannot list {store.address}: Permission denied"


@pytest.mark.parametrize(("error", "nth"), [(asyncssh.SFTPFailure("overload"), 5), (DroppedError(), 50)])
def test_a_server_that_fails_now_and_then_is_asked_again(
    error: Exception, nth: int, sftp: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "MAX_RETRIES", 20)  # of sixteen at a time one may be met again and again
    sftp.fault = lambda number, _operation: error if number % nth == 0 else None
    store = SftpStore(sftp.address("/a"))
    names = [f"{number}.pdf" for number in range(20)]

    for name in names:
        store.put(name, name.encode())

    assert sorted(store.names()) == sorted(names)
    assert list(store.read(names)) == [name.encode() for name in names]


def test_every_third_put_may_fail_at_its_last_step(sftp: SftpServer) -> None:
    renames = count(1)

    def fault(_number: int, operation: str) -> Exception | None:
        return DroppedError() if operation == "posix_rename" and next(renames) % 3 == 0 else None

    sftp.fault = fault
    store = SftpStore(sftp.address("/a"))
    for number in range(12):
        store.put(f"{number}.pdf", b"%d" % number)

    assert list(store.read(f"{number}.pdf" for number in range(12))) == [b"%d" % n for n in range(12)]


def test_where_names_cannot_be_taken_over_the_old_file_is_deleted_first(
    sftp: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = ((b"posix-rename@openssh.com", b"1"), (b"fsync@openssh.com", b"1"))
    few = [one for one in SFTPServerHandler._extensions if one not in others]  # noqa: SLF001 -- no other way
    monkeypatch.setattr(SFTPServerHandler, "_extensions", few)
    store = SftpStore(sftp.address("/a"))

    store.put("1.pdf", b"one")
    store.put("1.pdf", b"two")

    assert (list(store.names()), list(store.read(["1.pdf"]))) == (["1.pdf"], [b"two"])
    assert sftp.asked.count("rename") == 3
    assert not {"posix_rename", "fsync"} & set(sftp.asked)


def test_what_the_server_can_keep_reaches_its_disk_before_it_has_its_name(sftp: SftpServer) -> None:
    store = SftpStore(sftp.address("/"))

    store.put("1.pdf", b"one")

    assert sftp.asked == ["open", "write", "fsync", "posix_rename"]


def test_links_are_files_and_nobody_follows_them(sftp: SftpServer) -> None:
    (sftp.folder / "loop").symlink_to(".")
    os.mkfifo(sftp.folder / "pipe")

    assert list(SftpStore(sftp.address("/")).names()) == ["loop", "pipe"]


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        store = SftpStore(f"sftp://127.0.0.1:{listener.getsockname()[1]}/a")

    found = _put_failure(store)

    assert found.code == Code.STORE_FAILED
    assert found.message.startswith(f"cannot write {store.address}/1.pdf: Connect call failed")


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door, "CONNECT_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        store = SftpStore(f"sftp://127.0.0.1:{listener.getsockname()[1]}/a")

        assert _put_failure(store).message == f"cannot write {store.address}/1.pdf: no answer"


def test_a_store_that_is_gone_leaves_no_thread(sftp: SftpServer) -> None:
    before = set(threading.enumerate())
    store = SftpStore(sftp.address("/a"))
    store.put("1.pdf", b"one")
    added = set(threading.enumerate()) - before

    del store
    gc.collect()

    assert added
    for thread in added:
        thread.join(5)
    assert not any(thread.is_alive() for thread in added)
