"""Bags of strangers: what could harm whoever unpacks them is refused by name, and nothing is written."""

import io
import os
import struct
import tarfile
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archived_run import run_program
from letterpress.archiving import open_bag, verify_bag
from letterpress.diagnostics import BagError, Code

NAMES = {
    "leads out": "bag/../../etc/passwd",
    "absolute": "/etc/passwd",
    "drive": "C:/windows",
    "backslash": "bag\\..\\passwd",
    "empty part": "bag//data",
    "dot": "bag/./data",
    "control": "bag/data/\x1b[31m.pdf",
    "long": "bag/" + "x/" * 3000 + "y",
    "case": "bag/BAGIT.txt",
    "accents": "bag/data/Zoe\u0308.pdf",
}


def _zip(path: Path, *more: tuple[ZipInfo | str, bytes]) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr("bag/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        archive.writestr("bag/data/Zo\u00eb.pdf", b"")
        for name, data in more:
            archive.writestr(name, data)
    return path


def _tar(path: Path, *more: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w") as tar:
        for name in ("bag/bagit.txt", "bag/data/Zo\u00eb.pdf"):
            tar.addfile(tarfile.TarInfo(name))
        for member in more:
            tar.addfile(member, io.BytesIO(bytes(member.size)))
    return path


def _refusal(path: Path) -> tuple[Code, str]:
    with pytest.raises(BagError) as refused, open_bag(path) as bag:
        verify_bag(bag)
    (diagnostic,) = refused.value.diagnostics
    return diagnostic.code, diagnostic.message


@pytest.mark.parametrize("case", NAMES)
@pytest.mark.parametrize("form", ["zip", "tar"])
def test_paths_that_lead_elsewhere_or_are_one_with_others_are_refused(
    tmp_path: Path, case: str, form: str
) -> None:
    name = NAMES[case]
    path = tmp_path / f"bag.{form}"
    made = _zip(path, (name, b"")) if form == "zip" else _tar(path, tarfile.TarInfo(name))

    code, message = _refusal(made)

    assert (code, name[:40] in message) == (Code.BAG_UNSAFE, True)


def _member(kind: bytes, name: str = "bag/data/more") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type = kind
    member.linkname = "/etc/passwd"
    return member


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_of_a_tar_are_refused(tmp_path: Path, kind: bytes) -> None:
    code, message = _refusal(_tar(tmp_path / "bag.tar", _member(kind)))

    assert (code, message.startswith("bag/data/more: it is ")) == (Code.BAG_UNSAFE, True)


def test_a_name_that_is_there_twice_is_refused_in_a_tar(tmp_path: Path) -> None:
    bag = _tar(tmp_path / "bag.tar", tarfile.TarInfo("bag/data/a"), tarfile.TarInfo("bag/data/a"))

    assert _refusal(bag) == (Code.BAG_UNSAFE, "bag/data/a: it is there twice")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_refused_in_a_zip(tmp_path: Path) -> None:
    bag = _zip(tmp_path / "bag.zip", ("bag/data/a", b"1"), ("bag/data/a", b"2"))

    assert _refusal(bag) == (Code.BAG_UNSAFE, "bag/data/a: it is there twice")


@pytest.mark.parametrize("mode", [0o120777, 0o020666])
def test_links_and_devices_of_a_zip_are_refused(tmp_path: Path, mode: int) -> None:
    member = ZipInfo("bag/data/more")
    member.external_attr = mode << 16

    assert _refusal(_zip(tmp_path / "bag.zip", (member, b"/etc/passwd")))[0] is Code.BAG_UNSAFE


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    member = ZipInfo("bag/data/bomb")
    member.compress_type = ZIP_DEFLATED

    code, message = _refusal(_zip(tmp_path / "bag.zip", (member, bytes(64 * 1024**2))))

    assert (code, "a zip bomb" in message) == (Code.BAG_UNSAFE, True)


def test_files_that_lie_over_one_another_are_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "bag.zip", ("bag/data/a", bytes(1000)))
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02")
    path.write_bytes(data[: at + 20] + struct.pack("<LL", 10**6, 10**6) + data[at + 28 :])

    assert _refusal(path)[0] is Code.BAG_UNSAFE


def test_a_directory_of_a_zip_that_claims_gigabytes_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "bag.zip")
    data = path.read_bytes()
    at = data.rindex(b"PK\x05\x06")
    path.write_bytes(data[: at + 12] + struct.pack("<L", 2**31) + data[at + 16 :])

    assert _refusal(path) == (Code.BAG_UNSAFE, "bag.zip: its directory claims 2,147,483,648 bytes")


def test_a_header_of_a_tar_that_claims_gigabytes_is_refused(tmp_path: Path) -> None:
    member = tarfile.TarInfo("bag/data/a")
    member.type = tarfile.XHDTYPE
    member.size = 7 * 1024**3
    (tmp_path / "bag.tar").write_bytes(member.tobuf(tarfile.USTAR_FORMAT) + bytes(10_240))

    assert _refusal(tmp_path / "bag.tar")[0] is Code.BAG_INVALID


def test_a_large_file_of_a_tar_is_read_whole(tmp_path: Path) -> None:
    member = tarfile.TarInfo("bag/data/a")
    member.size = 3 * 1024**2

    with open_bag(_tar(tmp_path / "bag.tar", member)) as bag, bag.open("data/a") as file:
        data = file.read(2 * member.size)

    assert len(data) == member.size


def test_a_bug_met_while_a_bag_is_open_is_not_taken_for_damage(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a bug"), open_bag(_zip(tmp_path / "bag.zip")):
        raise ValueError("a bug")


def test_two_bags_in_one_file_are_refused(tmp_path: Path) -> None:
    assert _refusal(_zip(tmp_path / "bag.zip", ("other/bagit.txt", b"")))[0] is Code.BAG_INVALID


def test_a_pipe_in_a_folder_is_refused_and_not_waited_for(bag: Path) -> None:
    os.mkfifo(bag / "data/pipe")

    assert _refusal(bag) == (Code.BAG_UNSAFE, "data/pipe: it is neither a file nor a folder")


@pytest.mark.parametrize("form", ["tar", "zip"])
def test_a_bag_cut_short_anywhere_does_not_hold(office: Path, form: str) -> None:
    run_program("archive", office / "run", "-o", office / f"bag.{form}")
    whole = (office / f"bag.{form}").read_bytes()
    outcomes = set()
    for twentieth in range(20):
        (office / f"cut.{form}").write_bytes(whole[: len(whole) * twentieth // 20])
        outcomes.add(run_program("verify", office / f"cut.{form}").exit_code)

    assert outcomes == {6}


@pytest.fixture(scope="session")
def packed(archived: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    folder = tmp_path_factory.mktemp("packed")

    def pack(form: str) -> bytes:
        path = folder / f"bag.{form}"
        if not path.exists():
            run_program("archive", archived / "run", "-o", path, "--without-recipients")
        return path.read_bytes()

    return pack


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.sampled_from(["tar", "zip"]), at=st.floats(0, 1), junk=st.binary(min_size=1, max_size=600))
def test_bytes_written_over_an_archive_never_raise_but_what_is_said(
    packed: Callable[[str], bytes], tmp_path: Path, form: str, at: float, junk: bytes
) -> None:
    whole = packed(form)
    start = int(at * (len(whole) - len(junk)))
    path = tmp_path / f"bag.{form}"
    path.write_bytes(whole[:start] + junk + whole[start + len(junk) :])

    assert run_program("verify", path, "-q").exit_code in {0, 6}
