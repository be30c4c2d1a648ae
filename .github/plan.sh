#!/usr/bin/env bash
# Writes the plan of each of $DOCUMENTS into the summary of the job, and into one comment on pull request $COMMENT.
set -euo pipefail

read -ra documents <<< "${DOCUMENTS:?}"
plan=$(mktemp)
for document in "${documents[@]}"; do
  code=0
  { echo "### $document"; mlsys plan --format markdown "$document"; } >> "$plan" || code=$?
  # 3 says that something is pending, which is what a plan is for.
  if ((code != 0 && code != 3)); then cat "$plan"; exit "$code"; fi
done
cat "$plan" >> "$GITHUB_STEP_SUMMARY"
if [[ -n "${COMMENT:-}" ]]; then
  gh pr comment "$COMMENT" --repo "$GITHUB_REPOSITORY" --body-file "$plan" --edit-last --create-if-none
fi
