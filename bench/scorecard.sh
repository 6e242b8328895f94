# bench/scorecard.sh BUILD - a county of 150 schools over ten years, every indicator, from a warm data file.
cmake --build "$1" --target bench_scorecard > /dev/null || exit 1
exec "$1"/bench/scorecard
