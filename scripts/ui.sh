#!/usr/bin/env bash
# Installs the packages of the front end and builds it; each only when its inputs changed.
#
#   scripts/ui.sh            map-ui/node_modules and map-ui/dist
#   scripts/ui.sh packages   map-ui/node_modules alone
#   scripts/ui.sh journeys   tests/journeys/node_modules
set -euo pipefail
cd "$(dirname "$0")/.."

packages() { # FOLDER
    local stamp=$1/node_modules/.tilke-lock
    cmp -s "$1/package-lock.json" "$stamp" && return
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error >&2)
    cp "$1/package-lock.json" "$stamp"
}

fingerprint() {
    # Everything that the build reads: names and contents.
    find map-ui -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

if [ "${1:-}" = journeys ]; then packages tests/journeys; exit; fi
packages map-ui
if [ "${1:-}" = packages ]; then exit; fi

now=$(fingerprint)
if [ "$(cat map-ui/node_modules/.tilke-built 2>/dev/null)" = "$now" ] && [ -f map-ui/dist/manifest.json ]; then exit; fi
(cd map-ui && npm run --silent build >&2)
echo "$now" >map-ui/node_modules/.tilke-built
