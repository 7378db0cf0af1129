"""Days and times of a spreadsheet in the words they are shown in.

Months and weekdays have English names; a format that asks for those of another language is not understood.
"""

from datetime import date, datetime, time, timedelta

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905 -- reads better

_NOON = 12
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 -- a spreadsheet's clock has no zone
_SECONDS = {"h": 3600, "m": 60, "s": 1}

Pieces = tuple[tuple[str, str], ...]


def format_moment(value: date | time | timedelta, pieces: Pieces) -> str | None:
    """Give a day, a time or a duration as a format shows it, or None when it is not understood.

    Pieces are kinds with their characters: `moment` (y, m, d, h, s), `elapsed`, `half`, `literal` and others.
    """
    kinds = {kind for kind, _ in pieces}
    if kinds - {
        "moment",
        "elapsed",
        "half",
        "literal",
        "pad",
        "point",
        "comma",
        "text",
        "general",
        "foreign",
    }:
        return None
    if not kinds & {"moment", "elapsed"}:
        return _plainly(value)
    names = any(kind == "moment" and len(text) > 2 and text[0] in "mMdD" for kind, text in pieces)  # noqa: PLR2004
    if "foreign" in kinds and names:
        return None
    at = _moment(value)
    half = "half" in kinds
    shown = []
    for index, (kind, text) in enumerate(pieces):
        if kind == "moment":
            shown.append(_show(at, text.lower(), minutes=_is_minutes(pieces, index), half=half))
        elif kind == "elapsed":
            seconds = (value if isinstance(value, timedelta) else at - _EPOCH).total_seconds()
            shown.append(f"{int(seconds // _SECONDS[text[0].lower()]):0{len(text)}d}")
        elif kind == "half":
            shown.append(("AM" if at.hour < _NOON else "PM")[: 1 if len(text) < 4 else 2])  # noqa: PLR2004
        elif kind not in ("text", "foreign"):
            shown.append(text)
    return "".join(shown).strip()


def _plainly(value: date | time | timedelta) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


def _moment(value: date | time | timedelta) -> datetime:
    match value:
        case datetime():
            return value
        case date():
            return datetime.combine(value, time())
        case time():
            return datetime.combine(_EPOCH, value)
        case timedelta():
            return _EPOCH + value


def _is_minutes(pieces: Pieces, index: int) -> bool:
    """Tell whether an `m` counts minutes: after hours or before seconds."""
    if pieces[index][1][0] not in "mM":
        return False
    parts = [n for n, (kind, _) in enumerate(pieces) if kind in ("moment", "elapsed")]
    at = parts.index(index)
    before = pieces[parts[at - 1]][1][0].lower() if at else ""
    after = pieces[parts[at + 1]][1][0].lower() if at + 1 < len(parts) else ""
    return before == "h" or after == "s"


def _show(at: datetime, text: str, *, minutes: bool, half: bool) -> str:
    letter, count = text[0], len(text)
    if letter == "s":
        seconds, _, places = text.partition(".")
        fraction = f"{at.microsecond:06d}"[: len(places)]
        return f"{at.second:0{len(seconds)}d}" + (f".{fraction}" if places else "")
    if minutes:
        return f"{at.minute:0{count}d}"
    if letter == "h":
        return f"{(at.hour % _NOON or _NOON) if half else at.hour:0{count}d}"
    if letter == "y":
        return f"{at.year:04d}" if count > 2 else f"{at.year % 100:02d}"  # noqa: PLR2004 -- yy is two digits
    number, name = (at.month, MONTHS[at.month - 1]) if letter == "m" else (at.day, DAYS[at.weekday()])
    return {1: str(number), 2: f"{number:02d}", 3: name[:3], 5: name[0] if letter == "m" else name}.get(
        count, name
    )
