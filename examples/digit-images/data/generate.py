"""Write `digits.zip`: the digits that come with scikit-learn as PNG files, and the table that names them.

    python generate.py

Needs scikit-learn and Pillow. The bytes are the same at each run. In order of the source, of which
neighbouring rows are mostly by one hand: the first 60 % are to learn from, 15 % to choose by, and the
last quarter to judge by, so that few hands are in two parts.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

PARTS = (("train", 0.6), ("validation", 0.75), ("test", 1.0))
SCALE = 255 / 16


def part_of(row: int, rows: int) -> str:
    """The part of the table that a row is in."""
    return next(name for name, end in PARTS if row < end * rows)


def png(values: np.ndarray) -> bytes:
    """An image of 8 x 8 shades of grey as a file."""
    held = io.BytesIO()
    Image.fromarray(np.round(values * SCALE).astype(np.uint8)).save(held, "PNG", optimize=True)
    return held.getvalue()


def main() -> None:
    """Write the archive beside this file."""
    digits = load_digits()
    rows, table = len(digits.images), io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["scan_id", "scan", "digit", "part"])
    with ZipFile(Path(__file__).with_name("digits.zip"), "w", ZIP_DEFLATED) as archive:
        for row, (values, digit) in enumerate(zip(digits.images, digits.target, strict=True)):
            name = f"scans/{row:04}.png"
            archive.writestr(ZipInfo(name), png(values))
            writer.writerow([f"scan-{row:04}", name, str(digit), part_of(row, rows)])
        archive.writestr(ZipInfo("digits.csv"), table.getvalue(), ZIP_DEFLATED)


if __name__ == "__main__":
    main()
