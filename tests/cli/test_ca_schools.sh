# tests/cli/test_ca_schools.sh - a standard of another country, end to end: a pack from a folder, a file
# whose headings nobody knows, columns chosen by hand; what comes out is what R computed.
. "$(dirname "$0")/t.sh"

ca="--db ca.db --packs $DATA/packs --county 060000"
export ca

# The headings of the figures mean nothing to the pack: only the map says what they are.
sed '1s/.*/c1,c2,c3,c4,c5,c6,c7,c8,c9,c10,c11/' "$DATA/ca-schools.csv" > figures.csv
cat > map.json <<'.'
{"sheets": [{"sheet": 1, "form": "figures", "year": 1998, "header_row": 1,
  "columns": {"A": "code", "B": "name", "C": "stage", "D": "pupils", "E": "teachers", "F": "computers",
              "G": "expenditure", "H": "income", "I": "english", "J": "read", "K": "math"}}]}
.
t_ok 'the roster is recognised by the synonyms of the pack' \
    'cd "$DATA" && $JH import --db "$OLDPWD/ca.db" --packs packs --county 060000 --pack ca-schools --year 1998 ca-schools-roster.csv' <<'.'
ca-schools-roster.csv
  文件共 420 行 = 新增 420 + 变更 0 + 相同 0 + 退回 0
  已导入，编号 1。
.
t_fails 8 'headings that nobody knows' '$JH import $ca --pack ca-schools figures.csv' <<'.'
figures.csv
junheng: “figures.csv”里没有认出任何一张表：...
.
t_fails 5 'a map that is not there' '$JH import $ca --pack ca-schools --map nowhere.json figures.csv' <<'.'
junheng: 打不开 --map 文件“nowhere.json”，请检查路径和权限。
.
t_fails 8 'a map that is no JSON' 'echo "{oops" > bad.json; $JH import $ca --pack ca-schools --map bad.json figures.csv' <<'.'
junheng: --map 文件“bad.json”第 1 行不是所要的 JSON（...
.
t_ok 'columns chosen by hand' '$JH import $ca --pack ca-schools --map map.json figures.csv' <<'.'
figures.csv
  文件共 420 行 = 新增 420 + 变更 0 + 相同 0 + 退回 0
  已导入，编号 2。
.
t_has 'the verdict' '$JH balance $ca --pack ca-schools' '结论：未达标'
t_has 'the verdict as JSON' '$JH balance $ca --pack ca-schools --json' '"year":1998,"years":[1998],'
t_has 'and its status' '$JH balance $ca --pack ca-schools --json' '"verdict":"fail"'
t_has 'the only stage need not be named' '$JH balance $ca --pack ca-schools --indicator computer_ratio' \
    '按“县”分解：泰尔指数 0.0736 = 组间 0.0174 + 组内 0.0562'
t_has 'a district says where its number is from' \
    '$JH explain $ca --pack ca-schools computer_ratio --school 75119' 'figures.csv · figures!F2 “c6” = 67'

# Every figure of the golden file: an indicator's page for dispersion and Theil by county, the scorecard
# for the districts below the line.
"$JH" balance $ca --pack ca-schools --json > card.json
for id in teacher_ratio computer_ratio spending; do
    "$JH" balance $ca --pack ca-schools --indicator $id --json > $id.json
done
compared=0
while read -r word id what want; do
    [ "$word" = expect ] || continue
    case $what in
    theil_*) part='s/.*"by":"area",\("title":[^{]*\)"groups".*/\1/' key=${what#theil_} ;;
    below_line) part='s/.*"indicators":\[\(.*\)\],"others".*/\1/' key=failing ;;
    *) part='s/.*"indices":{\([^}]*\)}.*/\1/' key=$what ;;
    esac
    file=$id.json
    [ $what = below_line ] && file=card.json && part="$part; s/.*\"id\":\"$id\"//"
    got=$(sed "$part" $file | sed "s/.*\"$key\":\([-0-9.e+]*\)[,}].*/\1/;t;s/.*/none/")
    [ $what = below_line ] &&
        got=$(sed "$part" $file | sed "s/\"id\":.*//; s/.*\"failing\":\([0-9]*\).*/\1/")
    # mean is shown per 100 pupils by two of the indicators
    scale=1
    [ $what = mean ] && [ $id != spending ] && scale=100
    if awk -v got="$got" -v want="$want" -v scale=$scale \
        'BEGIN { d = got / scale - want; exit !(got != "none" && d <= 1e-9 * (1 + want) && -d <= 1e-9 * (1 + want)) }'; then
        compared=$((compared + 1))
    else
        t_bad "$id $what: $got, not $want"
    fi
done < "$DATA/ca-schools.golden.txt"
t_ok 'R computed as many' "echo $compared" <<'.'
21
.
t_end
