"""The tables of blueprints and sources in a file of settings: changed, with its comments and line ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsys.errors import as_text
from mlsys.settings import FILES, Settings, settings_for
from mlsys.sharing.origins import Declared, Use, table_of

if TYPE_CHECKING:
    import tomlkit


def settings_file(folder: Path) -> tuple[Path, Settings]:
    """Return the file of settings for documents in ``folder``, and what it says; a new one if there is none.

    Raises:
        MlsysError: if there is one that cannot be read.
    """
    settings = settings_for(folder / "mlsystem.yaml")
    return Path(settings.source) if settings.source else folder / FILES[0], settings


def text_with(path: Path, declared: tuple[Declared, ...]) -> str:
    """Return the text of the settings at ``path`` in which just these blueprints and sources are declared.

    Everything else stays as it was written.
    """
    import tomlkit

    document = tomlkit.parse(as_text(path.read_bytes(), str(path), "utf-8-sig") if path.exists() else "")
    ours = _ours(document, whole=path.name == FILES[0])
    for use in Use:
        _declare(ours, f"{use.value}s", [each for each in declared if each.use is use])
    return tomlkit.dumps(document)


def _declare(ours: Any, key: str, declared: list[Declared]) -> None:
    import tomlkit

    tables: Any = ours.setdefault(key, tomlkit.table(is_super_table=True))
    for name in set(tables) - {each.name for each in declared}:
        del tables[name]
    for each in declared:
        wanted = table_of(each)
        if each.name not in tables:
            tables[each.name] = tomlkit.table()
        table = tables[each.name]
        for field in set(table) - set(wanted):
            del table[field]
        for field, value in wanted.items():
            if table.get(field) != value:
                table[field] = value
    if not tables:
        del ours[key]


def _ours(document: tomlkit.TOMLDocument, *, whole: bool) -> Any:
    if whole:
        return document
    import tomlkit

    tool: Any = document.setdefault("tool", tomlkit.table(is_super_table=True))
    return tool.setdefault("mlsys", tomlkit.table())
