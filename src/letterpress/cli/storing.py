"""Where letters go with `--store URL`: imported when it is asked for, and what speaks to servers with it."""

from collections.abc import Callable

from letterpress.diagnostics import Code
from letterpress.stores import Store
from letterpress.stores.buckets import BucketStore
from letterpress.stores.remote import refuse
from letterpress.stores.sftp import SftpStore
from letterpress.stores.webdav import WebdavStore

STORES: dict[str, Callable[[str], Store]] = {
    "s3": BucketStore,
    "sftp": SftpStore,
    "davs": WebdavStore,
    "dav": WebdavStore,
}


def open_store(address: str) -> Store:
    """Open the store at a URL.

    Raises:
        DeliveryError: there is no such kind of store, or it cannot be opened.
    """
    scheme, _, _ = address.partition("://")
    if scheme not in STORES:
        hint = f"type a folder, or a URL that begins with {', '.join(f'{known}://' for known in STORES)}"
        raise refuse(Code.STORE_ADDRESS, "that is no address of a store", hint)
    return STORES[scheme](address)
