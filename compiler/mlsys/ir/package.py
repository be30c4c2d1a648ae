"""The Python package that a system becomes: no name that Python, or what the project imports, has taken."""

from __future__ import annotations

import keyword
import re
import sys
from typing import Final


def _words(text: str) -> list[str]:
    return text.split()


_OTHER_VERSIONS: Final = frozenset(
    _words("""
    aifc annotationlib asynchat asyncore audioop cgi cgitb chunk compression crypt distutils imghdr
    imp lib2to3 mailcap msilib nis nntplib ossaudiodev pipes pkg_resources pip setuptools site smtpd
    sndhdr spwd sunau telnetlib uu wheel xdrlib
    """)
)
"""Modules of some versions of Python, so that a name means the same under each, and of installers."""
_DEPENDENCIES: Final = frozenset(
    _words("""
    PIL aiobotocore aiohappyeyeballs aiohttp aiohttp_cors aioitertools aiosignal alembic
    annotated_doc annotated_types anyio ast_serialize attr attrs botocore cachetools certifi cffi
    charset_normalizer click cloudpickle colorful colorlog cryptography databricks databricks_sdk
    dateutil distlib dotenv fastapi filelock flatbuffers frozenlist fsspec git gitdb gitpython
    google google_auth grpc grpcio h11 httpcore httptools httpx hypothesis idna importlib_metadata
    iniconfig jmespath joblib jsonschema librt lightgbm mako markupsafe ml_dtypes mlflow
    mlflow_skinny msgpack msgspec multidict mypy mypy_extensions narwhals numpy onnx onnxmltools
    onnxruntime opencensus opentelemetry optuna packaging pandas pathspec pil pillow platformdirs
    pluggy polars prometheus_client propcache proto protobuf py pyarrow pyasn1 pycparser pydantic
    pydantic_core pydantic_settings pygments pytest python_dateutil python_dotenv pyyaml ray
    referencing requests rpds ruff s3fs scikit_learn scipy six skl2onnx sklearn smart_open smmap
    sortedcontainers sqlalchemy sqlparse starlette threadpoolctl tqdm typing_extensions
    typing_inspection urllib3 uv uvicorn uvloop virtualenv wrapt xgboost yaml yarl zipp
    """)
)
"""What generated projects import, and what that imports, under the names of packages and of distributions."""
_OF_THE_PROJECT: Final = frozenset({"alert_sink", "conftest", "drills", "src", "tests"})
"""What can be imported from the root of a generated project beside its package."""
TAKEN: Final = sys.stdlib_module_names | _OTHER_VERSIONS | _DEPENDENCIES | _OF_THE_PROJECT


def package_of(name: str) -> str:
    """Return the package of the system called ``name``: ``card_churn``, or ``email_system`` for ``email``."""
    package = re.sub(r"\W", "_", name)
    if not package.isidentifier():
        return f"system_{package}"
    taken = keyword.iskeyword(package) or package.lower() in TAKEN
    return f"{package}_system" if taken else package
