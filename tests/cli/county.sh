# tests/cli/county.sh - sourced after t.sh: the demo county (20 schools, five years) in county.db of the
# test's folder, made once; "junheng" is on the path.
mkdir "$t_dir/bin"
ln -s "$JH" "$t_dir/bin/junheng"
PATH=$t_dir/bin:$PATH
JUNHENG_DB=county.db
export PATH JUNHENG_DB
junheng demo --out demo --schools 20 > /dev/null || t_bad 'demo'
junheng import --reason 演示 demo/990101 > import.txt || t_bad 'import of the demo'
