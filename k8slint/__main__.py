"""The command `k8slint`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:  # answered before anything is imported
        from k8slint import __version__

        sys.stdout.write(f"k8slint {__version__}\n")
        return
    from k8slint.cli import run  # click is not needed for --version

    sys.exit(run())


if __name__ == "__main__":
    main()
