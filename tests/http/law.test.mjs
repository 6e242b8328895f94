// What the law asks for beyond who may see what: a purpose with every look at people, two people for what takes
// everybody's data at once, grants that name what there is, one's own file, support that sees no data.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { account, enter, key, person } from './accounts.mjs'
import { county, faults, folder, seeded, serve } from './lib.mjs'
import { bring, people } from './rosters.mjs'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..')
const schools = ['2143000001', '2143000002']
const at = `/counties/${county}`
let db, server, list
const why = '办理转学'
const reason = `purpose=${encodeURIComponent(why)}`

before(async () => {
  key()
  db = seeded(4)
  list = people(county, schools)
  bring(db, county, list)
  person(db, 'ji.jiao', county, 'basic_education')
  person(db, 'ren.shi', county, 'personnel')
  person(db, 'jiao.wu', county, 'registrar', '--org', schools[0])
  person(db, 'jia.zhang', county, 'parent', '--person', '2')
  person(db, 'guan.li', county, 'administrator')
  person(db, 'ju.zhang', county, 'director')
  server = await serve(db, '--quiet')
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log))

const log = () => JSON.parse(execFileSync(process.env.JUNHENG,
  ['audit', 'list', '--db', db, '--county', county, '--limit', '500', '--json'], { encoding: 'utf8' })).entries
const pupils = list => list.filter((p) => p.kind === 'pupil')

function problem(answer, status, type) {
  assert.equal(answer.status, status, answer.text.slice(0, 300))
  assert.equal(answer.json.type, type)
}

/** Text of a table, whatever it is packed in. */
function table(answer) {
  if (!/spreadsheet/.test(answer.headers['content-type'])) return answer.text
  const path = join(folder(), 'table.xlsx')
  writeFileSync(path, answer.bytes)
  const out = execFileSync('unzip', ['-p', path], { encoding: 'utf8', maxBuffer: 1 << 26 })
  rmSync(path)
  return out
}

// Every route that reads rows of people; a new one has to say here how it is asked.
const looks = {
  'GET /counties/{county}/people': ['GET', `${at}/people?q=zhao`],
  'GET /counties/{county}/people/{person}': ['GET', `${at}/people/1`],
}
const counts = ['GET /counties/{county}/people-counts', 'GET /counties/{county}/people-compare', 'GET /counties/{county}/people-steps'] // tell of nobody

