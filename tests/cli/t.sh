# tests/cli/t.sh - sourced by tests/cli/test_*.sh, which get the program's path as $1.
#     t_ok 'name' 'command' <<'.'       the command succeeds and prints exactly the text given
#     t_fails CODE 'name' 'command' ... the command ends with CODE; out and err together are compared
#     t_has 'name' 'command' 'part'     the command succeeds and its output holds the part
# Commands are run by sh in an empty folder, with $JH as the program and $DATA as tests/data.
# The text may hold lines "..." that stand for any lines, and "begin..." for a line that begins so. The file ends with t_end.
JH=$(realpath "$1")
ROOT=$(realpath "$(dirname "$0")/../..")
DATA=$ROOT/tests/data
export JH ROOT DATA
unset JUNHENG_DB JUNHENG_PACKS JUNHENG_LANG
t_passed=0
t_failed=0
t_dir=$(mktemp -d)
trap 'rm -rf "$t_dir"' EXIT INT TERM
mkdir "$t_dir/work"
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

t_end() {
    echo "$t_passed passed, $t_failed failed"
    [ "$t_failed" = 0 ]
    exit
}
