import { beforeEach, expect, test, vi } from 'vitest'
import { router } from './router'
import {
  counties,
  countyId,
  formatSet,
  link,
  loadSession,
  look,
  pack,
  parseSet,
  question,
  startProblem,
  year,
} from './session'

const LIST = {
  total: 2,
  items: [
    { id: '990001', name: '甲县', synthetic: true, years: [2023, 2025, 2024], schools: 9 },
    { id: '990002', name: '乙县', synthetic: true, years: [2024], schools: 5 },
  ],
}
const PACKS = {
  faults: [],
  items: [
    { id: 'dict', version: '1', title: '字典', kind: 'dictionary', summary: '' },
    { id: 'local', version: '1', title: '本地', kind: 'standard', summary: '' },
  ],
}

beforeEach(async () => {
  localStorage.clear()
  vi.stubGlobal('fetch', (request: Request) =>
    Promise.resolve(Response.json(request.url.includes('packs') ? PACKS : LIST)),
  )
  await router.replace('/packs')
  await loadSession()
})

test('the first county and its latest year are asked for when the address says nothing', () => {
  expect(countyId.value).toBe('990001')
  expect(year.value).toBe(2025)
})

test('the standard falls back to one that is loaded', () => {
  expect(pack.value).toBe('local')
})

test('a choice goes into the address and is carried by links', async () => {
  await look({ county: '990002', set: 'floor:0.8' })
  expect(countyId.value).toBe('990002')
  expect(question.value).toEqual({ pack: 'local', year: 2024, set: 'floor:0.8' })
  expect(link('/schools', { status: 'fail' }).query).toEqual({
    county: '990002',
    set: 'floor:0.8',
    status: 'fail',
  })
  await look({ set: '' })
  expect(link('/schools').query).toEqual({ county: '990002' })
})

test('an unknown county in the address is not silently replaced', async () => {
  await look({ county: '123456' })
  expect(countyId.value).toBe('123456')
})

test('switches are read and written without loss', () => {
  expect(parseSet('private_in_cv:0,floor:0.8,bad,x:')).toEqual({
    private_in_cv: 0,
    floor: 0.8,
    x: 0,
  })
  expect(formatSet(parseSet('a:1,b:-2.5'))).toBe('a:1,b:-2.5')
})

test('a dead server is told, not hidden', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('refused')))
  counties.value = undefined
  await loadSession()
  expect(startProblem.value?.type).toBe('ui.network')
})
