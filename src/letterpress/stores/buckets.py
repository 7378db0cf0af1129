"""A bucket of an object storage as a store: S3, or what speaks its language; the only door to obstore.

A put is one request, or a multipart upload that is completed in one: readers see all of it or nothing. It is
signed with the SHA-256 of its bytes and carries it as the object's checksum, so that the server refuses what
has changed on the way. What lies in the bucket later is proven by reading it (ADR 0020).
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, cast

from letterpress.diagnostics import Code
from letterpress.stores.profiles import read_profile
from letterpress.stores.remote import (
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    MAX_RETRIES,
    RETRY_S,
    read_ahead,
    refuse,
)

try:
    import obstore
    from obstore.exceptions import BaseError
    from obstore.store import S3Store
except ImportError:  # the extra `s3` is not installed
    AVAILABLE = False
else:
    AVAILABLE = True

if TYPE_CHECKING:
    from obstore.store import S3Config  # is not there when a program runs

# Names of buckets: Amazon S3 user guide, "General purpose bucket naming rules".
ADDRESS = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[^?#@]*))?")

EXTRA = "type pip install 'letterpress-pdf[s3]'"
USAGE = "type s3://BUCKET/PREFIX; credentials come from the environment or ~/.aws, never from an address"
REACH = "see that the bucket is there and that AWS_ENDPOINT_URL, AWS_REGION and your credentials are for it"

MACHINE_ROLE = "/latest/api/token"  # where a machine of a cloud asks for its role; no letter is called so
STATUS = re.compile(r"status code: (\d{3} [A-Za-z ]+)")
S3_CODE = re.compile(r"<Code>(\w+)</Code>")  # Amazon S3 API reference, "Error responses"
SERVER = re.compile(r"https?://(?:[^/\s@]*@)?([^/\s]+)")
NO_BUCKET = "NoSuchBucket"


class BucketStore:
    """The objects of a bucket whose keys begin with a prefix.

    Args:
        address: `s3://BUCKET/PREFIX`, or `s3://BUCKET`. Credentials, region and endpoint come from where the
            process that opens the store has them; only the address is pickled.

    Raises:
        DeliveryError: obstore is not installed, the address is none, or half of the credentials is missing.
    """

    def __init__(self, address: str) -> None:
        if not AVAILABLE:
            raise refuse(Code.EXTRA_MISSING, "object storage needs the extra s3", EXTRA)
        parts = ADDRESS.fullmatch(address)
        prefix = (parts["prefix"] or "").rstrip("/") if parts else ""
        if not parts or (prefix and not {"", ".", ".."}.isdisjoint(prefix.split("/"))):
            raise refuse(Code.STORE_ADDRESS, "that is no address of a store", USAGE)  # it may hold a password
        self.address = f"s3://{parts['bucket']}/{prefix}".rstrip("/")
        with self._translated(f"cannot open {self.address}"):
            self._store = _open(parts["bucket"], prefix)

    def __reduce__(self) -> tuple[type["BucketStore"], tuple[str]]:
        """Travel as an address: credentials stay where they are."""
        return type(self), (self.address,)

    def put(self, name: str, data: bytes) -> None:
        """Put an object; the server has it when this returns."""
        kind, _ = guess_type(name)
        with self._translated(f"cannot write {self.address}/{name}"):
            obstore.put(self._store, name, data, attributes={"Content-Type": kind} if kind else None)

    def read(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """Give objects in the order of their names, sixteen asked for at a time; see `Store`."""
        return read_ahead(self._get, names)

    def has(self, name: str) -> bool:
        """Tell whether an object is there."""
        with self._translated(f"cannot read {self.address}/{name}"):
            try:
                obstore.head(self._store, name)
            except FileNotFoundError:
                return False
            return True

    def names(self) -> Iterator[str]:
        """Give the names of all objects under the prefix; see `Store`."""
        with self._translated(f"cannot list {self.address}"):
            for found in obstore.list(self._store):
                names = (one["path"] for one in found)
                yield from filter(None, names)  # consoles make an object of the prefix itself

    def remove(self, name: str) -> None:
        """Delete an object; see `Store`."""
        with self._translated(f"cannot delete {self.address}/{name}"):
            obstore.delete(self._store, name)

    def clear(self) -> None:
        """Leave all as it is: of a put that was cut off there is nothing to see."""

    def _get(self, name: str) -> bytes | None:
        with self._translated(f"cannot read {self.address}/{name}"):
            try:
                return obstore.get(self._store, name).bytes().to_bytes()
            except FileNotFoundError as error:
                if NO_BUCKET in str(error):
                    raise
                return None

    @contextmanager
    def _translated(self, what: str) -> Iterator[None]:
        """Say in a diagnostic what the library says in an error, without repeating what it was sent."""
        try:
            yield
        except (BaseError, FileNotFoundError, ValueError) as error:
            raise refuse(Code.STORE_FAILED, f"{what}: {_reason(str(error))}", REACH) from error


def _open(bucket: str, prefix: str) -> "S3Store":
    return S3Store(
        bucket,
        prefix=prefix or None,
        config=cast("S3Config", read_profile(os.environ, Path.home())),
        client_options={"allow_http": True},  # where the endpoint says so, which is https without one
        retry_config={
            "max_retries": MAX_RETRIES,
            "retry_timeout": timedelta(seconds=RETRY_S),
            "backoff": {
                "init_backoff": timedelta(seconds=FIRST_PAUSE_S),
                "max_backoff": timedelta(seconds=LONGEST_PAUSE_S),
            },
        },
        checksum_algorithm="SHA256",
    )


def _reason(said: str) -> str:
    """Tell from an error of obstore what the server said, if it said anything."""
    if MACHINE_ROLE in said:
        return "neither the environment nor ~/.aws has credentials, and this machine has no role"
    server, status, code = SERVER.search(said), STATUS.search(said), S3_CODE.search(said)
    if status:
        return f"{status[1].lower().strip()} ({code[1]})" if code else status[1].lower().strip()
    if server:
        return f"no answer from {server[1]}"
    return said.partition("\n")[0].removeprefix("Generic S3 error: ").lower()
