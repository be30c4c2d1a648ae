"""Small sections that several others use: secrets, resources."""

from typing import Annotated

from pydantic import Field as Constraint

from mlsys.spec.fields import Impact, Section, field
from mlsys.spec.quantities import ByteSize


class SecretRef(Section, impact=Impact.REDEPLOY):
    """The name of a secret; the value never stands in the document."""

    secret: Annotated[str, Constraint(pattern=r"^[A-Za-z][A-Za-z0-9_./-]*$")] = field(
        alias="secretRef",
        doc="Name of the environment variable or mounted secret that holds the value.",
        example="WAREHOUSE_URL",
    )


class ComputeResources(Section, impact=Impact.REDEPLOY):
    """What one process gets."""

    cpu: Annotated[float, Constraint(gt=0)] | None = field(None, doc="Processor cores.", unit="cores")
    memory: ByteSize | None = field(None, doc="Main memory; also the container's limit.", unit="bytes")
    gpu: Annotated[int, Constraint(ge=0)] | None = field(None, doc="Accelerators.", unit="devices")
