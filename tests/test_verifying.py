"""Bags held against what they promise: whatever is wrong with one is found and named."""

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archived_run import run_program
from document_makers import docx, paragraphs
from letterpress.archiving import Verdict, Wanted, open_bag, remake_letters, verify_bag
from letterpress.archiving.tagfiles import decode_path, encode_path, read_manifest
from letterpress.diagnostics import BagError, Code

TRIES = 40  # of flipped bits; `make bench-archive` makes a hundred in a bag of a thousand letters


def _verify(path: Path) -> Verdict:
    with open_bag(path) as bag:
        return verify_bag(bag)


def _found(path: Path) -> set[tuple[str, Code]]:
    """Give what is wrong with a bag: the files, and how they fail."""
    try:
        return {(one.file, one.diagnostic.code) for one in _verify(path).findings}
    except BagError as error:
        return {(one.message.partition(": ")[0], one.code) for one in error.diagnostics}


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(text)


def _replace(path: Path, old: str, new: str) -> None:
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))


def _vouch(bag: Path) -> None:
    """Make the tag manifests anew, as one does who alters a bag on purpose."""
    for algorithm in ("sha256", "sha512"):
        path = bag / f"tagmanifest-{algorithm}.txt"
        names = [line.split("  ")[1] for line in path.read_text().splitlines()]
        hashes = [hashlib.new(algorithm, (bag / name).read_bytes()).hexdigest() for name in names]
        path.write_text("".join(f"{one}  {name}\n" for one, name in zip(hashes, names, strict=True)))


def _vouched(bag: Path, name: str, old: str, new: str) -> None:
    _replace(bag / name, old, new)
    _vouch(bag)


def _remove(bag: Path, pattern: str) -> None:
    for path in bag.glob(pattern):
        path.unlink()


def test_a_bag_that_is_as_it_was_holds(archived: Path) -> None:
    verdict = _verify(archived / "bag")

    assert (verdict.findings, verdict.files, verdict.letters, verdict.judged) == ((), 31, 3, 1)


@pytest.mark.parametrize("seed", range(TRIES))
def test_a_flipped_bit_anywhere_is_found_and_named(bag: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- no secret
    tags = sorted(path for path in bag.iterdir() if path.is_file())
    payload = sorted(path for path in (bag / "data").rglob("*") if path.is_file())
    path = chance.choice(tags if seed % 2 else payload)
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)

    assert path.relative_to(bag).as_posix() in {file for file, _ in _found(bag)}


def test_every_bit_of_a_tag_manifest_counts(bag: Path) -> None:
    path = bag / "tagmanifest-sha512.txt"
    whole = path.read_bytes()
    unseen = []
    for bit in range(0, len(whole) * 8, 13):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        if not _found(bag):
            unseen.append(bit)

    assert unseen == []


ADA = "data/letters/0001/Ada.pdf"
MISSING, EXTRA, CHANGED = Code.BAG_FILE_MISSING, Code.BAG_FILE_EXTRA, Code.BAG_FILE_CHANGED
INVALID, LETTER = Code.BAG_INVALID, Code.RUN_LETTER

