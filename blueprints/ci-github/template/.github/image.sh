#!/usr/bin/env bash
# Build the images of deploy/Dockerfile as local/serve and local/train, or push them to $IMAGE and $IMAGE-train.
# Usage: image.sh build | push
set -euo pipefail

build() {
  local target=$1
  shift
  docker buildx build --file deploy/Dockerfile --target "$target" --build-arg "CODE_VERSION=$GITHUB_SHA" "$@" .
}

case $1 in
  build)
    # The builder that can attest what it built.
    docker buildx create --use
    for target in serve train; do
      build "$target" --load --tag "local/$target"
    done
    ;;
  push)
    docker login --username "$REGISTRY_USERNAME" --password-stdin "${IMAGE%%/*}" <<<"$REGISTRY_PASSWORD"
    for target in serve train; do
      name=$IMAGE
      [[ $target == serve ]] || name=$IMAGE-$target
      # The layers come from the cache of the build that was scanned.
      build "$target" --push --tag "$name:$GITHUB_SHA" --sbom=true --provenance=mode=max --metadata-file "$target.json"
      echo "$target=$(jq --raw-output '."containerimage.digest"' "$target.json")" >>"$GITHUB_OUTPUT"
    done
    ;;
  *)
    echo "usage: image.sh build | push" >&2
    exit 2
    ;;
esac
