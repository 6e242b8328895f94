// The five steps of an import as the page takes them, and files that nobody should send.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { api, ask, county, faults, get, seeded, serve } from './lib.mjs'

const imports = `${api}/counties/${county}/imports`
const SCHOOL = '2143000001' // 第1学校 of tests/http/seed.c, a primary school
let server

before(async () => {
  server = await serve(seeded())
})
after(() => server.stop())

/** Books, in the form of premises. */
const premises = (books, heading = '图书') =>
  `学年,2025-2026学年,,\n学校标识码,学校名称,${heading},计算机\n${SCHOOL},第1学校,${books},120\n`

const upload = (name, body, query = '') =>
  ask(server, 'POST', `${imports}?name=${encodeURIComponent(name)}${query}`, { body })
const step = (id, what, body) =>
  ask(server, 'POST', `${imports}/${id}/${what}`, { body: body === undefined ? '' : JSON.stringify(body) })

function as(answer, method, path, status) {
  assert.equal(answer.status, status, answer.text)
  assert.equal(faults(method, path, answer), '')
  return answer.json
}

const one = '/counties/{county}/imports/{import}'
const uploaded = async (...file) =>
  as(await upload(...file), 'POST', '/counties/{county}/imports', 201)
const checked = async (id) => as(await step(id, 'check'), 'POST', `${one}/check`, 200)

async function books() {
  const school = (await get(server, `/counties/${county}/schools/${SCHOOL}?pack=cn-basic-balance-2012`)).json
  return school.stages[0].rows.find((r) => r.indicator === 'books_rate').value
}

test('upload, map, check, commit, undo: each step as the page takes it', async () => {
  const was = await books()
  const file = await uploaded('校舍.csv', premises(9999, '藏书若干'))
  assert.equal(file.state, 'uploaded')
  const sheet = file.sheets[0]
  assert.equal(sheet.form, 'premises')
  assert.equal(sheet.columns.find((c) => c.heading === '藏书若干').item, null)

  const map = { sheets: [{ sheet: 1, form: 'premises', header_row: sheet.header_row, columns: { C: 'books' } }] }
  const mapped = as(
    await ask(server, 'PUT', `${imports}/${file.import}/mapping`, { body: JSON.stringify(map) }),
    'PUT', `${one}/mapping`, 200)
  assert.deepEqual(
    mapped.sheets[0].columns.filter((c) => c.column === 'C').map((c) => [c.item, c.how]),
    [['books', 'chosen']])

  const seen = await checked(file.import)
  assert.equal(seen.state, 'checked')
  assert.equal(seen.problems.errors, 0)
  assert.ok(seen.changes.some((c) => c.item === 'books' && c.new === '9999' && c.cell === 'C3'))
  const r = seen.reconciliation
  assert.equal(r.rows, r.added + r.changed + r.same + r.rejected)
  assert.equal(await books(), was, 'nothing is visible before the commit')

  const done = as(await step(file.import, 'commit', { reason: '核对无误' }), 'POST', `${one}/commit`, 200)
  assert.equal(done.state, 'committed')
  assert.notEqual(await books(), was)
  as(await step(file.import, 'commit', { reason: 'x' }), 'POST', `${one}/commit`, 409)

  assert.equal(as(await step(file.import, 'undo'), 'POST', `${one}/undo`, 200).state, 'undone')
  assert.equal(await books(), was)
  as(await step(file.import, 'undo'), 'POST', `${one}/undo`, 409)

  const again = await uploaded('校舍2.csv', premises(1, '藏书若干'))
  assert.equal(again.sheets[0].columns.find((c) => c.heading === '藏书若干').how, 'remembered')
})

