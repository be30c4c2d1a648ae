"""The entry point: answers ``--version`` and ``--help`` at once, hands the rest to the command line."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import _thread
import gc
import sys
import time


def main() -> int:
    """Run the command line on the arguments of the process and return its exit code."""
    try:
        code = _answer(sys.argv[1:])
        # The work is done: an interrupt while the interpreter takes itself down must not say otherwise. (The
        # public module would be imported for this alone.)
        _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
        return code
    except KeyboardInterrupt:
        # While modules are being imported there is nothing else that could word it.
        sys.stderr.write("\nerror: interrupted\nhelp: run the same command again; nothing was written\n")
        return 130


def _answer(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):
        from mlsys import __version__

        sys.stdout.write(f"mlsys {__version__}\n")
        return 0
    if arguments in (["--help"], ["-h"]):
        from mlsys.cli.overview import overview

        sys.stdout.write(f"{overview()}\n")
        return 0
    sys.unraisablehook = _interrupt_again
    # Documents are trees: there are hardly any cycles to find, and looking for them takes a tenth of a run.
    gc.set_threshold(250_000)
    from mlsys.cli.app import run

    return run(arguments)


def _interrupt_again(lost: sys.UnraisableHookArgs) -> None:
    """Let an interrupt count that came while the interpreter ran a callback, where it drops exceptions."""
    if lost.exc_type is KeyboardInterrupt:
        # From here it would be dropped once more.
        _thread.start_new_thread(_interrupt_soon, ())
    else:
        sys.__unraisablehook__(lost)


def _interrupt_soon() -> None:
    time.sleep(0.01)
    _thread.interrupt_main()


if __name__ == "__main__":
    sys.exit(main())
