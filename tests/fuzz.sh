#!/usr/bin/env bash
# Searches for inputs that a fuzz target fails on, guided by the branches of FastHttp that each input reaches: SharpFuzz
# makes AFL++ see them. Ends with the smallest set of inputs that reaches what was reached. Exit code 1: the target
# failed, or hung, on some input.
#
# Usage: tests/fuzz.sh TARGET [MINUTES]    10 minutes without a number
#        tests/fuzz.sh --list              the targets
#
# AFL++ is installed from Debian where it is missing (root, apt). Nothing is written outside artifacts/fuzz.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# At most so many inputs of at most so many bytes are kept for a target. The longest a run may make is as long.
max_kept=40
max_bytes=2048

# A run of a target takes microseconds; a collection, or a busy machine, may take the rest.
timeout_ms=5000

program=$PWD/artifacts/fuzz/program

main() {
  case ${1:-} in
    -h | --help | '') sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
  esac

  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
  build
  if [ "$1" = --list ]; then
    exec dotnet "$program/Fuzz.dll" --list
  fi

  install_afl
  search "$1" "${2:-10}"
}

install_afl() {
  command -v afl-fuzz >/dev/null && return
  [ "$(id -u)" = 0 ] || { echo 'fuzz.sh: afl++ is missing; run it as root on Debian to have it installed.' >&2; exit 1; }
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -q -y --no-install-recommends afl++ </dev/null ||
    { apt-get update -q && apt-get install -q -y --no-install-recommends afl++; } </dev/null
}

# Anew each time: the instrumented library must not be taken for the built one, nor be instrumented twice.
build() {
  local tools=$PWD/artifacts/fuzz/tools version
  version=$(sed -n 's/.*Include="SharpFuzz" Version="\(.*\)".*/\1/p' Directory.Packages.props)
  if ! "$tools/sharpfuzz" --help >/dev/null 2>&1; then
    dotnet tool install SharpFuzz.CommandLine --version "$version" --tool-path "$tools" >/dev/null
  fi

  rm -rf "$program"
  dotnet build tests/Fuzz -c Release -o "$program" -nodeReuse:false -v q </dev/null
  "$tools/sharpfuzz" "$program/FastHttp.dll"
}

# Takes the target and the minutes.
search() {
  local target=$1 minutes=$2 room=$PWD/artifacts/fuzz/$1 corpus=$PWD/tests/FastHttp.Tests/Fuzzing/Corpus/$1
  rm -rf "$room"
  mkdir -p "$room"
  dotnet "$program/Fuzz.dll" "$target" --start "$room"
  [ ! -d "$corpus" ] || cp "$corpus"/* "$room/inputs/"

  # The program is no file that AFL++ has compiled, a container has no say in its processor, and the pattern of core
  # files is that of the machine.
  export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
  export AFL_NO_UI=1 AFL_QUIET=1 AFL_ALLOW_TMP=1 AFL_NO_COLOR=1 AFL_MAP_SIZE=65536
  afl-fuzz -i "$room/inputs" -o "$room/out" -x "$room/words" -t "$timeout_ms" -m none -G "$max_bytes" \
    -V "$(awk -v minutes="$minutes" 'BEGIN { print int(minutes * 60) }')" \
    -- dotnet "$program/Fuzz.dll" "$target" </dev/null >"$room/log" 2>&1 ||
    { tail -n 20 "$room/log" >&2; exit 1; }

  grep -E '^(run_time|execs_done|execs_per_sec|cycles_done|corpus_count|corpus_found|edges_found|stability|saved_)' \
    "$room/out/default/fuzzer_stats"
  minimise "$target" "$room"
  echo "fuzz.sh: $(find "$room/corpus" -type f | wc -l) inputs are left. To keep them:"
  echo "  rm -rf '$corpus' && cp -r '$room/corpus' '$corpus'"
  report "$target" "$room"
}

# Leaves the fewest inputs, and of them the most useful first: each reaches the most of what those before it do not. How
# often an input takes a branch is left out: a file for each number of rounds in a loop is no small corpus.
minimise() {
  local target=$1 room=$2 name
  mkdir "$room/all" "$room/corpus"
  find "$room/inputs" "$room/out/default/queue" -maxdepth 1 -type f -size -"$((max_bytes + 1))"c \
    -exec cp -t "$room/all" {} +
  AFL_KEEP_TRACES=1 afl-cmin -e -i "$room/all" -o "$room/min" -t "$timeout_ms" -m none \
    -- "$(command -v dotnet)" "$program/Fuzz.dll" "$target" </dev/null >>"$room/log" 2>&1 ||
    { tail -n 20 "$room/log" >&2; exit 1; }

  # A name that says nothing but which bytes there are: the same input has the same name after each run.
  (cd "$room/min/.traces" && choose ./*) | head -n "$max_kept" | while read -r name; do
    cp "$room/all/$name" "$room/corpus/$(sha256sum <"$room/all/$name" | cut -c -12)"
  done

  chmod 644 "$room"/corpus/*
}

# Takes a file for each input, with a line for each branch that it reaches.
choose() {
  awk '
    { reached[FILENAME] = reached[FILENAME] " " $1; left += !($1 in open); open[$1] }
    END {
      while (left > 0) {
        most = 0
        for (file in reached) {
          count = split(reached[file], branches, " "); news = 0
          for (at = 1; at <= count; at++) news += branches[at] in open
          if (news > most) { most = news; pick = file }
        }

        count = split(reached[pick], branches, " ")
        for (at = 1; at <= count; at++)
          if (branches[at] in open) { delete open[branches[at]]; left-- }
        sub(/^\.\//, "", pick)
        print pick
      }
    }' "$@"
}

# Says what the target fails on, and fails if there is anything.
report() {
  local target=$1 room=$2 file found=0
  for file in "$room"/out/default/crashes/id* "$room"/out/default/hangs/id*; do
    [ -f "$file" ] || continue
    found=1
    echo "== $file"
    timeout 20 dotnet "$program/Fuzz.dll" "$target" <"$file" 2>&1 | head -n 8 || true
  done

  return "$found"
}

main "$@"
