// Each read of the contract on a seeded county, checked field by field.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { api, ask, contract, county, faults, get, seeded, serve } from './lib.mjs'

let server, school, unit, items
before(async () => {
  server = await serve(seeded())
  const balance = (await get(server, `/counties/${county}/balance`)).json
  school = balance.schools[0].school
  unit = balance.units[0]
  items = balance
})
after(async () => {
  assert.deepEqual(await server.stop(), { code: 0, signal: null })
})

const fill = (path, places) => path.replace(/{(\w+)}/g, (_, name) => encodeURIComponent(places[name]))

// path of the contract -> requests that have to be answered with 200
function examples() {
  const c = { county, pack: 'cn-quality-balance-2017', school, form: 'all' }
  const stage = unit.stage
  const indicator = unit.cells[0].indicator ?? 'area'
  return {
    '/health': [fill('/health', c)],
    '/counties': ['/counties'],
    '/session': ['/session'],
    '/accounts': ['/accounts', `/accounts?county=${county}`],
    '/accounts/{account}': [], // tests/http/accounts.test.mjs
    '/counties/{county}/checks': [`/counties/${county}/checks`, `/counties/${county}/checks?year=2024`],
    '/counties/{county}/orgs': [`/counties/${county}/orgs`, `/counties/${county}/orgs?day=2024-10-01`],
    '/counties/{county}/orgs/{school}/history': [`/counties/${county}/orgs/${school}/history`],
    '/counties/{county}/audit': [`/counties/${county}/audit`, `/counties/${county}/audit?before=1`],
    '/counties/{county}/requests': [`/counties/${county}/requests`],
    '/counties/{county}/due': [`/counties/${county}/due`, `/counties/${county}/due?lang=en`],
    '/counties/{county}/rounds': [`/counties/${county}/rounds`],
    '/counties/{county}/people': [`/counties/${county}/people?q=zhang`, `/counties/${county}/people?q=%E7%8E%8B%E4%BC%9F&kind=pupil&limit=5`],
    '/counties/{county}/people/{person}': [], // tests/unit/test_people.c, tests/e2e/people.test.mjs
    '/counties/{county}/people-steps': [`/counties/${county}/people-steps`],
    '/counties/{county}/people-compare': [], // needs a key: tests/unit/test_people.c
    '/counties/{county}/people-counts': [], // needs a key: tests/unit/test_people.c
    '/counties/{county}/rounds/{round}': [], // tests/http/submissions.test.mjs
    '/counties/{county}/rounds/{round}/schools/{school}': [],
    '/packs': ['/packs', '/packs?lang=en'],
    '/packs/{pack}': ['cn-quality-balance-2017', 'cn-school-statistics', 'cn-basic-balance-2012',
      'seven-hundred-percent'].flatMap((pack) => [`/packs/${pack}`, `/packs/${pack}?county=${county}`]),
    '/counties/{county}/balance': ['', '?year=2023', '?year=2024-2025', '?set=private_in_cv:0',
      '?pack=cn-basic-balance-2012', '?pack=seven-hundred-percent', '?lang=en'].map(
      (q) => `/counties/${county}/balance${q}`),
    '/counties/{county}/indicators/{indicator}': [
      `/counties/${county}/indicators/${indicator}?stage=${stage}`,
      `/counties/${county}/indicators/${indicator}?stage=${stage}&lang=en&year=2024`],
    '/counties/{county}/schools/{school}': [`/counties/${county}/schools/${school}`,
      `/counties/${county}/schools/${school}?year=2023&pack=cn-basic-balance-2012`],
    '/counties/{county}/compare': ['years', 'packs', 'area', 'community', 'locale'].map(
      (by) => `/counties/${county}/compare?by=${by}`),
    '/counties/{county}/explain': [
      `/counties/${county}/explain?indicator=${indicator}&stage=${stage}`,
      `/counties/${county}/explain?indicator=${indicator}&stage=${stage}&school=${school}`],
    '/counties/{county}/places': [`/counties/${county}/places`],
    '/counties/{county}/forms/{form}': [`/counties/${county}/forms/all`, `/counties/${county}/forms/pupils?year=2026`],
    '/counties/{county}/reports/{kind}': ['tables.xlsx', 'report.pdf', 'schools.csv', 'indicators.csv'].map(
      (kind) => `/counties/${county}/reports/${kind}`),
    '/counties/{county}/imports': [`/counties/${county}/imports`],
    '/counties/{county}/imports/{import}': [`/counties/${county}/imports/1`],
    // the seeded imports have no real workbook behind them that could be coloured
    '/counties/{county}/imports/{import}/annotated': [],
  }
}

for (const [path, methods] of Object.entries(contract.paths)) {
  if (!methods.get) continue
  test(`GET ${path}`, async () => {
    const list = examples()[path]
    assert.ok(list, 'every path of the contract has an example here')
    for (const request of list) {
      const answer = await get(server, request)
      assert.equal(answer.status, 200, `${request}: ${answer.text.slice(0, 300)}`)
      assert.equal(faults('GET', path, answer), '', request)
      assert.equal(answer.headers['cache-control'], 'no-store')
    }
  })
}

test('the same question, the same bytes, kept or not', async () => {
  const path = `/counties/${county}/balance?year=2024`
  const first = await get(server, path)
  for (let i = 0; i < 5; i++) assert.equal((await get(server, path)).text, first.text)
})

test('a school that left its premises out is unknown, never 0', () => {
  const silent = items.units.find((u) => u.school.endsWith('00004'))
  assert.ok(silent.missing > 0)
  assert.ok(silent.cells.some((c) => c.value === null && c.status === 'unknown'))
})

test('what is not there is told apart from what is not allowed', async () => {
  const cases = [
    ['/counties/999999/balance', 404, 'balance.no_county'],
    [`/counties/${county}/balance?pack=nowhere`, 404, 'balance.no_pack'],
    [`/counties/${county}/balance?year=1999`, 404, 'balance.no_year'],
    [`/counties/${county}/balance?year=x`, 400, 'ask.year'],
    [`/counties/${county}/balance?set=private_in_cv`, 400, 'ask.set_syntax'],
    [`/counties/${county}/balance?set=nothing:1`, 400, 'balance.unknown_switch'],
  ]
  for (const [path, status, type] of cases) {
    const answer = await get(server, path)
    assert.equal(answer.status, status, path)
    assert.equal(answer.json.type, type, path)
    assert.equal(faults('GET', '/counties/{county}/balance', answer), '', path)
  }
})

test('a switch is kept for the county and changes the answer at once', async () => {
  const path = `/counties/${county}/switches/cn-quality-balance-2017/private_in_cv`
  const balance = `/counties/${county}/balance`
  const value = async () => (await get(server, balance)).json.switches.find((s) => s.id === 'private_in_cv').value
  const other = (await value()) ? 0 : 1
  const put = (body) => ask(server, 'PUT', api + path, { body, headers: { 'Content-Type': 'application/json' } })
  const answer = await put(JSON.stringify({ value: other }))
  assert.equal(answer.status, 204)
  assert.equal(faults('PUT', '/counties/{county}/switches/{pack}/{switch}', answer), '')
  assert.equal(await value(), other)
  for (const body of ['', '{', '[]', '{"value":"1"}', '{"value":null}', '{"value":1e999}'])
    assert.equal((await put(body)).status, 400, body)
  assert.equal(await value(), other)
})
