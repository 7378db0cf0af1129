"""Stores: what is put is there, whole and under its name, in whatever kind of store; and buckets alone."""

import base64
import pickle
import socket
from hashlib import sha256
from pathlib import Path

import pytest

from letterpress.diagnostics import Code, DeliveryError, Diagnostic
from letterpress.stores import Store, are_right, buckets
from letterpress.stores.buckets import BucketStore
from letterpress.stores.profiles import read_profile
from object_storage import BUCKET, SECRET, ObjectStorage
from store_makers import KINDS, make_store

ODD_NAMES = (
    "%41.pdf",
    ".letterpress-0123456789abcdef",
    "0001/50% Müller #1?.pdf",
    "a'b(c)!*.pdf",
    "x + y&z=1~^.pdf",
    "日本.pdf",
)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return make_store(request.param, request, tmp_path)


def _refusal(of: type[BucketStore], address: str) -> Diagnostic:
    with pytest.raises(DeliveryError) as refused:
        of(address)
    (diagnostic,) = refused.value.diagnostics
    return diagnostic


def _failure(store: Store) -> Diagnostic:
    with pytest.raises(DeliveryError) as failed:
        store.put("1.pdf", b"one")
    (diagnostic,) = failed.value.diagnostics
    assert SECRET not in diagnostic.message
    return diagnostic


def test_what_is_put_is_there_under_its_very_name(store: Store) -> None:
    assert list(store.names()) == []
    for name in ODD_NAMES:
        store.put(name, name.encode())

    assert tuple(store.names()) == ODD_NAMES
    assert list(store.read(ODD_NAMES)) == [name.encode() for name in ODD_NAMES]


def test_the_last_put_counts_and_a_large_file_is_whole(store: Store) -> None:
    large = bytes(range(256)) * 40_000  # above what obstore sends in one part
    store.put("1.pdf", b"one")
    store.put("1.pdf", large)

    (found,) = store.read(["1.pdf"])
    assert found is not None
    assert sha256(found).hexdigest() == sha256(large).hexdigest()


def test_many_files_are_read_in_the_order_asked_for(store: Store) -> None:
    for number in range(0, 60, 2):
        store.put(f"{number}.pdf", b"%d" % number)

    found = list(store.read(f"{number}.pdf" for number in reversed(range(60))))
    assert found == [b"%d" % number if number % 2 == 0 else None for number in reversed(range(60))]


def test_a_file_is_right_when_it_is_there_with_its_digest(store: Store) -> None:
    store.put("1.pdf", b"one")
    store.put("2.pdf", b"another")

    wanted = [(name, sha256(b"one").hexdigest()) for name in ("1.pdf", "2.pdf", "3.pdf")]
    assert list(are_right(store, iter(wanted))) == [True, False, False]


def test_what_is_removed_is_gone_and_may_be_removed_again(store: Store) -> None:
    store.put("1.pdf", b"one")

    assert store.has("1.pdf")
    store.remove("1.pdf")
    store.remove("1.pdf")
    assert not store.has("1.pdf")
    assert list(store.names()) == []


def test_a_store_that_holds_nothing_has_nothing(store: Store) -> None:
    assert (store.has("0001/1.pdf"), list(store.read(["0001/1.pdf"]))) == (False, [None])


def test_a_store_travels_to_another_process_without_its_credentials(store: Store) -> None:
    store.put("1.pdf", b"one")
    luggage = pickle.dumps(store)

    there: Store = pickle.loads(luggage)  # noqa: S301 -- our own
    assert (there.address, list(there.read(["1.pdf"]))) == (store.address, [b"one"])
    assert SECRET.encode() not in luggage


def test_only_what_lies_under_the_prefix_is_of_a_bucket_store(storage: ObjectStorage) -> None:
    for key in ("spring/", "spring/1.pdf", "springs.pdf", "2.pdf"):
        storage.request("PUT", f"{BUCKET}/{key}", b"x")

    assert list(BucketStore(f"s3://{BUCKET}/spring").names()) == ["1.pdf"]
    assert BucketStore(f"s3://{BUCKET}/spring/").address == f"s3://{BUCKET}/spring"
    assert "springs.pdf" in list(BucketStore(f"s3://{BUCKET}").names())


def test_an_object_is_sent_with_its_digest_and_known_to_be_a_pdf(storage: ObjectStorage) -> None:
    BucketStore(f"s3://{BUCKET}").put("1.pdf", b"one")

    assert storage.asked == [("PUT", f"/{BUCKET}/1.pdf")]
    assert storage.checksums == [base64.b64encode(sha256(b"one").digest()).decode()]


