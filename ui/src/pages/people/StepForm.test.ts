import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import i18n from '../../i18n'
import { router } from '../../router'
import StayList from './StayList.vue'
import StepForm from './StepForm.vue'

const stay = { school_name: '第一小学', cohort: '小学2021级', class: '1班', from: '2021-09-01' }
const plugins = [i18n, router]

test('an open stay is marked, an ended one tells how it ended', () => {
  const list = mount(StayList, {
    props: {
      stays: [
        { ...stay, to: '2025-10-08', how_out: 'transfer' },
        { ...stay, to: null },
      ],
    },
    global: { plugins },
  })
  const items = list.findAll('li')
  expect(items[0]!.classes()).not.toContain('open')
  expect(items[0]!.text()).toContain('转学/调动')
  expect(items[1]!.classes()).toContain('open')
  expect(items[1]!.text()).toContain('今')
})

test('nothing is recorded without a look and a reason', async () => {
  const bodies: { preview: boolean; reason: string }[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    bodies.push(await request.clone().json())
    return Response.json({
      person: 7,
      kind: 'transfer',
      preview: true,
      before: [{ ...stay, to: null }],
      after: [{ ...stay, to: '2025-10-08', how_out: 'transfer' }],
    })
  })
  const form = mount(StepForm, { props: { person: 7 }, global: { plugins } })
  await form.get('form').trigger('submit')
  await flushPromises()
  expect(bodies.at(-1)!.preview).toBe(true)
  const record = form.get('button.primary')
  expect(record.attributes('disabled')).toBeDefined()
  await form.get('input[maxlength="200"]').setValue('搬家')
  await record.trigger('click')
  await flushPromises()
  expect(bodies.at(-1)).toMatchObject({ preview: false, reason: '搬家' })
  expect(form.emitted('done')).toHaveLength(1)
})
