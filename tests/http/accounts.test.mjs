// Logging in, and everything that is tried to get in without.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Session, account, age, code, enter, key, password, person } from './accounts.mjs'
import { api, ask, county, faults, get, seeded, serve } from './lib.mjs'

let db, server
before(async () => {
  key()
  db = seeded(4)
  person(db, 'ju.zhang', county, 'director')
  person(db, 'ji.jiao', county, 'basic_education')
  person(db, 'guan.li', county, 'administrator')
  person(db, 'xiao.zhang', county, 'principal', '--org', '2143000001')
  server = await serve(db)
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }))

function problem(answer, status, type) {
  assert.equal(answer.status, status, answer.text.slice(0, 300))
  assert.equal(answer.json.type, type)
  assert.notEqual(answer.json.title, type, 'the sentence is in the catalogue')
}
const balance = `/counties/${county}/balance`
const swtch = `/counties/${county}/switches/cn-quality-balance-2017/private_in_cv`

test('without a login only the door is open', async () => {
  problem(await get(server, balance), 401, 'rights.login')
  problem(await get(server, '/accounts'), 401, 'rights.login')
  assert.equal((await get(server, '/health')).status, 200)
  const who = await get(server, '/session')
  assert.equal(who.status, 200)
  assert.equal(faults('GET', '/session', who), '')
  assert.deepEqual([who.json.accounts, who.json.logged_in, who.json.account], [true, false, undefined])
  assert.deepEqual(who.json.rights, { 'server.health': 'county', 'session.own': 'own' })
})

