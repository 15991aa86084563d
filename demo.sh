#!/usr/bin/env bash
# Builds runner, which takes a minute or two the first time, and shows it: a server and a load on it, on this machine.
#
# Usage: ./demo.sh               wrk's way
#        ./demo.sh --scenario    users with a script
#        ./demo.sh --locust      a Locust master and its worker
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case ${1:-} in -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;; esac
command -v dotnet >/dev/null || { echo 'demo.sh: the .NET SDK (dotnet) is not installed: https://dot.net' >&2; exit 1; }
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

program=src/Runner/bin/Release/net10.0/runner
if [ -e "$program" ]; then
  echo 'demo.sh: looking whether runner has to be built anew' >&2
else
  echo 'demo.sh: building runner; the first time this takes a minute or two' >&2
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! dotnet build src/Runner -c Release -v q >"$log" 2>&1 </dev/null; then
  cat "$log" >&2
  echo 'demo.sh: the build failed; see above' >&2
  exit 1
fi

"$program" demo "$@"
