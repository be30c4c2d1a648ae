"""``python -m benchmarks.gallery``: measure the examples that changed, write the pages of the gallery."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.gallery.evidence import EXAMPLES, GALLERY, names, recorded, stale
from benchmarks.gallery.measure import MeasureError, measure
from benchmarks.gallery.pages import write


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.gallery", description=__doc__)
    parser.add_argument("example", nargs="*", help="measure these; else those that changed")
    parser.add_argument("--pages", action="store_true", help="measure nothing, write the pages alone")
    parser.add_argument("--into", type=Path, default=GALLERY, help="folder of the gallery")
    options = parser.parse_args()
    unknown = sorted(set(options.example) - set(names()))
    if unknown:
        parser.error(f"no example is called {', '.join(unknown)}; there are {', '.join(names())}")
    failed = False
    for name in [] if options.pages else options.example or names():
        why = "asked for" if options.example else stale(recorded(options.into, name), EXAMPLES / name)
        if why is None:
            continue
        print(f"{name}: {why}; measuring", flush=True)
        try:
            seconds = measure(EXAMPLES / name, options.into)["seconds"]
        except MeasureError as error:
            failed = True
            print(f"{name}: {error}", file=sys.stderr, flush=True)
        else:
            print(f"{name}: " + ", ".join(f"{step} {time:g} s" for step, time in seconds.items()), flush=True)
    options.into.mkdir(parents=True, exist_ok=True)
    write(options.into)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
