# tests/cli/test_quick.sh - the command lines of README.md in their order: what is written there works.
. "$(dirname "$0")/t.sh"

mkdir "$t_dir/bin"
ln -s "$JH" "$t_dir/bin/junheng"
PATH=$t_dir/bin:$PATH
export PATH
printf 'school,pupils,books\nFirst,45,279\nSecond,37,137\nThird,89,935\n' > schools.csv

# The block of README.md that begins with "junheng demo".
awk '/^```sh/ { on = 1; next } /^```/ { on = 0 } on && /^junheng / { print }' "$ROOT/README.md" |
    sed 's/ *#.*//' > "$t_dir/lines"
t_ok 'README.md has its commands' "grep -c . $t_dir/lines" <<'.'
8
.
while read -r line; do
    stop=0
    # The server runs until it is stopped.
    case $line in 'junheng serve'*) line="timeout 2 $line --port 0" stop=124 ;; esac
    sh -c "$line" > "$t_dir/got" 2>&1 < /dev/null
    code=$?
    if [ $code = $stop ]; then
        t_passed=$((t_passed + 1))
    else
        t_bad "$line ends with $code"
        tail -5 "$t_dir/got"
    fi
done < "$t_dir/lines"
t_ok 'and they leave what they promise' 'head -c 5 report.pdf; echo; head -c 2 forms.xlsx; echo' <<'.'
%PDF-
PK
.
t_end
