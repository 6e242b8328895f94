# tests/cli/t.sh - sourced by tests/cli/test_*.sh, which get the program's path as $1.
#     t_ok 'name' 'command' <<'.'       the command succeeds and prints exactly the text given
#     t_fails CODE 'name' 'command' ... the command ends with CODE; out and err together are compared
#     t_has 'name' 'command' 'part'     the command succeeds and its output holds the part
# Commands are run by sh in an empty folder, with $JH as the program and $DATA as tests/data.
# Stores are named by files: NAME.db. With JH_TEST_STORE=pg $JH is a program of ours that turns each such name after
# --db, --from, --to and in JUNHENG_DB into a schema on the server of tests/store/pg-server. What a test does with
# a store behind the program's back goes by (t_files=1 before this file: names are files there too)
#     t_copy FROM TO        a copy, in the place of what was there
#     t_sql NAME SQL        SQL
#     t_bytes NAME          everything it holds, as it lies there
#     t_pg                  is this PostgreSQL? then t_left_out 'name' 'why' says what is not tried there
# The text may hold lines "..." that stand for any lines, and "begin..." for a line that begins so. The file ends with t_end.
JH=$(realpath "$1")
ROOT=$(realpath "$(dirname "$0")/../..")
DATA=$ROOT/tests/data
export JH ROOT DATA
unset JUNHENG_DB JUNHENG_PACKS JUNHENG_LANG
t_passed=0
t_failed=0
t_dir=$(mktemp -d)
t_away() {
    t_pg && [ -s "$t_dir/pg/schemas" ] && psql -q "$t_server" -c 'set client_min_messages = error' \
        -c "drop schema if exists $(paste -sd, "$t_dir/pg/schemas") cascade"
    rm -rf "$t_dir"
}
t_pg() { [ "${JH_TEST_STORE:-}" = pg ] && [ -z "${t_files:-}" ]; }
trap t_away EXIT
trap 'exit 130' INT TERM
mkdir "$t_dir/work"
if t_pg; then
    case ${JH_TEST_PG:-} in /*) t_server=$(cat "$JH_TEST_PG") ;; *) t_server=${JH_TEST_PG:?no server: see tests/store/pg-server} ;; esac
    T_PG=$t_dir/pg T_JH=$JH JH=$ROOT/tests/cli/junheng-pg
    export T_PG T_JH t_server
    mkdir "$T_PG"
fi
t_address() { "$ROOT/tests/cli/junheng-pg" --address "$1"; }
cd "$t_dir/work" || exit 2

t_bad() {
    t_failed=$((t_failed + 1))
    echo "FAILED $1"
}

# t_match WANT GOT: equal line by line, "..." standing for any number of lines.
t_match() {
    awk -v got="$2" '
        BEGIN { while ((getline line < got) > 0) g[++n] = line }
        { w[++m] = $0 }
        function same(want, line,   k) { # "begin..." stands for a line that begins so
            k = length(want) - 3
            if (k > 0 && substr(want, k + 1) == "...") return substr(line, 1, k) == substr(want, 1, k)
            return want == line
        }
        function match_from(i, j) {
            for (; i <= m; i++) {
                if (w[i] == "...") {
                    for (; j <= n + 1; j++)
                        if (match_from(i + 1, j)) return 1
                    return 0
                }
                if (j > n || !same(w[i], g[j])) return 0
                j++
            }
            return j == n + 1
        }
        END { exit !match_from(1, 1) }' "$1"
}

t_run() { # CODE NAME COMMAND; the text on standard input
    cat > "$t_dir/want"
    sh -c "$3" > "$t_dir/got" 2> "$t_dir/err" < /dev/null
    t_code=$?
    [ "$1" = 0 ] || cat "$t_dir/err" >> "$t_dir/got"
    if [ "$t_code" != "$1" ]; then
        t_bad "$2: exit code $t_code, not $1"
        cat "$t_dir/err"
    elif t_match "$t_dir/want" "$t_dir/got"; then
        t_passed=$((t_passed + 1))
    else
        t_bad "$2"
        diff "$t_dir/want" "$t_dir/got"
    fi
}

t_ok() {
    t_run 0 "$1" "$2"
}

t_fails() {
    t_run "$1" "$2" "$3"
}

t_has() {
    sh -c "$2" > "$t_dir/got" 2> "$t_dir/err" < /dev/null
    t_code=$?
    if [ "$t_code" = 0 ] && grep -qF -- "$3" "$t_dir/got"; then
        t_passed=$((t_passed + 1))
    else
        t_bad "$1: exit code $t_code, wanted: $3"
        head -20 "$t_dir/got" "$t_dir/err"
    fi
}

t_copy() {
    if t_pg; then
        t_from=$(t_address "$1") t_to=$(t_address "$2")
        t_sql "$2" "drop schema ${t_to##*search_path%3D} cascade"
        pg_dump -n "${t_from##*search_path%3D}" "$t_server" |
            sed "s/${t_from##*search_path%3D}/${t_to##*search_path%3D}/g" | psql -q -v ON_ERROR_STOP=1 "$t_server" > /dev/null
    else
        cp "$1" "$2" && rm -f "$2-wal" "$2-shm"
    fi || t_bad "copy of $1 to $2"
}

t_sql() {
    if t_pg; then
        psql -q -v ON_ERROR_STOP=1 "$(t_address "$1")" -c 'set client_min_messages = error' -c "$2" > /dev/null
    else
        sqlite3 "$1" "$2"
    fi || t_bad "SQL on $1: $2"
}

t_bytes() {
    if t_pg; then pg_dump "$(t_address "$1")"; else cat "$1" "$1"-wal 2> /dev/null; fi
}

t_left_out() {
    echo "left out on PostgreSQL: $1: $2"
}

t_end() {
    echo "$t_passed passed, $t_failed failed"
    [ "$t_failed" = 0 ]
    exit
}
