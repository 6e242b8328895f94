# bench/stores.sh BUILD - the same on a data file and on PostgreSQL (a private server of tests/store/pg-server, on
# this machine): a county's five years in, ten scorecards, the first page's data, rosters in, search over half a
# million people in ten counties, a school's form approved, there and back.
cmake --build "$1" --target junheng bench_scorecard bench_took bench_people > /dev/null || exit 1
ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || { echo "no PostgreSQL (postgresql-15): skipped"; exit 0; }
if [ -z "${JH_TEST_PG:-}" ]; then
    exec tests/store/pg-server run sh "$0" "$1"
fi
junheng=$(realpath "$1")/junheng
scorecard=$(realpath "$1")/bench/scorecard
people=$(realpath "$1")/bench/people
tmp=$(mktemp -d)
trap 'kill $ours 2> /dev/null; rm -rf "$tmp"' EXIT
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
export JUNHENG_KEY_FILE="$tmp/key"
"$junheng" key new > /dev/null
"$junheng" demo --schools 150 --people --out "$tmp/all-files" > /dev/null
mkdir "$tmp/demo" "$tmp/rosters"
mv "$tmp/all-files/990101/people" "$tmp/rosters/people"
mv "$tmp/all-files/990101" "$tmp/demo"

measure() { # NAME EMPTY-STORE EMPTY-STORE EMPTY-STORE: lines "name what milliseconds"
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
    "$junheng" import --db "$2" --reason bench "$tmp"/rosters/people/*-2199* > /dev/null || exit 1
    echo "$1 rosters-of-$(ls "$tmp"/rosters/people/*-2199* | wc -l)-files $(($(milliseconds) - from))"
    "$people" "$4" 10 50000 | awk -v name="$1" '/^made/ {print name, "half-a-million-people-put", 1000 * $5}
        / median / {m[++n] = $(NF - 4); if ($(NF - 1) > worst) worst = $(NF - 1)}
        END {for (i in m) sum += m[i]; print name, "search-median-of-eleven", sum / n; print name, "search-worst-of-231", worst}'
    "$junheng" submission open --db "$2" --year 2025 --due 2026-10-15 > /dev/null || exit 1
    "$junheng" submission fill --db "$2" --school 2199000001 --last > /dev/null
    "$junheng" submission submit --db "$2" --school 2199000001 --reason bench > /dev/null
    "$junheng" submission pass --db "$2" --school 2199000001 > /dev/null
    from=$(milliseconds)
    "$junheng" submission approve --db "$2" --school 2199000001 > /dev/null || exit 1
    echo "$1 approval $(($(milliseconds) - from))"
    from=$(milliseconds)
    "$junheng" move --from "$2" --to "$tmp/moved-$1.db" > /dev/null || exit 1
    echo "$1 move-to-a-file $(($(milliseconds) - from))"
    from=$(milliseconds)
    "$junheng" backup --db "$2" --out "$tmp/backup-$1.db" > /dev/null || exit 1
    echo "$1 backup $(($(milliseconds) - from))"
}

psql -q "$JH_TEST_PG" -c 'create schema one' -c 'create schema two' -c 'create schema three'
{
    measure sqlite "$tmp/one.db" "$tmp/two.db" "$tmp/three.db"
    measure postgresql "$JH_TEST_PG&options=-csearch_path%3Done" "$JH_TEST_PG&options=-csearch_path%3Dtwo" \
        "$JH_TEST_PG&options=-csearch_path%3Dthree"
} > "$tmp/all"
printf '%-28s %12s %12s %8s\n' 'milliseconds' 'data file' 'PostgreSQL' 'times'
awk '$1 == "sqlite" {a[$2] = $3; order[++n] = $2} $1 == "postgresql" {b[$2] = $3}
    END {for (i = 1; i <= n; i++) {w = order[i]; printf "%-28s %12.1f %12.1f %8.2f\n", w, a[w], b[w], a[w] ? b[w] / a[w] : 0}}' "$tmp/all"
