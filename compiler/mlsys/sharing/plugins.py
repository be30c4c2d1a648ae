"""Rules in Python of collections and blueprints: as contents, at the digest that they are trusted by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys.errors import MlsysError, as_text
from mlsys.policies.plugins import RULES_FOLDER, Plugin
from mlsys.sharing.supply import declared_blueprints, folder_of, load_trusted
from mlsys.sharing.tree import read_folder
from mlsys.trust.digest import Tree, digest

if TYPE_CHECKING:
    from mlsys.blueprints.condition import Condition
    from mlsys.settings import Settings
    from mlsys.sharing.origins import Declared


def plugin_in(
    folder: Path,
    tree: Tree,
    *,
    what: str,
    name: str,
    version: str,
    contact: str,
    offered: frozenset[str] | None = None,
    mandatory: frozenset[str] = frozenset(),
    when: Condition | None = None,
) -> Plugin | None:
    """Return the rules in ``tree``, the contents of ``folder``; ``None`` if there are none.

    Args:
        folder: where they lie.
        tree: what is trusted or not, as a whole.
        what: how messages call it.
        name: what trust calls it.
        version: of the whole.
        contact: whom findings tell to ask.
        offered: the modules that are rules; ``None`` for all whose names do not begin with an underscore.
        mandatory: the modules whose rules only an exception lifts.
        when: the systems that they are about.

    Raises:
        MlsysError: if a module is no text, or one that is offered is not there.
    """
    prefix = f"{RULES_FOLDER}/"
    modules = {
        path.removeprefix(prefix).removesuffix(".py"): as_text(content, f"{what}: {path}")
        for path, content in tree.items()
        if path.startswith(prefix) and path.endswith(".py") and path.count("/") == 1
    }
    for module in modules:
        if not module.isidentifier():
            raise MlsysError(
                f"{what}: `{prefix}{module}.py` is no name of a module", help="use letters and `_`"
            )
    if offered is not None:
        for module in modules.keys() - offered:
            if not module.startswith("_"):
                raise MlsysError(
                    f"{what}: its index does not offer `{prefix}{module}.py`", help=f"tell {contact}"
                )
    shown = str(folder / RULES_FOLDER)
    if not modules:
        return None
    return Plugin(what, name, digest(tree), version, shown, modules, mandatory, contact, when)


def plugins_of_blueprints(settings: Settings) -> Iterator[Callable[[], Plugin | None]]:
    """Yield for each declared blueprint what returns its rules.

    Raises:
        MlsysError: if one of them is declared wrongly.
    """
    base = Path(settings.source).parent
    for each in declared_blueprints(settings):
        yield partial(_of_blueprint, each, base)


def _of_blueprint(declared: Declared, base: Path) -> Plugin | None:
    folder = folder_of(declared, base)
    if not (folder / RULES_FOLDER).is_dir():
        return None
    blueprint = load_trusted(folder).value
    if blueprint is None or not blueprint.rules:
        return None  # what is wrong with a manifest, compiling tells
    return plugin_in(
        folder,
        read_folder(folder, declared.what),
        what=declared.what,
        name=blueprint.name,
        version=blueprint.manifest.version,
        contact=f"the author of {declared.what}",
        when=blueprint.manifest.when,
    )
