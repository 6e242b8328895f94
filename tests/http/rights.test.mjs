// The matrix: every route as every role for three counties. What is expected comes from data/rights.csv, the
// routes from the contract and from src/web/routes.c; a route or an action without an entry fails.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Session, account, enter, key, person } from './accounts.mjs'
import { contract, folder, seeded, serve } from './lib.mjs'
import { bring, iso, people } from './rosters.mjs'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..')
const counties = ['430999', '330101', '440305']
const [home, away, third] = counties
const SCHOOLS = 4
const code = (county, i) => (county === '430999' ? '21430' : `2${county.slice(0, 4)}`) + String(i).padStart(5, '0')
const own = code(home, 1), other = code(home, 2)

// The one table.
const lines = readFileSync(join(root, 'data/rights.csv'), 'utf8').trim().split('\n').map((l) => l.split(','))
const roles = lines[0].slice(1, -2)
const rights = new Map(lines.slice(1).map((cells) => [cells[0], {
  reach: Object.fromEntries(roles.map((role, i) => [role, cells[i + 1]])), second: cells.at(-1) === 'yes' }]))
const actions = new Map([...readFileSync(join(root, 'src/web/routes.c'), 'utf8').matchAll(
  /{"([A-Z]+)",\s+"([^"]+)",\s+"([^"]+)"/g)].map(([, method, path, action]) => [`${method} ${path}`, action]))
const routes = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))

// How each route is asked: what stands in its places, a query, a body that changes nothing, and whether the
// county's own rows are filtered for narrower roles (rows) or the whole is asked for (whole).
const places = { pack: 'cn-quality-balance-2017', switch: 'no_such_switch', form: 'all', import: '999999',
  account: 'nobody.at.all', group: 'nowhere', grant: '1', request: '999999', kind: 'schools.csv', indicator: 'sports_area',
  round: '999999', conflict: '1', person: '999999', step: '999999' }
