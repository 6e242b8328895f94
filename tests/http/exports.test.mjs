// What leaves as a file, and what comes in as one: no text becomes a formula, no name becomes a path.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { key } from './accounts.mjs'
import { api, ask, county, folder, get, seeded, serve } from './lib.mjs'

const at = `${api}/counties/${county}`
const evil = ["=cmd|'/c calc'!A1", '+1+1', '-2+3', '@SUM(1)', '\t=1+1', '＝1+1', '＋1', '－1+2', '＠SUM(1)']
const schools = ['2143000001', '2143000002', '2143000003']
let db, server
const quote = (t) => `"${t.replaceAll('"', '""')}"`

before(async () => {
  key()
  db = seeded(4)
  const dir = folder()
  const bring = (name, ...more) => execFileSync(process.env.JUNHENG,
    ['import', '--db', db, '--county', county, '--year', '2025', '--reason', '测试', ...more, join(dir, name)], { stdio: ['ignore', 'pipe', 'pipe'] })
  evil.forEach((text, i) => {
    writeFileSync(join(dir, '学生花名册.csv'), `\ufeff学校标识码,姓名,性别,出生日期,学籍号,年级,班级,现住址,特长\r\n` +
      `${schools[0]},${quote(text)},男,2016-03-${10 + i},J${i}10000201601010037,四年级,1班,${quote(text)},${quote(text)}\r\n`)
    try { bring('学生花名册.csv', '--form', 'pupil_roster') } catch (e) { if (i === 0) throw new Error(String(e.stdout) + e.stderr) }
  })
  evil.slice(0, 3).forEach((text, i) => {
    writeFileSync(join(dir, `名录${i}.csv`), `\ufeff学校标识码,学校名称,片区,所在乡镇街道\r\n${schools[i]},${quote(text)},${quote(text)},${quote(text)}\r\n`)
    bring(`名录${i}.csv`, '--form', 'roster', '--accept-rejected')
  })
  server = await serve(db, '--quiet')
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log))

/** The cells of a text table. */
function cells(text) {
  const list = []
  const pattern = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/g
  for (let m; (m = pattern.exec(text)) && m.index < text.length;)
    list.push(m[1].startsWith('"') ? m[1].slice(1, -1).replaceAll('""', '"') : m[1])
  return list
}

test('no text of a table that leaves is run as a formula', async () => {
  const answers = { 'people.csv': await ask(server, 'POST', `${at}/people-export`, { body: JSON.stringify({ kind: 'pupil', format: 'csv' }) }),
    'schools.csv': await get(server, `/counties/${county}/reports/schools.csv`),
    'indicators.csv': await get(server, `/counties/${county}/reports/indicators.csv`) }
  let guarded = 0
  for (const [name, answer] of Object.entries(answers)) {
    assert.equal(answer.status, 200, `${name}: ${answer.text.slice(0, 200)}`)
    for (const cell of cells(answer.text.replace(/^\ufeff/, ''))) {
      if (/^[-+]?[\d.,]+%?$/.test(cell)) continue // a number
      assert.doesNotMatch(cell, /^[=+\-@\t\r\n＝＋－＠]./, `${name}: ${cell}`)
      guarded += /^'[=+\-@\t＝＋－＠]/.test(cell)
    }
  }
  assert.ok(guarded >= evil.length, `${guarded} cells were guarded`)
})

test('no workbook that leaves has a formula, but those of the program', async () => {
  const answers = [await ask(server, 'POST', `${at}/people-export`, { body: JSON.stringify({ kind: 'pupil', format: 'xlsx' }) }),
    await get(server, `/counties/${county}/reports/tables.xlsx`), await get(server, `/counties/${county}/forms/roster`),
    await get(server, `/counties/${county}/people-counts?format=xlsx`)]
  for (const answer of answers) {
    assert.equal(answer.status, 200, answer.text.slice(0, 200))
    const path = join(folder(), 'book.xlsx')
    writeFileSync(path, answer.bytes)
    const sheets = execFileSync('unzip', ['-p', path, 'xl/worksheets/*.xml'], { encoding: 'utf8', maxBuffer: 1 << 26 })
    for (const [, formula] of sheets.matchAll(/<f[^>]*>([^<]*)<\/f>/g))
      assert.doesNotMatch(formula, /cmd|calc|1\+1|-2\+3/, formula)
    rmSync(path)
  }
})

