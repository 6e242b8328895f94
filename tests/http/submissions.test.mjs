// One school's way from an empty grid to facts, as the pages take it: filled, submitted, returned with a comment on
// a cell, mended, approved; who may do what; and a school without network, twice, with a conflict.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { enter, key, person } from './accounts.mjs'
import { api, ask, county, faults, folder, seeded, serve } from './lib.mjs'

const rounds = `${api}/counties/${county}/rounds`
const SCHOOL = '2143000001', OTHER = '2143000002'
const one = '/counties/{county}/rounds/{round}/schools/{school}'
let server, db

before(async () => {
  key()
  db = seeded()
  server = await serve(db)
})
after(() => server.stop())

function as(answer, method, path, status = 200) {
  assert.equal(answer.status, status, answer.text.slice(0, 400))
  assert.equal(faults(method, path, answer), '')
  return answer.json
}
const send = (method, path, body) => ask(server, method, path, { body: JSON.stringify(body ?? {}) })
const grid = async (school = SCHOOL) => as(await ask(server, 'GET', `${rounds}/1/schools/${school}`), 'GET', one)
const save = async (cells, more = {}) =>
  as(await send('PUT', `${rounds}/1/schools/${SCHOOL}/cells`, { cells, ...more }), 'PUT', `${one}/cells`)
const move = (kind, more = {}, school = SCHOOL) => send('POST', `${rounds}/1/schools/${school}/moves`, { kind, ...more })
const moved = async (...args) => as(await move(...args), 'POST', `${one}/moves`)
const row = (g, item) => g.forms.flatMap((f) => f.rows).find((r) => r.item === item)
const cell = (g, item) => row(g, item).cells[0]

/** Every cell of a primary school, with figures that fit each other. */
function complete(g) {
  const values = { class_26_30: '2', largest_class: '30', last_pupils: '60', bachelor: '5', staff: '6', books: '500',
    aux_area: '1000', indoor_sports: '100', campus_net: '否' }
  for (let n = 1; n <= 6; n++) values[`grade${n}`] = '10'
  return g.forms.flatMap((f) => f.rows).flatMap((r) => r.cells.filter((c) => c.asked && !c.locked)
    .map((c) => ({ item: r.item, stage: c.stage, version: c.version, text: values[r.item] ?? (r.kind === 'words' ? '' : '0') })))
}

test('a round is opened for the schools of the roster and asks nothing twice', async () => {
  const round = as(await send('POST', rounds, { year: 2026, due: '2020-01-01' }), 'POST', '/counties/{county}/rounds', 201)
  assert.equal(round.round, 1)
  assert.ok(round.schools.length > 3 && round.overdue)
  const g = await grid()
  assert.equal(g.state, 'draft')
  assert.equal(g.forms.length, 3)
  assert.equal(cell(g, 'grade1').state, 'last')
  assert.notEqual(cell(g, 'grade1').last, '')
  assert.equal(cell(g, 'pupils').locked, true)
  assert.match(cell(g, 'pupils').formula, /^= 一年级 \+ /)
  assert.ok(g.counts.computed > 0 && row(g, 'equipment').unit === '万元')
  assert.notEqual(row(g, 'pupils').policy, '')
  as(await ask(server, 'GET', rounds), 'GET', '/counties/{county}/rounds')
  const bad = await send('POST', rounds, { due: 'soon' })
  assert.equal(bad.status, 400)
  assert.equal(bad.json.type, 'submission.due')
})

test('a block of cells: saved, computed, refused and in conflict, each by itself', async () => {
  const first = await save([
    { item: 'grade1', stage: 'primary', text: '４０人', version: 0 },
    { item: 'grade2', stage: 'primary', text: 'forty', version: 0 },
    { item: 'entrants', stage: 'primary', text: '41', version: 0 },
    { item: 'grade7', stage: 'primary', text: '1', version: 0 },
  ])
  assert.deepEqual(first.outcomes.map((o) => o.state), ['saved', 'wrong', 'locked', 'not_asked'])
  assert.equal(cell(first.submission, 'entrants').text, '40')
  const second = await save([{ item: 'grade1', stage: 'primary', text: '50', version: 0 }])
  assert.equal(second.outcomes[0].state, 'conflict')
  assert.equal(second.outcomes[0].current, '40')
  assert.equal(cell(second.submission, 'grade1').text, '40')
  const never = await save([{ item: 'grade3', stage: 'primary', text: '50', version: 77 }]) // a version it never had
  assert.equal(never.outcomes[0].state, 'conflict')
  const third = await save([{ item: 'grade1', stage: 'primary', text: '50', version: 1 }], { dry_run: true })
  assert.equal(cell(third.submission, 'grade1').text, '50')
  assert.equal(cell(await grid(), 'grade1').text, '40')
})