SPOILT: dict[str, tuple[Callable[[Path], object], set[tuple[str, Code]]]] = {
    "missing": (
        lambda bag: (bag / ADA).unlink(),
        {(ADA, MISSING), (ADA, LETTER), ("bag-info.txt", CHANGED)},
    ),
    "extra": (
        lambda bag: (bag / "data/more.txt").write_text("more"),
        {("data/more.txt", EXTRA), ("bag-info.txt", CHANGED)},
    ),
    "extra tag file": (lambda bag: (bag / "notes.txt").write_text("x"), {("notes.txt", EXTRA)}),
    "renamed": (
        lambda bag: (bag / ADA).rename(bag / "data/letters/0001/Eve.pdf"),
        {
            (ADA, MISSING),
            (ADA, LETTER),
            ("data/letters/0001/Eve.pdf", EXTRA),
            ("data/letters/0001/Eve.pdf", LETTER),
        },
    ),
    "line taken out of one manifest": (
        lambda bag: _replace(bag / "manifest-sha256.txt", "data/preflight", "data/Preflight"),
        {("manifest-sha256.txt", EXTRA), ("manifest-sha256.txt", MISSING), ("manifest-sha256.txt", CHANGED)},
    ),
    "Payload-Oxum": (
        lambda bag: _vouched(bag, "bag-info.txt", "Oxum: ", "Oxum: 9"),
        {("bag-info.txt", CHANGED)},
    ),
    "Payload-Oxum that is none": (
        lambda bag: _vouched(bag, "bag-info.txt", "Oxum: ", "Oxum: x"),
        {("bag-info.txt", INVALID)},
    ),
    "bag-info that is none": (
        lambda bag: _vouched(bag, "bag-info.txt", "Bagging-Date:", "nothing of the kind"),
        {("bag-info.txt", INVALID)},
    ),
    "fetch.txt": (lambda bag: (bag / "fetch.txt").write_text("x"), {("fetch.txt", INVALID)}),
    "no bagit.txt": (lambda bag: (bag / "bagit.txt").unlink(), {("bagit.txt", INVALID)}),
    "version": (lambda bag: _replace(bag / "bagit.txt", "1.0", "2.0"), {("bagit.txt", INVALID)}),
    "encoding": (lambda bag: _replace(bag / "bagit.txt", "UTF-8", "UTF-16"), {("bagit.txt", INVALID)}),
    "a third line": (lambda bag: _append(bag / "bagit.txt", "Colour: red\n"), {("bagit.txt", INVALID)}),
    "byte order mark": (
        lambda bag: _replace(bag / "bagit.txt", "BagIt-Version", "\ufeffBagIt-Version"),
        {("bagit.txt", INVALID)},
    ),
    "byte order mark of a manifest": (
        lambda bag: (bag / "manifest-sha512.txt").write_bytes(
            b"\xef\xbb\xbf" + (bag / "manifest-sha512.txt").read_bytes()
        ),
        {("manifest-sha512.txt", INVALID)},
    ),
    "manifest that leads out": (
        lambda bag: _append(bag / "manifest-sha256.txt", f"{'0' * 64}  data/../../etc/passwd\n"),
        {("manifest-sha256.txt", MISSING), ("manifest-sha256.txt", CHANGED)},
    ),
    "manifest with a tag file": (
        lambda bag: _append(bag / "manifest-sha256.txt", f"{'0' * 64}  bag-info.txt\n"),
        {("manifest-sha256.txt", INVALID)},
    ),
    "manifest with a line twice": (
        lambda bag: _append(bag / "manifest-sha256.txt", (bag / "manifest-sha256.txt").read_text()),
        {("manifest-sha256.txt", INVALID)},
    ),
    "unknown algorithm": (
        lambda bag: (bag / "manifest-rot13.txt").write_text("x"),
        {("manifest-rot13.txt", INVALID)},
    ),
    "no tag manifests": (
        lambda bag: _remove(bag, "tagmanifest-*"),
        {("", Code.BAG_UNVOUCHED)},
    ),
    "no manifests": (
        lambda bag: _remove(bag, "manifest-*"),
        {("manifest-sha512.txt", INVALID)},
    ),
    "link": (
        lambda bag: (bag / "data/more").symlink_to("/etc/passwd"),
        {("data/more", Code.BAG_UNSAFE)},
    ),
}


@pytest.mark.parametrize("case", SPOILT)
def test_what_is_wrong_with_a_bag_is_named(bag: Path, case: str) -> None:
    spoil, expected = SPOILT[case]
    spoil(bag)

    assert _found(bag) == expected


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_lines_may_end_as_the_standard_allows(bag: Path, end: bytes) -> None:
    for path in bag.glob("*.txt"):
        if not path.name.startswith("tag"):
            path.write_bytes(path.read_bytes().replace(b"\n", end))
    _vouch(bag)

    assert _found(bag) == set()


