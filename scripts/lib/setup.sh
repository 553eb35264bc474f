#!/bin/sh
# Makes .venv ready and stops: `setup.sh run` for the service alone, `setup.sh dev` for tests and checks too.
# Asks nothing, may be run again, and costs milliseconds once the environment is up to date.
set -eu

profile=${1:-dev}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
venv=$root/.venv
stamp=$venv/khoanhvung-setup
guard=$root/var/setup.lock
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV || true

say() { printf '→ %s\n' "$*" >&2; }

stop() {
    printf '✗ %s\n' "$1" >&2
    shift
    if [ $# -gt 0 ]; then printf '  %s\n' "$@" >&2; fi
    exit 1
}

# What the environment was built from: the pins, the project file, this script and the place it stands in.
fingerprint() {
    { cat requirements.lock pyproject.toml scripts/lib/setup.sh; printf '%s' "$root"; } | cksum | tr ' ' '-'
}

ready() {
    [ -x "$venv/bin/python" ] && [ -f "$stamp" ] || return 1
    read -r built_from built_for <"$stamp" || return 1
    [ "$built_from" = "$wanted" ] && { [ "$built_for" = dev ] || [ "$built_for" = "$profile" ]; }
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Prints a Python that is new enough, one with a working venv module first; nothing when there is none.
find_python() {
    bare=
    for candidate in python3.14 python3.13 python3.12 python3.11 python3; do
        if ! new_enough "$candidate"; then continue; fi
        if has_venv "$candidate"; then
            printf '%s' "$candidate"
            return
        fi
        bare=${bare:-$candidate}
    done
    printf '%s' "$bare"
}

# The Debian package that gives the chosen Python its venv module.
venv_package() {
    case $1 in
        python3.*) printf '%s-venv' "$1" ;;
        *) printf 'python3-venv' ;;
    esac
}

apt_install() {
    say "Cài $* bằng apt-get… · Installing $* with apt-get…"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
        </dev/null >/dev/null
}

choose_python() {
    python=$(find_python)
    if [ -n "$python" ] && has_venv "$python"; then return; fi
    package=$(venv_package "${python:-python3}")
    if command -v apt-get >/dev/null 2>&1; then
        cure="apt-get install $package"
        if [ "$(id -u)" = 0 ]; then
            apt_install "$package" || true
            python=$(find_python)
            if [ -n "$python" ] && has_venv "$python"; then return; fi
        else
            cure="sudo $cure"
        fi
        if [ -z "$python" ]; then cure="$cure   (Ubuntu 22.04: python3.11-venv)"; fi
    elif [ "$(uname -s)" = Darwin ]; then
        cure='brew install python@3.13'
    else
        cure='install Python 3.11 or newer with its venv module'
    fi
    stop "Cần Python ≥ 3.11 có mô-đun venv. Hãy chạy lệnh này rồi thử lại:" \
        "Python ≥ 3.11 with its venv module is needed. Run this, then try again:" "  $cure"
}

make_venv() {
    if [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python" &&
        "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        return
    fi
    choose_python
    say "Tạo môi trường Python ($python)… · Creating the Python environment ($python)…"
    rm -rf "$venv"
    "$python" -m venv "$venv"
}

# Brings uv in by its own pinned, hashed entry of the lock, and lets it use the mirror that pip is set to.
fetch_uv() {
    entry=$(mktemp)
    awk '/^[a-z]/ { ours = /^uv==/ } ours && !/#/' requirements.lock >"$entry"
    fetched=0
    locked_pip -r "$entry" || fetched=1
    rm -f "$entry"
    mirror=$("$venv/bin/python" -m pip config list 2>/dev/null | sed -n "s/^.*\.index-url='\(.*\)'\$/\1/p" | tail -n 1)
    if [ -n "$mirror" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="$mirror"; fi
    return "$fetched"
}

locked_pip() {
    "$venv/bin/python" -m pip install -q -q --disable-pip-version-check --require-hashes --only-binary :all: "$@" \
        </dev/null >&2
}

# uv with the lock: the service's own dependencies, or everything and nothing else.
locked_uv() {
    action=$1
    shift
    loudness=--quiet
    if [ -t 2 ]; then loudness=--color=auto; fi
    # Compiled once here, or every start would compile a thousand modules where caches may not be written.
    "$venv/bin/uv" pip "$action" "$loudness" --compile-bytecode --python "$venv/bin/python" --require-hashes --only-binary :all: "$@" \
        </dev/null >&2
}

install_dependencies() {
    say "Cài các thư viện đã khoá mã băm… · Installing the hash-locked libraries…"
    if fetch_uv; then
        case $profile in
            run) locked_uv install -r pyproject.toml --extra setup -c requirements.lock && return ;;
            dev) locked_uv sync requirements.lock && return ;;
        esac
        say "uv không tải được, thử pip… · uv could not fetch them, trying pip…"
    fi
    locked_pip -r requirements.lock || stop \
        "Không cài được thư viện. Hãy xem lỗi ở trên, mạng hoặc máy chủ gói (PIP_INDEX_URL) rồi chạy lại." \
        "The libraries could not be installed. See the error above, check the network or package mirror, run again."
    profile=dev
}

# The build tool comes from the lock as well, so nothing is fetched here.
install_project() {
    "$venv/bin/python" -m pip install -q -q --disable-pip-version-check --no-deps --no-build-isolation --no-index \
        -e . </dev/null >&2 || stop "Không cài được chính dự án. · The project itself could not be installed."
}

# One set-up at a time: a second one waits; a guard whose owner is gone is taken over.
take_guard() {
    mkdir -p "$root/var"
    until mkdir "$guard" 2>/dev/null; do
        owner=$(cat "$guard/pid" 2>/dev/null || true)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            rm -rf "$guard"
            continue
        fi
        [ -n "${waited:-}" ] || say "Chờ lần cài đang chạy… · Waiting for the set-up already running…"
        waited=yes
        sleep 1
    done
    echo $$ >"$guard/pid"
    trap 'rm -rf "$guard"' EXIT
    trap 'exit 130' INT TERM HUP
}

case $profile in
    run | dev) ;;
    *) stop "usage: setup.sh [run|dev]" ;;
esac
wanted=$(fingerprint)
if ready; then exit 0; fi
take_guard
if ready; then exit 0; fi
rm -f "$stamp"
make_venv
install_dependencies
install_project
printf '%s %s\n' "$wanted" "$profile" >"$stamp"
say "Sẵn sàng. · Ready."
