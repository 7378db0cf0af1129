r"""Streams that every reader ends at the same byte.

A stream whose last byte is a carriage return stands as `\r\nendstream` in the file, and readers differ
on whether that byte is data (ISO 32000-1:2008, 7.3.8.1 allows both ends of line). The last byte of a
Flate stream is a checksum of its data, so one in 256 ends so whatever the effort of the compressor.
"""

import base64
import io
import zlib

import pydyf

AMBIGUOUS_END = b"\r\nendstream"


def compress_streams(pdf: pydyf.PDF) -> None:
    """Compress the streams that wait for it, once and for all, so that none ends in a carriage return."""
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream):
            _settle_stream(stream)


def _settle_stream(stream: pydyf.Stream) -> None:
    filters = []
    data = _plain_data(stream)
    if stream.compress:
        data = zlib.compress(data, 9)
        filters.append("/FlateDecode")
    if data.endswith(b"\r"):
        data = base64.a85encode(data) + b"~>"
        filters.insert(0, "/ASCII85Decode")
    stream.stream = [data]
    stream.compress = False
    if filters and "Filter" in stream.extra:
        present = stream.extra["Filter"]
        filters.extend(present if isinstance(present, pydyf.Array) else [present])
    if filters:
        stream.extra = {**stream.extra, "Filter": filters[0] if len(filters) == 1 else pydyf.Array(filters)}


def _plain_data(stream: pydyf.Stream) -> bytes:
    """Give the data of a stream before compression, as pydyf joins it."""
    written: bytes = pydyf.Stream(stream.stream).data
    return written.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")


def settle_cross_references(pdf: pydyf.PDF) -> None:
    """See to it that the streams pydyf adds while writing do not end in a carriage return either.

    Object stream and cross-reference stream exist only once the file is written. So it is written for
    trial, and as long as one of the two ends badly, an empty object shifts them.
    """
    while AMBIGUOUS_END in _rehearse(pdf):
        pdf.add_object(pydyf.Dictionary())


def _rehearse(pdf: pydyf.PDF) -> bytes:
    count, output = len(pdf.objects), io.BytesIO()
    pdf.write(output, version=b"1.7", identifier=True, compress=True)
    del pdf.objects[count:]
    pdf.current_position, pdf.xref_position = 0, None
    return output.getvalue()