def test_a_bag_with_other_checksums_is_held_against_the_manifest_of_its_run_too(bag: Path) -> None:
    _remove(bag, "*manifest-sha256.txt")
    tags = (bag / "tagmanifest-sha512.txt").read_text().splitlines(keepends=True)
    (bag / "tagmanifest-sha512.txt").write_text("".join(one for one in tags if "sha256" not in one))

    assert (_found(bag), _verify(bag).letters) == (set(), 3)


def _rewrite(bag: Path, name: str, data: bytes) -> None:
    """Alter a payload file and make all manifests anew, as one does who forges a bag."""
    old = (bag / name).read_bytes()
    (bag / name).write_bytes(data)
    for algorithm in ("sha256", "sha512"):
        hashes = [hashlib.new(algorithm, one).hexdigest() for one in (old, data)]
        _replace(bag / f"manifest-{algorithm}.txt", *hashes)
    octets = int((bag / "bag-info.txt").read_text().rpartition("Oxum: ")[2].partition(".")[0])
    _replace(bag / "bag-info.txt", f"Oxum: {octets}", f"Oxum: {octets + len(data) - len(old)}")
    _vouch(bag)


FORGED: dict[str, tuple[Callable[[str], str], tuple[str, Code]]] = {
    "another digest": (lambda text: text.replace('"sha256": "', '"sha256": "0', 1), (ADA, LETTER)),
    "another number of pages": (lambda text: text.replace('"pages": 1', '"pages": 7', 1), (ADA, LETTER)),
    "a standard more": (
        lambda text: text.replace('"pdf/ua-1"', '"pdf/ua-2"', 1),
        (ADA, Code.PDF_STANDARD),
    ),
    "a letter twice": (lambda text: text + text.splitlines()[0] + "\n", (ADA, LETTER)),
    "a letter less": (lambda text: text.partition("\n")[2], (ADA, LETTER)),
    "no JSON": (lambda text: text + "{\n", ("data/manifest.jsonl", LETTER)),
    "other keys": (lambda text: text + "{}\n", ("data/manifest.jsonl", LETTER)),
    "other kinds": (lambda text: text.replace('"row": 1', '"row": "1"'), ("data/manifest.jsonl", LETTER)),
    "deep": (lambda text: text + "[" * 100_000 + "\n", ("data/manifest.jsonl", LETTER)),
}


@pytest.mark.parametrize("case", FORGED)
def test_letters_are_held_against_the_manifest_of_their_run(bag: Path, case: str) -> None:
    forge, expected = FORGED[case]
    _rewrite(bag, "data/manifest.jsonl", forge((bag / "data/manifest.jsonl").read_text()).encode())

    assert expected in _found(bag)


def test_preflight_sees_a_sample_of_the_letters_or_all(bag: Path) -> None:
    _rewrite(bag, "data/letters/0001/Zoë.pdf", b"%PDF-1.7\nnothing")
    entries = (bag / "data/manifest.jsonl").read_text().splitlines()
    old = json.loads(entries[2])["sha256"]
    forged = "\n".join(entries).replace(old, hashlib.sha256(b"%PDF-1.7\nnothing").hexdigest()) + "\n"
    _rewrite(bag, "data/manifest.jsonl", forged.encode())

    with open_bag(bag) as opened:
        sample, everything = verify_bag(opened), verify_bag(opened, Wanted(judge_all=True))

    assert (sample.findings, sample.judged, everything.judged) == ((), 1, 3)
    assert {(one.file, one.diagnostic.code) for one in everything.findings} == {
        ("data/letters/0001/Zoë.pdf", Code.PDF_UNREADABLE)
    }


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_path_comes_out_of_a_manifest_as_it_went_in(path: str) -> None:
    encoded = encode_path(path)

    assert decode_path(encoded) == path
    assert not set("\r\n") & set(encoded)


@given(st.binary(max_size=300))
def test_a_manifest_of_any_bytes_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "manifest"
    path.write_bytes(b"0" * 32 + b"  data/a\n" + data)

    with path.open("rb") as file:
        try:
            read = list(read_manifest(file, "manifest-md5.txt", "md5"))
        except BagError as error:
            assert error.diagnostics[0].code is Code.BAG_INVALID  # noqa: PT017 -- one of two outcomes
        else:
            assert read[0] == ("data/a", "0" * 32)


