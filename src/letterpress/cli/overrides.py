"""Keys of the front matter that are set on the command line."""

from collections.abc import Iterable
from difflib import get_close_matches

import click

from letterpress.reading import known_keys


def refuse_unknown_keys(keys: Iterable[str]) -> None:
    """Refuse a key front matter has not, with the nearest that it has.

    Raises:
        click.BadParameter: a key is unknown.
    """
    known = known_keys()
    for key in keys:
        if key not in known:
            near = get_close_matches(key.lower().replace("-", "_"), known, n=1)
            advice = f"did you mean {near[0]!r}?" if near else f"choose one of {', '.join(known)}"
            message = f"the front matter has no key {key!r}; {advice}"
            raise click.BadParameter(message, param_hint="--set")
