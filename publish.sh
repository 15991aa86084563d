#!/usr/bin/env bash
# Makes the command as one file that needs no .NET where it runs: artifacts/publish/SYSTEM/runner, compiled ahead.
# liblua54.so beside it runs scripts where LuaJIT is not installed. Called by the name wrk, through a link, it is 'runner wrk'.
#
# Usage: ./publish.sh [SYSTEM]     linux-x64 (the default) or another runtime identifier of .NET
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case ${1:-} in
  -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
  -*) echo "publish.sh: unknown option '$1'. See ./publish.sh --help" >&2; exit 2 ;;
esac

system=${1:-linux-x64}
target=artifacts/publish/$system
dotnet publish src/Runner -c Release -r "$system" --self-contained -o "$target" \
  -p:PublishSingleFile=true -p:PublishReadyToRunComposite=false \
  -p:DebugType=none -p:PublishDocumentationFiles=false
ln -sf runner "$target/wrk"
"$target/runner" --version
echo "publish.sh: $target/runner, $(du -h "$target/runner" | cut -f1)"
