"""Words on the command line to calls of the floors below; prints diagnostics; exit codes.

`program` declares every command with its options and help and imports click alone, so that `--help`,
`--version` and shell completion answer at once. What a command does stands in a module of its own that is
imported when the command runs. Nothing here knows how a letter is read, set or judged.
"""

from letterpress.cli.program import main

__all__ = ["main"]
