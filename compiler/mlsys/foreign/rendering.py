"""What the child does that renders a template of cookiecutter.

Nothing else may call this: it changes its process.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import jinja2
from cookiecutter import exceptions, generate, hooks, prompt
from cookiecutter.find import find_template

from mlsys.errors import MlsysError
from mlsys.foreign.confined import TOTAL_BYTES
from mlsys.foreign.cookiecutter import Job, Made
from mlsys.foreign.environments import Environments

_MAX_FILES: Final = 5_000
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")


class _Refused(Exception):
    """What the template does is not allowed; the text stands alone."""


def run(job: Job, scratch: Path) -> dict[str, Made]:
    """Return what the template of ``job`` makes, with ``scratch`` for all that is written.

    Raises:
        MlsysError: if it fails.
    """
    _seclude(scratch)
    try:
        return _made(job, scratch)
    except MlsysError as error:
        place = _place(error).removesuffix(": ")
        message = f"{error.message} ({place})" if place else error.message
        raise MlsysError(message, help=error.help) from None
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        text = " ".join(_told(error).replace(f"{scratch}/", "").split())
        detail = f": {_last_line(scratch)}" if isinstance(error, exceptions.FailedHookException) else ""
        message = f"blueprint `{job.name}`: {_place(error)}{text}{detail}"
        raise MlsysError(message, help="this is a defect of the blueprint; tell its author") from None


def _seclude(scratch: Path) -> None:
    """Take the terminal, the home and the variables of the user out of reach."""
    for name in ("home", "tmp", "out"):
        (scratch / name).mkdir()
    log = os.open(scratch / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in (1, 2):
        os.dup2(log, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, HOME=str(scratch / "home"), TMPDIR=str(scratch / "tmp"))
    os.environ.update(GIT_CONFIG_NOSYSTEM="1", PYTHONUNBUFFERED="1")
    tempfile.tempdir = str(scratch / "tmp")
    sys.dont_write_bytecode = True
    os.umask(0o022)
    os.chdir(scratch)


def _made(job: Job, scratch: Path) -> dict[str, Made]:
    repository, out = scratch / "template", scratch / "out"
    _write(job.files, repository)
    environments = Environments(job)
    for module in (generate, prompt, hooks):
        module.create_env_with_context = environments.make
    if job.trusted:
        sys.path.append(str(repository))
    if job.hooks and job.trusted:
        repository = Path(hooks.run_pre_prompt_hook(repository))
    context = _context(job, repository, environments)
    _keep_safe_paths(job, repository, out, environments.make(context), context)
    _hooks_see_folders(context, out)
    project = generate.generate_files(
        repository, context, out, accept_hooks=job.hooks and job.trusted, keep_project_on_failure=True
    )
    return _read(Path(project))


def _write(files: Mapping[str, Made], folder: Path) -> None:
    for path, made in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made.content)
        target.chmod(0o755 if made.executable else 0o644)


def _context(job: Job, repository: Path, environments: Environments) -> dict[str, Any]:
    """Return the context as cookiecutter makes it, without questions and without the user's configuration."""
    context: dict[str, Any] = generate.generate_context(
        str(repository / "cookiecutter.json"), None, dict(job.context)
    )
    told: dict[str, Any] = context["cookiecutter"]
    environments.check_marks(job.context, context)
    context["_cookiecutter"] = {key: value for key, value in told.items() if not key.startswith("_")}
    told.update(prompt.prompt_for_config(context, no_input=True))
    # Where the template lay differs from machine to machine.
    told.update(_template=job.name, _output_dir=".", _repo_dir=".", _checkout=None)
    return context


def _hooks_see_folders(context: dict[str, Any], out: Path) -> None:
    """Let hooks, but no template, see where they are."""
    original = generate.run_hook_from_repo_dir

    def run_hook(repo_dir: Any, name: str, project: Any, _: Any, delete: bool) -> None:
        told = context["cookiecutter"]
        told.update(_output_dir=str(out), _repo_dir=str(repo_dir))
        original(repo_dir, name, project, context, delete)
        told.update(_output_dir=".", _repo_dir=".")

    generate.run_hook_from_repo_dir = run_hook


