"""Where letters go with `--store s3://...`: imported when it is asked for, and obstore with it."""

from letterpress.stores import Store
from letterpress.stores.buckets import BucketStore


def open_bucket(address: str) -> Store:
    """Open the bucket, and the prefix in it, at an address."""
    return BucketStore(address)