test('every look at people needs a purpose, and the log keeps it with who was seen', async () => {
  const routes = [...readFileSync(join(root, 'src/web/routes.c'), 'utf8').matchAll(
    /{"(GET)",\s+"([^"]+)",\s+"people\.(?:read|write)"/g)].map(([, method, path]) => `${method} ${path}`)
  assert.deepEqual(routes.filter((r) => !looks[r] && !counts.includes(r)), [], 'a route that reads people without an entry')
  const office = await enter(server, 'ji.jiao')
  for (const [method, path] of Object.values(looks)) {
    problem(await office.ask(method, path), 400, 'people.purpose')
    problem(await office.ask(method, `${path}${path.includes('?') ? '&' : '?'}purpose=`), 400, 'people.purpose')
    const before = log().length
    const answer = await office.ask(method, `${path}${path.includes('?') ? '&' : '?'}${reason}`)
    assert.equal(answer.status, 200, answer.text.slice(0, 200))
    const fresh = log().slice(0, log().length - before)
    assert.equal(fresh.length, 1, `${path} is logged once`)
    assert.equal(fresh[0].actor, 'ji.jiao')
    assert.equal(fresh[0].purpose, why)
    const seen = fresh[0].subject === '' ? fresh[0].detail.ids : [Number(fresh[0].subject.replace('person:', ''))]
    assert.ok(seen.includes(1), JSON.stringify(fresh[0]))
  }
  for (const p of list) assert.ok(!JSON.stringify(log()).includes(p.name), 'no name in the log')
})

test('a long purpose is cut at a sign, a wrong one does no harm', async () => {
  const office = await enter(server, 'ji.jiao')
  const long = '查'.repeat(300)
  assert.equal((await office.get(`${at}/people/1?purpose=${encodeURIComponent(long)}`)).status, 200)
  assert.equal(log()[0].purpose, '查'.repeat(66))
})

test('rosters leave in bulk only after a second person agreed, with what the role may see', async () => {
  const office = await enter(server, 'ji.jiao'), other = await enter(server, 'ren.shi')
  const body = { kind: 'pupil', format: 'csv', purpose: why }
  problem(await office.ask('POST', `${at}/people-export`, body), 403, 'rights.second_factor')
  await office.enrol()
  await other.enrol()
  problem(await office.ask('POST', `${at}/people-export`, { ...body, purpose: '' }), 400, 'people.purpose')
  problem(await office.ask('POST', `${at}/people-export`, { ...body, kind: 'all' }), 400, 'people.export_kind')
  problem(await office.ask('POST', `${at}/people-export`, { ...body, format: 'pdf' }), 400, 'people.export_format')
  problem(await office.ask('POST', `${at}/people-export`, body), 403, 'request.needed')
  for (const format of ['csv', 'xlsx']) {
    const asked = await office.ask('POST', `${at}/requests`,
      { action: 'people.export', subject: 'pupil/all', reason: '学籍核对' })
    assert.equal(asked.status, 201, asked.text)
    problem(await office.ask('POST', `${at}/people-export`, { ...body, format }), 403, 'request.needed') // nobody agreed yet
    problem(await office.ask('PUT', `${at}/requests/${asked.json.request}`, { decision: 'approve' }), 403, 'request.own')
    assert.equal((await other.ask('PUT', `${at}/requests/${asked.json.request}`, { decision: 'approve' })).status, 204)
    problem(await other.ask('POST', `${at}/people-export`, { ...body, format }), 403, 'request.needed') // another's
    problem(await office.ask('POST', `${at}/people-export`, { ...body, kind: 'teacher', format }), 403, 'request.needed')
    const answer = await office.ask('POST', `${at}/people-export`, { ...body, format })
    assert.equal(answer.status, 200, answer.text.slice(0, 200))
    assert.equal(faults('POST', '/counties/{county}/people-export', answer), '')
    const text = table(answer)
    for (const p of pupils(list)) {
      assert.ok(text.includes(p.name))
      for (const hidden of [p.id, p.phone, p.guardian, p.guardianPhone, p.guardianId, p.address])
        assert.ok(!text.includes(hidden), `${format} tells ${hidden}`)
    }
    for (const p of list.filter((q) => q.kind === 'teacher')) assert.ok(!text.includes(p.name))
    problem(await office.ask('POST', `${at}/people-export`, { ...body, format }), 403, 'request.needed') // once
    const entry = log().find((e) => e.action === 'people:export')
    assert.deepEqual([entry.actor, entry.subject, entry.purpose, entry.detail.people], ['ji.jiao', 'pupil/all', why, 12])
  }
})

test('a registrar exports the own school and no other', async () => {
  const registrar = await enter(server, 'jiao.wu'), chief = await enter(server, 'ju.zhang')
  await registrar.enrol()
  await chief.enrol()
  const wish = { kind: 'pupil', format: 'csv', purpose: why }
  const request = (subject) => registrar.ask('POST', `${at}/requests`, { action: 'people.export', subject, reason: '打印' })
  problem(await registrar.ask('POST', `${at}/people-export`, { ...wish, school: schools[1] }), 403, 'rights.denied')
  for (const [subject, school] of [[`pupil/${schools[0]}`, schools[0]], ['pupil/all', undefined]]) {
    const asked = await request(subject)
    assert.equal((await chief.ask('PUT', `${at}/requests/${asked.json.request}`, { decision: 'approve' })).status, 204)
    const answer = await registrar.ask('POST', `${at}/people-export`, { ...wish, school })
    assert.equal(answer.status, 200, answer.text.slice(0, 200))
    for (const p of pupils(list)) {
      assert.equal(answer.text.includes(p.name), p.school === schools[0])
      assert.equal(answer.text.includes(p.guardianId), p.school === schools[0]) // a registrar sees it plain
    }
  }
})

test('the file of a roster that came in is given back as any bulk export is', async () => {
  for (const name of ['ji.jiao', 'ju.zhang']) {
    const who = await enter(server, name)
    const answer = await who.get(`${at}/imports/4/annotated`)
    assert.equal(answer.status, 403, answer.text.slice(0, 100))
  }
})

test('a grant names a school or group that the county has, and a person who is there', () => {
  const refused = (args, text) => assert.throws(() => account(db, 'grant', args), (e) => e.stderr.includes(text))
  refused(['ju.zhang', '--role', 'principal', '--org', '2143000099'], '没有代码为“2143000099”的学校')
  refused(['ju.zhang', '--role', 'convener', '--org', '东片学区'], '没有代码为“东片学区”的学校或学区')
  refused(['ju.zhang', '--role', 'parent'], '须指明')
  refused(['ju.zhang', '--role', 'parent', '--person', '4711'], '4711')
  refused(['ju.zhang', '--role', 'parent', '--person', 'x'], '-1')
  refused(['ju.zhang', '--role', 'finance', '--person', '1'], '不看学生')
})

test('a parent sees the own child: without a search, logged, nobody else', async () => {
  const parent = await enter(server, 'jia.zhang')
  const own = list[1]
  const found = await parent.get(`${at}/people`)
  assert.equal(found.status, 200, found.text)
  assert.deepEqual(found.json.people.map((p) => [p.person, p.name]), [[2, own.name]])
  assert.deepEqual((await parent.get(`${at}/people?q=${encodeURIComponent(list[0].name)}`)).json.people, [])
  const before = log().length
  const file = await parent.get(`${at}/people/2`)
  assert.equal(file.status, 200, file.text)
  assert.equal(log().length, before + 1)
  assert.equal(log()[0].actor, 'jia.zhang')
  const value = (id) => file.json.fields.find((f) => f.id === id)?.value
  assert.equal(value('m1_name'), own.guardian)
  assert.equal(value('address'), own.address)
  assert.notEqual(value('id_number'), own.id)
  problem(await parent.get(`${at}/people/1`), 403, 'rights.denied')
  problem(await parent.ask('POST', `${at}/people/2/steps`, { kind: 'leave', preview: true }), 403, 'rights.denied')
})

test('support looks through an account at pages, not at people', async () => {
  const support = await enter(server, 'guan.li')
  await support.enrol()
  assert.equal((await support.ask('POST', '/session/view', { account: 'jiao.wu' })).status, 204)
  const file = await support.get(`${at}/people/1?${reason}`)
  assert.equal(file.status, 200, file.text)
  for (const hidden of ['name', 'id', 'phone', 'address', 'guardian', 'guardianPhone', 'guardianId'])
    assert.ok(!file.text.includes(list[0][hidden]), hidden)
  assert.equal(log()[0].actor, 'guan.li as jiao.wu')
  problem(await support.ask('POST', `${at}/people-export`, { kind: 'pupil', format: 'csv', school: schools[0] }), 403, 'rights.viewing')
})

test('small counts are hidden from who may not see the people, and told to who may', async () => {
  person(db, 'ji.cai', county, 'finance')
  person(db, 'ke.yuan', county, 'personnel')
  person(db, 'xin.xi', county, 'information_officer', '--org', schools[0])
  const path = `${at}/people-counts?year=2025`
  const read = async (name) => {
    const answer = await (await enter(server, name)).get(path)
    assert.equal(answer.status, 200, answer.text.slice(0, 200))
    assert.equal(faults('GET', '/counties/{county}/people-counts', answer), '')
    return answer.json
  }
  const open = await read('ke.yuan')
  assert.ok(open.all && open.tables.every((t) => t.hidden === 0))
  const grade = (answer, school) => answer.tables.find((t) => t.id === 'grade').rows.find((r) => r.school === school)
  assert.deepEqual([grade(open, schools[0]).counts[3], grade(open, schools[0]).total], [6, 6])
  const shut = await read('ji.cai')
  assert.equal(shut.least, 5)
  assert.ok(!shut.all)
  for (const [i, t] of shut.tables.entries()) {
    const whole = open.tables[i]
    for (const [r, row] of t.rows.entries()) {
      assert.equal(row.total, whole.rows[r].total)
      const hidden = row.counts.filter((n) => n === null).length
      for (const [k, n] of row.counts.entries()) {
        if (n !== null) assert.equal(n, whole.rows[r].counts[k])
        if (whole.rows[r].counts[k] > 0 && whole.rows[r].counts[k] < 5) assert.equal(n, null)
      }
      assert.notEqual(hidden, 1, 'one hidden number is its row minus the others')
    }
  }
  assert.ok(shut.tables.find((t) => t.id === 'degree').hidden > 0, 'two teachers of a school are few')
  assert.deepEqual((await read('xin.xi')).tables[0].rows.map((r) => r.school), [schools[0]])
  const sheet = table(await (await enter(server, 'ji.cai')).get(`${path}&format=xlsx`))
  assert.ok(sheet.includes('不显示'))
})

test('the least count is a setting with limits', async () => {
  person(db, 'ke.zhang', county, 'basic_education')
  const office = await enter(server, 'ke.zhang')
  problem(await office.ask('PUT', `${at}/people-least`, { least: 2 }), 400, 'people.least')
  problem(await office.ask('PUT', `${at}/people-least`, { least: 101 }), 400, 'people.least')
  assert.equal((await office.ask('PUT', `${at}/people-least`, { least: 10 })).json.least, 10)
  const finance = await enter(server, 'ji.cai')
  const t = (await finance.get(`${at}/people-counts`)).json
  assert.equal(t.least, 10)
  assert.ok(t.tables.find((x) => x.id === 'grade').hidden > 0)
})