test('rules run while it is filled; errors and missing reasons stop a submission', async () => {
  await save([], { from_last: true })
  const wrong = await save([{ item: 'licensed', stage: 'primary', text: '2999', version: cell(await grid(), 'licensed').version }])
  assert.ok(wrong.submission.errors > 0)
  assert.ok(cell(wrong.submission, 'licensed').findings.length > 0)
  const refused = await move('submit', { note: '属实' })
  assert.equal(refused.status, 422)
  assert.equal(refused.json.type, 'submission.has_errors')
  let g = await grid()
  const cells = complete(g)
  const all = await save(cells)
  assert.equal(all.conflicts + all.refused, 0, JSON.stringify(all.outcomes.filter((o) => o.text)))
  g = all.submission
  assert.equal(g.errors, 0, JSON.stringify(g.findings.filter((f) => f.grade === 'error').map((f) => f.text)))
  if (g.unexplained) assert.equal((await move('submit')).json.type, 'submission.reason_needed')
  assert.equal((await moved('submit', { note: '属实' })).state, 'submitted')
  assert.equal((await send('PUT', `${rounds}/1/schools/${SCHOOL}/cells`, { cells: [] })).json.type, 'submission.locked')
})

test('what waits is on top of the due list, with the address of its page', async () => {
  const due = as(await ask(server, 'GET', `${api}/counties/${county}/due`), 'GET', '/counties/{county}/due')
  const approve = due.items.find((i) => i.kind === 'approve')
  assert.equal(approve.page, `/submissions/1/${SCHOOL}`)
  assert.ok(approve.red && due.red > 0)
  assert.ok(due.items.find((i) => i.kind === 'late').count > 0)
  const red = due.items.map((i) => i.red)
  assert.deepEqual(red, [...red].sort((a, b) => b - a)) // not toSorted: Debian's Node is 18
})

test('returned with a comment on a cell, mended, approved: facts that explain themselves', async () => {
  assert.equal((await move('return')).json.type, 'submission.note_needed')
  const back = await moved('return', { comments: [{ item: 'books', text: '请核对图书册数' }] })
  assert.equal(back.state, 'returned')
  assert.equal(cell(back, 'books').comments[0].mended, false)
  const mended = await save([{ item: 'books', text: '4321', version: cell(back, 'books').version }])
  assert.equal(cell(mended.submission, 'books').comments[0].mended, true)
  assert.equal((await moved('submit', { note: '属实' })).state, 'submitted')
  assert.equal((await moved('pass')).state, 'passed')
  const done = await moved('approve')
  assert.equal(done.state, 'approved')
  assert.equal(done.can.save, false)
  const made = await ask(server, 'GET', `${api}/counties/${county}/imports/${done.import}`)
  assert.equal(as(made, 'GET', '/counties/{county}/imports/{import}').format, 'form')
  const undo = await send('POST', `${api}/counties/${county}/imports/${done.import}/undo`)
  assert.equal(undo.json.type, 'import.of_submission')
  assert.equal((await moved('reopen', { note: '有误' })).state, 'returned')
})

test('a school without network hands in twice: a conflict is shown cell by cell, nothing is lost', async () => {
  const path = join(folder(), 'take.jhx')
  const run = (...args) => execFileSync(process.env.JUNHENG, ['submission', ...args], { encoding: 'utf8' })
  const take = await send('POST', `${rounds}/1/schools/${OTHER}/take`)
  assert.equal(take.status, 200, take.text.slice(0, 300))
  writeFileSync(path, take.bytes)
  const back = (books) => {
    const school = join(folder(), 'school.db'), table = join(folder(), 'fill.csv'), file = join(folder(), 'back.jhx')
    run('carry', path, '--db', school)
    writeFileSync(table, `项目,值\nbooks,${books}\n`)
    run('fill', table, '--db', school, '--school', OTHER)
    run('hand-in', '--db', school, '--out', file)
    return execFileSync('cat', [file])
  }
  const files = [back(1111), back(2222)]
  const hand = (body) => ask(server, 'POST', `${api}/counties/${county}/hand-ins`, { body })
  const first = as(await hand(files[0]), 'POST', '/counties/{county}/hand-ins')
  assert.equal(first.receipt.applied, 1)
  const again = as(await hand(files[0]), 'POST', '/counties/{county}/hand-ins')
  assert.ok(again.again)
  assert.deepEqual(again.receipt, first.receipt)
  const second = as(await hand(files[1]), 'POST', '/counties/{county}/hand-ins')
  assert.equal(second.receipt.conflicts, 1)
  const clash = second.submission.conflicts[0]
  assert.deepEqual([clash.item, clash.ours, clash.theirs], ['books', '1111', '2222'])
  assert.equal(cell(second.submission, 'books').text, '1111')
  assert.equal(cell(second.submission, 'books').conflict, clash.conflict)
  const decided = await send('PUT', `${rounds}/1/schools/${OTHER}/conflicts/${clash.conflict}`, { choice: 'theirs', reason: '第二次清点为准' })
  assert.ok(decided.json.events.some((e) => e.kind === 'decide' && e.detail.reason === '第二次清点为准'))
  assert.equal(cell(as(decided, 'PUT', `${one}/conflicts/{conflict}`), 'books').text, '2222')
  // Only a file that was carried to a school can hand in; over HTTP it is the same answer as on the command line.
  const none = await send('POST', `${rounds}/1/schools/${OTHER}/hand-in`)
  assert.equal(none.json.type, 'exchange.nothing_carried')
  const file = join(folder(), 'served.db')
  run('carry', path, '--db', file)
  const there = await serve(file)
  try {
    const own = await ask(there, 'POST', `${rounds}/1/schools/${OTHER}/hand-in`, { body: '{}' })
    assert.equal(own.status, 200)
    assert.equal(as(await hand(own.bytes), 'POST', '/counties/{county}/hand-ins').receipt.cells, 0)
    const away = await ask(there, 'POST', `${api}/counties/110101/rounds/1/schools/${OTHER}/hand-in`, { body: '{}' })
    assert.notEqual(away.status, 200)
  } finally {
    await there.stop()
  }
  const bent = Buffer.from(files[1])
  bent[bent.length - 20] ^= 1
  for (const [body, type] of [[bent, 'exchange.tampered'], [files[1].subarray(0, files[1].length - 9), 'exchange.truncated'],
    [take.bytes, 'exchange.kind'], [Buffer.from('hello'), 'exchange.kind'],
    [Buffer.from(files[1].toString('latin1').replace('exchange 1', 'exchange 9'), 'latin1'), 'exchange.version']])
    assert.equal((await hand(body)).json.type, type)
})

