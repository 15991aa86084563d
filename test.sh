#!/usr/bin/env bash
# Builds everything and runs every test. The last line of stdout is the total: N passed, N failed, N skipped.
#
# The tests talk to real peers. What is missing of them is installed from Debian when that is possible (root, apt);
# otherwise the tests that need it are skipped, and this says which. With CI=true a missing peer is a failure.
#
# Usage: ./test.sh                             everything that CI runs
#        ./test.sh --soak [MINUTES [SEED]]    builds, and runs every client for 10 minutes against servers that do
#                                             everything wrong that a server can; prints what it saw
#        ./test.sh --help
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

# Debian package | what proves that it is there | which tests need it
peers='
wrk            | command wrk                     | comparison of runner wrk with the real wrk
nginx-light    | command nginx                   | load against a real server
luajit         | command luajit                  | scripts checked against LuaJIT itself
libluajit-5.1-2| library libluajit-5.1.so.2      | Lua scripts
python3-locust | python locust                   | Locust worker against a real master
chromium       | command chromium                | pages of results, and the page of Locust
python3-zmq    | python zmq                      | ZMTP against libzmq
python3-msgpack| python msgpack                  | MessagePack against the reference codec
'

# Hours would pass before a CI machine gave up on a test that hangs.
hang_timeout=5m
project_timeout=12m

# Tests that run in the debug build as well, whose assertions check the invariants of what they drive. Project | filter;
# what measures allocation is left out, since only the release build is free of it.
debug_tests='
FastHttp.Tests | (FullyQualifiedName~.Http1.|FullyQualifiedName~.Messages.|FullyQualifiedName~.Client.|FullyQualifiedName~.Pooling.|FullyQualifiedName~InterleavingTests|FullyQualifiedName~WheelTests|FullyQualifiedName~CarryBufferTests|FullyQualifiedName~SlotTableTests)
Load.Tests     | FullyQualifiedName~.
LoadFace.Tests | FullyQualifiedName~.
'
no_allocation='&FullyQualifiedName!~Allocation&FullyQualifiedName!~allocate&FullyQualifiedName!~costs_nothing'

# Projects that wait for most of their time, and need no native code: they run while that is made.
beside_native='LocustBridge.Tests'

# The project that starts the native command. It has a lane of its own; all others run one after the other beside it.
starts_native='Runner.Tests'

# Samples that are made native too, and give the same answers.
native_samples='Get PostJson Download Retry WebService'

results=artifacts/test-results
passed=0 failed=0 skipped=0
lanes=()

main() {
  for argument in "$@"; do
    case $argument in
      -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
      --soak) shift; soak "$@" ;;
      *) echo "test.sh: unknown option '$argument'. See ./test.sh --help" >&2; exit 2 ;;
    esac
  done

  command -v dotnet >/dev/null || { echo 'test.sh: the .NET SDK (dotnet) is not installed.' >&2; fail_early; }
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
  install_peers || fail_early

  step 'build' dotnet build perf.sln -c Release -nodeReuse:false || fail_early
  rm -rf "$results"
  mkdir -p "$results"

  # Neither reads what the other writes.
  start check_format_and_debug
  start run_projects $beside_native
  make_native

  # shellcheck disable=SC2046 # One word for each project.
  start run_projects $(other_projects)
  run_projects "$starts_native"
  finish
  add_up
  test_native
  total
}

# Runs a command beside what follows, up to finish.
start() {
  mkdir -p artifacts/lanes
  "$@" >"artifacts/lanes/${#lanes[@]}.log" 2>&1 &
  lanes+=("$!")
}

# Waits for what was started; prints what each has printed, one after the other.
finish() {
  local lane
  for lane in "${!lanes[@]}"; do
    wait "${lanes[lane]}" || failed=$((failed + 1))
    cat "artifacts/lanes/$lane.log"
  done
  lanes=()
}

