import createClient from 'openapi-fetch'
import { language, t } from '../i18n'
import type { components, paths } from './schema'
import { HEADER, loginNeeded, writeToken } from './token'

export type Schemas = components['schemas']
export type Problem = Schemas['Problem']
export type Status = Schemas['Status']
export type Mark = Schemas['Mark']

export const API = '/api/v1'

// `fetch` is looked up at each call, else openapi-fetch keeps the first one and tests cannot stub it.
export const api = createClient<paths>({
  baseUrl: API,
  fetch: (request) => globalThis.fetch(request),
})
api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', language())
    if (request.method !== 'GET' && writeToken()) request.headers.set(HEADER, writeToken())
    return request
  },
  // A server that cannot be reached answers like one that can: a problem for the user, and no call
  // of any page has to catch it.
  onError({ error }) {
    const problem = {
      type: 'ui.network',
      title: t('ui.problem.network'),
      status: 503,
      detail: String(error ?? ''),
    }
    return new Response(JSON.stringify(problem), {
      status: 503,
      headers: { 'Content-Type': 'application/problem+json' },
    })
  },
  async onResponse({ response }) {
    if (response.status !== 401) return
    const problem = (await response.clone().json()) as Partial<Problem>
    if (problem.type === 'rights.login') loginNeeded()
  },
})
