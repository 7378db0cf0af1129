"""Dates as letters write them, in the languages letters are written in.

A date that can be read in two ways (`11/04/2019`) is a date without a value: nobody guesses.
"""

import re
from dataclasses import dataclass
from datetime import date

from letterpress.source import DATE_MARKS, FIRST_MARK

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "en short": "jan feb mar apr may jun jul aug sept oct nov dec",
    "en shortest": "jan feb mar apr may jun jul aug sep oct nov dec",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de austria": "jänner feber märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada"
    " grudnia",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "he": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "he other": "ינואר פברואר מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ar levant": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول"
    " تشرين_الثاني كانون_الأول",
    "ar other": "يناير فبراير مارس ابريل مايو يونيه يوليه اغسطس سبتمبر اكتوبر نوفمبر ديسمبر",
}
_MONTH_NUMBER = {
    name.replace("_", " "): n for names in _MONTHS.values() for n, name in enumerate(names.split(), start=1)
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°)?\.?"
_YEAR = r"(?P<year>\d{4})"
_MARKED_DAY = f"[{chr(DATE_MARKS[0])}-{chr(DATE_MARKS[-1])}]"  # a day that is filled in later
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday"
    " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag"
    " lundi mardi mercredi jeudi vendredi samedi dimanche"
    " lunes martes miércoles jueves viernes sábado domingo"
    " lunedì martedì mercoledì giovedì venerdì sabato domenica"
    " maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
    " måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag"
    " segunda-feira terça-feira quarta-feira quinta-feira sexta-feira"
    " poniedziałek wtorek środa czwartek piątek sobota niedziela"
)
_WEEKDAY = f"(?:{'|'.join(_WEEKDAYS.split())})"
_LABEL = (
    r"(?:(?:date|datum|dated|fecha|data)\s*:"
    r"|(?:first\s+)?(?:published|posted|issued)(?:\s+on\b)?\s*:?"
    r"|(?:veröffentlicht\s+am|publiée?\s+le|publicad[oa]\s+el)\b\s*:?)\s*"
)
_ARTICLE = r"(?:(?:den|dnia|the|le|am|im|on|a|el|il|l[iì]|في)\b)?\s*"
_BEFORE = (
    rf"(?:{_LABEL})?"
    rf"(?:(?P<place>(?!{_WEEKDAY}\b)(?:[^\W\d]|[{chr(FIRST_MARK)}-{chr(DATE_MARKS[0] - 1)}])"
    rf"[^\d,;:،]{{0,40}})"
    rf"(?P<joint>(?:[,،]\s*|\s+(?=den\s|في\s|\d{{4}}-\d)){_ARTICLE}))??"
)
_PATTERNS = tuple(
    re.compile(rf"{_BEFORE}(?P<text>(?:{_WEEKDAY},?\s+)?{_ARTICLE}{pattern}(?:\s*r\.)?\s*\.?)", re.IGNORECASE)
    for pattern in (
        rf"{_MONTH}\s+{_DAY}\s*,?\s+{_YEAR}",
        rf"{_DAY}\s*(?:de\s+|of\s+|ב)?{_MONTH},?\s*(?:de\s+)?{_YEAR}",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
        r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})",
        r"\d{1,2}/\d{1,2}/\d{2}",  # nobody says which of the three is the year
        r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日",
        rf"{_MONTH},?\s+{_YEAR}",
        _MARKED_DAY,
    )
)
_ORDINAL_DATE = re.compile(rf"\d{{1,2}}[.)]\s+{_MONTH}", re.IGNORECASE)
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as written and, where it can be read in one way only, as a date.

    `place` is the place before it, and `joint` what stands between them: `, den `.
    """

    text: str
    date: date | None
    place: str = ""
    joint: str = ""


def read_date(text: str) -> WrittenDate | None:
    """Read a line that is a date and nothing else, but for a label, a place or a weekday before it."""
    words = " ".join(text.split())
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(words):
            day = _value(found.groupdict())
            return WrittenDate(found["text"], day, found["place"] or "", found["joint"] or "")
    return None


def is_ordinal_date(text: str) -> bool:
    """Tell whether a text begins like `24. November`: a day and a month, no item of a list."""
    return _ORDINAL_DATE.match(text) is not None


def _value(parts: dict[str, str]) -> date | None:
    if "first" in parts:
        return _slashed(int(parts["first"]), int(parts["second"]), int(parts["year"]))
    if "day" not in parts:
        return None
    month = parts["month"].lower().rstrip(".")
    return _date(int(parts["year"]), _MONTH_NUMBER.get(month) or int(month), int(parts["day"]))


def _slashed(first: int, second: int, year: int) -> date | None:
    """Read `28/08/2019` and `08/28/2019`, which leave one reading, and `5/5/2019`."""
    if first > _MONTHS_A_YEAR or first == second:
        return _date(year, second, first)
    return _date(year, first, second) if second > _MONTHS_A_YEAR else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 30 February, month 13, year 0
        return None
