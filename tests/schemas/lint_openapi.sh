#!/bin/sh
# Lints the description of the service, as it is written and as it is served.
#
#     lint_openapi.sh SOURCE_FOLDER SCRATCH_FOLDER
#
# 77: there is no node, or npm cannot get the linter.
set -eu
linter=@redocly/cli@2.77.0
if ! command -v npx >/dev/null; then
  echo "skipped: npx is not installed (Debian: npm)"
  exit 77
fi
if ! npx --yes "$linter" --version >/dev/null 2>&1; then
  echo "skipped: npm cannot get $linter"
  exit 77
fi
export REDOCLY_TELEMETRY=off
cd "$1"
python3 schemas/bundle.py --json >"$2/openapi.json"
npx --yes "$linter" lint --max-problems 1000 schemas/openapi.json "$2/openapi.json" 2>&1 |
  tee "$2/lint.txt"
# A warning is a fault too.
! grep -qE 'You have [0-9]+ (warning|error)|failed' "$2/lint.txt"
