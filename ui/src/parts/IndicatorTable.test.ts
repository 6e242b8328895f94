import { RouterLinkStub, mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { explained } from '../explain'
import IndicatorTable from './IndicatorTable.vue'

const row = {
  id: 'books',
  group: 'resource',
  no: 1,
  stage: 'primary',
  name: '生均图书',
  unit: '册',
  decimals: 2,
  line: 20,
  compare: '>=',
  mean: 6.335,
  cv: 0.52,
  cv_low: 0.4,
  cv_high: 0.6,
  cv_limit: 0.5,
  cv_status: 'fail' as const,
  have: 4,
  of: 5,
  failing: 3,
  trend: [],
  mark: 'P' as const,
}
function page(more: object = {}) {
  return mount(IndicatorTable, {
    props: { rows: [{ ...row, ...more }], stages: [{ id: 'primary', title: '小学' }] },
    global: { stubs: { RouterLink: RouterLinkStub } },
  })
}

test('an indicator over its limit is marked with a word, not only a colour', () => {
  const text = page().get('tbody').text()
  expect(text).toContain('0.520')
  expect(text).toContain('≤ 0.50')
  expect(text).toContain('未达标')
  expect(text).toMatch(/6\.34/) // half away from zero
  expect(text).toContain('4/5')
})

test('a missing mean is said to be missing', () => {
  const text = page({ mean: null, cv: null, cv_low: null, cv_status: 'unknown' })
    .get('tbody')
    .text()
  expect(text).toContain('缺报')
  expect(text).not.toMatch(/(^|[^2])0\.00/)
})

test('a figure asks where it comes from', async () => {
  await page().get('button.figure').trigger('click')
  expect(explained.value).toEqual({ indicator: 'books', stage: 'primary', school: undefined })
})