test('a login gives a cookie that scripts and other sites do not get', async () => {
  const s = new Session(server)
  const answer = await s.login('ju.zhang')
  assert.equal(answer.status, 200)
  assert.equal(faults('POST', '/session', answer), '')
  const cookie = answer.headers['set-cookie'][0]
  assert.match(cookie, /^junheng_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  assert.equal(answer.json.rights['balance.read'], 'county')
  assert.equal(answer.json.grants[0].title, '局长（局领导）')
  assert.equal((await s.get(balance)).status, 200)
  const out = await s.ask('DELETE', '/session')
  assert.equal(out.status, 204)
  assert.match(out.headers['set-cookie'][0], /Max-Age=0/)
  problem(await s.get(balance), 401, 'rights.login')
})

test('wrong name and wrong password are told alike', async () => {
  const a = await new Session(server).login('nobody.here')
  const b = await new Session(server).login('ji.jiao', 'not the password')
  problem(a, 401, 'session.wrong')
  problem(b, 401, 'session.wrong')
  assert.equal(a.json.title, b.json.title)
  for (const body of ['', '[]', '{"account":1,"password":"x"}', '{"account":"ju.zhang"}'])
    problem(await new Session(server).ask('POST', '/session', body), 400, 'web.bad_body')
  problem(await new Session(server).login("' or 1=1 --", "' or ''='"), 401, 'session.wrong')
  age(db, 90000)
})

test('guessing costs time that doubles, and the right password must wait too', async () => {
  const s = new Session(server)
  for (let i = 0; i < 5; i++) problem(await s.login('ju.zhang', 'guess ' + i), 401, 'session.wrong')
  const refused = await s.login('ju.zhang')
  problem(refused, 429, 'session.wait')
  assert.equal(refused.headers['retry-after'], String(refused.json.value))
  assert.ok(refused.json.value >= 1 && refused.json.value <= 2)
  const waits = []
  for (let i = 0; i < 4; i++) {
    age(db, 1000)
    problem(await s.login('ju.zhang', 'again ' + i), 401, 'session.wrong')
    waits.push((await s.login('ju.zhang')).json.value)
  }
  for (let i = 1; i < 4; i++) assert.ok(waits[i] > 1.5 * waits[i - 1], waits.join(' '))
  age(db, 1000)
  assert.equal((await s.login('ju.zhang')).status, 200)
  // A success clears the name, and many names from one address are slowed down as well.
  for (let i = 0; i < 14; i++) await new Session(server).login('name.' + i, 'x')
  problem(await new Session(server).login('ji.jiao'), 429, 'session.wait')
  age(db, 90000)
})

test('a locked account is told so only with the right password, and its sessions end', async () => {
  const s = await enter(server, 'xiao.zhang')
  account(db, 'lock', ['xiao.zhang'])
  problem(await s.get(balance), 401, 'rights.login')
  problem(await new Session(server).login('xiao.zhang'), 403, 'session.locked')
  problem(await new Session(server).login('xiao.zhang', 'wrong'), 401, 'session.wrong')
  account(db, 'unlock', ['xiao.zhang'])
  assert.equal((await enter(server, 'xiao.zhang')).cookie.length > 40, true)
})

test('a token that was made up, altered or is over opens nothing', async () => {
  const s = await enter(server, 'ji.jiao')
  const value = s.cookie.split('=')[1]
  for (const other of ['', 'x', value.slice(0, -1), value.slice(0, -1) + (value.endsWith('A') ? 'B' : 'A'),
    'A'.repeat(43), "' or 1=1 --".padEnd(43, 'x'), value + value])
    problem(await s.ask('GET', balance, undefined, { Cookie: 'junheng_session=' + other }), 401, 'rights.login')
  assert.equal((await s.get(balance)).status, 200)
  age(db, 29 * 60)
  assert.equal((await s.get(balance)).status, 200, 'a session that is used goes on')
  age(db, 31 * 60)
  problem(await s.get(balance), 401, 'rights.login')
  const busy = await enter(server, 'ji.jiao')
  for (let i = 0; i < 25; i++) {
    age(db, 29 * 60)
    const answer = await busy.get(balance)
    assert.equal(answer.status, (i + 1) * 29 < 12 * 60 ? 200 : 401, `${(i + 1) * 29} minutes`)
  }
})

test('a token set before the login is not taken over (session fixation)', async () => {
  const s = new Session(server)
  s.cookie = 'junheng_session=' + 'Q'.repeat(43)
  await s.login('ji.jiao')
  assert.notEqual(s.cookie, 'junheng_session=' + 'Q'.repeat(43))
  const old = s.cookie
  await s.login('ji.jiao') // a second login in the same browser ends the first
  problem(await s.ask('GET', balance, undefined, { Cookie: old }), 401, 'rights.login')
})

test('a write needs the token that a foreign page cannot read', async () => {
  const s = await enter(server, 'ji.jiao')
  const other = await enter(server, 'ju.zhang')
  for (const token of ['', 'x', '0'.repeat(32), other.csrf]) {
    problem(await s.ask('PUT', swtch, { value: 1 }, { 'X-Junheng-Token': token }), 403, 'session.csrf')
    problem(await s.ask('DELETE', '/session', undefined, { 'X-Junheng-Token': token }), 403, 'session.csrf')
  }
  const plain = await ask(server, 'PUT', api + swtch, { body: '{"value":1}', headers: { Cookie: s.cookie } })
  problem(plain, 403, 'session.csrf')
  for (const from of ['http://evil.example', 'null', `http://127.0.0.1:${server.port + 1}`, `https://127.0.0.1:${server.port}`])
    problem(await s.ask('PUT', swtch, { value: 1 }, { Origin: from }), 403, 'web.foreign_origin')
  problem(await new Session(server).ask('POST', '/session', { account: 'ji.jiao', password }, { Origin: 'http://evil.example' }),
    403, 'web.foreign_origin')
  assert.equal((await s.ask('PUT', swtch, { value: 1 }, { Origin: `http://127.0.0.1:${server.port}` })).status, 204)
})

test('what a stranger sends is refused before it is taken', async () => {
  const answer = await ask(server, 'POST', `${api}/counties/${county}/imports?name=x.xlsx`,
    { headers: { 'Content-Length': 150 * 1024 * 1024 } }).catch((error) => error)
  if (!(answer instanceof Error)) problem(answer, 401, 'rights.login')
})

test('a new password ends every other session, and has to be one', async () => {
  person(db, 'lao.shi', county, 'information_officer', '--org', '2143000001')
  const s = await enter(server, 'lao.shi')
  const elsewhere = await enter(server, 'lao.shi')
  const put = (old, fresh) => s.ask('PUT', '/session/password', { old, fresh })
  problem(await put('wrong', 'Paper-boat-2031'), 401, 'session.wrong_password')
  problem(await put(password, 'short'), 422, 'account.password_short')
  problem(await put(password, 'lao.shi-Lao.shi-1'), 422, 'account.password_name')
  problem(await put(password, 'aaaaaaaaaaaaaaaaaaa'), 422, 'account.password_simple')
  problem(await put(password, 'abcdefghijk'), 422, 'account.password_simple')
  problem(await put(password, 'x'.repeat(201)), 422, 'account.password_long')
  problem(await put(password, password), 422, 'account.password_same')
  const before = s.cookie
  assert.equal((await put(password, '山高月小水落石出清风徐来水波不兴')).status, 200)
  assert.notEqual(s.cookie, before)
  assert.equal((await s.get(balance)).status, 200)
  problem(await elsewhere.get(balance), 401, 'rights.login')
  problem(await s.ask('GET', balance, undefined, { Cookie: before }), 401, 'rights.login')
  problem(await new Session(server).login('lao.shi'), 401, 'session.wrong')
  await enter(server, 'lao.shi', '山高月小水落石出清风徐来水波不兴')
})

test('a first password has to be changed before anything else', async () => {
  const first = /: ([a-z2-9-]{14})/.exec(account(db, 'add', ['xin.ren', '--county', county, '--role', 'finance']).replace('：', ': '))[1]
  const s = await enter(server, 'xin.ren', first)
  assert.equal((await s.get('/session')).json.pending, 'password')
  problem(await s.get(balance), 403, 'session.pending_password')
  assert.equal((await s.get('/health')).status, 200)
  assert.equal((await s.ask('PUT', '/session/password', { old: first, fresh: password })).json.pending, null)
  assert.equal((await s.get(balance)).status, 200)
})

test('the second factor: set up, asked for, each code once, guessing slowed down', async () => {
  const s = await enter(server, 'guan.li')
  assert.equal((await s.get('/session')).json.wants_second_factor, true)
  problem(await s.get('/accounts'), 403, 'rights.second_factor')
  const offer = await s.ask('POST', '/session/totp', {})
  assert.equal(faults('POST', '/session/totp', offer), '')
  const { secret, uri } = offer.json
  assert.equal(uri, `otpauth://totp/Junheng:guan.li?secret=${secret}&issuer=Junheng`)
  const keep = (word, digits, which = secret) => s.ask('PUT', '/session/totp', { password: word, secret: which, code: digits })
  problem(await keep('wrong', code(secret)), 401, 'session.wrong_password')
  problem(await keep(password, '000000'), 401, 'session.wrong_code')
  problem(await keep(password, code(secret), 'AAAA'), 400, 'session.secret')
  problem(await keep(password, code(secret), '!!!'), 400, 'session.secret')
  assert.equal((await keep(password, code(secret))).json.second_factor, true)
  assert.equal((await s.get('/accounts')).status, 200)

  const again = await enter(server, 'guan.li')
  assert.equal((await again.get('/session')).json.pending, 'second_factor')
  problem(await again.get('/accounts'), 403, 'session.pending_second_factor')
  problem(await again.get(`/counties/${county}/requests`), 403, 'session.pending_second_factor')
  const give = (digits) => again.ask('POST', '/session/code', { code: digits })
  problem(await give(code(secret)), 401, 'session.wrong_code') // was used a moment ago
  const before = again.cookie
  assert.equal((await give(code(secret, 1))).status, 200)
  assert.notEqual(again.cookie, before)
  assert.equal((await again.get('/accounts')).status, 200)
  const third = await enter(server, 'guan.li')
  for (let i = 0; i < 5; i++)
    problem(await third.ask('POST', '/session/code', { code: '12345' + i }), 401, 'session.wrong_code')
  problem(await third.ask('POST', '/session/code', { code: code(secret) }), 429, 'session.wait')
  age(db, 1000) // also forgets which code was used
  problem(await (await enter(server, 'ji.jiao')).ask('POST', '/session/code', { code: '123456' }), 409, 'session.no_second_factor')
  age(db, 90000)
})

// With the second factor given; the secret of guan.li is known only above, so it is set up anew.
async function administrator() {
  account(db, 'totp', ['guan.li'])
  const s = await enter(server, 'guan.li')
  assert.equal((await s.enrol()).status, 200)
  return s
}

test('an administrator makes, grants, locks and ends accounts of the own county', async () => {
  const s = await administrator()
  const made = await s.ask('POST', '/accounts', { county, account: 'wang.fang', name: '王芳<script>' })
  assert.equal(made.status, 201)
  assert.equal(faults('POST', '/accounts', made), '')
  const first = made.json.password
  const grant = (body) => s.ask('POST', '/accounts/wang.fang/grants', body)
  problem(await grant({ role: 'king' }), 422, 'account.role_unknown')
  problem(await grant({ role: 'principal' }), 422, 'account.role_needs_org')
  problem(await grant({ role: 'class_teacher', org: '2143000002' }), 422, 'account.role_needs_class')
  problem(await grant({ role: 'director', org: '2143000002' }), 422, 'account.role_whole_county')
  problem(await grant({ role: 'operator' }), 422, 'account.role_local')
  problem(await grant({ role: 'director', county: '330101' }), 422, 'account.place')
  problem(await grant({ role: 'director', county: '' }), 422, 'account.place')
  problem(await grant({ role: 'director', since: 'soon' }), 422, 'account.day')
  problem(await grant({ role: 'director', since: '2030-01-01', until: '2029-01-01' }), 422, 'account.days')
  const granted = await grant({ role: 'principal', org: '2143000002' })
  assert.equal(granted.status, 201)
  assert.equal(faults('POST', '/accounts/{account}/grants', granted), '')

  const w = await enter(server, 'wang.fang', first)
  await w.ask('PUT', '/session/password', { old: first, fresh: password })
  assert.equal((await w.get(`/counties/${county}/schools/2143000002`)).status, 200)
  problem(await w.get(`/counties/${county}/schools/2143000001`), 403, 'rights.denied')
  problem(await w.get('/accounts'), 403, 'rights.denied')

  await grant({ role: 'finance', since: '2031-01-01' }) // not yet
  problem(await w.get(balance), 401, 'rights.login') // rights changed: log in again
  await w.login('wang.fang')
  assert.deepEqual(Object.keys((await w.get('/session')).json.rights).includes('imports.read'), false)
  assert.equal((await s.ask('DELETE', '/accounts/wang.fang/grants/1')).status, 200)
  await w.login('wang.fang')
  problem(await w.get(balance), 403, 'rights.denied')

  problem(await s.ask('POST', '/accounts', { county, account: 'wang.fang', name: 'x' }), 409, 'account.taken')
  problem(await s.ask('POST', '/accounts', { county: '330101', account: 'a.b', name: 'x' }), 403, 'rights.denied')
  problem(await s.ask('POST', '/accounts', { county: '', account: 'a.b', name: 'x' }), 403, 'rights.denied')
  for (const name of ['A.b', '../x', 'a b', "a'b", '.a', 'x', '中文', 'a'.repeat(61)])
    problem(await s.ask('POST', '/accounts', { county, account: name, name: 'x' }), 422, 'account.name')
  problem(await s.ask('POST', '/accounts', { county, account: 'ok.name', name: 'a\u0000b'.replace('\u0000', '\n') }), 422, 'account.person')
  problem(await s.ask('POST', '/accounts/guan.li/grants', { role: 'director' }), 422, 'account.own_grant')
  problem(await s.ask('PUT', '/accounts/guan.li', { state: 'closed' }), 409, 'account.own_state')
  problem(await s.ask('PUT', '/accounts/wang.fang', { state: 'gone' }), 400, 'account.state')
  problem(await s.get('/accounts/no.one'), 404, 'account.unknown')
  assert.equal((await s.ask('PUT', '/accounts/wang.fang', { state: 'locked' })).json.state, 'locked')
  const again = await s.ask('POST', '/accounts/wang.fang/password')
  assert.match(again.json.password, /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)
  assert.equal((await s.ask('DELETE', '/accounts/wang.fang/totp')).status, 204)
  const list = await s.get('/accounts')
  assert.equal(faults('GET', '/accounts', list), '')
  assert.ok(!/argon2|totp/.test(list.text))
})

test('support looks through another account: banner, no writes, two hours', async () => {
  const s = await administrator()
  problem(await s.ask('POST', '/session/view', { account: 'no.one' }), 404, 'account.unknown')
  problem(await s.ask('POST', '/session/view', { account: 'guan.li' }), 404, 'account.unknown')
  problem(await s.get(balance), 403, 'rights.denied') // administers, and sees no figures
  assert.equal((await s.ask('POST', '/session/view', { account: 'ji.jiao' })).status, 204)
  const who = (await s.get('/session')).json
  assert.equal(who.viewing_as, 'ji.jiao')
  assert.ok(who.viewing_seconds > 7100 && who.viewing_seconds <= 7200)
  assert.equal(who.account, 'guan.li')
  assert.equal((await s.get(balance)).status, 200)
  problem(await s.ask('PUT', swtch, { value: 0 }), 403, 'rights.viewing')
  problem(await s.ask('PUT', '/session/password', { old: password, fresh: 'Paper-boat-2031' }), 403, 'rights.viewing')
  problem(await s.get('/accounts'), 403, 'rights.denied') // the rights are those of the other
  age(db, 1500)
  await s.get('/session')
  assert.equal((await s.ask('DELETE', '/session/view')).status, 204)
  problem(await s.get(balance), 403, 'rights.denied')
  assert.equal((await s.ask('POST', '/session/view', { account: 'ji.jiao' })).status, 204)
  for (let i = 0; i < 5; i++) {
    age(db, 1500)
    await s.get('/session')
  }
  assert.equal((await s.get('/session')).json.viewing_as, null)
  problem(await (await enter(server, 'ji.jiao')).ask('POST', '/session/view', { account: 'ju.zhang' }), 403, 'rights.denied')
})

test('two people: never the asker, once, with a reason', async () => {
  const asker = await enter(server, 'ji.jiao')
  await asker.enrol()
  const boss = await enter(server, 'ju.zhang')
  const path = `/counties/${county}/requests`
  const want = { action: 'people.export', subject: 'pupils/2025', reason: '上报市局学籍核查' }
  problem(await asker.ask('POST', path, { ...want, reason: '' }), 422, 'request.reason')
  problem(await asker.ask('POST', path, { ...want, action: 'balance.read' }), 400, 'request.not_two')
  problem(await boss.ask('POST', path, want), 403, 'rights.denied') // a director exports nobody
  const made = await asker.ask('POST', path, want)
  assert.equal(made.status, 201)
  assert.equal(faults('POST', path.replace(county, '{county}'), made), '')
  const one = `${path}/${made.json.request}`
  problem(await asker.ask('PUT', one, { decision: 'approve' }), 403, 'request.own')
  problem(await boss.ask('PUT', one, { decision: 'approve' }), 403, 'rights.second_factor')
  await boss.enrol()
  problem(await boss.ask('PUT', one, { decision: 'withdraw' }), 403, 'request.not_own')
  problem(await boss.ask('PUT', one, { decision: 'maybe' }), 400, 'request.decision')
  assert.equal((await boss.ask('PUT', one, { decision: 'approve', remark: '同意' })).status, 204)
  problem(await boss.ask('PUT', one, { decision: 'refuse' }), 409, 'request.closed')
  const list = await boss.get(path)
  assert.equal(faults('GET', '/counties/{county}/requests', list), '')
  assert.equal(list.json.items[0].state, 'approved')
  assert.equal(list.json.items[0].decided_by, 'ju.zhang')
  const second = await asker.ask('POST', path, want)
  assert.equal((await asker.ask('PUT', `${path}/${second.json.request}`, { decision: 'withdraw' })).status, 204)
  const third = await asker.ask('POST', path, want)
  age(db, 8 * 86400)
  const late = await enter(server, 'ju.zhang')
  await late.ask('POST', '/session/code', { code: code(boss.secret) })
  const old = (await late.get(path)).json.items
  assert.deepEqual(old.map((r) => r.state), ['expired', 'withdrawn', 'expired'])
  problem(await late.ask('PUT', `${path}/${third.json.request}`, { decision: 'approve' }), 409, 'request.closed')
})
