"""The codes of findings that no rule makes: about the text and shape of a document, and about its project.

One table feeds the steps of the compiler, ``mlsys explain`` and the reference pages.
Rules carry their pages in their own files.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mlsys.diagnostics.model import Severity
from mlsys.diagnostics.page import Page
from mlsys.diagnostics.project_codes import PROJECT_PAGES

UNKNOWN_KEY: Final = "MLS001"
DUPLICATE_KEY: Final = "MLS002"
AMBIGUOUS_SCALAR: Final = "MLS003"
BAD_UNIT: Final = "MLS004"
API_VERSION: Final = "MLS007"
DEPRECATED: Final = "MLS008"
OLD_VERSION: Final = "MLS049"
BAD_OVERLAY: Final = "MLS009"
LOOSENED: Final = "MLS010"
YAML_SYNTAX: Final = "MLS016"
WRONG_TYPE: Final = "MLS017"
MISSING_KEY: Final = "MLS018"
BAD_VALUE: Final = "MLS019"
YAML_FEATURE: Final = "MLS020"
TOO_LARGE: Final = "MLS021"
NOT_A_DOCUMENT: Final = "MLS022"
BROKEN_PROFILE: Final = "MLS025"
STALE_PROFILE: Final = "MLS024"
BROKEN_POLICY: Final = "MLS046"
POLICY: Final = "MLS047"
POLICY_ADVICE: Final = "MLS048"


_PAGES: tuple[Page, ...] = (
    Page(
        UNKNOWN_KEY,
        "unknown-key",
        Severity.ERROR,
        "a key that the language does not have",
        "The language is closed: a misspelt key would otherwise be ignored, and with it the requirement "
        "that it states. Correct the name, or move your own data to a key that starts with `x-`, which is "
        "allowed everywhere and reaches templates.",
        bad="trianing: {}",
        good="x-training-notes: {}",
    ),
    Page(
        DUPLICATE_KEY,
        "duplicate-key",
        Severity.ERROR,
        "a key that stands twice in one mapping",
        "Most YAML tools silently keep the last of the two, so that half of the document is dead text. "
        "Delete one of them or join the two.",
        bad="model: {family: [logistic_regression]}\nmodel: {growth: none}",
        good="model: {family: [logistic_regression], growth: none}",
    ),
    Page(
        AMBIGUOUS_SCALAR,
        "ambiguous-scalar",
        Severity.ERROR,
        "a plain value that YAML tools read differently",
        "mlsys reads YAML 1.2, where `NO`, `on`, `10:30` and `010` are text. Tools of YAML 1.1 read a "
        "boolean, a number in base 60, an octal number. Quote the value, so that every tool agrees.",
        bad="classes: [no, yes]",
        good='classes: ["no", "yes"]',
    ),
    Page(
        BAD_UNIT,
        "bad-unit",
        Severity.ERROR,
        "a quantity without its unit, or with a unit of another kind",
        "Quantities carry their unit, so that no reader has to guess: `50ms`, `16GiB`, `10k/d`, "
        "`20k USD/month`; ratios are `99.9%` or `0.999`, never `99.9`; durations use s, m, h, d, w.",
        bad="threshold: 100",
        good="threshold: 100ms",
    ),
    Page(
        API_VERSION,
        "unknown-api-version",
        Severity.ERROR,
        "a language version or kind that this compiler does not know",
        "`apiVersion` names the version of the language, not of your system (`metadata.version`). Update "
        "mlsys if the document is newer.",
        bad="apiVersion: mlsys/v9",
        good="apiVersion: mlsys/v1alpha2",
    ),
    Page(
        DEPRECATED,
        "deprecated-field",
        Severity.WARNING,
        "a field that the language is about to lose",
        "The field still works, and goes with a later version of the language. Write what the finding names "
        "instead; where only the name has changed, `mlsys validate --fix` does it and keeps comments "
        "and order.",
    ),
    Page(
        OLD_VERSION,
        "old-language-version",
        Severity.NOTE,
        "a document in an earlier version of the language",
        "It is understood as it is, and findings name its fields and units as the current version does. "
        "`mlsys migrate` rewrites it, with the fields that its suppressions, conditions and claims name, and "
        "keeps comments, order and notation.",
    ),
    Page(
        BAD_OVERLAY,
        "bad-overlay",
        Severity.ERROR,
        "an overlay or parent that cannot be merged",
        "An environment is the same system under other conditions. Its overlay may change how the system "
        "runs and may tighten requirements; it may not change what the system is (its name, kind, task type, "
        "target). A chain of `extends` must end. If two environments differ in identity, write two systems.",
        bad="environments: {prod: {overlay: {task: {type: regression}}}}",
        good="environments: {prod: {overlay: {infra: {serving: {replicas: {min: 3}}}}}}",
    ),
    Page(
        LOOSENED,
        "loosened-requirement",
        Severity.DANGER,
        "an overlay that loosens a requirement",
        "Requirements merge by meet: what the parent demands holds in every child. An overlay may only "
        "tighten a gate, an objective or a limit. Tighten it, loosen the base for everybody, or suppress the "
        "finding with reason, owner and expiry.",
        bad="environments: {prod: {overlay: {metrics: {roc_auc: {gate: {min: 0.7}}}}}}",
        good="environments: {prod: {overlay: {metrics: {roc_auc: {gate: {min: 0.85}}}}}}",
    ),
    Page(
        YAML_SYNTAX,
        "yaml-syntax",
        Severity.ERROR,
        "text that is not YAML",
        "The parser cannot go on after a syntax error, so other findings appear once this one is mended. "
        "The usual causes are indentation, a tab, an unclosed bracket or quote, and a colon inside an "
        "unquoted value.",
        bad="problem: churn: one in four leaves",
        good='problem: "churn: one in four leaves"',
    ),
    Page(
        WRONG_TYPE,
        "wrong-type",
        Severity.ERROR,
        "a value of the wrong type",
        "The field takes another type of value, for instance a mapping where a list stands, or text where a "
        "number stands. `mlsys explain PATH` shows what the field means and an example of it.",
        bad="metrics: [pr_auc]",
        good="metrics: {pr_auc: {role: optimize}}",
    ),
    Page(
        MISSING_KEY,
        "missing-key",
        Severity.ERROR,
        "a required key that is missing",
        "The section cannot be understood without this key. Fields that can be derived or have a sensible "
        "default are never required.",
        bad="metadata: {}",
        good="metadata: {name: telco-churn}",
    ),
    Page(
        BAD_VALUE,
        "bad-value",
        Severity.ERROR,
        "a value outside of what the field allows",
        "The field takes one of a list of words, or a number, text or list within limits. `mlsys explain "
        "PATH` shows what it takes and why.",
        bad="stage: prod",
        good="stage: production",
    ),
    Page(
        YAML_FEATURE,
        "yaml-feature",
        Severity.ERROR,
        "a feature of YAML that specifications do not use",
        "Merge keys (`<<`), custom tags (`!include`), several documents in a file, mappings as keys and "
        "anchors that contain themselves hide where a value comes from. Write the value out, use a plain "
        "alias, or share sections with `extends`.",
        bad="staging: {<<: *base}",
        good="extends: [base.yaml]",
    ),
    Page(
        TOO_LARGE,
        "too-large",
        Severity.ERROR,
        "a document beyond the limits of size, depth or expanded aliases",
        "The limits are far above any specification and keep a broken or hostile file from filling the "
        "memory. Keep data in files of their own and refer to them.",
    ),
    Page(
        NOT_A_DOCUMENT,
        "not-a-document",
        Severity.ERROR,
        "a file without a specification in it",
        "A specification is a mapping that starts with `apiVersion` and `kind`. `mlsys init` writes one.",
        good="apiVersion: mlsys/v1alpha2\nkind: MLSystem",
    ),
    Page(
        BROKEN_PROFILE,
        "broken-profile",
        Severity.DANGER,
        "a profile of the data that cannot be read",
        "Beside the document stands a profile (`mlsystem.profile.json`) that is damaged, holds conflict "
        "markers, or comes from a newer mlsys. Rules that look at the data cannot judge without it. It is "
        "written, never edited: run `mlsys profile` again, or delete it.",
    ),
    Page(
        STALE_PROFILE,
        "stale-profile",
        Severity.WARNING,
        "a profile of data that have changed since",
        "The profile names the table that was read, with its digest. The table has changed, or the document "
        "reads another one, so what the profile says is about other data. Rules that look at the data are "
        "left out until `mlsys profile` has looked again. A table that is not on this machine is taken "
        "to be as it was.",
    ),
    Page(
        BROKEN_POLICY,
        "broken-policy",
        Severity.ERROR,
        "a policy that cannot be read or judged by",
        "The settings of the repository name a policy that is missing, not YAML, of another shape, empty, or "
        "that names what the language does not have. A system that nobody held to its policy has not passed "
        "it, so the validation fails. Bring the policy back, or let its owner mend it.",
    ),
    Page(
        POLICY,
        "policy",
        Severity.ERROR,
        "a demand of the organisation that the document does not meet",
        "A policy is held in every system, and no team suppresses it. Meet the demand, or ask the owner of "
        "the policy for an exception; it is granted in the policy, with a reason and a last day. What is "
        "excepted stays visible as a note, and as a warning in the last 30 days.",
    ),
    Page(
        POLICY_ADVICE,
        "policy-advice",
        Severity.DANGER,
        "a rule of the organisation that a team may set aside",
        "The policy declares the rule as not mandatory. Follow it, or suppress the finding with reason, "
        "owner and expiry.",
    ),
)

PAGES: Final[Mapping[str, Page]] = MappingProxyType({page.code: page for page in (*_PAGES, *PROJECT_PAGES)})
"""The page of every code that no rule has."""
