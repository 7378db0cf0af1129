"""What the signatures of a file cover, read off its form fields; whether they hold is not asked here."""

from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from letterpress.preflight.inspection import SignatureCoverage
from letterpress.preflight.objects import array, dictionary, key_of, number

MAX_FIELDS = 10_000
RANGE_NUMBERS = 4  # from and length, before and behind the signature (ISO 32000-1:2008, 12.8.1)


def read_coverage(reader: PdfReader, size: int) -> tuple[SignatureCoverage, ...]:
    """Give what each signature of a file of `size` bytes covers, in the order they were made."""
    form = dictionary(dictionary(reader.trailer.get("/Root")).get("/AcroForm"))
    signatures = [dictionary(field.get("/V")) for field in _fields(form) if field.get("/FT") == "/Sig"]
    ranges = [_numbers(signature.get("/ByteRange")) for signature in signatures if signature]
    ends = sorted(begin + length if first == 0 else 0 for first, _, begin, length in ranges)
    return tuple(SignatureCoverage(end, size - end) for end in ends)


def _fields(form: DictionaryObject) -> Iterator[DictionaryObject]:
    """Yield all fields of a form, each once, whatever loops there are."""
    waiting, seen = list(array(form.get("/Fields"))), set[int]()
    while waiting and len(seen) < MAX_FIELDS:
        reference = waiting.pop()
        if key_of(reference) not in seen:
            seen.add(key_of(reference))
            field = dictionary(reference)
            waiting.extend(array(field.get("/Kids")))
            yield field


def _numbers(value: object) -> tuple[int, int, int, int]:
    numbers = [int(number(one)) for one in array(value)]
    first, before, begin, length = numbers if len(numbers) == RANGE_NUMBERS else (0,) * RANGE_NUMBERS
    return first, before, begin, length
