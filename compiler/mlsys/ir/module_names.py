"""Names of modules that a package of the same name would hide.

The source root of a project comes first on the path of modules: a package ``email`` there is what
``import email`` finds, in every library that needs the other one.
"""

from typing import Final

_STANDARD_LIBRARY: Final = """
abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop
base64 bdb binascii bisect builtins bz2 calendar cgi cgitb chunk cmath cmd code codecs codeop
collections colorsys compileall compression concurrent configparser contextlib contextvars copy
copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest
email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions
ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac
html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword
lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder
msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator
optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib
posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue
quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors
shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3
sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess
sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this
threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle
turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref
webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
"""
_LIBRARIES: Final = """
aiohttp alembic annotated_doc annotated_types anyio ast_serialize boto3 botocore cachetools
catboost certifi cffi charset_normalizer click cloudpickle colorama colorlog contourpy cryptography
cycler dask databricks dateutil distributed dotenv fastapi flatbuffers fsspec gcsfs git gitdb
google graphviz h11 httpcore httptools httpx hypothesis idna importlib_metadata iniconfig jinja2
joblib kiwisolver librt lightgbm mako markupsafe matplotlib ml_dtypes mlflow moto msgspec mypy
mypy_extensions mypyc narwhals numpy onnx onnxmltools onnxruntime opentelemetry optuna packaging
pandas pandera pathspec patsy pil pip pkg_resources plotly pluggy polars prometheus_client
psutil py pyarrow pyasn1 pyasn1_modules pycparser pydantic pydantic_core pydantic_settings
pygments pylab pyparsing pyspark pytest pytz ray requests ruff s3fs scipy seaborn setuptools
shap six skl2onnx sklearn smmap sortedcontainers sqlalchemy sqlparse starlette statsmodels
tenacity threadpoolctl torch tqdm typer typing_extensions typing_inspection tzdata urllib3
uvicorn uvloop watchfiles websockets xgboost yaml zipp
"""

STANDARD_LIBRARY: Final = frozenset(_STANDARD_LIBRARY.split())
"""Public modules of Python 3.11 and later; a list of its own, so that every Python names a package alike."""
LIBRARIES: Final = frozenset(_LIBRARIES.split())
"""What the lock files of blueprints install, and what teams of this field install beside it."""
OF_THE_PROJECT: Final = frozenset({"conftest", "src", "tests"})
"""What stands beside the source root, which is on the path, too."""
TAKEN: Final = STANDARD_LIBRARY | LIBRARIES | OF_THE_PROJECT
