"""Where the letters of a run are, by an address; what reaches a bucket is imported when one is named."""

from letterpress.cli.performing import load
from letterpress.stores import Store


def open_bucket(address: str) -> Store:
    """Open the bucket, and the prefix in it, at an address."""
    bucket: Store = load("storing:open_bucket")(address)
    return bucket
