import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import DataTable from './DataTable.vue'

interface Row {
  name: string
  value: number | null
}
const rows: Row[] = [
  { name: '乙校', value: 2 },
  { name: '丙校', value: null },
  { name: '甲校', value: 10 },
]
const columns = [
  { key: 'name', title: '学校', head: true, sort: (r: Row) => r.name },
  { key: 'value', title: '数值', sort: (r: Row) => r.value },
]
function table(more: object = {}) {
  return mount(DataTable<Row>, {
    props: { columns, rows, rowKey: (r: Row) => r.name, search: (r: Row) => r.name, ...more },
  })
}
const names = (w: ReturnType<typeof table>) => w.findAll('tbody th').map((c) => c.text())

test('sorts both ways and keeps missing values last', async () => {
  const w = table()
  const button = w.findAll('thead button')[1]
  await button?.trigger('click')
  expect(names(w)).toEqual(['乙校', '甲校', '丙校'])
  expect(w.findAll('thead th')[1]?.attributes('aria-sort')).toBe('ascending')
  await button?.trigger('click')
  expect(names(w)).toEqual(['甲校', '乙校', '丙校'])
})

test('search narrows and the total says so', async () => {
  const w = table()
  await w.get('input').setValue('甲')
  expect(names(w)).toEqual(['甲校'])
  expect(w.get('[role=status]').text()).toBe('1 / 3 行')
})

test('pages when there are more rows than fit', async () => {
  const w = table({ pageSize: 2 })
  expect(names(w).length).toBe(2)
  await w.findAll('.pager button')[1]?.trigger('click')
  expect(names(w)).toEqual(['甲校'])
})
