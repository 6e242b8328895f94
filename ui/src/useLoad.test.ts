import { flushPromises } from '@vue/test-utils'
import { effectScope, ref } from 'vue'
import { expect, test } from 'vitest'
import { useLoad } from './useLoad'

test('the newest question wins, whichever answer comes last', async () => {
  const asked = ref(1)
  const answers: ((n: number) => void)[] = []
  const scope = effectScope()
  const load = scope.run(() =>
    useLoad(() => {
      void asked.value
      return new Promise<{ data: number }>((resolve) => answers.push((n) => resolve({ data: n })))
    }),
  )
  asked.value = 2
  await flushPromises()
  answers[1]?.(2)
  await flushPromises()
  answers[0]?.(1)
  await flushPromises()
  expect(load?.data.value).toBe(2)
  expect(load?.loading.value).toBe(false)
  scope.stop()
})

test('a problem of the server and a dead line are both problems', async () => {
  const said = { type: 'balance.no_year', title: '没有这个学年', status: 404 }
  const a = useLoad(() => Promise.resolve({ error: said }))
  const b = useLoad(() => Promise.reject(new Error('x')))
  await flushPromises()
  expect(a.problem.value?.title).toBe('没有这个学年')
  expect(b.problem.value?.type).toBe('ui.network')
})
