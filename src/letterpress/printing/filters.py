"""Data of streams: what letterpress writes is unpacked, and packed anew; other filters are left alone."""

import base64
import zlib

from letterpress.printing.values import Stream, UnreadableError

MAX_UNPACKED_BYTES = 64 * 1024 * 1024  # the text of thousands of pages; more is a bomb
PACKED: dict[bytes, bytes] = {b"/Filter": b"/FlateDecode"}


def unpack(stream: Stream) -> bytes | None:
    """Give the decoded data of a stream; nothing when it has a filter that letterpress does not write.

    Raises:
        UnreadableError: the data are broken, or beyond all measure.
    """
    filters = stream.entries.get(b"/Filter", [])
    if b"/DecodeParms" in stream.entries:
        return None
    data = stream.data
    for name in filters if isinstance(filters, list) else [filters]:
        if name == b"/FlateDecode":
            data = _inflate(data)
        elif name == b"/ASCII85Decode":
            data = _from_ascii(data)
        else:
            return None
    return data


def pack(data: bytes) -> bytes:
    r"""Compress data that may end in white space, so that the result does not end in `\r`.

    Readers differ on whether that byte is data when `\nendstream` follows (ISO 32000-1:2008, 7.3.8.1).
    """
    packed = zlib.compress(data, 9)
    while packed.endswith(b"\r"):
        data += b"\n"
        packed = zlib.compress(data, 9)
    return packed


def _inflate(data: bytes) -> bytes:
    engine = zlib.decompressobj()
    try:
        plain = engine.decompress(data, MAX_UNPACKED_BYTES)
    except zlib.error as error:
        raise UnreadableError("a stream is broken") from error
    if not engine.eof:
        raise UnreadableError("a stream is cut off or too large")
    return plain


def _from_ascii(data: bytes) -> bytes:
    try:
        return base64.a85decode(data.strip().removesuffix(b"~>"))
    except ValueError as error:
        raise UnreadableError("a stream is broken") from error
