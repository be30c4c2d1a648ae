"""Images: whatever file one comes in, every door reads it here, and lets it in as one small image.

An image travels as text, a PNG of the declared size in base64, which training, batches, the service and
its log pass on alike; read again it is the same. Of the file nothing comes along but how large it was.
"""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, TypeAlias
from zipfile import BadZipFile, ZipFile
from zipfile import Path as ZipPath

import numpy as np
import polars as pl
from numpy.typing import NDArray
from PIL import Image, ImageOps, PngImagePlugin

from ..config.types import Feature
from .contract import MODEL_FEATURES

ImageFault: TypeAlias = Literal["no image", "image too large", "image format", "image blank"]
FAULTS: Final[tuple[ImageFault, ...]] = ("no image", "image too large", "image format", "image blank")
Place: TypeAlias = Path | ZipPath

PREFIX: Final = "data:image/png;base64,"
LEAD: Final = re.compile(r"^data:[^,]{0,100};base64,")
# What Pillow raises for files that are cut off, broken, or made to exhaust the memory.
REFUSALS: Final = (
    OSError,
    SyntaxError,
    ValueError,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
warnings.simplefilter("error", Image.DecompressionBombWarning)
# Longer or more oblong than any photograph: panoramas, scanned rolls, attacks.
MOST_SIDE: Final = 8192
MOST_RATIO: Final = 20
# Behind what is transparent; a black sign on nothing would else be black on black.
GROUND: Final = (255, 255, 255, 255)
# In the text of the PNG: the size of the file that it was made from.
SIZE: Final = "size"
SIZE_FORM: Final = re.compile(r"^[0-9]{1,4}x[0-9]{1,4}$")
MEASURES: Final = ("brightness", "contrast", "sharpness", "upright", "pixels")


class ImageError(ValueError):
    """A file that is no image, or none that the contract lets in; the message says why."""

    def __init__(self, fault: ImageFault, message: str) -> None:
        self.fault = fault
        super().__init__(message)


def normalised(feature: Feature, text: str) -> str:
    """The image in the one form in which it travels.

    Raises:
        ImageError: when the text is no image that the contract allows.
    """
    found = opened(feature, content(feature, text))
    size = f"{found.width}x{found.height}"
    if found.format == "PNG" and found.size == (feature.width, feature.height):
        said = str(found.info.get(SIZE, ""))
        size = said if SIZE_FORM.match(said) else size
    try:
        upright = ImageOps.exif_transpose(found)
        upright.load()
    except REFUSALS as error:
        raise refusal(error) from None
    small = plain(upright).convert("L" if feature.channels == 1 else "RGB")
    if small.size != (feature.width, feature.height):
        small = small.resize((feature.width, feature.height), Image.Resampling.BOX)
    lightest = [max(band.getextrema()) for band in small.split()]
    darkest = [min(band.getextrema()) for band in small.split()]
    if lightest == darkest:
        raise ImageError("image blank", "shows nothing, every pixel is of one colour")
    # A new image, so that no place, no profile and no comment of the file comes along.
    return packed(Image.frombytes(small.mode, small.size, small.tobytes()), size)


def refused(feature: Feature, text: str) -> ImageError | None:
    """Why the contract does not let an image in; None when it does."""
    try:
        normalised(feature, text)
    except ImageError as error:
        return error
    return None


def content(feature: Feature, text: str) -> bytes:
    """The bytes of the file.

    Raises:
        ImageError: when there are none, or too many.
    """
    start = LEAD.match(text)
    coded = text[start.end() :] if start else text
    if len(coded) // 4 * 3 > feature.max_bytes + 3:
        raise ImageError("image too large", f"has more than {feature.max_bytes:,} bytes")
    try:
        return base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        raise ImageError("no image", "is neither base64 nor the name of a file beside the table") from None


def opened(feature: Feature, data: bytes) -> Image.Image:
    """The image, of which nothing is decoded before its header has passed.

    Raises:
        ImageError: when the header does not pass.
    """
    if len(data) > feature.max_bytes:
        raise ImageError("image too large", f"has more than {feature.max_bytes:,} bytes")
    try:
        found = Image.open(BytesIO(data), formats=[name.upper() for name in feature.formats])
        frames = getattr(found, "n_frames", 1)
    except REFUSALS as error:
        raise refusal(error) from None
    width, height = found.size
    if width * height > feature.max_pixels:
        raise ImageError("image too large", f"has {width:,} x {height:,} pixels, of {feature.max_pixels:,}")
    if max(width, height) > min(MOST_SIDE, MOST_RATIO * min(width, height)):
        raise ImageError("image too large", f"is {width:,} pixels wide and {height:,} high")
    if frames > 1:
        raise ImageError("image format", f"has {frames:,} frames, not one")
    return found


def refusal(error: BaseException) -> ImageError:
    """What Pillow says, as the contract says it."""
    if isinstance(error, (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)):
        return ImageError("image too large", "has too many pixels")
    return ImageError("no image", "is cut off, broken, or of a format that is not allowed")


def plain(found: Image.Image) -> Image.Image:
    """The image in grey or in colours, a byte each, on white where it is transparent.

    Raises:
        ImageError: when its colours mean something else.
    """
    if found.mode == "I;16":
        return Image.fromarray((np.asarray(found) >> 8).astype(np.uint8))
    if found.has_transparency_data:
        ground = Image.new("RGBA", found.size, GROUND)
        return Image.alpha_composite(ground, found.convert("RGBA")).convert("RGB")
    if found.mode not in {"1", "L", "P", "RGB"}:
        raise ImageError("image format", f"has colours of the mode {found.mode}, not grey or RGB")
    return found.convert("L" if found.mode in {"1", "L"} else "RGB")


def packed(image: Image.Image, size: str) -> str:
    """The image as text, with the size of the file that it was made from."""
    said, file = PngImagePlugin.PngInfo(), BytesIO()
    said.add_text(SIZE, size)
    image.save(file, "PNG", pnginfo=said)
    return PREFIX + base64.b64encode(file.getvalue()).decode("ascii")


def example(feature: Feature) -> str:
    """An image that the contract allows: its upper half is white."""
    values = np.zeros((feature.height, feature.width, feature.channels), np.uint8)
    values[: feature.height // 2] = 255
    mode = "L" if feature.channels == 1 else "RGB"
    return packed(
        Image.frombytes(mode, (feature.width, feature.height), values.tobytes()),
        f"{feature.width}x{feature.height}",
    )


def unpacked(text: str) -> Image.Image:
    """An image that the contract let in."""
    return Image.open(BytesIO(base64.b64decode(text[len(PREFIX) :])), formats=["PNG"])


def pixels(texts: Iterable[str | None], count: int) -> NDArray[np.float64]:
    """The values of the pixels, 0 to 1, an image a row; not a number where there is none."""
    rows = [
        np.asarray(unpacked(text), np.float64).ravel() / 255
        if text and text.startswith(PREFIX)
        else np.full(count, np.nan)
        for text in texts
    ]
    return np.array(rows, np.float64).reshape(-1, count)


def measure_name(feature: Feature, measure: str) -> str:
    """How the monitoring calls a measure of an image; no column of a contract has a dot in its name."""
    return f"{feature.name}.{measure}"


def measured(frame: pl.DataFrame) -> pl.DataFrame:
    """The table, and beside it what drifts of its images."""
    for feature in (feature for feature in MODEL_FEATURES if feature.kind == "image"):
        rows = [measures(text) if text else (None,) * len(MEASURES) for text in frame[feature.name]]
        names = [measure_name(feature, measure) for measure in MEASURES]
        found = pl.DataFrame(rows, dict.fromkeys(names, pl.Float64), orient="row")
        frame = frame.with_columns(found)
    return frame


def measures(text: str) -> tuple[float, ...]:
    """Light, contrast, edges, the share of edges that stand upright, and the size of the file in pixels."""
    image = unpacked(text)
    width, height = map(int, image.info[SIZE].split("x"))
    light = np.asarray(image.convert("L"), np.float64) / 255
    across, down = np.abs(np.diff(light, axis=1)).mean(), np.abs(np.diff(light, axis=0)).mean()
    sharpness = float(across + down)
    upright = float(across) / sharpness if sharpness else 0.5
    return float(light.mean()), float(light.std()), sharpness, upright, float(width * height)


def index(archive: ZipFile) -> tuple[ZipPath, ZipPath]:
    """The table of an archive, and the folder in it that its names are of.

    Raises:
        LookupError: when there is none, or are several.
    """
    tables = [name for name in archive.namelist() if name.lower().endswith((".csv", ".jsonl"))]
    if len(tables) != 1:
        raise LookupError(f"an archive has one table, .csv or .jsonl; this one has {len(tables)}")
    folder = tables[0].rpartition("/")[0]
    return ZipPath(archive, tables[0]), ZipPath(archive, folder and f"{folder}/")


def attached(frame: pl.DataFrame, features: Iterable[Feature], root: Place) -> pl.DataFrame:
    """The table with the files that it names; a name that leads nowhere stays as it is."""
    names = [f.name for f in features if f.kind == "image" and f.name in frame.columns]
    limits = {feature.name: feature.max_bytes for feature in features if feature.kind == "image"}
    columns = [
        pl.Series(name, [held(cell, root, limits[name]) for cell in frame[name]], pl.String) for name in names
    ]
    return frame.with_columns(columns)


def held(cell: str | bytes | None, root: Place, limit: int) -> str | None:
    """An image of a table as text, whether it is there by its bytes, as text, or by the name of its file."""
    if isinstance(cell, str) and not LEAD.match(cell):
        data = read(root, cell, limit)
        return cell if data is None else held(data, root, limit)
    return f"data:;base64,{base64.b64encode(cell).decode('ascii')}" if isinstance(cell, bytes) else cell


def read(root: Place, name: str, limit: int) -> bytes | None:
    """A file at or below the root, of which no more is read than tells that it is too large."""
    try:
        place = root / name
        if isinstance(root, Path) and not Path(str(place)).resolve().is_relative_to(root.resolve()):
            return None
        if not place.is_file():
            return None
        with place.open("rb") as file:
            data: bytes = file.read(limit + 1)
            return data
    except (OSError, ValueError, BadZipFile):
        return None
