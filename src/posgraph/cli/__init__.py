"""The command line: one file a command, listed in :mod:`posgraph.cli.group`; results on stdout, all else on stderr."""

from __future__ import annotations

from collections.abc import Sequence


def main(args: Sequence[str] | None = None) -> int:
    """Run ``posgraph`` with these arguments (those of the process if none are given) and return its exit code.

    0 done, 1 the data have faults, 2 wrong usage, 130 stopped by Ctrl-C. What a user can cause never ends in a traceback.
    """
    try:
        from posgraph.cli.group import cli

        cli.main(args=None if args is None else list(args), prog_name="posgraph")
    except SystemExit as exit:
        return exit.code if isinstance(exit.code, int) else int(bool(exit.code))
    except KeyboardInterrupt:
        from posgraph.cli.streams import stopped

        return stopped()
    return 0
