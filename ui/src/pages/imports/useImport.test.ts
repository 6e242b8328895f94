import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { check, commit, discard, map, mappingOf, newJob, stepOf, type Import } from './useImport'

const data: Import = {
  import: 7,
  county: { id: '990101', name: '清河县', synthetic: true },
  file: '03-教师.xlsx',
  state: 'uploaded',
  sheets: [
    {
      sheet: 1,
      name: '教师',
      form: 'teachers',
      year: 2025,
      header_row: 3,
      columns: [
        { column: 'A', heading: '学校标识码', item: 'code', how: 'name' },
        { column: 'E', heading: '备注', item: null, how: 'none' },
      ],
    },
  ],
}
function job(more: Partial<Import> = {}) {
  const made = newJob('03-教师.xlsx', 10)
  made.data = { ...data, ...more }
  return made
}

test('the step follows what the server says', () => {
  expect(stepOf(newJob('a', 1))).toBe(1)
  expect(stepOf(job())).toBe(2)
  expect(stepOf(job({ state: 'checked', can_commit: false }))).toBe(3)
  expect(stepOf(job({ state: 'checked', can_commit: true }))).toBe(4)
  expect(stepOf(job({ state: 'committed' }))).toBe(5)
})

test('a mapping goes back whole, with columns left out as null', () => {
  expect(mappingOf(data)).toEqual({
    sheets: [
      { sheet: 1, form: 'teachers', header_row: 3, year: 2025, columns: { A: 'code', E: null } },
    ],
  })
})

test('each step asks its own address and keeps the newest answer', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`)
    if (request.method === 'DELETE') return new Response(null, { status: 204 })
    return Response.json({ ...data, state: 'checked' })
  })
  const one = job()
  await map(one, mappingOf(data))
  await check(one)
  await commit(one, { reason: '新楼' })
  expect(await discard(one)).toBe(true)
  await flushPromises()
  const path = '/api/v1/counties/990101/imports/7'
  expect(asked).toEqual([
    `PUT ${path}/mapping`,
    `POST ${path}/check`,
    `POST ${path}/commit`,
    `DELETE ${path}`,
  ])
  expect(one.data?.state).toBe('checked')
})

test('a refusal keeps what was there and tells why', async () => {
  const problem = { type: 'import.reason_needed', title: '请说明原因。', status: 422 }
  vi.stubGlobal('fetch', async () => Response.json(problem, { status: 422 }))
  const one = job({ state: 'checked' })
  expect(await commit(one, {})).toBe(false)
  expect(one.problem?.title).toBe('请说明原因。')
  expect(one.data?.state).toBe('checked')
  expect(one.busy).toBe(false)
})
