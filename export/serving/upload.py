"""`upload.sh`: the models into a cluster's volume, where a server may be reading."""

from tfstyle.export.serving.kubernetes import UPLOAD
from tfstyle.export.serving.server import MOUNT

_SCRIPT = """# Run it with sh: models and configuration go into the claim, through a Pod. A version
# gets its number when it is whole, and one that is there is not touched.
set -eu
cd "$(dirname "$0")/.."
gone() {{ kubectl delete --ignore-not-found pod/{pod}; }}
gone
trap gone EXIT
kubectl apply -f deploy/volume.yaml
kubectl wait --for=condition=Ready --timeout=5m pod/{pod}
tar -cf - models models.config batching.config monitoring.config |
  kubectl exec -i {pod} -- bash -c '
    set -eu
    cd {mount}
    rm -rf .incoming && mkdir .incoming
    tar -xf - -C .incoming
    for version in .incoming/models/*/*; do
      place=${{version#.incoming/}}
      [ -e "$place" ] && continue
      mkdir -p "${{place%/*}}"
      mv "$version" "$place"
    done
    mv .incoming/*.config .
    rm -rf .incoming
  '
"""


def upload_script(mount: str = MOUNT) -> str:
    """Return the script.

    Args:
        mount: where the Pod sees the claim.
    """
    return _SCRIPT.format(pod=UPLOAD, mount=mount)