test('errors: all at once, none half applied, the workbook comes back marked', async () => {
  const was = await books()
  const text = premises('很多') + `2143000099,没有的学校,5,5\n${SCHOOL},第1学校,7,8\n`
  const file = await uploaded('错.csv', text)
  const seen = await checked(file.import)
  const rules = seen.problems.groups.map((g) => g.rule)
  for (const rule of ['import.bad_number', 'import.unknown_school', 'import.duplicate_row'])
    assert.ok(rules.includes(rule), `${rule} in ${rules}`)
  const bad = seen.problems.groups.find((g) => g.rule === 'import.bad_number').first[0]
  assert.deepEqual([bad.cell, bad.value, bad.school], ['C3', '很多', SCHOOL])
  assert.equal(seen.can_commit, false)
  const refused = as(await step(file.import, 'commit', {}), 'POST', `${one}/commit`, 422)
  assert.match(refused.title, /错误/)
  assert.equal(await books(), was)

  const back = await ask(server, 'GET', `${imports}/${file.import}/annotated`)
  assert.equal(faults('GET', `${one}/annotated`, back), '')
  assert.equal(back.bytes.subarray(0, 2).toString(), 'PK')

  assert.equal((await ask(server, 'DELETE', `${imports}/${file.import}`)).status, 204)
  assert.equal((await ask(server, 'GET', `${imports}/${file.import}`)).json.state, 'discarded')
  as(await step(file.import, 'commit', {}), 'POST', `${one}/commit`, 409)
})

test('what was checked against older data is checked again', async () => {
  const first = await uploaded('甲.csv', premises(111))
  const second = await uploaded('乙.csv', premises(222))
  await checked(first.import)
  await checked(second.import)
  as(await step(first.import, 'commit', { reason: 'x' }), 'POST', `${one}/commit`, 200)
  as(await step(second.import, 'commit', { reason: 'x' }), 'POST', `${one}/commit`, 409)
  const seen = await checked(second.import)
  assert.ok(seen.changes.some((c) => c.item === 'books' && c.old === '111' && c.new === '222'))
  as(await step(second.import, 'commit', { reason: 'x' }), 'POST', `${one}/commit`, 200)
  as(await step(second.import, 'undo'), 'POST', `${one}/undo`, 200)
  as(await step(first.import, 'undo'), 'POST', `${one}/undo`, 200)
})

test('names of files are names, not paths', async () => {
  for (const name of ['../../etc/passwd.csv', 'a\u0000b.csv', '<img src=x onerror=alert(1)>.csv', '表'.repeat(80) + '.csv']) {
    const answer = await upload(name, premises(5))
    if (answer.status !== 201) {
      assert.equal(faults('POST', '/counties/{county}/imports', answer), '')
      continue
    }
    const back = await ask(server, 'GET', `${imports}/${answer.json.import}/annotated`)
    assert.ok(!/[\r\n/\\<>]|\.\./.test(back.headers['content-disposition'] ?? ''), back.headers['content-disposition'])
  }
})

test('files that nobody should send are refused with a sentence', async () => {
  const workbook = readFileSync(new URL('../data/sample.xlsx', import.meta.url))
  const cases = [
    ['空.csv', ''],
    ['截断.xlsx', workbook.subarray(0, workbook.length / 2)],
    ['随机.xlsx', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251))],
    ['程序.xlsx', readFileSync(process.env.JUNHENG).subarray(0, 65536)],
    ['网页.xls', '<html><table><tr><td>1</td></tr></table></html>'],
  ]
  for (const [name, body] of cases) {
    const answer = await upload(name, body)
    assert.ok(answer.status >= 400 && answer.status < 500, `${name}: ${answer.status} ${answer.text}`)
    assert.equal(faults('POST', '/counties/{county}/imports', answer), '')
    assert.ok(answer.json.title.length > 5)
  }
})

test('without a name, from another site, with a number that is none', async () => {
  assert.equal((await ask(server, 'POST', imports, { body: premises(5) })).status, 400)
  const headers = { Origin: 'http://evil.example' }
  const foreign = await ask(server, 'POST', `${imports}?name=a.csv`, { body: premises(5), headers })
  assert.equal(foreign.status, 403)
  for (const id of ['999999', 'x', '-1', '1%27%20or%201=1', '99999999999999999999'])
    for (const what of ['check', 'commit', 'undo']) {
      const answer = await step(id, what)
      assert.ok([400, 404].includes(answer.status), `${id} ${what}: ${answer.status}`)
    }
  const bodies = ['{', '[]', '{"sheets":5}', '{"sheets":[{"sheet":"x"}]}', '{"sheets":[{"sheet":1,"form":"nothing"}]}']
  const file = await uploaded('丙.csv', premises(5))
  for (const body of bodies) {
    const answer = await ask(server, 'PUT', `${imports}/${file.import}/mapping`, { body })
    assert.ok(answer.status < 500, `${body}: ${answer.status}`)
    assert.equal(faults('PUT', `${one}/mapping`, answer), '')
  }
})
