"""Addresses of mail as rows have them: one mailbox that every server takes, or why it is none.

Nothing is guessed and nothing is mended but spaces around it. What is refused here never reaches a header.
"""

import re
from typing import NamedTuple

LOCAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
)  # RFC 5322, 3.2.3
LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")  # RFC 1035, section 2.3.1
SEVERAL = frozenset(',;<>"')  # signs of lists, of names beside an address, of quoted names
MOST_LOCAL, MOST_ADDRESS = 64, 254  # octets: RFC 5321, 4.5.3.1, and erratum 1690 to RFC 3696
DEVIATING = frozenset("ßς\u200c\u200d")  # RFC 5894, section 7.2: other domains by IDNA 2003 than by IDNA 2008


class Mailbox(NamedTuple):
    """An address as it goes to a server, its domain in ASCII and small letters; or what is wrong with it."""

    address: str
    fault: str = ""


def read_mailbox(written: str) -> Mailbox:
    """Read one address, such as `ada@example.org`; spaces around it do not count."""
    text = written.strip(" ")
    if fault := _fault_of(text):
        return Mailbox("", fault)
    local, _, domain = text.partition("@")
    name, fault = _read_domain(domain)
    if not fault and (len(local) > MOST_LOCAL or len(local) + 1 + len(name) > MOST_ADDRESS):
        fault = "it is too long"
    return Mailbox("", fault) if fault else Mailbox(f"{local}@{name}")


def _fault_of(text: str) -> str:
    """Say what is wrong with an address as a whole, and with what stands before its @."""
    local, at, _ = text.partition("@")
    faults = (
        (not text, "it is empty"),
        (not text.isprintable(), "it has a line break or another character that cannot be seen"),
        (text.count("@") > 1 or not SEVERAL.isdisjoint(text), "it is not one plain address"),
        (not at, "it has no @"),
        (not local.isascii(), "before the @ it has letters that not every mail server takes (SMTPUTF8)"),
        (not LOCAL.fullmatch(local), "what stands before the @ is no name of a mailbox"),
    )
    return next((fault for is_there, fault in faults if is_there), "")


def _read_domain(written: str) -> tuple[str, str]:
    """Give a domain in ASCII, or what is wrong with it."""
    if DEVIATING & set(written.lower()):
        return (
            "",
            "its domain has a letter that old and new rules read as different domains: write it as xn--…",
        )
    try:
        domain = written if written.isascii() else written.encode("idna").decode()
    except UnicodeError:
        return "", "what stands behind the @ is no domain"
    labels = domain.lower().split(".")
    if len(labels) == 1 and domain != "localhost":
        return "", "what stands behind the @ is no whole domain"
    if not all(LABEL.fullmatch(label) for label in labels):
        return "", "what stands behind the @ is no domain"
    return ".".join(labels), ""
