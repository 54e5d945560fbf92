# Shared by scripts/run and scripts/test: stages with elapsed time, and what the machine must have.

started=$(date +%s)

# stage "Indonesian / English" expected-seconds
stage() {
  local now
  now=$(date +%s)
  printf '\n\033[1m[%3ds] %s\033[0m (biasanya / usually ~%ss)\n' "$((now - started))" "$1" "$2"
}

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# need_tool command "what to install"
need_tool() {
  command -v "$1" >/dev/null 2>&1 || fail "Perlu $2, belum ada di mesin ini. / $2 is needed and missing on this machine."
}

# Debian packages that are missing are installed once, at the start, as root or through sudo.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 ||
      fail "Jalankan sebagai root / run as root: apt-get install -y ${missing[*]}"
    echo "Perlu hak root sekali untuk memasang: ${missing[*]} / Root is needed once to install: ${missing[*]}"
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt-get install ${missing[*]} gagal / failed"
}
