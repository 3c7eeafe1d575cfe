# What this machine must have: looked for, and installed when we may. Sourced by ./witness and ./check (bash).

MINIMUM_JAVA=17
may_install=yes

# say TEXT: a line for the person at the terminal; stdout is for data.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

# read_utf8: where no locale was chosen, which is so under cron and in many containers, Java would read each letter beyond
# ASCII of a command line as a question mark. Somebody's own choice stays.
read_utf8() {
  [ "$(LC_ALL=C.UTF-8 locale charmap 2>/dev/null)" = UTF-8 ] || return 0
  case $(locale charmap 2>/dev/null) in
    ANSI_X3.4-1968 | US-ASCII)
      export LC_CTYPE=C.UTF-8
      [ -z "${LC_ALL:-}" ] || export LC_ALL=C.UTF-8
      ;;
  esac
}

on_debian() { [ "$(uname -s)" = Linux ] && command -v apt-get >/dev/null 2>&1; }

# need REASON PACKAGE...: installs the packages as root on Debian, otherwise prints the one line to type and ends.
need() {
  local reason=$1
  shift
  if ! on_debian; then
    fail "$reason is missing. Please install it (on Debian: apt-get install $*)."
  elif [ "$may_install" = no ] || [ "$(id -u)" != 0 ]; then
    fail "$reason is missing. Type: $([ "$(id -u)" = 0 ] || printf 'sudo ')apt-get install -y $*"
  fi
  say "$reason is missing: installing $*"
  local log
  log=$(mktemp)
  if ! { apt_install "$@" || { apt-get update && apt_install "$@"; }; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "the installation failed. Type: apt-get update && apt-get install -y $*"
  fi
  rm -f "$log"
}

apt_install() { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }

# java_release HOME: the feature release of a Java home, as 17; nothing if there is none.
java_release() {
  [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1
  fi
}

is_jdk() {
  local release
  [ -x "$1/bin/javac" ] || return 1
  release=$(java_release "$1")
  [ -n "$release" ] && [ "$release" -ge "$MINIMUM_JAVA" ]
}

# candidate_jdks: the Java homes of this machine, the ones that somebody chose first.
candidate_jdks() {
  local java
  [ -z "${JAVA_HOME:-}" ] || echo "$JAVA_HOME"
  java=$(command -v java 2>/dev/null) && java=$(resolve_link "$java") && echo "${java%/bin/java}"
  if [ "$(uname -s)" = Darwin ] && /usr/libexec/java_home -v "$MINIMUM_JAVA+" 2>/dev/null; then :; fi
  ls -d /usr/lib/jvm/*/ 2>/dev/null | sed 's|/$||'
}

# resolve_link PATH: the file behind a chain of symbolic links (readlink -f is not everywhere).
resolve_link() {
  local path=$1 target
  while [ -L "$path" ]; do
    target=$(readlink "$path")
    case $target in
      /*) path=$target ;;
      *) path=$(dirname "$path")/$target ;;
    esac
  done
  (cd -P "$(dirname "$path")" && printf '%s/%s\n' "$PWD" "${path##*/}")
}

find_jdk() {
  local home
  while read -r home; do
    if is_jdk "$home"; then
      echo "$home"
      return
    fi
  done <<EOF
$(candidate_jdks)
EOF
}

# require_jdk: sets JAVA_HOME to a JDK that is new enough.
require_jdk() {
  local home
  home=$(find_jdk)
  if [ -z "$home" ]; then
    need "a JDK $MINIMUM_JAVA or newer" default-jdk-headless
    home=$(find_jdk)
    [ -n "$home" ] || fail "this system's default JDK is older than $MINIMUM_JAVA; please install a newer one"
  fi
  export JAVA_HOME=$home
}

require_maven() { command -v mvn >/dev/null 2>&1 || need Maven maven; }

# require_webrtc_libraries: the shared libraries that the native WebRTC code is linked to. It needs no X server and
# no sound daemon, but it does not load without their client libraries.
require_webrtc_libraries() {
  [ "$(uname -s)" = Linux ] || return 0
  local ldconfig known missing="" library package
  ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
  [ -x "$ldconfig" ] || return 0
  known=$("$ldconfig" -p)
  while read -r library package; do
    case $known in
      *"$library"*) ;;
      *) missing="$missing $package" ;;
    esac
  done <<EOF
libpulse.so.0 libpulse0
libudev.so.1 libudev1
libX11.so.6 libx11-6
libXfixes.so.3 libxfixes3
libXrandr.so.2 libxrandr2
libXcomposite.so.1 libxcomposite1
libdbus-1.so.3 libdbus-1-3
EOF
  # Unquoted on purpose: a list of package names.
  # shellcheck disable=SC2086
  [ -z "$missing" ] || need "a shared library of WebRTC" $missing
}
