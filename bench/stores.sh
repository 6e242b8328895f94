# bench/stores.sh BUILD - the same on a data file and on PostgreSQL (a private server of tests/store/pg-server, on
# this machine): a county's five years in, ten scorecards, the first page's data, there and back.
cmake --build "$1" --target junheng bench_scorecard bench_took > /dev/null || exit 1
ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || { echo "no PostgreSQL (postgresql-15): skipped"; exit 0; }
if [ -z "${JH_TEST_PG:-}" ]; then
    exec tests/store/pg-server run sh "$0" "$1"
fi
junheng=$(realpath "$1")/junheng
scorecard=$(realpath "$1")/bench/scorecard
tmp=$(mktemp -d)
trap 'kill $ours 2> /dev/null; rm -rf "$tmp"' EXIT
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
"$junheng" demo --schools 150 --out "$tmp/demo" > /dev/null

measure() { # NAME EMPTY-STORE EMPTY-STORE: lines "name what milliseconds"
    from=$(milliseconds)
    "$junheng" import --db "$2" --reason bench "$tmp"/demo/* > /dev/null || exit 1
    echo "$1 import-26-files $(($(milliseconds) - from))"
    "$scorecard" "$3" | awk -v name="$1" '/compared/ {print name, "ten-scorecards", $6} /scorecard of one/ {print name, "facts-of-ten-years", $8}'
    "$junheng" serve --quiet --port 0 --db "$2" > "$tmp/address" 2> "$tmp/log" &
    ours=$!
    until grep -q http "$tmp/address"; do sleep 0.02; done
    api=$(cat "$tmp/address")api/v1
    # Each thread of the server connects with its first answer: the last of eight is a kept one.
    for path in balance balance balance balance balance balance balance balance checks; do
        curl -s -o /dev/null -w "%{time_total}\n" "${api}/counties/990101/$path"
    done | awk -v name="$1" 'NR == 1 || NR > 7 {what = NR == 1 ? "first-page" : NR == 8 ? "first-page-again" : "checks"
        printf "%s %s %.1f\n", name, what, 1000 * $1}'
    kill $ours
    wait $ours 2> /dev/null
    from=$(milliseconds)
    "$junheng" move --from "$2" --to "$tmp/moved-$1.db" > /dev/null || exit 1
    echo "$1 move-to-a-file $(($(milliseconds) - from))"
    from=$(milliseconds)
    "$junheng" backup --db "$2" --out "$tmp/backup-$1.db" > /dev/null || exit 1
    echo "$1 backup $(($(milliseconds) - from))"
}

psql -q "$JH_TEST_PG" -c 'create schema one' -c 'create schema two'
{
    measure sqlite "$tmp/one.db" "$tmp/two.db"
    measure postgresql "$JH_TEST_PG&options=-csearch_path%3Done" "$JH_TEST_PG&options=-csearch_path%3Dtwo"
} > "$tmp/all"
printf '%-24s %12s %12s %8s\n' 'milliseconds' 'data file' 'PostgreSQL' 'times'
awk '$1 == "sqlite" {a[$2] = $3; order[++n] = $2} $1 == "postgresql" {b[$2] = $3}
    END {for (i = 1; i <= n; i++) {w = order[i]; printf "%-24s %12.1f %12.1f %8.2f\n", w, a[w], b[w], a[w] ? b[w] / a[w] : 0}}' "$tmp/all"