@pytest.mark.parametrize(
    "address",
    [
        "s3://",
        "s3://Letters",
        "s3://letters/a/../b",
        "s3://letters//a",
        "letters/a",
        "s3://letters/a?region=x",
        "https://letters/a",
        f"s3://key:{SECRET}@letters/a",
        f"s3://letters/a@{SECRET}",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    found = _refusal(BucketStore, address)

    assert (found.code, found.message) == (Code.STORE_ADDRESS, "that is no address of a store")
    assert SECRET not in found.hint


def test_without_the_extra_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "AVAILABLE", False)

    found = _refusal(BucketStore, f"s3://{BUCKET}/a")

    assert (found.code, found.hint) == (Code.EXTRA_MISSING, "type pip install 'letterpress-pdf[s3]'")


@pytest.mark.usefixtures("storage")
def test_a_bucket_that_is_not_there_is_named() -> None:
    store = BucketStore("s3://nowhere/a")

    assert _failure(store).message == "cannot write s3://nowhere/a/1.pdf: 404 not found (NoSuchBucket)"
    for ask in (lambda: list(store.names()), lambda: list(store.read(["1.pdf"]))):
        with pytest.raises(DeliveryError, match=r"NoSuchBucket"):
            ask()


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        ("403 Forbidden", b"<Error><Code>AccessDenied</Code></Error>", "403 forbidden (AccessDenied)"),
        ("401 Unauthorized", b"", "401 unauthorized"),
        ("503 Service Unavailable", b"", "503 service unavailable"),
        ("500 Internal Server Error", b"<Code>Oops</Code>", "500 internal server error (Oops)"),
    ],
)
def test_what_a_server_says_is_handed_on(
    status: str, code: bytes, said: str, storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "MAX_RETRIES", 2)
    storage.fault = lambda _number: (status, code)

    found = _failure(BucketStore(f"s3://{BUCKET}"))

    assert (found.code, found.message) == (
        Code.STORE_FAILED,
        f"cannot write s3://{BUCKET}/1.pdf: {said}",
    )
    assert len(storage.asked) == (3 if status.startswith("5") else 1)


@pytest.mark.usefixtures("storage")
def test_a_server_that_does_not_answer_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "MAX_RETRIES", 1)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = f"127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://me:{SECRET}@{server}")

    assert _failure(BucketStore(f"s3://{BUCKET}")).message.endswith(f"1.pdf: no answer from {server}")


@pytest.mark.usefixtures("storage")
def test_half_of_the_credentials_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")

    found = _refusal(BucketStore, f"s3://{BUCKET}")

    assert (found.code, found.message) == (
        Code.STORE_FAILED,
        f"cannot open s3://{BUCKET}: missing accesskeyid",
    )


def test_a_machine_without_credentials_says_so(
    storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", storage.url)
    storage.fault = lambda _number: ("403 Forbidden", b"")

    assert _failure(BucketStore(f"s3://{BUCKET}")).message.endswith(
        "1.pdf: neither the environment nor ~/.aws has credentials, and this machine has no role"
    )
    assert storage.asked == [("PUT", "/latest/api/token")]


CREDENTIALS = (
    f"[default]\naws_access_key_id = A\naws_secret_access_key = {SECRET}\n\n[mail]\naws_access_key_id=M\n"
)
CONFIG = (
    "[default]\nregion = eu-west-1\ns3 =\n  max_queue_size = 1\n[profile mail]\nendpoint_url = http://x\n"
)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, {"access_key_id": "A", "secret_access_key": SECRET, "region": "eu-west-1"}),
        ({"AWS_PROFILE": "mail"}, {"access_key_id": "M", "endpoint": "http://x"}),
        ({"AWS_PROFILE": "mail", "AWS_ENDPOINT_URL": "http://y"}, {"access_key_id": "M"}),
        ({"AWS_ACCESS_KEY_ID": "E", "AWS_REGION": "r"}, {}),
        ({"AWS_ACCESS_KEY_ID": "E"}, {"region": "eu-west-1"}),
        ({"AWS_PROFILE": "nobody"}, {}),
    ],
)
def test_what_the_environment_does_not_say_is_read_from_the_usual_files(
    environment: dict[str, str], expected: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/credentials").write_text(CREDENTIALS)
    (tmp_path / ".aws/config").write_text(CONFIG)

    assert read_profile(environment, tmp_path) == expected


def test_files_may_lie_elsewhere_or_not_be_there(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("[default]\naws_access_key_id = A\naws_session_token = T\n")

    found = read_profile({"AWS_CONFIG_FILE": str(tmp_path / "mine")}, tmp_path)

    assert found == {"access_key_id": "A", "session_token": "T"}
    assert read_profile({}, tmp_path) == {}


def test_a_file_that_is_none_of_these_is_named_and_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "broken").write_text(f"aws_secret_access_key {SECRET}\n")

    with pytest.raises(DeliveryError) as refused:
        read_profile({"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "broken")}, tmp_path)

    assert str(refused.value) == f"{tmp_path}/broken is not in the format of AWS's files"
    assert refused.value.__cause__ is None


def test_the_files_of_a_machine_open_a_store(
    storage: ObjectStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name)
    for variable, text in (
        ("AWS_SHARED_CREDENTIALS_FILE", CREDENTIALS),
        ("AWS_CONFIG_FILE", f"[default]\nendpoint_url = {storage.url}\n"),
    ):
        (tmp_path / variable).write_text(text)
        monkeypatch.setenv(variable, str(tmp_path / variable))

    BucketStore(f"s3://{BUCKET}").put("1.pdf", b"one")

    assert storage.asked == [("PUT", f"/{BUCKET}/1.pdf")]
