#!/usr/bin/env bash
# Deploy the images $IMAGE@$SERVE and $IMAGE-train@$TRAIN to an environment, and wait until they run.
# Usage: deploy.sh ENVIRONMENT
set -euo pipefail
overlay=deploy/kubernetes/overlays/$1
namespace=$(sed --quiet 's/^namespace: //p' "$overlay/kustomization.yaml")

if [[ -z ${KUBECONFIG_CONTENT:-} ]]; then
  echo "::error::the environment $1 has no secret KUBECONFIG"
  exit 1
fi
KUBECONFIG=$(mktemp)
export KUBECONFIG
trap 'rm --force "$KUBECONFIG"' EXIT
printf '%s' "$KUBECONFIG_CONTENT" >"$KUBECONFIG"

(cd "$overlay" && kustomize edit set image "$IMAGE=$IMAGE@$SERVE" "$IMAGE-train=$IMAGE-train@$TRAIN")
applied=$(kubectl apply --kustomize "$overlay" --output name)
for workload in $(grep '^deployment' <<<"$applied" || true); do
  kubectl --namespace "$namespace" rollout status "$workload" --timeout 10m
done
