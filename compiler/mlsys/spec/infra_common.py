"""Small sections that several others use: secrets, resources."""

from typing import Annotated

from mlsys.spec.fields import Impact, Section, field
from mlsys.spec.quantities import ByteSize
from mlsys.spec.types import Limits


class SecretRef(Section, impact=Impact.REDEPLOY):
    """The name of a secret; the value never stands in the document."""

    secret: Annotated[str, Limits(pattern=r"^[A-Za-z][A-Za-z0-9_./-]*$")] = field(
        alias="secretRef",
        doc="Name of the environment variable or mounted secret that holds the value.",
        example="WAREHOUSE_URL",
    )


class ComputeResources(Section, impact=Impact.REDEPLOY):
    """What one process gets."""

    cpu: Annotated[float, Limits(exclusive_minimum=0)] | None = field(
        None, doc="Processor cores.", unit="cores"
    )
    memory: ByteSize | None = field(None, doc="Main memory; also the container's limit.", unit="bytes")
    gpu: Annotated[int, Limits(minimum=0)] | None = field(None, doc="Accelerators.", unit="devices")
