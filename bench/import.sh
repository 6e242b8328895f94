# bench/import.sh BUILD - 100,000 rows of 30 columns: read alone, against GDAL; read, checked and committed.
ROWS=${ROWS:-100000}
cmake --build "$1" --target bench_import bench_xlsx_make bench_xlsx_read > /dev/null || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
command -v ogrinfo > /dev/null || echo "GDAL's ogrinfo is not installed: skipped (apt-get install gdal-bin)"
echo "read, texts and numbers, $ROWS rows x 30 columns"
"$1"/bench/xlsx_make "$tmp/mixed.xlsx" "$ROWS" 30 && "$1"/bench/xlsx_read "$tmp/mixed.xlsx" 2> /dev/null
"$1"/bench/import "$ROWS" "$tmp" || exit 1
echo "read alone, the same form of pupils"
"$1"/bench/xlsx_read "$tmp"/*.p.xlsx 2> /dev/null
