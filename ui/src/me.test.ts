import { beforeEach, expect, test, vi } from 'vitest'
import { api } from './api/client'
import { writeToken } from './api/token'
import { giveCode, loadMe, logIn, may, me, mustLogIn, type Me } from './me'

const NOBODY: Me = { accounts: true, logged_in: false, grants: [], rights: {} }
const SOMEBODY: Me = {
  ...NOBODY,
  logged_in: true,
  account: 'zhang.wei',
  name: '张伟',
  pending: null,
  csrf: 'f00d',
  rights: { 'balance.read': 'county' },
}
let answer: () => Response
let sent: Request[]

beforeEach(() => {
  sent = []
  vi.stubGlobal('fetch', (request: Request) => {
    sent.push(request)
    return Promise.resolve(answer())
  })
})

test('a data file without accounts asks nobody to log in', async () => {
  answer = () =>
    Response.json({
      ...NOBODY,
      accounts: false,
      logged_in: true,
      rights: { 'audit.read': 'county' },
    })
  await loadMe()
  expect(mustLogIn.value).toBe(false)
  expect(may('audit.read')).toBe(true)
  expect(may('people.read')).toBe(false)
})

test('whoever is not logged in, or has something pending, stays at the door', async () => {
  answer = () => Response.json(NOBODY)
  await loadMe()
  expect(mustLogIn.value).toBe(true)
  answer = () => Response.json({ ...SOMEBODY, pending: 'second_factor', rights: {} })
  await logIn('zhang.wei', 'x')
  expect(mustLogIn.value).toBe(true)
  answer = () => Response.json(SOMEBODY)
  await giveCode('123456')
  expect(mustLogIn.value).toBe(false)
})

test('a failed login says why and changes nothing', async () => {
  answer = () => Response.json(NOBODY)
  await loadMe()
  answer = () =>
    Response.json(
      { type: 'session.wrong', title: '账号或口令不正确', status: 401 },
      { status: 401 },
    )
  expect((await logIn('zhang.wei', 'x'))?.title).toBe('账号或口令不正确')
  expect(me.value?.logged_in).toBe(false)
})

test('writes carry the token of the session, reads do not', async () => {
  answer = () => Response.json(SOMEBODY)
  await loadMe()
  expect(writeToken()).toBe('f00d')
  await api.GET('/counties')
  await api.DELETE('/session/view')
  expect(sent.at(-2)?.headers.get('X-Junheng-Token')).toBe(null)
  expect(sent.at(-1)?.headers.get('X-Junheng-Token')).toBe('f00d')
})

test('a session that is over brings the login page back, whatever was asked', async () => {
  answer = () => Response.json(SOMEBODY)
  await loadMe()
  answer = () =>
    Response.json({ type: 'rights.login', title: '请先登录', status: 401 }, { status: 401 })
  await api.GET('/counties')
  expect(mustLogIn.value).toBe(true)
  expect(may('balance.read')).toBe(false)
  expect(writeToken()).toBe('')
})
