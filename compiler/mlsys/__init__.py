"""mlsys: the compiler for ML-system design documents."""

__version__ = "0.1.0"
__all__ = ["__version__"]
