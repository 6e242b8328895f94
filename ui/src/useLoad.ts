import { ref, shallowRef, watchEffect, type Ref, type ShallowRef } from 'vue'
import type { Problem } from './api/client'
import { language, t } from './i18n'

interface Answer<T> {
  data?: T
  error?: unknown
}

// What a failed call says to the user; anything that is not problem+json becomes one.
export function asProblem(error: unknown): Problem {
  if (error && typeof error === 'object' && 'title' in error && 'type' in error)
    return error as Problem
  return {
    type: 'ui.network',
    title: t('ui.problem.network'),
    status: 0,
    detail: String(error ?? ''),
  }
}

// Run `ask` now and whenever something it reads changes. The newest question wins; null: not yet.
export function useLoad<T>(ask: () => Promise<Answer<T>> | null): {
  data: ShallowRef<T | undefined>
  problem: ShallowRef<Problem | undefined>
  loading: Ref<boolean>
  reload: () => void
} {
  const data = shallowRef<T>()
  const problem = shallowRef<Problem>()
  const loading = ref(false)
  const again = ref(0)
  let newest = 0

  async function settle(question: Promise<Answer<T>>, mine: number) {
    const answer = await question.catch(
      (error: unknown) => ({ error: asProblem(error) }) as Answer<T>,
    )
    if (mine !== newest) return
    problem.value = answer.error === undefined ? undefined : asProblem(answer.error)
    data.value = problem.value ? undefined : answer.data
    loading.value = false
  }

  watchEffect(() => {
    void again.value
    void language() // names and sentences of the answer follow the language
    const question = ask()
    const mine = ++newest
    loading.value = question !== null
    if (question) void settle(question, mine)
  })
  return { data, problem, loading, reload: () => again.value++ }
}
