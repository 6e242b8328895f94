import { RouterLinkStub, mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import type { Schemas } from '../api/client'
import VerdictBlock from './VerdictBlock.vue'

type Reason = Schemas['Reason']
const reason = (more: Partial<Reason>): Reason => ({
  kind: 'schools',
  status: 'fail',
  text: '…',
  count: 0,
  schools: [],
  ...more,
})
function block(reasons: Reason[]) {
  const data = {
    verdict: 'unknown',
    reasons,
    indicators: [{ id: 'books', stage: 'junior' }],
    groups: [],
  } as unknown
  return mount(VerdictBlock, {
    props: { data: data as Schemas['BalanceOverview'] },
    global: { stubs: { RouterLink: RouterLinkStub } },
  })
}
const places = (page: ReturnType<typeof block>) =>
  page.findAllComponents(RouterLinkStub).map((link) => link.props('to') as { path: string })

test('every reason leads to its place', () => {
  const page = block([
    reason({ kind: 'schools', stage: 'primary' }),
    reason({ kind: 'cv', indicator: 'books', stage: 'junior' }),
    reason({ kind: 'missing', status: 'unknown', indicator: 'gov_pay' }),
    reason({ kind: 'veto', indicator: 'veto_fraud' }),
  ])
  expect(places(page)).toMatchObject([
    { path: '/schools', query: { stage: 'primary', status: 'fail' } },
    { path: '/indicator/books/junior' },
    { path: '/others', hash: '#gov_pay' },
    { path: '/others', hash: '#veto_fraud' },
  ])
})

test('missing data are not called failure', () => {
  const page = block([])
  expect(page.get('#verdict-word').text()).toContain('待补数据')
  expect(page.text()).not.toContain('未达标')
})

test('a long list is folded and says how much is left', async () => {
  const page = block(Array.from({ length: 11 }, () => reason({})))
  expect(page.findAll('.reasons li').length).toBe(8)
  await page.get('button').trigger('click')
  expect(page.findAll('.reasons li').length).toBe(11)
})
