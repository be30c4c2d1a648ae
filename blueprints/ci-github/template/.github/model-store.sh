#!/usr/bin/env bash
# Keep the model store from run to run in a release: unlike caches and artifacts of runs, releases are not evicted.
# Usage: model-store.sh fetch | save
set -euo pipefail
release=model-store
kept=5

assets() {
  gh release view "$release" --json assets --jq '.assets | sort_by(.createdAt) | .[].name'
}

case $1 in
  fetch)
    tags=$(gh release list --limit 1000 --json tagName --jq '.[].tagName')
    if grep --quiet --line-regexp "$release" <<<"$tags"; then
      newest=$(assets | tail -n 1)
      gh release download "$release" --pattern "$newest" --output model-store.tar.gz
      tar --extract --file model-store.tar.gz
      rm model-store.tar.gz
      exit
    fi
    before=$(gh run list --workflow retrain.yml --status success --limit 1 --json databaseId --jq length)
    if ((before > 0)); then
      echo "::error::the release $release is gone, and with it the champion: a challenger would have nobody to beat."
      echo "::error::Restore it, or start anew: delete the earlier runs of this workflow."
      exit 1
    fi
    echo "model store: none yet, the first champion is about to be made"
    ;;
  save)
    archive=model-store-$GITHUB_RUN_ID-$GITHUB_RUN_ATTEMPT.tar.gz
    paths=()
    for path in models mlruns mlflow.db; do
      [[ ! -e $path ]] || paths+=("$path")
    done
    if ((${#paths[@]} == 0)); then
      echo "model store: nothing to keep"
      exit
    fi
    tar --create --gzip --file "$archive" "${paths[@]}"
    gh release view "$release" >/dev/null 2>&1 ||
      gh release create "$release" --latest=false --title "Model store" --notes "Champions and their history; see retrain.yml."
    gh release upload "$release" "$archive"
    # The newest is complete before an older one goes.
    assets | head -n "-$kept" | xargs --no-run-if-empty --max-args 1 gh release delete-asset --yes "$release"
    ;;
  *)
    echo "usage: model-store.sh fetch | save" >&2
    exit 2
    ;;
esac
