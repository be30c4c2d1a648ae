"""An image is declared that no file can be.

## What it finds
Fewer pixels than the model is shown, files larger than the memory of a replica, or no format.

## Why it matters
Each file is refused, or one request ends the process that decodes it.

## What to do
Let `max_pixels` hold what cameras send, and `max_bytes` a part of the memory.

## Source
OWASP, Denial of Service Cheat Sheet (limits on uploaded files); Pillow, `Image.MAX_IMAGE_PIXELS`.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_SIDE = 32
"""Pixels that an image is brought to where nothing is declared."""


def _check(system: System) -> Iterator[Finding]:
    memory = system.spec.infra.serving.resources.memory
    for feature in system.inputs("image"):
        spec, route = feature.spec, feature.route
        width, height = spec.width or _SIDE, spec.height or _SIDE
        if spec.max_pixels is not None and spec.max_pixels < width * height:
            yield Finding(
                route=(*route, "max_pixels"),
                message=f"at most {spec.max_pixels:,} pixels are decoded, the model sees {width} × {height}",
                help=f"write some times {width * height:,}",
            )
        if spec.max_bytes is not None and memory is not None and spec.max_bytes.bytes > memory.bytes:
            yield Finding(
                route=(*route, "max_bytes"),
                message=f"a file of {spec.max_bytes} is decoded in {memory}",
                help="write what an image has, such as 5MB",
                related=(Related(("infra", "serving", "resources", "memory"), f"{memory}"),),
            )
        if not spec.formats:
            yield Finding(
                (*route, "formats"), "no file is decoded", help="write `[png, jpeg]`, or leave it out"
            )


RULE = Rule(
    code="MLS334",
    name="image-that-cannot-be",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples(
        "data: {features: {photo: {type: image, max_pixels: 1024, max_bytes: 512MiB}}}",
        "data: {features: {photo: {type: image, width: 8, height: 16, max_pixels: 128}}}",
        base="multiclass",
    ),
    bad=examples(
        "data: {features: {photo: {type: image, max_pixels: 1023}}}",
        "data: {features: {photo: {type: image, max_bytes: 513MiB}}}",
        "data: {features: {photo: {type: image, width: 8, height: 16, max_pixels: 127}}}",
        "data: {features: {photo: {type: image, formats: []}}}",
        base="multiclass",
    ),
)
