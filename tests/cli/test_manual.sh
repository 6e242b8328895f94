# tests/cli/test_manual.sh - runs the manual: every block ```sh run of docs/manual/*.md, a fresh folder a
# page, in order; a block ```output behind it is what must be printed ("..." stands for any lines).
. "$(dirname "$0")/t.sh"

mkdir "$t_dir/bin"
ln -s "$JH" "$t_dir/bin/junheng"
PATH=$t_dir/bin:$PATH
export PATH

# NAME.N.sh and NAME.N.out for each block of a page.
blocks() {
    awk -v base="$2" '
        /^```sh run *$/ { n++; file = base "." n ".sh"; printf "" > file; on = 1; next }
        /^```output *$/ && n { file = base "." n ".out"; printf "" > file; on = 1; next }
        /^```/ { if (on) close(file); on = 0; next }
        on { print > file }' "$1"
}

for page in "$ROOT"/docs/manual/*.md; do
    name=$(basename "$page" .md)
    blocks "$page" "$t_dir/$name"
    mkdir "$t_dir/page.$name"
    cd "$t_dir/page.$name" || exit 2
    n=1
    while [ -f "$t_dir/$name.$n.sh" ]; do
        block=$t_dir/$name.$n
        if ! sh -e "$block.sh" > "$t_dir/got" 2>&1 < /dev/null; then
            t_bad "$name, block $n"
            cat "$block.sh" "$t_dir/got"
        elif [ -f "$block.out" ] && ! t_match "$block.out" "$t_dir/got"; then
            t_bad "$name, block $n: other output"
            diff "$block.out" "$t_dir/got"
        else
            t_passed=$((t_passed + 1))
        fi
        n=$((n + 1))
    done
done
t_end
