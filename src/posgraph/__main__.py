"""``python -m posgraph``: the command line."""

import sys

from posgraph.cli import main

if __name__ == "__main__":
    sys.exit(main())
