// tests/http/lib.mjs - start the real program on a seeded data file; check answers against the contract.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Ajv from 'ajv/dist/2020.js'
import { parse } from 'yaml'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
export const api = '/api/v1'
export const county = '430999'
export const contract = parse(readFileSync(join(root, 'api/openapi.yaml'), 'utf8'))

// A field that the contract does not name is a fault too: pages would never show it, others would come
// to rely on it.
function close(schema) {
  if (schema === null || typeof schema !== 'object') return
  if (schema.type === 'object' && schema.properties && schema.additionalProperties === undefined)
    schema.additionalProperties = false
  for (const part of Object.values(schema)) close(part)
}
const strict = structuredClone(contract)
close(strict)
const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
ajv.addSchema(strict, 'api')

const pointer = (...parts) =>
  'api#/' + parts.map((p) => p.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')

/** What is wrong with an answer to `method` `path` (as the contract writes it), or ''. */
export function faults(method, path, answer) {
  const operation = contract.paths[path]?.[method.toLowerCase()]
  if (!operation) return `${method} ${path} is not in the contract`
  const at = ['paths', path, method.toLowerCase(), 'responses']
  let response = operation.responses[answer.status]
  if (response) at.push(String(answer.status))
  else if (answer.status >= 400) {
    response = contract.components.responses.Problem
    at.splice(0, at.length, 'components', 'responses', 'Problem')
  } else return `${method} ${path}: status ${answer.status} is not in the contract`
  if (!response.content) return answer.bytes.length ? 'a body where none belongs' : ''
  const given = (answer.headers['content-type'] ?? '').split(';')[0]
  const type = Object.keys(response.content).find((t) => t === given || t === '*/*')
  if (!type) return `${method} ${path}: type ${given}`
  const schema = response.content[type].schema
  if (!given.includes('json') || schema.format === 'binary') return ''
  const check = ajv.compile({ $ref: pointer(...at, 'content', type, 'schema') })
  if (check(JSON.parse(answer.text))) return ''
  return check.errors
    .slice(0, 12)
    .map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`)
    .join('\n')
}

/** One request, as it is written: own headers, Host and Origin included. */
export function ask(server, method, path, { headers = {}, body, lang } = {}) {
  const all = { Connection: 'close', ...headers }
  if (lang) all['Accept-Language'] = lang
  if (body !== undefined && !('Content-Length' in all) && !('Transfer-Encoding' in all))
    all['Content-Length'] = Buffer.byteLength(body)
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, method, path, headers: all }
    const request = http.request(options, (response) => {
      const pieces = []
      response.on('data', (piece) => pieces.push(piece))
      response.on('end', () => {
        const bytes = Buffer.concat(pieces)
        const text = bytes.toString('utf8')
        resolve({ status: response.statusCode, headers: response.headers, bytes, text,
                  get json() { return JSON.parse(text) } })
      })
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

export const get = (server, path, options) => ask(server, 'GET', api + path, options)

export function folder() {
  const path = mkdtempSync(join(tmpdir(), 'junheng-http-'))
  process.on('exit', () => rmSync(path, { recursive: true, force: true }))
  return path
}

let schemas = 0
/** Of an empty store: a file, or with JH_TEST_STORE=pg a schema on the server of tests/store/pg-server. */
function address() {
  if (process.env.JH_TEST_STORE !== 'pg') return join(folder(), 'county.db')
  const given = process.env.JH_TEST_PG ?? ''
  const url = given.startsWith('/') ? readFileSync(given, 'utf8').trim() : given
  const schema = `http${process.pid}_${schemas++}`
  execFileSync('psql', ['-q', url, '-c', `create schema ${schema}`])
  return `${url}&options=-csearch_path%3D${schema}`
}

/** A fresh data file with county 430999. */
export function seeded(schools) {
  const db = address()
  execFileSync(process.env.SEED, schools ? [db, String(schools)] : [db])
  return db
}

/** The program as `junheng serve`; resolves when it has printed its address. */
export function serve(db, ...more) {
  const began = process.hrtime.bigint()
  const child = spawn(process.env.JUNHENG, ['serve', '--port', '0', '--db', db, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const server = { child, log: '', ended: null }
  child.stderr.on('data', (piece) => (server.log += piece))
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })))
  server.stop = (signal = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  process.on('exit', () => child.kill('SIGKILL'))
  return new Promise((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (piece) => {
      out += piece
      const match = /^https?:\/\/[\d.]+:(\d+)\/$/m.exec(out)
      if (!match || server.port) return
      server.port = Number(match[1])
      server.seconds = Number(process.hrtime.bigint() - began) / 1e9
      resolve(server)
    })
    ended.then(({ code }) => server.port || reject(new Error(`serve ended with ${code}: ${server.log}`)))
  })
}
