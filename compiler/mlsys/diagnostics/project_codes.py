"""The codes of findings about blueprints, about coverage, and about a project on disk."""

from __future__ import annotations

from typing import Final

from mlsys.diagnostics.model import Severity
from mlsys.diagnostics.page import Page

UNENFORCED: Final = "MLS013"
MANIFEST: Final = "MLS030"
CONDITION: Final = "MLS031"
MISSING_CAPABILITY: Final = "MLS032"
COLLISION: Final = "MLS033"
BAD_PATH: Final = "MLS034"
DANGLING_ENFORCEMENT: Final = "MLS035"
CONTRIBUTION: Final = "MLS036"
DATA_FILE: Final = "MLS037"
UNSERVED: Final = "MLS038"
CONFLICT: Final = "MLS040"
OCCUPIED: Final = "MLS041"
PATCH: Final = "MLS042"
ORPHAN: Final = "MLS043"
LEFT_BEHIND: Final = "MLS044"
SECOND_DOCUMENT: Final = "MLS045"
DRIFT: Final = "MLS708"

PROJECT_PAGES: Final = (
    Page(
        UNENFORCED,
        "unenforced-claim",
        Severity.DANGER,
        "a declared claim that nothing generated checks or states",
        "A requirement that nothing enforces is a wish. Choose a blueprint that enforces it (`mlsys "
        "blueprint list`), remove the claim, or say under `enforcement` where people enforce it. What a rule "
        "judges by counts as checked; all that is left is one finding, which names the parts. In a "
        "prototype this is a note, in a pilot a warning, in production it fails the check.",
        good="enforcement: {objectives.problem: {evidence: docs/decisions/0001-framing.md}}",
    ),
    Page(
        MANIFEST,
        "bad-manifest",
        Severity.ERROR,
        "a blueprint whose manifest contradicts itself or its files",
        "Every file of a blueprint has an owner, every rule of its manifest has a file, its folder bears "
        "its name, and its dotfiles end in `.jinja`. See the guide `docs/how-to/write-a-blueprint.md`.",
        bad="files: [{path: serve.yp, owner: merged}]",
        good="files: [{path: serve.py, owner: merged}]",
    ),
    Page(
        CONDITION,
        "bad-condition",
        Severity.ERROR,
        "a condition of a blueprint that has no value for this system",
        "A condition names a section or field that the language does not have, or compares values that "
        "have no order. This is a mistake of the blueprint; report it to its author.",
        bad="when: \"tsk.type == 'binary'\"",
        good="when: \"task.type == 'binary'\"",
    ),
    Page(
        MISSING_CAPABILITY,
        "blueprints-do-not-fit",
        Severity.ERROR,
        "blueprints that need each other and are apart, or exclude each other and are together",
        "A blueprint needs a capability that no chosen one provides, names a conflict with another one, "
        "or was written for another version of mlsys. Add or remove a blueprint, or change the means that"
        " called for it.",
    ),
    Page(
        UNSERVED,
        "unserved-task",
        Severity.ERROR,
        "a task, a form of its data, or a field of it, that no blueprint can generate a project for",
        "The document is judged like any other, but there is nothing to compile it with: the blueprints "
        "that generate the task, its data and its training do not apply, or none of them has a program for "
        "a field that changes what a program does. `mlsys blueprint list` shows what "
        "there is; docs/how-to/write-a-blueprint.md how to add one. `validate` "
        "tells this as a note, unless the system is in production. It also tells, as a note, of a blueprint "
        "that nobody trusts to run its code, so that there is no plan to judge.",
        bad="task: {type: regression}",
        good="task: {type: binary, classes: [stays, leaves], positive_class: leaves}",
    ),
    Page(
        COLLISION,
        "colliding-paths",
        Severity.ERROR,
        "two generated files with one path",
        "Two blueprints generate the same path, paths that are the same where case does not matter, or a "
        "file where the other needs a folder. Let one blueprint extend the other, or give the files other"
        " paths.",
    ),
    Page(
        BAD_PATH,
        "bad-path",
        Severity.ERROR,
        "a generated path that leaves the project or that a file system refuses",
        "Generated paths are relative, stay inside of the project, keep out of `.mlsys/`, `.git/` and "
        "`mlsystem.lock`, and consist of names that every operating system takes.",
        bad="../shared/config.yaml",
        good="config/shared.yaml",
    ),
    Page(
        DANGLING_ENFORCEMENT,
        "dangling-enforcement",
        Severity.ERROR,
        "an enforcement or saboteur that no blueprint generates",
        "A blueprint promises that a file holds a claim, and no blueprint has such a file. The promise "
        "would be empty, so it is refused; correct the path. A file that exists and that this system does "
        "not call for makes the promise void, without a finding.",
    ),
    Page(
        CONTRIBUTION,
        "contradicting-contributions",
        Severity.ERROR,
        "blueprints that contribute different values under one name",
        "Contributions are merged over all blueprints: lists are joined, mappings are merged, and a "
        "single value can have one author only. Rename one of them, or let one blueprint extend the "
        "other.",
    ),
    Page(
        DATA_FILE,
        "data-file",
        Severity.ERROR,
        "a local data file that is missing or out of reach",
        "The project holds a copy of local data at the path that the document names, relative to the "
        "document. A file elsewhere could not be found again; a missing one lets every run of the project"
        " fail.",
        bad="data: {source: {path: /data/rows.csv}}",
        good="data: {source: {path: data/rows.csv}}",
    ),
    Page(
        CONFLICT,
        "merge-conflict",
        Severity.ERROR,
        "an edit and a new generation that contradict each other",
        "Both changed the same lines since the file was generated last. Both versions stand in the file "
        "between conflict markers, with the lines as they were before; your whole file is also kept in "
        "`.mlsys/ours/`. Keep what you want, remove the markers, and compile again; or let one side win "
        "everywhere with `mlsys compile --resolve ours PATH` or `--resolve theirs PATH`.",
    ),
    Page(
        OCCUPIED,
        "path-occupied",
        Severity.ERROR,
        "something of yours where a file would be generated",
        "Files that mlsys did not write are never overwritten. Move yours away and compile again, or say "
        "whose it is: `--resolve ours PATH` keeps yours as an edit of the generated one, `--resolve theirs "
        "PATH` replaces it. If you do not want the generated file, delete it: a deleted file stays deleted.",
    ),
    Page(
        PATCH,
        "patch-does-not-apply",
        Severity.ERROR,
        "an output patch that does not fit what is generated",
        "Unified diffs in `patches/*.patch` are applied to generated files before anything is compared, in "
        "the order of their names. The file of a patch that no longer fits is left as it stands on disk. "
        "`mlsys patch PATH` carries the edit over to the new version of the file. If the two contradict each "
        "other, delete the patch, compile, and make the edit anew.",
    ),
    Page(
        ORPHAN,
        "orphaned-file",
        Severity.WARNING,
        "an edited file that is generated no longer",
        "A file that nobody edited goes when it is generated no longer; one that was edited is kept, and "
        "what it uses may be gone. Delete it with `mlsys compile --resolve theirs PATH`, or make it yours "
        "with `--resolve ours PATH`. It is told once; `mlsys status` lists what is still undecided.",
    ),
    Page(
        LEFT_BEHIND,
        "left-behind",
        Severity.WARNING,
        "a folder that is generated under another name, and files of yours that stay in the old one",
        "When a system is named anew its package is, too. Generated files move, with your edits. What you "
        "added beside them is yours and is not touched: move it, and correct what imports it.",
    ),
    Page(
        SECOND_DOCUMENT,
        "second-document",
        Severity.ERROR,
        "a document beside another one of the same name with the other ending",
        "Of `mlsystem.yaml` and `mlsystem.yml` in one folder one is read and the other is edited in vain. "
        "Delete the one that is not meant, or give it another name.",
        bad="mlsystem.yaml and mlsystem.yml",
        good="mlsystem.yaml",
    ),
    Page(
        DRIFT,
        "drift",
        Severity.WARNING,
        "a managed file that was edited",
        "Managed files hold what the specification promises; an edit makes them say something else. The "
        "edit is never overwritten. Express it in the specification and take the file back (`mlsys compile "
        "--resolve theirs PATH`), keep it as a patch that is applied again each time (`mlsys patch PATH`), "
        "or take the file over (`mlsys eject PATH`). As long as the edit stands, new versions of the file "
        "are not written, and where one is due the finding is an error.",
    ),
)
