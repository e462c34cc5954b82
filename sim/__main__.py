"""``rout``, and ``python -m sim``: the command line, in a process of its own."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line; what it needs is imported here, so that Ctrl-C ends that in words too."""
    try:
        from sim.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("rout: interrupted\n")
        raise SystemExit(INTERRUPTED) from None


if __name__ == "__main__":
    main()