const why = 'purpose=%E6%A0%B8%E5%AF%B9%E5%AD%A6%E7%B1%8D'
const ask = {
  'GET /health': {}, 'GET /counties': {}, 'GET /packs': {}, 'GET /packs/{pack}': {},
  'GET /counties/{county}/balance': { read: true },
  'GET /counties/{county}/indicators/{indicator}': { query: '?stage=primary', read: true },
  'GET /counties/{county}/schools/{school}': { read: true },
  'GET /counties/{county}/compare': { query: '?by=area', read: true },
  'GET /counties/{county}/explain': { query: '?indicator=sports_area&stage=primary', read: true },
  'GET /counties/{county}/places': { read: true },
  'PUT /counties/{county}/switches/{pack}/{switch}': { body: { value: 1 } },
  'GET /counties/{county}/forms/{form}': { rows: true, read: true },
  'GET /counties/{county}/reports/{kind}': { read: true },
  'GET /counties/{county}/imports': { read: true },
  'POST /counties/{county}/imports': { query: '?name=x.csv', body: 'no workbook' },
  'GET /counties/{county}/imports/{import}': {},
  'DELETE /counties/{county}/imports/{import}': {},
  'PUT /counties/{county}/imports/{import}/mapping': { body: { sheets: [] } },
  'POST /counties/{county}/imports/{import}/check': { body: {} },
  'POST /counties/{county}/imports/{import}/commit': { body: {} },
  'POST /counties/{county}/imports/{import}/undo': { body: {} },
  // two: what takes two people is refused with the reason, however far the right reaches
  'GET /counties/{county}/imports/{import}/annotated': { two: /imports\/[45]\// },
  'GET /counties/{county}/checks': { rows: true, read: true },
  // told: which schools there are and how they are grouped is no secret among the county's staff
  'GET /counties/{county}/orgs': { told: true },
  'GET /counties/{county}/orgs/{school}/history': { told: true },
  'POST /counties/{county}/orgs/preview': { body: { kind: 'none', day: '2025-09-01' } },
  'POST /counties/{county}/orgs/steps': { body: { kind: 'none', day: '2025-09-01' } },
  'POST /counties/{county}/groups': { body: { kind: 'none' } },
  'POST /counties/{county}/groups/from-roster': { body: {} },
  'PUT /counties/{county}/groups/{group}/members/{school}': { body: { role: 'none', day: '2025-09-01' } },
  // names of three schools and a teacher, their beginnings in letters
  'GET /counties/{county}/people': { query: ['赵甲', '赵丁', '钱甲', '孙乙', '杨师', 'zhao', 'qj'].map((q) =>
    `?q=${encodeURIComponent(q)}&limit=500&${why}`), rows: true, read: true },
  // one that the role does not reach is refused, too
  'GET /counties/{county}/people/{person}': { rows: true, query: `?${why}`, person: (role, county, path) => {
    const p = everybody.find((q) => q.county === county && path.includes(`/people/${q.person}?`))
    return p && !reaches(role, p)
  } },
  'POST /counties/{county}/people/{person}/steps': { rows: true, body: { kind: 'leave', preview: true } },
  'GET /counties/{county}/people-steps': { read: true },
  'POST /counties/{county}/people-steps/{step}/undo': { body: {} },
  'POST /counties/{county}/roll-over': { body: { year: 2026 } },
  'GET /counties/{county}/people-compare': { rows: true },
  'PUT /counties/{county}/people-source': { body: { source: 'nothing' } },
  'GET /counties/{county}/people-counts': { query: ['', '?format=xlsx'], rows: true, read: true },
  'PUT /counties/{county}/people-least': { body: { least: 0 } },
  'POST /counties/{county}/people-export': { two: /./, rows: true, body: { kind: 'pupil', format: 'csv', purpose: '核对' } },
  'GET /session': {}, 'POST /session': { body: {} }, 'DELETE /session': { last: true },
  'POST /session/code': { body: {} }, 'PUT /session/password': { body: {} },
  'POST /session/totp': { body: {} }, 'PUT /session/totp': { body: {} },
  'POST /session/view': { body: { account: 'nobody.at.all' } }, 'DELETE /session/view': {},
  'GET /accounts': {}, 'POST /accounts': { body: { county: home, account: 'A', name: 'x' } },
  'GET /accounts/{account}': {}, 'PUT /accounts/{account}': { body: {} },
  'POST /accounts/{account}/password': { body: {} }, 'DELETE /accounts/{account}/totp': {},
  'POST /accounts/{account}/grants': { body: { role: 'director' } },
  'DELETE /accounts/{account}/grants/{grant}': {},
  'GET /counties/{county}/audit': {},
  'GET /counties/{county}/requests': { rows: true, read: true },
  'POST /counties/{county}/requests': { rows: true, body: { action: 'balance.read', subject: 'x', reason: 'x' } },
  'GET /counties/{county}/due': { rows: true, read: true },
  'GET /counties/{county}/rounds': { rows: true, read: true },
  'POST /counties/{county}/rounds': { body: { due: 'never' } },
  'GET /counties/{county}/rounds/{round}': { rows: true },
  'POST /counties/{county}/rounds/{round}/close': { body: {} },
  'GET /counties/{county}/rounds/{round}/schools/{school}': {},
  'PUT /counties/{county}/rounds/{round}/schools/{school}/cells': { body: { cells: [] } },
  'POST /counties/{county}/rounds/{round}/schools/{school}/moves': { body: { kind: 'comment' } },
  'PUT /counties/{county}/rounds/{round}/schools/{school}/conflicts/{conflict}': { body: { choice: 'ours' } },
  'POST /counties/{county}/rounds/{round}/schools/{school}/take': { body: {} },
  'POST /counties/{county}/rounds/{round}/schools/{school}/hand-in': { body: {} },
  'POST /counties/{county}/hand-ins': { rows: true, body: 'no file' },
  'PUT /counties/{county}/requests/{request}': { rows: true, body: { decision: 'approve' } },
}

// What stands in a place besides the one above: a round that is open, rosters that came in, people of either class
// of the own school, of others, a teacher.
const more = { round: ['1'], import: ['4', '5'], person: ['1', '4', '7', '13', '25', '27'] }
const COHORT = '2022/1' // the class of class_teacher: half the pupils of the own school
const linked = { parent: 1, teacher: 25 } // whose file is the account's own
const group = '东西学区' // members in both areas; its convener sees both
const said = (school) => `1${school.slice(1, 5)}${school.slice(-1)}7` // books that the school states and nobody else

let db, server, everybody
const sessions = new Map()
before(async () => {
  key()
  db = seeded(SCHOOLS)
  for (const county of [away, third]) execFileSync(process.env.SEED, [db, String(SCHOOLS), county])
  everybody = []
  for (const county of counties) {
    const list = people(county, Array.from({ length: SCHOOLS }, (_, i) => code(county, i + 1)))
    bring(db, county, list)
    const inOrder = [...list.filter((p) => p.kind === 'pupil'), ...list.filter((p) => p.kind === 'teacher')]
    everybody.push(...inOrder.map((p, i) => ({ ...p, person: i + 1 })))
    run('submission', 'open', '--county', county, '--due', '2031-10-15')
  }
  await fill()
  run('org', 'group', '--county', home, '--kind', 'community', '--code', 'XQ01', '--name', group, '--day', '2025-09-01')
  for (const [school, as] of [[own, 'convener'], [other, 'member']])
    run('org', 'group', '--county', home, '--code', 'XQ01', '--school', school, '--role', as, '--day', '2025-09-01')
  for (const role of roles) {
    if (role === 'operator' || role === 'public') continue
    const needs = rights.get('role').reach[role]
    const unit = needs === 'county' || needs === 'own' ? [] : ['--org', needs === 'group' ? 'XQ01' : own]
    const class_ = needs === 'class' ? ['--class', COHORT] : []
    const file = linked[role] ? ['--person', String(linked[role])] : []
    person(db, role.replaceAll('_', '.'), home, role, ...unit, ...class_, ...file)
  }
  person(db, 'zhong.ren', home, 'principal', '--org', own) // two roles at two schools
  account(db, 'grant', ['zhong.ren', '--role', 'information_officer', '--org', other])
  server = await serve(db, '--quiet')
  for (const role of roles) {
    if (role === 'operator') continue
    sessions.set(role, role === 'public' ? new Session(server) : await enter(server, role.replaceAll('_', '.')))
    if ([...rights.values()].some((r) => r.second && r.reach[role] !== '-')) await sessions.get(role).enrol()
  }
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }))

