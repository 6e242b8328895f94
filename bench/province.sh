# bench/province.sh BUILD - a province of 100 counties in one data file: making, importing, judging, serving.
# COUNTIES=20 makes it shorter.
COUNTIES=${COUNTIES:-100}
cmake --build "$1" --target junheng bench_took > /dev/null || exit 1
junheng=$(realpath "$1")/junheng
took=$(realpath "$1")/bench/took
tmp=$(mktemp -d)
trap 'kill $ours 2> /dev/null; rm -rf "$tmp"' EXIT

"$took" "make the workbooks of $COUNTIES counties" "$junheng" demo --counties "$COUNTIES" --out "$tmp/p"
echo "$(find "$tmp/p" -name '*.xlsx' | wc -l) workbooks, $(du -sm "$tmp/p" | cut -f1) MB"
"$took" "import all of them" "$junheng" import --db "$tmp/p.db" --reason bench "$tmp/p"
echo "data file $(du -sm "$tmp/p.db" | cut -f1) MB"
"$took" "balance of every county, newest year" "$junheng" balance --db "$tmp/p.db" --county all
one=$(find "$tmp/p" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort | head -1)
"$took" "balance of one county" "$junheng" balance --db "$tmp/p.db" --county "$one"

"$junheng" serve --quiet --port 0 --db "$tmp/p.db" > "$tmp/address" 2> "$tmp/log" &
ours=$!
until grep -q http "$tmp/address"; do
    kill -0 $ours 2> /dev/null || { cat "$tmp/log"; exit 1; }
    sleep 0.01
done
api=$(cat "$tmp/address")api/v1
for path in /counties /counties "/counties/$one/balance" "/counties/$one/balance" "/counties/$one/compare?by=years"; do
    curl -sf -o /dev/null -w "GET $path %{time_total} %{size_download}\n" "$api$path"
done | awk '{n = seen[$2]++; printf "%-40s %8.1f ms  %d bytes\n", $1 " " $2 (n ? " again" : ""), 1000 * $3, $4}'
echo "server memory $(awk '/VmHWM/ {print int($2 / 1024)}' /proc/$ours/status) MB at most"
