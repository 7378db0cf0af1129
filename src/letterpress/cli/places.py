"""Where the letters of a run are, by an address; what reaches it is imported when one is named."""

from letterpress.cli.performing import load
from letterpress.stores import Store


def open_store(address: str) -> Store:
    """Open the bucket or the folder on a server at an address."""
    store: Store = load("storing:open_store")(address)
    return store
