"""Small sections that several others use: secrets, resources."""

from typing import Annotated

from pydantic import Field

from mlsys.spec.fields import Impact, Meaning, Section
from mlsys.spec.quantities import ByteSize
from mlsys.spec.types import NonNegative, PositiveNumber, text_form


class SecretRef(Section, impact=Impact.REDEPLOY):
    """The name of a secret; the value never stands in the document."""

    secret: Annotated[
        str,
        text_form(r"^[A-Za-z][A-Za-z0-9_./-]*$", "a name of letters, digits and `_ . / -`"),
        Meaning(
            "Name of the environment variable or mounted secret that holds the value.",
            example="WAREHOUSE_URL",
        ),
    ] = Field(alias="secretRef")


class ComputeResources(Section, impact=Impact.REDEPLOY):
    """What one process gets."""

    cpu: Annotated[PositiveNumber | None, Meaning("Processor cores.", unit="cores")] = None
    memory: Annotated[ByteSize | None, Meaning("Main memory; also the container's limit.", unit="bytes")] = (
        None
    )
    gpu: Annotated[NonNegative | None, Meaning("Accelerators.", unit="devices")] = None
