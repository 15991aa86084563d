#!/usr/bin/env bash
# Builds the image of Containerfile and tries what docs/containers.md says of it, where there is no container engine:
# buildah makes the image and runs it in a chroot. On Debian, as root, after ./publish.sh; with the base it takes two
# minutes, and so it is no part of CI. What the files say is tested there: tests/Runner.Tests/Setup/ContainerTests.cs.
#
# Usage: tests/containers.sh [BASE.tar]    the root of the system that the image is made on; where there is no such file,
#                                          mmdebstrap makes it, of this machine's release and from where its packages come
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

main() {
  case ${1:-} in -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;; esac
  [ -x artifacts/publish/linux-x64/runner ] || fail 'there is nothing to put into an image: run ./publish.sh first.'
  [ "$(id -u)" = 0 ] || fail 'a chroot needs root.'
  need buildah mmdebstrap

  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  local base=${1:-$work/base.tar} container
  [ -f "$base" ] || make_base "$base"
  container=$(image from scratch)
  quietly image add "$container" "$base" /
  quietly image commit "$container" localhost/base
  quietly image build --isolation=chroot --build-arg BASE=localhost/base -t localhost/runner .
  check_image
  container=$(image from localhost/runner)
  make_folder "$work/data"
  image run --isolation=chroot -v "$work/data:/data" "$container" -- bash -c "$(declare -f inside expect); inside"
  echo 'containers.sh: the image is built, and its commands work.'
}

fail() {
  echo "containers.sh: $*" >&2
  exit 1
}

# Installs the programs that are missing.
need() {
  local missing=() program
  for program in "$@"; do
    command -v "$program" >/dev/null || missing+=("$program")
  done

  [ ${#missing[@]} = 0 ] || DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# Runs a command whose output matters only where it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "this failed: $*"; }
}

# A storage of its own: the machine's is left alone.
image() {
  buildah --storage-driver=vfs --root "$work/root" --runroot "$work/run" "$@"
}

make_base() {
  local sources=/etc/apt/sources.list.d/debian.sources release
  [ -f "$sources" ] || sources=/etc/apt/sources.list
  release=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mmdebstrap --quiet --variant=minbase "$release" "$1" "$sources" || fail 'there is no base: mmdebstrap failed.'
}

# What an engine does when it is told no more than the image's name.
check_image() {
  local form='{{.OCIv1.Config.Entrypoint}} {{.OCIv1.Config.Cmd}} {{.OCIv1.Config.User}} {{.OCIv1.Config.WorkingDir}}'
  local found
  found=$(image inspect --format "$form" --type image localhost/runner)
  [ "$found" = '[runner] [help] 10001 /data' ] || fail "the image says: $found"
}

# The user's folder, which is mounted: one script for wrk, and one scenario.
make_folder() {
  mkdir "$1"
  chmod 777 "$1"
  echo 'function request() return wrk.format("GET", "/user/" .. math.random(1, 9)) end' >"$1/user.lua"
  echo 'function user(u) local r = u:get("/user/7") check(r, "id", r:json("id") == 7) end' >"$1/shop.lua"
}

# Fails unless the output of a command has a line that matches.
expect() {
  local pattern=$1 output
  shift
  output=$(timeout 60 "$@" 2>&1) && grep -q -e "$pattern" <<<"$output" ||
    { printf 'containers.sh: %s: no line matches %s\n%s\n' "$*" "$pattern" "$output" >&2; exit 1; }
  echo "ok  $*"
}

# Runs in the image, as its user and in its folder.
inside() {
  local option url lua server
  expect '^uid=10001(runner) .* /data$' bash -c 'echo "$(id) $PWD"'
  expect ', native code)$' runner --version
  expect '^ok   scripts  *LuaJIT$' runner doctor
  expect '^ok   TLS  *openssl' runner doctor
  expect '^Usage: wrk <options> <url>' bash -c 'wrk -v || true'
  for option in '' --https; do
    runner serve --host '*' --port 0 $option >/tmp/serve & server=$!
    trap 'kill $server' EXIT
    until grep -q '^listening on ' /tmp/serve; do sleep 0.1; done
    url=$(sed -n 's/^listening on //p' /tmp/serve)
    url=${url/0.0.0.0/127.0.0.1}
    for lua in luajit lua54; do
      expect '^  50 requests in ' runner wrk -t1 -c2 -n50 --lua "$lua" -s user.lua "$url"
      expect '^Checks: 100% ' runner wrk -t1 -c2 -n50 --lua "$lua" -s shop.lua "$url"
    done

    expect '^  50 requests in ' wrk -t1 -c2 -n50 --latency "$url"
    expect '^Requests/sec: ' bash -c "timeout -s INT 1 wrk -t1 -c2 -d1m $url || true"
    expect '"schema": "runner/1"' bash -c "runner wrk -t1 -c2 -n50 --json run.json $url && cat run.json"
    expect 'Aggregated' runner locust --headless -u2 -t1 --only-summary "$url/user/123"
    kill -INT "$server"
    wait "$server"
    trap - EXIT
  done
}

main "$@"
