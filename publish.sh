#!/usr/bin/env bash
# Makes the command as it ships: native code in artifacts/publish/SYSTEM/runner, which needs no .NET where it runs.
# liblua54.so beside it runs scripts where LuaJIT is not installed. Called by the name wrk, through a link, it is
# 'runner wrk'. Where native code cannot be made, it is one file with the runtime inside, and stderr says so.
#
# Usage: ./publish.sh [OPTIONS] [SYSTEM]    linux-x64 (the default) or another runtime identifier of .NET
#   --native    fail where native code cannot be made
#   --tool      make the packages of the .NET tool too, in artifacts/packages
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

only_native=false with_tool=false system=linux-x64
# The build without a system reads the same sources, and analyses them. The compiler of native code still does so itself.
once='-p:RunAnalyzers=false'
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

main() {
  local argument
  for argument in "$@"; do
    case $argument in
      -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
      --native) only_native=true ;;
      --tool) with_tool=true ;;
      -*) echo "publish.sh: unknown option '$argument'. See ./publish.sh --help" >&2; exit 2 ;;
      *) system=$argument ;;
    esac
  done

  local target=artifacts/publish/$system form
  rm -rf "$target"
  if find_linker && find_compiler; then
    form='native code'
    dotnet publish src/Runner -c Release -r "$system" --no-restore -o "$target" "$once"
  elif $only_native; then
    exit 1
  else
    echo 'publish.sh: so the file has the runtime inside: it is larger, and starts more slowly.' >&2
    form='the runtime inside'
    dotnet publish src/Runner -c Release -r "$system" --self-contained -o "$target" "$once" \
      -p:PublishAot=false -p:PublishSingleFile=true -p:PublishReadyToRunComposite=false
  fi

  ln -sf runner "$target/wrk"
  "$target/runner" --version
  echo "publish.sh: $target/runner, $form, $(du -h "$target/runner" | cut -f1)"
  ! $with_tool || pack "$form"
}

# True when native code can be linked. Installs what that takes on Debian, as root; says what is missing elsewhere.
find_linker() {
  links && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    {
      apt-get update -q
      apt-get install -q -y --no-install-recommends gcc libc6-dev zlib1g-dev
    } </dev/null >&2 || true
    links && return 0
  fi

  echo "publish.sh: native code needs a linker and the system's libraries to link with;" \
    "on Debian: apt-get install gcc libc6-dev zlib1g-dev" >&2
  return 1
}

# The compilers that .NET looks for, in its order.
links() {
  local compiler
  for compiler in clang gcc; do
    if command -v "$compiler" >/dev/null; then
      command -v objcopy llvm-objcopy >/dev/null || return 1
      echo 'int main(void) { return 0; }' | "$compiler" -x c - -o /dev/null -lz -lm -lpthread 2>/dev/null
      return
    fi
  done

  return 1
}

# True when the compiler of native code can be restored, which is a package.
find_compiler() {
  local log
  log=$(dotnet restore src/Runner -p:RuntimeIdentifier="$system" 2>&1) && return 0
  printf '%s\n' "$log" >&2
  echo "publish.sh: the packages that make native code for $system cannot be restored." >&2
  return 1
}

# A package that names the others, one with native code, and one for every other system; or one for every system.
pack() {
  rm -rf artifacts/packages
  if [ "$1" != 'native code' ]; then
    dotnet pack src/Runner -c Release -o artifacts/packages "$once"
    return
  fi

  # .NET makes native packages one at a time, and the one that names them last.
  pack_one -r "$system"
  pack_one -r any -p:PublishAot=false
  pack_one
}

pack_one() {
  dotnet pack src/Runner -c Release -o artifacts/packages "$once" \
    -p:ToolPackageRuntimeIdentifiers="\"$system;any\"" "$@"
}

main "$@"
