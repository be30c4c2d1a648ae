#!/usr/bin/env bash
# Open an issue unless one with its label was opened within so many days.
# Usage: TEAMS=$'one\nanother' open-when-due.sh LABEL DAYS TITLE BODY_FILE
# A team finds what it is asked to look at by the label that bears its name.
set -euo pipefail
label=$1 days=$2 title=$3 body=$4
teams=()
[[ -z ${TEAMS:-} ]] || mapfile -t teams <<<"$TEAMS"

newest=$(gh issue list --label "$label" --state all --limit 1 --json createdAt --jq '.[0].createdAt // empty')
if [[ -n $newest ]]; then
  age=$((($(date +%s) - $(date --date "$newest" +%s)) / 86400))
  if ((age < days)); then
    echo "$label: the last one is $age days old, due after $days"
    exit 0
  fi
fi
gh label create "$label" --force --description "Opened every $days days"
for team in "${teams[@]}"; do
  gh label create --force --description "For the team $team" -- "$team"
done
gh issue create "${teams[@]/#/--label=}" --label "$label" --title "$title" --body-file "$body"