test('a principal fills, the bureau decides; reopening needs a second person', async () => {
  const file = seeded()
  person(file, 'xiao.zhang', county, 'principal', '--org', SCHOOL)
  person(file, 'ju.zhang', county, 'director')
  person(file, 'ji.jiao', county, 'basic_education')
  const own = await serve(file)
  try {
    const school = await enter(own, 'xiao.zhang'), chief = await enter(own, 'ju.zhang')
    const at = `/counties/${county}/rounds`
    assert.equal((await school.ask('POST', at, { year: 2026, due: '2199-01-01' })).status, 403)
    assert.equal((await chief.ask('POST', at, { year: 2026, due: '2199-01-01' })).status, 201)
    assert.equal((await school.ask('GET', `${at}/1`)).json.schools.length, 1)
    assert.equal((await school.ask('GET', `${at}/1/schools/${OTHER}`)).status, 403)
    assert.equal((await chief.ask('PUT', `${at}/1/schools/${SCHOOL}/cells`, { cells: [] })).status, 403)
    assert.equal((await school.ask('PUT', `${at}/1/schools/${SCHOOL}/cells`, { from_last: true })).status, 200)
    assert.equal((await school.ask('POST', `${at}/1/schools/${SCHOOL}/moves`, { kind: 'approve' })).status, 403)
    const due = (await school.ask('GET', `/counties/${county}/due`)).json
    assert.equal(due.items.find((i) => i.kind === 'fill').page, `/submissions/1/${SCHOOL}`)
    const here = `${at}/1/schools/${SCHOOL}`, moves = `${here}/moves`
    const filled = await school.ask('PUT', `${here}/cells`, { cells: complete((await school.ask('GET', here)).json) })
    assert.equal(filled.json.conflicts + filled.json.refused, 0)
    assert.equal((await school.ask('POST', moves, { kind: 'submit', note: '属实' })).json.state, 'submitted')
    assert.equal((await chief.ask('POST', moves, { kind: 'approve' })).json.type, 'rights.second_factor')
    await chief.enrol()
    assert.equal((await chief.ask('POST', moves, { kind: 'approve' })).json.state, 'approved')
    assert.equal((await chief.ask('POST', moves, { kind: 'reopen' })).json.type, 'request.needed')
    const wish = { action: 'submission.reopen', subject: `submission:1/${SCHOOL}`, reason: '数据有误' }
    const request = (await chief.ask('POST', `/counties/${county}/requests`, wish)).json.request
    const second = await enter(own, 'ji.jiao')
    await second.enrol()
    const waits = (await second.ask('GET', `/counties/${county}/due`)).json
    assert.ok(waits.items.find((i) => i.kind === 'requests').red)
    assert.equal((await second.ask('PUT', `/counties/${county}/requests/${request}`, { decision: 'approve' })).status, 204)
    assert.equal((await chief.ask('POST', moves, { kind: 'reopen' })).json.state, 'returned')
    const log = (await chief.ask('GET', `/counties/${county}/audit`)).text
    for (const action of ['submission:open', 'submission:submit', 'submission:approve', 'submission:reopen'])
      assert.ok(log.includes(action), action)
  } finally {
    await own.stop()
  }
})