check_format_and_debug() {
  local status=0 name filter
  # The build has analysed the code, and Tidy.Tests looks at what only the rest of dotnet format would.
  step 'format' dotnet format whitespace . --folder --exclude artifacts */obj */*/obj --verify-no-changes || status=1
  while IFS='|' read -r name filter; do
    read -r name <<<"$name"
    [ -n "$name" ] || continue
    step "$name, debug" timeout --kill-after=30s "$project_timeout" dotnet test "tests/$name" -c Debug --no-restore \
      -p:RunAnalyzers=false -p:Optimize=true --filter "(${filter# })$no_allocation" --results-directory "$results" --logger "trx;LogFileName=$name.debug.trx" \
      --logger 'console;verbosity=minimal' --blame-hang-timeout "$hang_timeout" --blame-hang-dump-type none || status=1
  done <<<"$debug_tests"
  return "$status"
}

# Never returns. The project says what is wrong with its arguments.
soak() {
  dotnet build tests/Soak -c Release -nodeReuse:false -v q </dev/null || exit 1
  exec dotnet tests/Soak/bin/Release/net10.0/Soak.dll "$@"
}

# Prints a heading, then runs the command with nothing on its stdin.
step() {
  echo "== $1"
  shift
  "$@" </dev/null
}

# True when the peer that a row probes for is there.
has() {
  case $1 in
    command) command -v "$2" >/dev/null || [ -x "/usr/sbin/$2" ] ;;
    library) ldconfig -p 2>/dev/null | grep -qF "$2" || /sbin/ldconfig -p 2>/dev/null | grep -qF "$2" ;;
    # Debian's own interpreter: packages of another one on PATH are not those that the tests start.
    python) /usr/bin/python3 -c "import importlib.util, sys; sys.exit(importlib.util.find_spec('$2') is None)" 2>/dev/null ;;
  esac
}

# Prints the rows of what is missing, as "package|tests".
missing_peers() {
  local package probe tests kind name
  while IFS='|' read -r package probe tests; do
    read -r package <<<"$package"
    [ -n "$package" ] || continue
    read -r kind name <<<"$probe"
    has "$kind" "$name" || printf '%s|%s\n' "$package" "${tests# }"
  done <<<"$peers"
}

install_peers() {
  local missing package tests
  missing=$(missing_peers)
  [ -n "$missing" ] || return 0

  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo '== peers'
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q </dev/null || echo 'test.sh: apt-get update failed; trying with the lists as they are.' >&2
    # shellcheck disable=SC2046 # One word for each package.
    apt-get install -q -y --no-install-recommends $(cut -d'|' -f1 <<<"$missing") </dev/null ||
      echo 'test.sh: apt-get install failed.' >&2
    missing=$(missing_peers)
    [ -n "$missing" ] || return 0
  fi

  while IFS='|' read -r package tests; do
    echo "test.sh: $package is missing: skipping the tests on $tests." >&2
  done <<<"$missing"
  if [ "${CI:-}" = true ]; then
    echo 'test.sh: with CI=true every peer has to be there.' >&2
    return 1
  fi

  [ "$(id -u)" = 0 ] || echo 'test.sh: run it as root on Debian to have them installed.' >&2
}

# Runs the tests of the projects, and leaves how each went in a file beside its results: this may be in a lane, whose
# variables end with it.
run_projects() {
  local name
  for name in "$@"; do
    step "$name" timeout --kill-after=30s "$project_timeout" dotnet test "tests/$name" -c Release --no-build \
      --results-directory "$results" --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' \
      --blame-hang-timeout "$hang_timeout" --blame-hang-dump-type none
    echo "$?" >"$results/$name.status"
  done
}

projects() {
  local project
  for project in tests/*.Tests/*.Tests.csproj; do
    basename "$project" .csproj
  done
}

other_projects() {
  local name
  for name in $(projects); do
    [[ " $beside_native $starts_native " == *" $name "* ]] || echo "$name"
  done
}

# Every project has to have been run; what the debug build's tests ended with, their lane has said.
add_up() {
  local name log
  for name in $(projects); do
    count "$name" "$(cat "$results/$name.status" || echo 'none')" "$results/$name.trx"
  done
  for log in "$results"/*.debug.trx; do
    count "$(basename "$log" .trx)" 0 "$log"
  done
}

# What ships is native code, and that is what the tests start. Where it cannot be made, they start the build, which is
# enough on a developer's machine and a failure in CI. It takes minutes, so what has not changed is kept.
make_native() {
  local file=$PWD/artifacts/publish/linux-x64/runner options=() made=artifacts/native.made sources
  [ "${CI:-}" != true ] || options=(--native)
  sources=$(native_sources)
  if [ "$sources $(native_files)" = "$(cat "$made" 2>/dev/null)" ]; then
    echo '== publish: nothing has changed'
    export RUNNER_UNDER_TEST=$file SAMPLES_UNDER_TEST=$PWD/artifacts/samples
    return
  fi

  rm -f "$made"
  if ! step 'publish' ./publish.sh --tool "${options[@]}"; then
    echo 'test.sh: ./publish.sh failed.' >&2
    failed=$((failed + 1))
  elif "$file" --version | grep -q ', native code)'; then
    export RUNNER_UNDER_TEST=$file
    # Of the sources as they were before: one may have been changed meanwhile.
    ! make_native_samples || echo "$sources $(native_files)" >"$made"
  else
    echo 'test.sh: no native code could be made: the tests start the build.' >&2
  fi
}

make_native_samples() {
  local sample status=0
  for sample in $native_samples; do
    step "publish $sample" dotnet publish "samples/$sample" -c Release -r linux-x64 -p:PublishAot=true \
      -p:RunAnalyzers=false -o "artifacts/samples/$sample" -v q || status=1 failed=$((failed + 1))
  done
  export SAMPLES_UNDER_TEST=$PWD/artifacts/samples
  return "$status"
}

# The SDK, and every file that may be part of what is made native or says how.
native_sources() {
  {
    dotnet --version
    find . \( -name bin -o -name obj -o -path ./.git -o -path ./artifacts -o -path ./tests -o -path ./bench \
      -o -path ./docs \) -prune -o -type f -print0 | digest
  } | sha256sum
}

# What was made of them.
native_files() {
  find artifacts/publish/linux-x64 artifacts/packages artifacts/samples -type f -print0 2>/dev/null | digest
}

# One number for the files whose names come in.
digest() {
  sort -z | xargs -0 sha256sum | sha256sum
}

# What publish.sh makes, as users have it; two tests.
test_native() {
  local name
  for name in published tool; do
    if step "$name" "${name}_works" "$PWD/artifacts"; then
      passed=$((passed + 1))
    else
      echo "test.sh: the $name command does not work." >&2
      failed=$((failed + 1))
    fi
  done
}

# It is no larger than was agreed (ADR-0013), and runs without .NET, from anywhere, and through a link named wrk as wrk
# does. In a shell of its own, since it goes elsewhere.
published_works() (
  folder=$1/publish/linux-x64
  [ ! -e "$folder/runner.dll" ] || { echo "$folder/runner.dll: not one file" >&2; return 1; }
  size=$(stat -c %s "$folder/runner")
  [ "$size" -le 25000000 ] || { echo "$folder/runner: $size bytes, more than 25 MB" >&2; return 1; }
  cd / || return 1
  output=$(env -i "$folder/runner" demo -d 1s 2>&1) && grep -q '^Requests/sec: ' <<<"$output" ||
    { echo "$output" >&2; return 1; }

  # Without a URL it prints its usage and fails, as wrk does.
  output=$(env -i "$folder/wrk" -v) && return 1
  grep -q '^Usage: wrk <options> <url>' <<<"$output"
)

# The tool for this system is the same native file.
tool_works() {
  local folder status=1 output
  folder=$(mktemp -d)
  NUGET_PACKAGES=$folder/packages dotnet tool install FastHttp.Runner --tool-path "$folder" --source "$1/packages" &&
    output=$("$folder/runner" --version) && [ "$output" = "$("$1/publish/linux-x64/runner" --version)" ] && status=0
  rm -rf "$folder"
  return "$status"
}

# Adds one project's results up from its trx file: the console's own summary leaves out what a crash cut off.
count() {
  local name=$1 status=$2 log=$3 total ok bad
  if ! [ -f "$log" ]; then
    # A project with no tests yet exits with 0 and writes no file.
    [ "$status" = 0 ] || { echo "test.sh: $name wrote no results (exit code $status)." >&2; failed=$((failed + 1)); }
    return
  fi

  total=$(counter total "$log")
  ok=$(counter passed "$log")
  # A skipped test is not executed; a test that was aborted, or ran into a time limit, is executed and not passed.
  bad=$(($(counter executed "$log") - ok))
  passed=$((passed + ok))
  failed=$((failed + bad))
  skipped=$((skipped + total - ok - bad))
  if [ "$status" != 0 ] && [ "$bad" = 0 ]; then
    echo "test.sh: $name exited with $status though no test failed." >&2
    failed=$((failed + 1))
  fi
}

# Prints one attribute of the trx file's Counters element.
counter() {
  local value
  value=$(grep -o '<Counters[^>]*' "$2" | grep -o " $1=\"[0-9]*\"" | tr -cd 0-9)
  echo "${value:-0}"
}

fail_early() {
  failed=$((failed + 1))
  total
}

# With CI=true nothing may be left out without being seen, so a skipped test fails the run as well.
total() {
  local status=0
  [ "$failed" = 0 ] || status=1
  if [ "${CI:-}" = true ] && [ "$skipped" != 0 ]; then
    echo "test.sh: with CI=true no test may be skipped; $skipped were." >&2
    status=1
  fi

  echo "$passed passed, $failed failed, $skipped skipped"
  exit "$status"
}

main "$@"
