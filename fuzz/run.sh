#!/bin/sh
# Fuzzes every reader for MINUTES each: fuzz/run.sh MINUTES [TARGET…]
# Works on the stable toolchain: libFuzzer with coverage from the compiler's own pass, no sanitizer. Needs g++.
# What a run finds new stays in fuzz/corpus/TARGET, what breaks a reader in fuzz/artifacts/TARGET.
set -eu
cd "$(dirname "$0")"
minutes=${1:?usage: fuzz/run.sh MINUTES [TARGET…]}
shift
targets=${*:-detect zk_attlog glog portal_csv hikvision fingerspot easylink roster_pins sheets sheets_xml \
adms_query adms_attlog adms_rtlog adms_operlog adms_photo adms_results vendor_json vendor_fkweb bundle seal_texts}
host=$(rustc -vV | sed -n 's/^host: //p')
out=${CARGO_TARGET_DIR:-target}/fuzz

# Coverage goes into the code of the readers only, not into build scripts: hence --target.
RUSTFLAGS="${RUSTFLAGS:-} -Cpasses=sancov-module \
-Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares \
-Ccodegen-units=1 --cfg fuzzing" \
CARGO_TARGET_DIR=$out cargo build --release --target "$host" $(for target in $targets; do printf ' --bin %s' "$target"; done)

# Seeds: the fixtures, what stands in fuzz/seeds, and the public samples where HADIR_SAMPLES names their folder.
fixtures=../crates/intake/tests/fixtures
failed=
for target in $targets; do
    mkdir -p "corpus/$target" "artifacts/$target"
    seeds=$fixtures
    [ -d "seeds/$target" ] && seeds="seeds/$target"
    [ "$target" = sheets ] && seeds="$seeds ${HADIR_SAMPLES:-}"
    echo "== $target, $minutes min"
    "$out/$host/release/$target" -max_total_time=$((minutes * 60)) -timeout=20 -rss_limit_mb=3000 -max_len=65536 \
        -print_final_stats=1 -verbosity=1 -artifact_prefix="artifacts/$target/" "corpus/$target" $seeds \
        2>"artifacts/$target/log.txt" || failed="$failed $target"
    grep -E '^stat::(number_of_executed_units|peak_rss_mb)|ERROR|panicked' "artifacts/$target/log.txt" || true
done
[ -z "$failed" ] || { echo "failed:$failed; see fuzz/artifacts" >&2; exit 1; }
