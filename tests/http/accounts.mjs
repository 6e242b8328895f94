// tests/http/accounts.mjs - accounts made on the command line, sessions over HTTP.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { api, ask, folder } from './lib.mjs'
import { code } from './totp.mjs'

export { code }

export const password = 'Kite-lantern-27'

/** A key for sealed fields, in a file of its own; the program finds it by the environment. */
export function key() {
  const path = join(folder(), 'key')
  writeFileSync(path, '00112233445566778899aabbccddeeff'.repeat(2) + '\n', { mode: 0o600 })
  process.env.JUNHENG_KEY_FILE = path
}

/** junheng account VERB ARGS, the password (when there is one) over a pipe. */
export function account(db, verb, args = [], input = undefined) {
  return execFileSync(process.env.JUNHENG, ['account', verb, '--db', db, ...args],
    { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] })
}

/** An account that may log in at once with `password`. */
export function person(db, name, county, role, ...more) {
  account(db, 'add', [name, ...(county ? ['--county', county] : ['--every-county']),
    ...(role ? ['--role', role] : []), '--password-fd', '0', ...more], password + '\n')
}

/** Make everything that has a clock `seconds` older. */
export const age = (db, seconds) => execFileSync(process.env.SEED, ['--age', db, String(seconds)])

/** What a browser keeps of a session. */
export class Session {
  constructor(server) { this.server = server }
  /** One request with the cookie and, for writes, the token. */
  async ask(method, path, body, headers = {}) {
    const all = { ...headers }
    if (this.cookie && !('Cookie' in all)) all.Cookie = this.cookie
    if (this.csrf && method !== 'GET' && !('X-Junheng-Token' in all)) all['X-Junheng-Token'] = this.csrf
    const text = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
    const answer = await ask(this.server, method, api + path, { headers: all, body: text })
    const set = answer.headers['set-cookie']?.[0]
    if (set && !set.includes('Max-Age=0')) {
      this.cookie = set.split(';')[0]
      this.csrf = answer.json.csrf
    }
    return answer
  }
  get(path) { return this.ask('GET', path) }
  login(account, word = password) { return this.ask('POST', '/session', { account, password: word }) }
  /** Set up the second factor, as the page does; the session has it then. */
  async enrol(word = password) {
    this.secret = (await this.ask('POST', '/session/totp', {})).json.secret
    return this.ask('PUT', '/session/totp', { password: word, secret: this.secret, code: code(this.secret) })
  }
}

export async function enter(server, name, word = password) {
  const session = new Session(server)
  const answer = await session.login(name, word)
  if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.text}`)
  return session
}