test('routes, actions, roles and this matrix are one table', () => {
  assert.deepEqual(routes.filter((r) => !ask[r]), [], 'a route without an entry in this matrix')
  assert.deepEqual(Object.keys(ask).filter((r) => !routes.includes(r)), [], 'an entry without a route')
  assert.deepEqual(routes.filter((r) => !actions.has(r)), [], 'a route of the contract that the server has not')
  assert.deepEqual([...actions].filter(([, action]) => !rights.has(action)), [], 'an action without a row')
})

/** Three schools of each county state a figure that is theirs alone; nobody has an account yet. */
async function fill() {
  const lone = await serve(db, '--quiet')
  for (const county of counties)
    for (const school of [1, 2, 3].map((i) => code(county, i))) {
      const answer = await new Session(lone).ask('PUT', `/counties/${county}/rounds/1/schools/${school}/cells`,
        { cells: [{ item: 'books', stage: '', text: said(school), version: 0 }] })
      assert.equal(answer.status, 200, answer.text.slice(0, 200))
      assert.ok(answer.text.includes(said(school)), answer.text.slice(0, 200))
      assert.deepEqual(answer.json.outcomes.map((o) => o.state), ['saved'])
    }
  await lone.stop()
}

function run(...args) {
  return execFileSync(process.env.JUNHENG, [...args, '--db', db], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The schools that a grant of the role reaches when it does not reach the county. */
const held = (role) => rights.get('role').reach[role] === 'group' ? [own, other] : [own]

/** What the table says: may this role do the action to this school (null: the county as a whole)? */
function allowed(role, action, county, school, rows) {
  const reach = rights.get(action).reach[role]
  if (reach === '-') return false
  if (county === null) return true
  if (county !== home && role !== 'public') return false
  if (reach === 'county') return true
  if (school) return reach !== 'own' && held(role).includes(school)
  return rows || reach === 'own'
}

/** The text of an answer, whatever it is wrapped in. */
function text(answer) {
  const type = answer.headers['content-type'] ?? ''
  if (!/spreadsheet|pdf/.test(type)) return answer.text
  const path = join(folder(), 'answer')
  writeFileSync(path, answer.bytes)
  const run = /pdf/.test(type) ? ['pdftotext', [path, '-']] : ['unzip', ['-p', path]]
  const out = execFileSync(run[0], run[1], { encoding: 'utf8', maxBuffer: 1 << 26 })
  rmSync(path)
  return out
}

/** Codes and names that must not be in any answer to who reaches only `schools` of `county`. */
function foreign(county, schools) {
  const list = []
  for (const c of counties)
    for (let i = 1; i <= SCHOOLS; i++)
      if (c !== county || (schools && !schools.includes(code(c, i)))) list.push(code(c, i), `${c === '430999' ? '' : c}第${i}学校`)
  // Names of the first county have no mark; they are looked for only where the county is its own.
  return county === home ? list : list.filter((t) => !/^第/.test(t))
}

/** Every request that the route can be asked with: [county, school, path]. */
function requests(route) {
  const path = route.split(' ')[1], entry = ask[route]
  const fill = (query, values) =>
    path.replace(/{(\w+)}/g, (_, name) => encodeURIComponent({ ...places, ...values }[name])) + query
  const list = []
  const reads = route.startsWith('GET')
  for (const query of [entry.query ?? ''].flat()) {
    if (!path.includes('{county}')) { list.push([null, null, fill(query, {})]); continue }
    for (const county of counties) {
      const schools = path.includes('{school}') ? [1, 2, 3].map((i) => code(county, i)) : [null]
      const variable = Object.keys(more).find((name) => reads && path.includes(`{${name}}`))
      for (const school of schools)
        for (const value of [places[variable], ...(more[variable] ?? [])])
          list.push([county, school, fill(query, { county, school, [variable]: value })])
    }
  }
  return list
}

// What is known of a person, and the class of fields it belongs to.
const FIELDS = { name: 'name', id: 'id_number', roll: 'roll_number', phone: 'contact', address: 'address',
  guardian: 'family', guardianPhone: 'family', guardianId: 'family', birth: 'birth' }
const ITEMS = { id: 'id_number', roll: 'roll_number', phone: 'phone', address: 'address', guardian: 'm1_name',
  guardianPhone: 'm1_phone', guardianId: 'm1_id_number' }
const views = ['sealed', 'masked', 'plain']

/** Whose file the role may open: what data/rights.csv says of people.read. */
function reaches(role, p) {
  if (p.county !== home) return false
  if (p.person === linked[role]) return true
  const reach = rights.get('people.read').reach[role]
  return reach === 'county' || (['group', 'school'].includes(reach) && held(role).includes(p.school)) ||
    (reach === 'class' && p.kind === 'pupil' && p.school === own && p.class === COHORT.split('/')[1])
}

/** How a field of somebody within reach is shown. */
function view(role, key, p) {
  const cell = (r) => views.indexOf(rights.get(`field.${FIELDS[key]}`).reach[r].split('/')[0])
  const best = p.person === linked[role] ? Math.max(cell(role), cell('parent')) : cell(role)
  // G and an identity number: the number itself
  return views[key === 'roll' && p.kind === 'pupil' ? Math.min(best, views.indexOf(view(role, 'id', p))) : best]
}

/** Every word that no answer to the role may hold. */
function secrets(role) {
  const list = []
  for (const p of everybody)
    for (const key of Object.keys(FIELDS))
      if (key !== 'birth' && p[key] && !(reaches(role, p) && view(role, key, p) === 'plain')) list.push(p[key])
  for (const county of counties)
    for (let i = 1; i <= SCHOOLS; i++) {
      const reach = rights.get('submission.read').reach[role]
      if (county !== home || (reach !== 'county' && !(reach !== '-' && held(role).includes(code(county, i)))))
        list.push(said(code(county, i)))
    }
  return list
}

async function check(role, route, leaks) {
  const [method] = route.split(' '), entry = ask[route], session = sessions.get(role)
  for (const [county, school, path] of requests(route)) {
    const what = `${role}: ${method} ${path}`
    const answer = await session.ask(method, path, entry.body)
    const open = allowed(role, actions.get(route), county, school, entry.rows)
    if (open && (entry.two?.test(path) || entry.person?.(role, county, path))) {
      assert.ok(answer.status === 403 && ['request.needed', 'rights.denied'].includes(answer.json.type), `${what}: ${answer.text}`)
      continue
    }
    const refused = answer.status === 403 || (answer.status === 401 && answer.json.type === 'rights.login')
    // The door is open to everybody; most of what is behind it needs a session.
    if (role === 'public' && actions.get(route) === 'session.own' && refused) continue
    assert.equal(refused, !open, `${what}: ${answer.status} ${answer.text.slice(0, 160)}`)
    if (!open) assert.equal(answer.json.type, role === 'public' ? 'rights.login' : 'rights.denied', what)
    if (open && entry.read) assert.equal(answer.status, 200, `${what}: ${answer.text.slice(0, 160)}`)
    assert.ok(answer.status < 500, `${what}: ${answer.text.slice(0, 200)}`)
    const body = text(answer)
    if (!entry.told) for (const leak of leaks) assert.ok(!body.includes(leak), `${what} tells ${leak}`)
    for (const secret of secrets(role))
      assert.ok(!body.includes(secret), `${what} tells the secret ${secret}`)
    for (const c of counties)
      if (role !== 'public' && c !== home && !path.includes(c)) assert.ok(!body.includes(c), `${what} tells of ${c}`)
  }
}

test('every role opens the files it may open, and sees each field as the table says', async () => {
  for (const role of roles) {
    if (role === 'operator') continue
    for (const p of everybody.filter((q) => more.person.includes(String(q.person)))) {
      const what = `${role}: ${p.county} ${p.person}`
      const answer = await sessions.get(role).get(`/counties/${p.county}/people/${p.person}?${why}`)
      if (!reaches(role, p)) {
        assert.ok([401, 403].includes(answer.status), `${what}: ${answer.status}`)
        continue
      }
      assert.equal(answer.status, 200, `${what}: ${answer.text.slice(0, 200)}`)
      const file = answer.json, given = (key) => file.fields.find((f) => f.id === ITEMS[key])?.value
      const shown = { name: file.name, birth: file.birth, ...Object.fromEntries(Object.keys(ITEMS).map((k) => [k, given(k)])) }
      for (const key of Object.keys(FIELDS)) {
        if (!p[key]) continue
        const full = key === 'birth' ? iso(p.birth) : p[key]
        const text = `${what} ${key}: ${shown[key]}`
        if (view(role, key, p) === 'plain') assert.equal(shown[key], full, text)
        else if (view(role, key, p) === 'sealed') assert.equal(shown[key], undefined, text)
        else assert.ok(shown[key] && shown[key] !== full && !shown[key].includes(full), text)
      }
    }
  }
})

for (const role of roles) {
  if (role === 'operator') continue
  test(`the routes as ${role}`, async () => {
    const all = rights.get('balance.school').reach[role] === 'county'
    // Who manages accounts sees at which schools they hold; one's own school is in one's own roles.
    const known = rights.get('accounts.manage').reach[role] !== '-' ? [own, other] : role === 'public' ? [] : held(role)
    const leaks = foreign(home, all ? null : known)
    for (const route of routes.filter((r) => !ask[r].last)) await check(role, route, leaks)
    for (const route of routes.filter((r) => ask[r].last)) await check(role, route, leaks)
  })
}

test('the operator of a machine without accounts may do everything', async () => {
  const lone = await serve(seeded(SCHOOLS), '--quiet')
  const session = new Session(lone)
  try {
    for (const route of routes) {
      const [method] = route.split(' ')
      for (const [, , path] of requests(route).filter(([c]) => c === null || c === home)) {
        const answer = await session.ask(method, path, ask[route].body)
        assert.ok(![401, 403].includes(answer.status), `${method} ${path}: ${answer.status} ${answer.text.slice(0, 160)}`)
        assert.ok(answer.status < 500, `${method} ${path}`)
      }
    }
  } finally {
    assert.deepEqual(await lone.stop(), { code: 0, signal: null }, lone.log)
  }
})

test('what is left out is told, and the county\'s figures stay the same', async () => {
  const principal = await enter(server, 'principal'), director = await enter(server, 'supervision')
  const path = `/counties/${home}/balance`
  const [mine, whole] = [(await principal.get(path)).json, (await director.get(path)).json]
  assert.equal(whole.hidden_schools, 0)
  assert.equal(mine.hidden_schools, SCHOOLS - 1)
  assert.deepEqual(mine.schools.map((s) => s.school), [own])
  assert.ok(mine.units.every((u) => u.school === own) && mine.units.length > 0)
  assert.deepEqual(mine.indicators, whole.indicators)
  assert.equal(mine.verdict, whole.verdict)
  assert.equal(mine.run, whole.run)
  const detail = `/counties/${home}/indicators/sports_area?stage=primary`
  assert.deepEqual((await principal.get(detail)).json.schools.map((s) => s.school), [own])
  assert.ok((await director.get(detail)).json.schools.length > 1)
  const explain = `/counties/${home}/explain?indicator=sports_area&stage=primary`
  assert.equal((await principal.get(`${explain}&school=${own}`)).status, 200)
  assert.equal((await principal.get(`${explain}&school=${other}`)).status, 403)
  assert.deepEqual((await principal.get(explain)).json.parts.map((p) => p.school), [own])
})

test('kept answers never go to who may not see them', async () => {
  const director = await enter(server, 'supervision'), principal = await enter(server, 'principal')
  const path = `/counties/${home}/balance?year=2024`
  const whole = (await director.get(path)).text // now kept
  for (let i = 0; i < 3; i++) {
    assert.ok(!(await principal.get(path)).text.includes(other))
    assert.equal((await director.get(path)).text, whole)
    assert.equal((await new Session(server).get(path)).status, 401)
  }
})

test('two roles add up, each at its own school', async () => {
  const both = await enter(server, 'zhong.ren')
  assert.deepEqual((await both.get(`/counties/${home}/balance`)).json.schools.map((s) => s.school), [own, other])
  assert.equal((await both.get(`/counties/${home}/schools/${code(home, 3)}`)).status, 403)
})

test('documents hold no school that the reader may not see', async () => {
  const principal = await enter(server, 'principal')
  for (const kind of ['tables.xlsx', 'report.pdf', 'schools.csv', 'indicators.csv']) {
    const answer = await principal.get(`/counties/${home}/reports/${kind}`)
    assert.equal(answer.status, 200, kind)
    const body = text(answer)
    for (const leak of foreign(home, [own])) assert.ok(!body.includes(leak), `${kind} tells ${leak}`)
    if (kind === 'schools.csv') assert.ok(body.includes(own))
  }
})
