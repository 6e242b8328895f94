// Who is logged in, and what they may do. Nothing here protects anything: the server decides; pages only leave out
// what would be refused.
import { computed, shallowRef } from 'vue'
import { api, type Schemas } from './api/client'
import { onLoginNeeded, setToken } from './api/token'
import { asProblem } from './useLoad'

export type Me = Schemas['Session']
export type Action = string

export const me = shallowRef<Me>()
// The login page stands in place of everything else.
export const mustLogIn = computed(
  () => me.value !== undefined && me.value.accounts && (!me.value.logged_in || !!me.value.pending),
)

export function may(action: Action): boolean {
  return me.value === undefined || action in me.value.rights
}

function take(session: Me | undefined): void {
  me.value = session
  setToken(session?.csrf)
}

export async function loadMe(): Promise<void> {
  const answer = await api.GET('/session')
  if (answer.data) take(answer.data)
  else throw asProblem(answer.error)
}

interface Answer {
  data?: Me
  error?: unknown
}
// What changes who one is: the answer is the new session; otherwise the sentence of what was wrong.
async function change(answer: Promise<Answer>): Promise<Schemas['Problem'] | undefined> {
  try {
    const { data, error } = await answer
    if (data) take(data)
    return data ? undefined : asProblem(error)
  } catch (error) {
    return asProblem(error)
  }
}

export const logIn = (account: string, password: string) =>
  change(api.POST('/session', { body: { account, password } }))
export const giveCode = (code: string) => change(api.POST('/session/code', { body: { code } }))
export const changePassword = (old: string, fresh: string) =>
  change(api.PUT('/session/password', { body: { old, fresh } }))
export const keepTotp = (body: { password: string; secret: string; code: string }) =>
  change(api.PUT('/session/totp', { body }))

export async function logOut(): Promise<void> {
  await api.DELETE('/session')
  sessionStorage.clear()
  // What was on the pages goes with whoever saw it.
  globalThis.location.assign('/')
}

export async function endView(): Promise<void> {
  await api.DELETE('/session/view')
  globalThis.location.assign('/')
}

onLoginNeeded(() => {
  if (me.value?.logged_in)
    take({ accounts: true, logged_in: false, pending: null, rights: {}, grants: [] })
})