def _keep_safe_paths(
    job: Job, repository: Path, out: Path, env: jinja2.Environment, context: dict[str, Any]
) -> None:
    """Remove what is not to be generated from the template; refuse what would be written elsewhere.

    A name that is empty is how templates leave out a file or folder; cookiecutter takes it for the root of
    the file system (its issue 1518).
    """
    root = find_template(repository, env)
    project = env.from_string(root.name).render(**context)
    if project in ("", ".", "..") or set(project) & {"/", "\\"}:
        raise _Refused(f"the folder of the project would be called {project!r}")
    seen: dict[str, str] = {}
    for path, target in _targets(root, env, context):
        place = root / path
        segments = target.split("/")
        if "" in segments:
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        elif ".." in segments or "\\" in target or "\0" in target:
            raise _Refused(f"`{path}` would be written to {target!r}")
        elif (other := seen.setdefault(target, path)) != path:
            raise _Refused(f"`{path}` and `{other}` would both be written to `{target}`")
        elif place.is_file() and any(re.match(pattern, job.into + target) for pattern in job.exclude):
            place.unlink()


def _targets(root: Path, env: jinja2.Environment, context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each folder and file of a template, from the top, with the path that it is written to.

    What somebody removes meanwhile is left out.
    """
    copied: dict[str, str] = {}
    for place, folders, files in os.walk(root):
        above = os.path.relpath(place, root)
        for name in sorted((*folders, *files)):
            path = name if above == "." else f"{above}/{name}"
            within = next((folder for folder in copied if path.startswith(f"{folder}/")), None)
            if within is None:
                target = env.from_string(path).render(**context)
            else:
                target = copied[within] + path.removeprefix(within)
            if within is None and name in folders and generate.is_copy_only_path(path, context):
                copied[path] = target
            yield path, target


def _read(project: Path) -> dict[str, Made]:
    """Return the files of the project that was made, in the order of paths."""
    found: dict[str, Made] = {}
    total = 0
    for place, folders, files in os.walk(project):
        folders[:] = sorted(name for name in folders if not (name == ".git" and Path(place) == project))
        for name in (*folders, *sorted(files)):
            path = os.path.relpath(os.path.join(place, name), project)
            status = os.lstat(os.path.join(place, name))
            if stat.S_ISDIR(status.st_mode):
                continue
            if not stat.S_ISREG(status.st_mode):
                raise _Refused(f"`{path}` is no file")
            total += status.st_size
            if len(found) == _MAX_FILES or total > TOTAL_BYTES:
                raise _Refused(f"it makes more than {_MAX_FILES:,} files or {TOTAL_BYTES >> 20} MiB")
            found[path] = Made((project / path).read_bytes(), bool(status.st_mode & 0o100))
    return dict(sorted(found.items()))


def _told(error: Exception) -> str:
    """Return what went wrong, without the whole context that cookiecutter prints with it."""
    match error:
        case exceptions.UndefinedVariableInTemplate():
            return f"{error.message}: {error.error}"
        case exceptions.NonTemplatedInputDirException():
            return "no folder beside `cookiecutter.json` is called as `{{ cookiecutter.NAME }}`"
        case exceptions.OutputDirExistsException():
            return "two folders of the template get the same name"
        case jinja2.TemplateNotFound():
            return f"there is no template `{error}`"
        case UnicodeDecodeError():
            return f"a file is neither UTF-8 nor binary: {error.reason}"
    return str(error) or type(error).__name__


def _place(error: Exception) -> str:
    """Return the innermost line of the template that ``error`` passed through, to begin a message."""
    cause = getattr(error, "error", None)
    source = cause if isinstance(cause, Exception) else error
    if isinstance(source, jinja2.TemplateSyntaxError):
        return f"{source.name or 'a name or variable'}:{source.lineno}: "
    place, traceback = "", source.__traceback__
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        # Jinja puts frames into the traceback that stand for lines of templates.
        if "__jinja_exception__" in traceback.tb_frame.f_globals and name != "<template>":
            place = f"{name}:{traceback.tb_lineno}: "
        traceback = traceback.tb_next
    return place


def _last_line(scratch: Path) -> str:
    """Return the last thing that a hook has said."""
    lines = (scratch / "log").read_text("utf-8", errors="replace").strip().splitlines()
    told = [line for line in lines if not line.startswith(("Traceback", " ", "cookiecutter.exceptions"))]
    return next((line.strip() for line in told[::-1] if "Stopping generation" not in line), "it says nothing")
