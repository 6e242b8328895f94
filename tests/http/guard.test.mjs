// Who may ask, what may be sent, and what every answer carries.
import assert from 'node:assert/strict'
import net from 'node:net'
import { after, before, test } from 'node:test'
import { api, ask, county, faults, get, seeded, serve } from './lib.mjs'

const balance = `/counties/${county}/balance`
const swtch = `/counties/${county}/switches/cn-quality-balance-2017/private_in_cv`
let server
before(async () => { server = await serve(seeded()) })
after(() => server.stop())

function problem(answer, status, type) {
  assert.equal(answer.status, status, answer.text.slice(0, 200))
  assert.match(answer.headers['content-type'], /^application\/problem\+json/)
  assert.equal(answer.json.type, type)
  assert.equal(answer.json.status, status)
  assert.notEqual(answer.json.title, type, 'the sentence is in the catalogue')
}

test('another name for this machine is refused (DNS rebinding)', async () => {
  for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', `127.0.0.1:${server.port + 1}`,
    `127.0.0.1.evil.example:${server.port}`, `localhost.:${server.port}`, 'localhost'])
    for (const path of [balance, '/health'])
      problem(await get(server, path, { headers: { Host: host } }), 403, 'web.foreign_host')
  for (const host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`, `LOCALHOST:${server.port}`])
    assert.equal((await get(server, '/health', { headers: { Host: host } })).status, 200, host)
})

test('another site may not write', async () => {
  const body = '{"value":1}'
  for (const headers of [{ Origin: 'http://evil.example' }, { Origin: 'null' }, { Origin: `https://127.0.0.1:${server.port}` },
    { Origin: `http://127.0.0.1:${server.port + 1}` }, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }])
    problem(await ask(server, 'PUT', api + swtch, { headers, body }), 403, 'web.foreign_origin')
  for (const headers of [{}, { Origin: `http://127.0.0.1:${server.port}`, 'Sec-Fetch-Site': 'same-origin' }])
    assert.equal((await ask(server, 'PUT', api + swtch, { headers, body })).status, 204)
})

test('unknown paths and methods', async () => {
  for (const path of ['/nothing', '/counties/', `/counties/${county}`, `/counties/${county}/balance/`, '/../secret', ''])
    problem(await get(server, path), 404, 'web.not_found')
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
    problem(await ask(server, method, api + balance, { body: '' }), 405, 'web.method')
  problem(await ask(server, 'POST', '/index.html', { body: '' }), 405, 'web.method')
  problem(await ask(server, 'GET', api + swtch), 405, 'web.method')
})

test('a body that is too large, announced or not', async () => {
  const large = 'x'.repeat(64 * 1024 + 1)
  problem(await ask(server, 'PUT', api + swtch, { body: large }), 413, 'web.body_too_large')
  problem(await ask(server, 'PUT', api + swtch, { body: large, headers: { 'Transfer-Encoding': 'chunked' } }), 413, 'web.body_too_large')
  const fits = JSON.stringify({ value: 1, note: 'x'.repeat(60 * 1024) })
  assert.equal((await ask(server, 'PUT', api + swtch, { body: fits })).status, 204)
})

test('HEAD is GET without the body', async () => {
  const whole = await get(server, balance)
  const head = await ask(server, 'HEAD', api + balance)
  assert.equal(head.status, 200)
  assert.equal(head.bytes.length, 0)
  assert.equal(head.headers['content-length'], whole.headers['content-length'])
})

test('every answer carries the guards of a browser', async () => {
  for (const path of [api + balance, api + '/nothing', '/', api + '/health']) {
    const { headers } = await ask(server, 'GET', path)
    const policy = headers['content-security-policy']
    assert.match(policy, /default-src 'self'/, path)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.match(policy, /object-src 'none'/)
    assert.doesNotMatch(policy.match(/script-src[^;]*/)?.[0] ?? '', /unsafe/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['access-control-allow-origin'], undefined)
  }
})

test('problems speak the language that was asked for', async () => {
  const path = '/counties/999999/balance'
  const chinese = await get(server, path)
  assert.match(chinese.json.title, /[\u4e00-\u9fff]/)
  for (const answer of [await get(server, path + '?lang=en'), await get(server, path, { lang: 'en-GB,en;q=0.9' })])
    assert.doesNotMatch(answer.json.title, /[\u4e00-\u9fff]/)
  assert.match((await get(server, path, { lang: 'zh-CN,zh;q=0.9,en;q=0.8' })).json.title, /[\u4e00-\u9fff]/)
  assert.equal(faults('GET', '/counties/{county}/balance', chinese), '')
})

// An answer kept for one question may not be given to another that merely looks alike.
test('kept answers are told apart by the parts of the query', async () => {
  const plain = await get(server, `${balance}?year=2024&set=floor:0.5`)
  const packed = await get(server, `${balance}?year=${encodeURIComponent('2024&set=floor:0.5')}`)
  assert.equal(plain.status, 200, plain.text.slice(0, 200))
  problem(packed, 400, 'ask.year')
})

test('slow clients keep nobody waiting', async () => {
  const part = `POST ${api}/counties/${county}/imports?name=x HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 900\r\n\r\na`
  const sockets = await Promise.all([part, part.slice(0, 20), 'G', ''].flatMap((first) => Array.from({ length: 30 }, () =>
    new Promise((resolve) => {
      const socket = net.connect({ host: '127.0.0.1', port: server.port }, () => { socket.write(first); resolve(socket) })
      socket.on('error', () => resolve(socket))
    }))))
  const drip = setInterval(() => sockets.forEach((s) => s.write('a')), 50)
  const began = Date.now()
  for (let i = 0; i < 20; i++) assert.equal((await get(server, '/health')).status, 200)
  assert.ok(Date.now() - began < 4000, `${Date.now() - began} ms`)
  clearInterval(drip)
  for (const socket of sockets) socket.destroy()
})

test('odd requests do not stop it', async () => {
  const paths = ['%00', '%ff%fe', 'a'.repeat(3000), '%2e%2e/%2e%2e/etc/passwd', '?'.repeat(50), '%E4%B8%AD']
  for (const odd of paths) {
    const answer = await get(server, `/counties/${odd}/balance`).catch(() => ({ status: 0 }))
    assert.notEqual(answer.status, 200, odd.slice(0, 20))
    assert.ok(answer.status < 500, `${odd.slice(0, 20)}: ${answer.status}`)
  }
  assert.equal((await get(server, '/health')).json.status, 'ok')
})
