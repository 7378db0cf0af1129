"""Where finished files are put, whole or not at all: a folder, here or on a server, or a bucket."""

from letterpress.stores.folders import FolderStore
from letterpress.stores.store import Store, are_right

__all__ = ["FolderStore", "Store", "are_right"]
