"""Passwords: from a variable of the environment, a file descriptor or a prompt.

None is ever an argument, which everyone on the machine can read, and none stands in a message.
"""

import os

import click


def read_password(variable: str | None, descriptor: int | None, option: str = "--password") -> str | None:
    """Read a password from where it was said to be; nothing where nothing was said.

    Args:
        variable: of the environment.
        descriptor: of a file, which is closed then.
        option: what the two options begin with.
    """
    if variable is not None:
        if variable not in os.environ:
            raise click.UsageError(f"{option}-env: there is no variable {variable}")
        return os.environ[variable]
    if descriptor is not None:
        try:
            with os.fdopen(descriptor, encoding="utf-8") as file:
                return file.read().removesuffix("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"{option}-fd: nothing can be read from {descriptor}") from error
    return None
