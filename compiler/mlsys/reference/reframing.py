"""The page of ways from one framing to another."""

from __future__ import annotations

from mlsys.reference.markdown import code, fence, page, table
from mlsys.reframing.framings import FRAMINGS
from mlsys.reframing.ways import WAYS


def render() -> str:
    """Return the page."""
    framings = [
        (code(framing.name), code(framing.type), framing.doc, code(framing.lead))
        for framing in FRAMINGS.values()
    ]
    ways = [(code(old), code(new), way.doc, way.needs, way.compared) for (old, new), way in WAYS.items()]
    return page(
        "Framings",
        "`mlsys reframe SPEC --to FRAMING` rewrites a document for another framing of its problem and "
        "keeps its comments. What does not fit goes, each with its reason: settings of the old task, "
        "metrics that are not defined for the new one, bounds on another scale, baselines that answer "
        "with another thing, families that are not made for it, and decisions taken of the old answers. "
        "`task.alternatives` records the framing until now, and `--because` why it is not chosen. "
        "`--dry-run` and `--diff` show it; a result with findings that the document did not have is not "
        "written.",
        "## What a problem can be seen as",
        table(("framing", "`task.type`", "answers", "chosen by, unless told otherwise"), framings),
        "## Ways",
        "Every other pair is refused with the reason.",
        table(("from", "to", "what changes", "needs", "compared on the same rows by"), ways),
        "## Compare two framings",
        "Keys, rows and split stay as they are, and a row is divided by the hash of its key: both "
        "projects test on the same rows. Keep both documents, and read what both report:",
        fence(
            """\
$ mlsys reframe mlsystem.yaml --to one-vs-rest -o one-vs-rest.yaml
$ mlsys compile mlsystem.yaml -o build/multiclass
$ mlsys compile one-vs-rest.yaml -o build/one-vs-rest
$ for one in multiclass one-vs-rest; do make -C build/$one setup train evaluate; done
$ head -60 build/*/reports/evaluation.json""",
            "console",
        ),
        "`data.sha256` and `data.test` of both reports are the same. The intervals are those of each "
        "framing by itself: two that overlap by much say that the rows do not tell the framings apart.",
    )