def test_a_manifest_of_one_endless_line_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    path = tmp_path / "manifest"
    with path.open("wb") as file:
        file.truncate(1024**3)  # a gigabyte that takes no room

    with path.open("rb", buffering=0) as raw:
        with pytest.raises(BagError) as refused:
            list(read_manifest(raw, "manifest-md5.txt", "md5"))

        assert raw.tell() < 100_000
    assert refused.value.diagnostics[0].code is Code.BAG_INVALID


def test_letters_made_again_from_the_bag_alone_have_the_same_bytes(archived: Path) -> None:
    with open_bag(archived / "bag") as bag:
        everything, one = remake_letters(bag, None, remake_all=True), remake_letters(bag, [3])

    assert (everything.same, everything.findings, one.same) == (3, (), 1)


def test_a_letter_made_from_something_else_is_named(bag: Path) -> None:
    text = (bag / "data/origin/letter/main/source").read_text()
    _rewrite(bag, "data/origin/letter/main/source", text.replace("engine", "engines").encode())

    run = run_program("verify", bag, "--remake", "2")

    assert (run.exit_code, "0001/Grace.pdf: error: row 2, made again, has other bytes" in run.stderr) == (
        6,
        True,
    )


def test_a_row_that_has_changed_is_named(bag: Path) -> None:
    _rewrite(bag, "data/recipients/people.csv", (bag / "data/recipients/people.csv").read_bytes() + b"\n")
    same = run_program("verify", bag, "--remake", "all")
    _replace(bag / "data/recipients/people.csv", "London", "Dublin")
    _rewrite(bag, "data/recipients/people.csv", (bag / "data/recipients/people.csv").read_bytes())
    with open_bag(bag) as opened:
        other = remake_letters(opened, None, remake_all=True)

    assert same.exit_code == 0
    assert [one.file for one in other.findings] == ["0001/Ada.pdf"]


def test_what_made_the_letters_and_is_of_another_version_here_is_told(bag: Path) -> None:
    origin = json.loads((bag / "data/origin/origin.json").read_text())
    origin["made_with"]["WeasyPrint"] = "52.5"
    _rewrite(bag, "data/origin/origin.json", json.dumps(origin).encode())

    run = run_program("verify", bag, "--remake", "1")

    assert run.exit_code == 0
    assert "note: the letters were made with WeasyPrint 52.5, and here is 70.0" in run.stderr


@pytest.mark.parametrize("path", ["../../etc", "/etc"])
def test_an_origin_reads_no_file_outside_the_bag(bag: Path, path: str) -> None:
    origin = json.loads((bag / "data/origin/origin.json").read_text())
    origin["letter"][""]["file"] = f"{path}/passwd"
    _rewrite(bag, "data/origin/origin.json", json.dumps(origin).encode())

    run = run_program("verify", bag, "--remake", "1")

    assert (run.exit_code, "[origin-missing]" in run.stderr, "root" in run.output) == (6, True, False)


@pytest.mark.parametrize("remake", ["4", "0"])
def test_a_row_without_a_letter_cannot_be_made_again(archived: Path, remake: str) -> None:
    run = run_program("verify", archived / "bag", "--remake", remake)

    assert (run.exit_code, "[origin-missing]" in run.stderr) == (6, True)


def test_without_recipients_no_letter_is_made_again(office: Path) -> None:
    run_program("archive", office / "run", "-o", office / "bag", "--without-recipients")

    run = run_program("verify", office / "bag", "--remake", "sample")

    assert (run.exit_code, "holds no file of recipients" in run.stderr) == (6, True)


