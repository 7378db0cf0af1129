"""The time as the environment tells it, where it does."""

from collections.abc import Mapping
from datetime import UTC, datetime

import click


def created_by(environment: Mapping[str, str]) -> datetime | None:
    """Read SOURCE_DATE_EPOCH (reproducible-builds.org): seconds since 1970-01-01 00:00 UTC."""
    value = environment.get("SOURCE_DATE_EPOCH")
    if not value:
        return None
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is a number of seconds, not {value!r}") from error
