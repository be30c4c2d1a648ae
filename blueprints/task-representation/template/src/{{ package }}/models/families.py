"""The families of models, simplest first: components, which serve where pretraining gains nothing."""

from __future__ import annotations

from typing import Final

from .autoencoder import AUTOENCODER
from .pca import PCA

FAMILIES: Final = (PCA, AUTOENCODER)