def test_letters_with_images_languages_and_other_options_are_made_again(office: Path, project: Path) -> None:
    (office / "images").mkdir()
    shutil.copy(project / "docs/images/letter.png", office / "images/page.png")
    text = "May 4, 2026\n\nDear {{ name }},\n\n![A page](images/page.png)\n\nSincerely,\n\nBob Roe\n"
    french = "4 mai 2026\n\nChère {{ name }},\n\nMerci.\n\nBien à vous,\n\nBob Roe\n"
    (office / "letter.md").write_text(f"---\nrecipients:\n  language: Language\n---\n{text}")
    (office / "lettre.md").write_bytes(french.encode("cp1252"))
    (office / "people.csv").write_text("Name,Language\nAda,en\nEve,fr\nIda,de\nIda,de\n")
    mine = shutil.copytree(project / "templates/us-block", office / "mine")
    options = (
        "--source-for",
        f"fr={office / 'lettre.md'}",
        "--embed-row",
        "--embed-source",
        "--unique",
        "Name",
    )
    more = ("--set", "subject=Engines", "--stationery", f"{mine}/", "--encoding", "cp1252")
    merged = run_program(
        "merge", office / "letter.md", office / "people.csv", "-o", office / "other", *options, *more
    )
    assert merged.exit_code == 0, merged.output
    run_program("archive", office / "other", "-o", office / "bag.zip")
    for name in ("letter.md", "lettre.md", "people.csv"):
        (office / name).unlink()
    shutil.rmtree(mine)

    run = run_program("verify", office / "bag.zip", "--remake", "all", "--json")

    assert (run.exit_code, json.loads(run.stdout)["remade_alike"]) == (0, 3)


def test_letters_of_a_document_with_signatories_from_a_file_are_made_again(office: Path) -> None:
    lines = ("May 4, 2026", "", "Dear {{ name }},", "", "It runs.", "", "Sincerely,")
    (office / "letter.docx").write_bytes(docx(paragraphs(*lines)))
    (office / "people.csv").write_text("Name\nAda\n")
    (office / "board.csv").write_text("name,title\nBo Lee,Clerk\nCy Dee,Mayor\n")
    made = ("merge", office / "letter.docx", office / "people.csv", "-o", office / "other")
    merged = run_program(*made, "--set", "signatories=board.csv", "--review", "accept")
    assert merged.exit_code == 0, merged.output
    run_program("archive", office / "other", "-o", office / "bag")
    for name in ("letter.docx", "board.csv"):
        (office / name).unlink()

    run = run_program("verify", office / "bag", "--remake", "all", "--json")

    assert (run.exit_code, json.loads(run.stdout)["remade_alike"]) == (0, 1)


def test_the_folder_of_a_run_is_held_against_its_manifest(office: Path) -> None:
    whole = run_program("verify", office / "run")
    (office / "run/0001/Ada.pdf").unlink()
    (office / "run/0001/Eve.pdf").write_bytes((office / "run/0001/Grace.pdf").read_bytes())
    (office / "run/0001/Grace.pdf").write_bytes(b"%PDF-")

    spoilt = run_program("verify", office / "run", "--json")

    named = {json.loads(line)["file"] for line in spoilt.stderr.splitlines()}
    assert (whole.exit_code, spoilt.exit_code) == (0, 6)
    assert named == {"0001/Ada.pdf", "0001/Eve.pdf", "0001/Grace.pdf"}


def test_a_letter_alone_is_seen_by_preflight(office: Path) -> None:
    whole = run_program("verify", office / "run/0001/Ada.pdf")
    (office / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    bad = run_program("verify", office / "bad.pdf")

    assert (whole.exit_code, bad.exit_code) == (0, 6)


@pytest.mark.parametrize("name", ["missing", "text.txt", "empty"])
def test_what_is_no_bag_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.txt").write_text("Dear Ada,\n")
    (tmp_path / "empty").mkdir()

    run = run_program("verify", tmp_path / name)

    assert (run.exit_code, "[bag-invalid]" in run.stderr) == (6, True)


@pytest.mark.parametrize("remake", ["some", "-1", "²"])
def test_only_a_row_a_sample_or_all_can_be_made_again(archived: Path, remake: str) -> None:
    assert run_program("verify", archived / "bag", f"--remake={remake}").exit_code == 2


def test_only_a_bag_can_be_made_again(archived: Path) -> None:
    assert run_program("verify", archived / "run", "--remake", "1").exit_code == 2
