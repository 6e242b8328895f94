// The program around the answers: start, stop, pages, many at once.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import net from 'node:net'
import { test } from 'node:test'
import { api, ask, county, get, seeded, serve } from './lib.mjs'

test('it says where it is, answers, and ends cleanly on SIGTERM and SIGINT', async () => {
  const db = seeded()
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const server = await serve(db)
    assert.ok(server.seconds < 3, `started in ${server.seconds} s`) // sanitizers; bench/http.sh measures
    assert.equal((await get(server, '/health')).json.counties, 1)
    assert.deepEqual(await server.stop(signal), { code: 0, signal: null })
    assert.match(server.log, /GET \/api\/v1\/health 200/)
  }
})

test('a port that is taken is named', async () => {
  const server = await serve(seeded())
  const other = spawnSync(process.env.JUNHENG, ['serve', '--port', String(server.port), '--db', seeded()], { encoding: 'utf8' })
  assert.equal(other.status, 6)
  assert.match(other.stderr, new RegExp(String(server.port)))
  await server.stop()
})

test('a port that is none, and a data file that is none', () => {
  for (const port of ['-1', '65536', 'x', '1.5'])
    assert.equal(spawnSync(process.env.JUNHENG, ['serve', '--port', port]).status, 2, port)
  assert.equal(spawnSync(process.env.JUNHENG, ['serve', '--port', '0', '--db', process.env.JUNHENG]).status, 10)
})

test('pages: the shell for every route of the pages, 404 for a file that is not there', async () => {
  const server = await serve(seeded())
  for (const path of ['/', '/balance/430999', '/imports']) {
    const page = await ask(server, 'GET', path)
    assert.equal(page.status, 200, path)
    assert.match(page.headers['content-type'], /^text\/html/)
  }
  assert.equal((await ask(server, 'GET', '/assets/nothing.js')).status, 404)
  const page = await ask(server, 'GET', '/')
  if (page.headers.etag) { // a build with pages
    const again = await ask(server, 'GET', '/', { headers: { 'If-None-Match': page.headers.etag } })
    assert.equal(again.status, 304)
    assert.equal(again.bytes.length, 0)
    assert.equal(page.headers['cache-control'], 'no-cache')
    const asset = /(?:src|href)="(\/assets\/[^"]+)"/.exec(page.text)[1]
    const plain = await ask(server, 'GET', asset)
    assert.match(plain.headers['cache-control'], /immutable/)
    const packed = await ask(server, 'GET', asset, { headers: { 'Accept-Encoding': 'gzip' } })
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.ok(packed.bytes.length < plain.bytes.length)
  }
  await server.stop()
})

test('many at once, reading and writing, all get their answer', async () => {
  const server = await serve(seeded())
  const path = `${api}/counties/${county}/switches/cn-quality-balance-2017/private_in_cv`
  const work = []
  for (let i = 0; i < 200; i++) {
    work.push(get(server, `/counties/${county}/balance?year=${2023 + (i % 3)}`))
    if (i % 20 === 0) work.push(ask(server, 'PUT', path, { body: `{"value":${(i / 20) % 2}}` }))
  }
  for (const answer of await Promise.all(work)) assert.ok([200, 204].includes(answer.status), answer.text)
  await server.stop()
})

// libmicrohttpd 0.9.75 stands still when exactly 128 connections of a thread become ready together. Four
// threads share 512 evenly; the program is stopped while they all send, so that it finds them all at once.
test('a burst on many open connections is answered', async () => {
  const server = await serve(seeded())
  const open = () => new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1', () => resolve(socket)).on('error', reject)
  })
  const sockets = await Promise.all(Array.from({ length: 512 }, open))
  await new Promise((resolve) => setTimeout(resolve, 300))
  let answered = 0
  const all = sockets.map((socket) => new Promise((resolve) => {
    socket.once('data', () => { answered++; socket.destroy(); resolve() })
  }))
  server.child.kill('SIGSTOP')
  for (const socket of sockets) socket.write(`GET ${api}/health HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`)
  await new Promise((resolve) => setTimeout(resolve, 100))
  server.child.kill('SIGCONT')
  let late
  await Promise.race([Promise.all(all), new Promise((resolve) => { late = setTimeout(resolve, 20000) })])
  clearTimeout(late)
  assert.equal(answered, 512)
  await server.stop()
})
