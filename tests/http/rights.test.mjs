// The matrix: every route as every role for three counties. What is expected comes from data/rights.csv, the
// routes from the contract and from src/web/routes.c; a route or an action without an entry fails.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Session, account, enter, key, person } from './accounts.mjs'
import { contract, folder, seeded, serve } from './lib.mjs'

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
  'GET /counties/{county}/imports/{import}/annotated': {},
  'GET /counties/{county}/checks': { rows: true, read: true },
  // told: which schools there are and how they are grouped is no secret among the county's staff
  'GET /counties/{county}/orgs': { told: true },
  'GET /counties/{county}/orgs/{school}/history': { told: true },
  'POST /counties/{county}/orgs/preview': { body: { kind: 'none', day: '2025-09-01' } },
  'POST /counties/{county}/orgs/steps': { body: { kind: 'none', day: '2025-09-01' } },
  'POST /counties/{county}/groups': { body: { kind: 'none' } },
  'POST /counties/{county}/groups/from-roster': { body: {} },
  'PUT /counties/{county}/groups/{group}/members/{school}': { body: { role: 'none', day: '2025-09-01' } },
  'GET /counties/{county}/people': { query: '?q=%E7%8E%8B%E4%BC%9F', rows: true, read: true },
  'GET /counties/{county}/people/{person}': { rows: true },
  'POST /counties/{county}/people/{person}/steps': { rows: true, body: { kind: 'leave', preview: true } },
  'GET /counties/{county}/people-steps': { read: true },
  'POST /counties/{county}/people-steps/{step}/undo': { body: {} },
  'POST /counties/{county}/roll-over': { body: { year: 2026 } },
  'GET /counties/{county}/people-compare': { rows: true },
  'PUT /counties/{county}/people-source': { body: { source: 'nothing' } },
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
  'POST /counties/{county}/hand-ins': { rows: true, body: 'no file' },
  'PUT /counties/{county}/requests/{request}': { rows: true, body: { decision: 'approve' } },
}

let db, server
const sessions = new Map()
before(async () => {
  key()
  db = seeded(SCHOOLS)
  for (const county of [away, third]) execFileSync(process.env.SEED, [db, String(SCHOOLS), county])
  for (const role of roles) {
    if (role === 'operator' || role === 'public') continue
    const needs = rights.get('role').reach[role]
    const unit = needs === 'county' || needs === 'own' ? [] : ['--org', own]
    const class_ = needs === 'class' ? ['--class', '2021/1'] : []
    person(db, role.replaceAll('_', '.'), home, role, ...unit, ...class_)
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

/** What the table says: may this role do the action to this school (null: the county as a whole)? */
function allowed(role, action, county, school, rows) {
  const reach = rights.get(action).reach[role]
  if (reach === '-') return false
  if (county === null) return true
  if (county !== home && role !== 'public') return false
  if (reach === 'county') return true
  if (school) return reach !== 'own' && school === own
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
  const fill = (county, school) => path.replace(/{(\w+)}/g, (_, name) =>
    encodeURIComponent({ ...places, county, school }[name])) + (entry.query ?? '')
  if (!path.includes('{county}')) return [[null, null, fill()]]
  const list = []
  for (const county of counties) {
    if (!path.includes('{school}')) list.push([county, null, fill(county)])
    else for (const school of [code(county, 1), code(county, 2)]) list.push([county, school, fill(county, school)])
  }
  return list
}

async function check(role, route, leaks) {
  const [method] = route.split(' '), entry = ask[route], session = sessions.get(role)
  for (const [county, school, path] of requests(route)) {
    const what = `${role}: ${method} ${path}`
    const answer = await session.ask(method, path, entry.body)
    const open = allowed(role, actions.get(route), county, school, entry.rows)
    const refused = answer.status === 403 || (answer.status === 401 && answer.json.type === 'rights.login')
    // The door is open to everybody; most of what is behind it needs a session.
    if (role === 'public' && actions.get(route) === 'session.own' && refused) continue
    assert.equal(refused, !open, `${what}: ${answer.status} ${answer.text.slice(0, 160)}`)
    if (!open) assert.equal(answer.json.type, role === 'public' ? 'rights.login' : 'rights.denied', what)
    if (open && entry.read) assert.equal(answer.status, 200, `${what}: ${answer.text.slice(0, 160)}`)
    assert.ok(answer.status < 500, `${what}: ${answer.text.slice(0, 200)}`)
    const body = text(answer)
    if (!entry.told) for (const leak of leaks) assert.ok(!body.includes(leak), `${what} tells ${leak}`)
    for (const c of counties)
      if (role !== 'public' && c !== home && !path.includes(c)) assert.ok(!body.includes(c), `${what} tells of ${c}`)
  }
}

for (const role of roles) {
  if (role === 'operator') continue
  test(`the routes as ${role}`, async () => {
    const all = rights.get('balance.school').reach[role] === 'county'
    // Who manages accounts sees at which schools they hold; one's own school is in one's own roles.
    const known = rights.get('accounts.manage').reach[role] !== '-' ? [own, other] : role === 'public' ? [] : [own]
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
    assert.deepEqual(await lone.stop(), { code: 0, signal: null })
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
