# bench/disparity.sh BUILD - every index of 1e6 rows, against R laeken and plain R on the same numbers.
ROWS=${ROWS:-1000000}
cmake --build "$1" --target bench_disparity > /dev/null || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$1"/bench/disparity "$ROWS" 9 "$tmp/numbers" > "$tmp/ours" || exit 1
if command -v Rscript > /dev/null; then
    Rscript bench/disparity.R "$ROWS" 5 "$tmp/numbers" > "$tmp/peer" 2> "$tmp/err" || cat "$tmp/err"
    grep -q laeken "$tmp/peer" || echo "R package laeken is not installed: skipped (apt-get install r-cran-laeken)"
else
    echo "R is not installed: skipped (apt-get install r-base-core r-cran-laeken)"
    : > "$tmp/peer"
fi
awk -v rows="$ROWS" '
    function line(what, ours, whose, theirs) {
        if (theirs == "") printf "%-42s %9.4f s\n", what, ours
        else printf "%-42s %9.4f s   %-22s %9.4f s   %6.1f x\n", what, ours, whose, theirs, theirs / ours
    }
    function near(a, b) { d = a - b; if (d < 0) d = -d; return d }
    FNR == NR { if ($1 == "digits") od[$2] = $3; else o[$1] = $3; next }
    { if ($1 == "digits") pd[$2] = $3; else p[$1] = $3 }
    END {
        printf "%d rows; best of several runs, this machine, same numbers\n", rows
        line("cv", o["cv"], "R", p["r-cv"])
        line("sort of the pairs alone", o["sort"])
        line("all 11 indices + jackknife, vs its Gini", o["all"], "R laeken gini only", p["laeken-gini"])
        line("the same, vs order() Gini", o["all"], "R sort-Gini only", p["r-sort-gini"])
        line("the same + Theil in 100 groups", o["all+groups"], "R Theil groups only", p["r-groups"])
        for (k in pd) {
            n = k; sub(/^laeken-/, "", n)
            printf "digits %-12s ours %s theirs %s difference %.1e%s\n", k, od[n], pd[k],
                near(od[n], pd[k]), near(od[n], pd[k]) <= 1e-12 ? "" : "   OVER 1e-12"
        }
    }' "$tmp/ours" "$tmp/peer"