test('a name of a file is a text and no place', async () => {
  const names = ['../../../tmp/junheng-out.csv', '/tmp/junheng-out.csv', '..\\..\\junheng-out.csv', 'C:\\junheng-out.csv', 'a\0b.csv',
    '.', '..', '', 'x'.repeat(5000) + '.csv', '<script>.csv', '%2e%2e%2fjunheng-out.csv', 'a\r\nSet-Cookie: x=1.csv', 'CON.csv', '~/junheng-out.csv', '$(id).csv']
  const before = readdirSync('/tmp')
  for (const name of names) {
    const answer = await ask(server, 'POST', `${at}/imports?name=${encodeURIComponent(name)}`, { body: `学校标识码,图书\n${schools[0]},1\n` })
    assert.ok(answer.status < 500, `${name}: ${answer.status}`)
    assert.equal(answer.headers['set-cookie'], undefined)
    if (answer.status !== 201) continue
    const back = await get(server, `/counties/${county}/imports/${answer.json.import}/annotated`)
    assert.ok(back.status < 500, name)
    assert.doesNotMatch(back.headers['content-disposition'] ?? '', /\.\.|script|tmp|out/)
  }
  for (const place of ['/tmp/junheng-out.csv', join(folder(), '../junheng-out.csv'), 'junheng-out.csv']) assert.ok(!existsSync(place), place)
  assert.deepEqual(readdirSync('/tmp').filter((f) => !before.includes(f) && /out\.csv/.test(f)), [])
})

test('entries of a zip file are read by name, never written', async () => {
  const dir = folder(), path = join(dir, 'evil.xlsx')
  execFileSync('python3', ['-c', `
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1], 'w')
for n in ['../../junheng-zip-out.txt', '/tmp/junheng-zip-out.txt', 'xl/../../../junheng-zip-out.txt', '[Content_Types].xml', 'xl/workbook.xml',
          'xl/workbook.xml', 'a' * 60000]:
    z.writestr(n, 'x' * 100)
z.writestr('xl/worksheets/sheet1.xml', b'0' * 50_000_000, zipfile.ZIP_DEFLATED)
`, path], { stdio: 'ignore' })
  const bytes = execFileSync('cat', [path], { maxBuffer: 1 << 28 })
  const answer = await ask(server, 'POST', `${at}/imports?name=evil.xlsx`, { body: bytes })
  assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.text.slice(0, 200)}`)
  for (const place of ['/tmp/junheng-zip-out.txt', join(dir, '../junheng-zip-out.txt'), 'junheng-zip-out.txt']) assert.ok(!existsSync(place), place)
})

test('headers larger than a browser sends are refused, and the server goes on', async () => {
  for (const [name, value] of [['Cookie', 'a='.concat('x'.repeat(200_000))], ['X-Long', 'x'.repeat(200_000)], ['Origin', 'http://'.concat('x'.repeat(100_000))]]) {
    const status = await new Promise((resolve) => {
      const request = http.request({ host: '127.0.0.1', port: server.port, path: `${api}/health`, headers: { [name]: value, Connection: 'close' } },
        (r) => { r.resume(); resolve(r.statusCode) })
      request.on('error', () => resolve(0)) // cut off
      request.end()
    })
    assert.ok(status === 0 || (status >= 400 && status < 500), `${name}: ${status}`)
  }
  const many = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`X-${i}`, 'y'.repeat(30)]))
  const answer = await ask(server, 'GET', `${api}/health`, { headers: many }).catch(() => ({ status: 0 }))
  assert.ok(answer.status === 0 || answer.status >= 400 || answer.status === 200)
  assert.equal((await get(server, '/health')).status, 200)
})
