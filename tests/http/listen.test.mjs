// Serving others than this machine: only with accounts, only over TLS or behind a proxy that ends it.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import https from 'node:https'
import net from 'node:net'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { Session, age, key, password, person } from './accounts.mjs'
import { api, ask, county, folder, get, seeded, serve } from './lib.mjs'

let db, bare, cert, certKey
before(() => {
  key()
  bare = seeded(3)
  db = seeded(3)
  person(db, 'ju.zhang', county, 'director')
  const at = folder()
  cert = join(at, 'cert.pem')
  certKey = join(at, 'key.pem')
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
    '-keyout', certKey, '-out', cert, '-days', '2', '-subj', '/CN=junheng.test'], { stdio: 'ignore' })
})

const refused = (...args) => spawnSync(process.env.JUNHENG, ['serve', '--port', '0', ...args],
  { encoding: 'utf8', timeout: 20000 })

test('what would be open to strangers does not start', () => {
  const cases = [
    [[bare, '--listen', '0.0.0.0'], /junheng account add/],
    [[bare, '--listen', '0.0.0.0', '--cert', cert, '--cert-key', certKey], /junheng account add/],
    [[bare, '--behind-proxy'], /junheng account add/],
    [[db, '--listen', '0.0.0.0'], /--cert/],
    [[db, '--listen', 'everywhere', '--behind-proxy'], /IPv4/],
    [[db, '--cert', cert], /--cert-key/],
    [[db, '--cert', certKey + 'x', '--cert-key', certKey], /PEM/],
    [[db, '--cert', cert, '--cert-key', process.env.SEED], /PEM/],
  ]
  for (const [[file, ...more], text] of cases) {
    const run = refused('--db', file, ...more)
    assert.equal(run.status, 2, `${more.join(' ')}: ${run.stderr}`)
    assert.match(run.stderr, text, more.join(' '))
  }
})

function tls(server, method, path, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = https.request({ host: '127.0.0.1', port: server.port, method, path: api + path, headers,
      rejectUnauthorized: false, minVersion: 'TLSv1.2' }, (response) => {
      let text = ''
      response.on('data', (piece) => (text += piece))
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

test('over TLS: a cookie that only TLS carries, and nothing in the clear', async () => {
  const server = await serve(db, '--listen', '0.0.0.0', '--host', 'junheng.test,other.test', '--cert', cert, '--cert-key', certKey)
  try {
    const body = JSON.stringify({ account: 'ju.zhang', password })
    const host = `junheng.test:${server.port}`
    const answer = await tls(server, 'POST', '/session', { body, headers: { Host: host, Origin: `https://${host}` } })
    assert.equal(answer.status, 200, answer.text)
    assert.match(answer.headers['set-cookie'][0], /^__Host-junheng=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
    const cookie = answer.headers['set-cookie'][0].split(';')[0]
    const balance = `/counties/${county}/balance`
    assert.equal((await tls(server, 'GET', balance, { headers: { Host: host, Cookie: cookie } })).status, 200)
    assert.equal((await tls(server, 'GET', balance, { headers: { Host: host } })).status, 401)
    assert.equal((await tls(server, 'GET', '/health', { headers: { Host: 'evil.test' } })).status, 403)
    assert.equal((await tls(server, 'GET', '/health', { headers: { Host: 'other.test' } })).status, 200)
    assert.equal((await tls(server, 'POST', '/session', { body, headers: { Host: host, Origin: `http://${host}` } })).status, 403)
    await assert.rejects(get(server, '/health', { headers: { Host: host } }), 'plain HTTP on the TLS port')
  } finally {
    assert.deepEqual(await server.stop(), { code: 0, signal: null })
  }
})

/** `n` connections that say little and go on saying it. */
function dawdlers(server, n, first) {
  return Promise.all(Array.from({ length: n }, () => new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port: server.port }, () => { socket.write(first); resolve(socket) })
    socket.on('error', () => resolve(socket))
  })))
}

test('one address never takes every place', async () => {
  const server = await serve(db, '--listen', '0.0.0.0', '--host', 'junheng.test', '--cert', cert, '--cert-key', certKey)
  const sockets = await dawdlers(server, 700, '\x16')
  try {
    const began = Date.now()
    const answer = await new Promise((resolve, reject) => https.get({ host: '127.0.0.1', localAddress: '127.0.0.2',
      port: server.port, path: `${api}/health`, headers: { Host: 'junheng.test' }, rejectUnauthorized: false }, resolve).on('error', reject))
    assert.equal(answer.statusCode, 200)
    assert.ok(Date.now() - began < 5000)
    answer.resume()
  } finally {
    for (const socket of sockets) socket.destroy()
    assert.deepEqual(await server.stop(), { code: 0, signal: null })
  }
})

test('behind a proxy the last forwarded address counts, and nobody can write another', async () => {
  const server = await serve(db, '--behind-proxy', '--host', 'junheng.test')
  const login = (address, word) => ask(server, 'POST', `${api}/session`, {
    headers: { Host: 'junheng.test', Origin: 'https://junheng.test', 'X-Forwarded-For': address },
    body: JSON.stringify({ account: `name.${Math.random()}`.slice(0, 20), password: word }) })
  try {
    for (let i = 0; i < 21; i++) await login(`10.9.9.${i}, 192.0.2.1`, 'x')
    assert.equal((await login('172.16.0.1, 192.0.2.1', 'x')).status, 429)
    assert.equal((await login('192.0.2.1, 192.0.2.2', 'x')).status, 401)
    const s = new Session(server)
    const good = await s.ask('POST', '/session', { account: 'ju.zhang', password }, { Host: 'junheng.test' })
    assert.match(good.headers['set-cookie'][0], /^__Host-junheng=.*; Secure$/)
  } finally {
    assert.deepEqual(await server.stop(), { code: 0, signal: null })
    age(db, 90000)
  }
})
