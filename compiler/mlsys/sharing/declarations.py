"""The table of blueprints in a file of settings: changed, with its comments and line ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsys.errors import as_text
from mlsys.settings import FILES, Settings, settings_for
from mlsys.sharing.origins import Declared, table_of

if TYPE_CHECKING:
    import tomlkit


def settings_file(folder: Path) -> tuple[Path, Settings]:
    """Return the file of settings for documents in ``folder``, and what it says; a new one if there is none.

    Raises:
        MlsysError: if there is one that cannot be read.
    """
    settings = settings_for(folder / "mlsystem.yaml")
    return Path(settings.source) if settings.source else folder / FILES[0], settings


def text_with(path: Path, blueprints: tuple[Declared, ...]) -> str:
    """Return the text of the settings at ``path`` in which just ``blueprints`` are declared.

    Everything else stays as it was written.
    """
    import tomlkit

    document = tomlkit.parse(as_text(path.read_bytes(), str(path), "utf-8-sig") if path.exists() else "")
    ours = _ours(document, whole=path.name == FILES[0])
    tables: Any = ours.setdefault("blueprints", tomlkit.table(is_super_table=True))
    for name in set(tables) - {blueprint.name for blueprint in blueprints}:
        del tables[name]
    for blueprint in blueprints:
        wanted = table_of(blueprint)
        if blueprint.name not in tables:
            tables[blueprint.name] = tomlkit.table()
        table = tables[blueprint.name]
        for key in set(table) - set(wanted):
            del table[key]
        for key, value in wanted.items():
            if table.get(key) != value:
                table[key] = value
    if not tables:
        del ours["blueprints"]
    return tomlkit.dumps(document)


def _ours(document: tomlkit.TOMLDocument, *, whole: bool) -> Any:
    if whole:
        return document
    import tomlkit

    tool: Any = document.setdefault("tool", tomlkit.table(is_super_table=True))
    return tool.setdefault("mlsys", tomlkit.table())
