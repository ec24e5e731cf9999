# Sourced by ./start and ./test: a Python environment inside the project, and steps that tell how they go.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUTF8=1
LOGS=.cache/log
mkdir -p "$LOGS"

say() { printf '%s\n' "$*"; }

# stop ZH EN: the last words of a failed run.
stop() {
    printf '\n✗ %s\n  %s\n' "$1" "$2" >&2
    exit 1
}

# step NAME ZH EN ADVICE_ZH ADVICE_EN -- COMMAND…: runs the command with its output kept in a log, shows how long it takes
# and, on a terminal, its last line; when it fails shows the end of the log and what to do.
step() {
    local name=$1 zh=$2 en=$3 advice_zh=$4 advice_en=$5 log begun=$SECONDS job
    log=$LOGS/$name.log
    shift 6
    printf '• %s  %s … ' "$zh" "$en"
    "$@" >"$log" 2>&1 </dev/null &
    job=$!
    while kill -0 "$job" 2>/dev/null; do
        if [[ -t 1 ]]; then
            printf '\r\033[K• %s  %s … %s s  %.40s' "$zh" "$en" "$((SECONDS - begun))" "$(tail -n 1 "$log" | tr -cd '[:print:]')"
        fi
        sleep 0.2
    done
    [[ -t 1 ]] && printf '\r\033[K• %s  %s … ' "$zh" "$en"
    if wait "$job"; then
        printf '✓ %s s\n' "$((SECONDS - begun))"
        return 0
    fi
    printf '✗\n'
    tail -n 25 "$log" | sed 's/^/    /'
    say "  $advice_zh"
    say "  $advice_en"
    say "  日志 log: $log"
    return 1
}

# Stamps remember what a finished step was made from, so that the next start does not repeat it.
digest() { cat "$@" 2>/dev/null | sha256sum | cut -d' ' -f1; }
done_before() { [[ -f $1 && $(<"$1") == "$2" ]]; }
stamp() {
    mkdir -p "$(dirname "$1")"
    printf '%s' "$2" >"$1"
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# environment LOCK…: .venv with exactly what the lock files say, the project itself, its assets and catalogues.
environment() {
    local python wanted installed=.venv/stamps/${1%.lock}
    exec 9>.cache/lock
    command -v flock >/dev/null && flock 9 # ./start and ./test at the same time share .venv
    if [[ ! -x .venv/bin/python ]] || ! .venv/bin/python -c '' 2>/dev/null; then
        python=$(find_python) || stop \
            "需要 Python 3.11 或更高版本，并带有 venv。Debian/Ubuntu：apt-get install python3 python3-venv；装好后重新运行本命令。" \
            "Python 3.11 or newer with venv is needed. On Debian or Ubuntu: apt-get install python3 python3-venv; then run this command again."
        step venv "建立运行环境" "Creating the Python environment" \
            "请确认磁盘有空间、项目文件夹可写，然后重试。" "Check that the disk has room and the folder is writable, then try again." \
            -- "$python" -m venv --clear .venv || exit 1
    fi
    wanted=$(digest "$@" pyproject.toml)
    if ! done_before "$installed" "$wanted"; then
        local requirements=()
        for lock in "$@"; do requirements+=(-r "$lock"); done
        step packages "安装所需的软件包" "Installing packages" \
            "请确认本机连得上 Python 软件源（内网请先用 pip config set global.index-url 指定镜像），然后重试；已下载的不会丢。" \
            "Check that this machine reaches a Python package index (pip config set global.index-url names a mirror), then try again." \
            -- .venv/bin/python -m pip install --progress-bar off --no-deps --require-hashes "${requirements[@]}" || exit 1
        step project "安装本系统与页面素材" "Installing the system and its front-end parts" \
            "请确认本机连得上 npm 软件源（内网请先用 npm config set registry 指定镜像），然后重试。" \
            "Check that this machine reaches an npm registry (npm config set registry names a mirror), then try again." \
            -- .venv/bin/python -m pip install --progress-bar off --no-build-isolation --no-deps --editable . || exit 1
        stamp "$installed" "$wanted"
    elif [[ $(hatch_inputs) != "$(cat .venv/stamps/assets 2>/dev/null)" || ! -d gangmu/web/static/vendor ]]; then
        step assets "更新页面素材与译文" "Updating front-end parts and translations" \
            "请确认本机连得上 npm 软件源，然后重试。" "Check that this machine reaches an npm registry, then try again." \
            -- .venv/bin/python hatch_build.py || exit 1
    fi
    stamp .venv/stamps/assets "$(hatch_inputs)"
    exec 9>&-
}

hatch_inputs() { digest package.json package-lock.json hatch_build.py gangmu/web/icons.txt gangmu/locale/*/LC_MESSAGES/*.po; }
