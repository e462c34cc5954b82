"""``rout``, and ``python -m sim``: the command line, in a process of its own."""

from __future__ import annotations

import gc
import sys

INTERRUPTED = 130
OBJECTS_PER_COLLECTION = 100_000  # imports make many objects and hardly a cycle: 700 would look at them often


def main() -> None:
    """Run the command line; what it needs is imported here, so that Ctrl-C ends that in words too."""
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    try:
        if sys.argv[1:2] == ["view"]:
            from sim.view.memory import start_over_with_glibc

            start_over_with_glibc()
        from sim.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("rout: interrupted\n")
        raise SystemExit(INTERRUPTED) from None


if __name__ == "__main__":
    main()
