"""Balanced trees written as their leaves come: the pages of a file, and the labels of its pages.

A node is written when it is full; one open node a level is all that is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from letterpress.printing.pdffile import PdfFile
from letterpress.printing.values import reference_to

FAN_OUT = 32  # kids of a node


@dataclass(slots=True)
class Node:
    """A node under way: what is below it, how many leaves, and the first and the last of their keys."""

    number: int
    level: int
    kids: list[bytes] = field(default_factory=list)
    count: int = 0
    first: int = 0
    last: int = 0

    def take(self, kid: bytes, count: int, first: int, last: int) -> None:
        """Take a kid in."""
        self.first = self.first if self.kids else first
        self.last = last
        self.count += count
        self.kids.append(kid)


Body = Callable[[Node, int | None], bytes]


class Tree:
    """A tree under way; `body` writes a node, given the number of its parent (none for the root)."""

    def __init__(self, file: PdfFile, body: Body) -> None:
        self._file = file
        self._body = body
        self._open: list[Node] = []

    def leaf(self) -> int:
        """Give the number of the node the next kid goes into."""
        return self._node(0).number

    def add(self, kid: bytes, key: int) -> None:
        """Add a kid; keys rise."""
        self._node(0).take(kid, 1, key, key)

    def finish(self) -> int:
        """Write what is open, and give the number of the root."""
        self._node(0)
        level = 0
        while level < len(self._open) - 1:  # closing a level may open another above
            self._close(level)
            level += 1
        root = self._open[-1]
        self._file.put(root.number, self._body(root, None))
        return root.number

    def _node(self, level: int) -> Node:
        if level == len(self._open):
            self._open.append(Node(self._file.take_number(), level))
        elif len(self._open[level].kids) == FAN_OUT:
            self._close(level)
            self._open[level] = Node(self._file.take_number(), level)
        return self._open[level]

    def _close(self, level: int) -> None:
        node, parent = self._open[level], self._node(level + 1)
        parent.take(reference_to(node.number), node.count, node.first, node.last)
        self._file.put(node.number, self._body(node, parent.number))


def pages_node(node: Node, parent: int | None) -> bytes:
    """Write a node of the page tree (ISO 32000-1:2008, 7.7.3.2)."""
    above = b"/Parent " + reference_to(parent) if parent else b""
    return b"<</Type /Pages%s/Count %d/Kids [%s]>>" % (above, node.count, b" ".join(node.kids))


def labels_node(node: Node, parent: int | None) -> bytes:
    """Write a node of a number tree (ISO 32000-1:2008, 7.9.7); a kid of a leaf is a key and its value."""
    limits = b"/Limits [%d %d]" % (node.first, node.last) if parent else b""
    name = b"/Kids" if node.level else b"/Nums"
    return b"<<%s%s [%s]>>" % (limits, name, b" ".join(node.kids))
