"""A store of each kind, empty and on this machine, for tests of what all of them promise."""

from pathlib import Path

import pytest

from letterpress.stores import FolderStore, Store
from letterpress.stores.buckets import BucketStore
from letterpress.stores.sftp import SftpStore
from letterpress.stores.webdav import WebdavStore
from object_storage import BUCKET

KINDS = ("folder", "bucket", "sftp", "webdav")


def make_store(kind: str, request: pytest.FixtureRequest, folder: Path) -> Store:
    """Make a store of a kind, and start the server it needs."""
    if kind == "folder":
        return FolderStore(folder / "letters")
    if kind == "bucket":
        request.getfixturevalue("storage")
        return BucketStore(f"s3://{BUCKET}/spring/2026")
    if kind == "sftp":
        return SftpStore(request.getfixturevalue("sftp").address("/spring%20%231/2026"))
    return WebdavStore(request.getfixturevalue("webdav").address("/files/spring%20%231/2026"))
