# bench/http.sh BUILD - answers a second on loopback, against nginx sending the same bytes as a file, in turn on
# the same machine; and the time from start to the first answer. wrk shares the processors with both.
SECONDS_EACH=${SECONDS_EACH:-4}
cmake --build "$1" --target junheng http_seed > /dev/null || exit 1
for tool in wrk curl; do
    command -v $tool > /dev/null || { echo "$tool is not installed: skipped (apt-get install $tool)"; exit 0; }
done
tmp=$(mktemp -d)
trap 'kill $ours $nginx 2> /dev/null; rm -rf "$tmp"' EXIT
"$1"/tests/http_seed "$tmp/county.db" 138 || exit 1

now() { date +%s.%N; }
# the first answer: program start, packs, data file, migrations checked, one request
for run in 1 2 3 4 5; do
    began=$(now)
    : > "$tmp/address" # or the one of the round before is taken for the new one
    "$1"/junheng serve --quiet --port 0 --db "$tmp/county.db" > "$tmp/address" 2> "$tmp/log" &
    ours=$!
    until grep -q http "$tmp/address"; do
        kill -0 $ours 2> /dev/null || { cat "$tmp/log"; exit 1; }
        sleep 0.005
    done
    address=$(cat "$tmp/address")
    curl -sf "${address}api/v1/health" > /dev/null || exit 1
    echo "$began $(now)" | awk '{print $2 - $1}' >> "$tmp/starts"
    [ $run = 5 ] || { kill $ours; wait $ours 2> /dev/null; }
done
awk 'NR == 1 || $1 < best {best = $1} END {printf "start to the first answer        %8.3f s\n", best}' "$tmp/starts"
curl -sf -o /dev/null -w '%{time_total}\n' "${address}api/v1/counties/430999/balance?year=2025" |
    awk '{printf "data of the first page           %8.1f ms (nothing kept yet)\n", 1000 * $1}'
sleep 4 # what was written just now is asked about at every request; after 3 seconds no more

mkdir "$tmp/www" "$tmp/logs"
chmod a+rx "$tmp" # nginx started by root reads as nobody
while read -r name path; do
    curl -sf "${address}api/v1$path" > "$tmp/www/$name" || { echo "no answer: $path"; exit 1; }
    began=$(now)
    curl -sf "${address}api/v1$path&set=floor:0.8" > /dev/null
    printf '%s: %d bytes; a new what-if of it takes %.1f ms (with curl)\n' "$name" "$(wc -c < "$tmp/www/$name")" \
        "$(echo "$began $(now)" | awk '{print 1000 * ($2 - $1)}')"
done <<'.'
balance /counties/430999/balance?year=2025
school /counties/430999/schools/2143000001?year=2025
.
if command -v nginx > /dev/null || [ -x /usr/sbin/nginx ]; then
    port=18081
    cat > "$tmp/n.conf" <<.
daemon off; worker_processes auto; pid $tmp/n.pid; error_log $tmp/e.log; events { worker_connections 1024; }
http { access_log off; keepalive_requests 100000000; default_type application/json; sendfile on;
client_body_temp_path $tmp/b; proxy_temp_path $tmp/p; fastcgi_temp_path $tmp/f; uwsgi_temp_path $tmp/u; scgi_temp_path $tmp/s;
server { listen 127.0.0.1:$port; root $tmp/www; } }
.
    PATH=$PATH:/usr/sbin nginx -p "$tmp" -c "$tmp/n.conf" 2> /dev/null &
    nginx=$!
    sleep 0.5
else
    echo "nginx is not installed: skipped (apt-get install nginx-light)"
fi

rate() { wrk -t1 -c32 -d"${SECONDS_EACH}s" --latency "$1" | awk '/99%/ {p = $2} /Requests\/sec/ {print $2, p} /Non-2xx/ {print " (errors)"}'; }
for round in 1 2 3; do # in turn, so that a busy moment hits both
    for name in balance school; do
        case $name in
        balance) path=/counties/430999/balance?year=2025 ;;
        school) path=/counties/430999/schools/2143000001?year=2025 ;;
        esac
        echo "$name ours $(rate "${address}api/v1$path")" >> "$tmp/rates"
        [ -z "$nginx" ] || echo "$name nginx $(rate "http://127.0.0.1:$port/$name")" >> "$tmp/rates"
    done
    echo "health ours $(rate "${address}api/v1/health")" >> "$tmp/rates"
done
awk '{ if ($3 > best[$1, $2]) { best[$1, $2] = $3; p[$1, $2] = $4 } seen[$1] = 1 }
     END { for (n in seen) {
         printf "%-8s ours %9.0f answers/s, p99 %s", n, best[n, "ours"], p[n, "ours"]
         if (best[n, "nginx"]) printf "   nginx, same bytes as a file %9.0f, p99 %s   ratio %.2f",
             best[n, "nginx"], p[n, "nginx"], best[n, "ours"] / best[n, "nginx"]
         print "" } }' "$tmp/rates"
