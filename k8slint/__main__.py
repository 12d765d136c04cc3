"""The command `k8slint`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:  # answered before anything is imported
        from k8slint import __version__

        sys.stdout.write(f"k8slint {__version__}\n")
        return
    gc.disable()  # a short process that keeps what it reads: collecting garbage doubles the time of large trees
    from k8slint.cli import run  # click is not needed for --version

    code = run()
    gc.freeze()  # what is still there goes with the process: looking through it first costs a quarter of the time
    sys.exit(code)


if __name__ == "__main__":
    main()
