"""Files that appear whole or not at all: what is written, and what is left behind."""

import os
import stat
from pathlib import Path

import pytest

from letterpress.diagnostics import Code, DeliveryError
from letterpress.files import write_atomically


def _refusal(path: Path) -> DeliveryError:
    with pytest.raises(DeliveryError) as refused:
        write_atomically(path, b"letter")
    return refused.value


def test_a_file_is_written_under_its_name_and_no_other(tmp_path: Path) -> None:
    write_atomically(tmp_path / "letter.pdf", b"letter")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"letter.pdf": b"letter"}


def test_a_file_is_written_from_pieces(tmp_path: Path) -> None:
    write_atomically(tmp_path / "letters.txt", (b"%d\n" % row for row in (1, 2, 3)))

    assert (tmp_path / "letters.txt").read_bytes() == b"1\n2\n3\n"


def test_a_file_that_may_be_made_again_does_not_wait_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)

    write_atomically(tmp_path / "letter.pdf", b"letter", durable=False)

    assert ((tmp_path / "letter.pdf").read_bytes(), synced) == (b"letter", [])


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"an older and longer letter")

    write_atomically(tmp_path / "letter.pdf", b"letter")

    assert (tmp_path / "letter.pdf").read_bytes() == b"letter"


def test_a_link_keeps_its_place_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "letter.pdf").symlink_to(tmp_path / "shelf" / "letter.pdf")

    write_atomically(tmp_path / "letter.pdf", b"letter")

    assert (tmp_path / "letter.pdf").is_symlink()
    assert (tmp_path / "shelf" / "letter.pdf").read_bytes() == b"letter"


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_atomically(Path("/dev/null"), b"letter")

    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_permissions_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "letter.pdf", b"letter")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "letter.pdf").stat().st_mode) == 0o640


def test_a_name_of_the_greatest_length_is_written(tmp_path: Path) -> None:
    name = "l" * 251 + ".pdf"

    write_atomically(tmp_path / name, b"letter")

    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_is_refused_with_a_name_in_it(tmp_path: Path) -> None:
    (diagnostic,) = _refusal(tmp_path).diagnostics

    assert diagnostic.code is Code.OUTPUT_UNWRITABLE
    assert diagnostic.message == f"cannot write {tmp_path}: it is a folder"
    assert diagnostic.hint == f"name a file, for instance -o {tmp_path}/letter.pdf"


def test_a_missing_folder_is_refused_with_the_command_that_makes_it(tmp_path: Path) -> None:
    (diagnostic,) = _refusal(tmp_path / "new" / "letter.pdf").diagnostics

    assert diagnostic.message.endswith("no such file or directory")
    assert diagnostic.hint == f"make the folder first: mkdir -p {tmp_path}/new"


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"")

    (diagnostic,) = _refusal(tmp_path / "new" / "letter.pdf").diagnostics

    assert diagnostic.message.endswith("not a directory")


def test_a_full_disk_is_refused() -> None:
    (diagnostic,) = _refusal(Path("/dev/full")).diagnostics

    assert diagnostic.message == "cannot write /dev/full: no space left on device"


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_nothing_is_left_behind_when_writing_stops_half_way(
    interruption: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_descriptor: int) -> None:
        raise interruption

    monkeypatch.setattr("os.fsync", stop)
    (tmp_path / "letter.pdf").write_bytes(b"the older letter")

    with pytest.raises((KeyboardInterrupt, DeliveryError)):
        write_atomically(tmp_path / "letter.pdf", b"letter")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "letter.pdf": b"the older letter"
    }
