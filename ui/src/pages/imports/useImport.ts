// One file on its way in: upload with progress, map, check, commit, undo. Everything is decided by the
// server; this only asks and keeps the newest answer.
import { computed, reactive } from 'vue'
import { api, API, type Problem, type Schemas } from '../../api/client'
import { HEADER, writeToken } from '../../api/token'
import { language, t } from '../../i18n'
import { asProblem } from '../../useLoad'

export type Import = Schemas['Import']
export type Mapping = Schemas['Mapping']

export interface Job {
  key: number
  name: string
  size: number
  sent: number // share of the bytes sent, 0 .. 1
  busy: boolean
  data?: Import
  problem?: Problem
}
let made = 0

export function newJob(name: string, size: number): Job {
  return reactive({ key: ++made, name, size, sent: 0, busy: false })
}

type Answer = { data?: Import; error?: unknown }

// fetch tells nothing about how much has been sent; XMLHttpRequest does.
export function upload(job: Job, file: File, county: string, year?: number): Promise<void> {
  const query = new URLSearchParams({ name: file.name, ...(year ? { year: String(year) } : {}) })
  job.busy = true
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${API}/counties/${encodeURIComponent(county)}/imports?${query}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Accept-Language', language())
    if (writeToken()) request.setRequestHeader(HEADER, writeToken())
    request.upload.onprogress = (event) => (job.sent = event.total ? event.loaded / event.total : 0)
    request.onloadend = () => {
      job.sent = 1
      job.busy = false
      take(job, parse(request))
      resolve()
    }
    request.send(file)
  })
}

function parse(request: XMLHttpRequest): Answer {
  try {
    const body = JSON.parse(request.responseText) as Import
    return request.status === 201 || request.status === 200 ? { data: body } : { error: body }
  } catch {
    return { error: { type: 'ui.network', title: t('ui.problem.network'), status: request.status } }
  }
}

function take(job: Job, answer: Answer) {
  job.problem = answer.error === undefined ? undefined : asProblem(answer.error)
  if (answer.data) job.data = answer.data
}

async function run(job: Job, ask: () => Promise<Answer>): Promise<boolean> {
  job.busy = true
  take(job, await ask().catch((error: unknown) => ({ error: asProblem(error) })))
  job.busy = false
  return job.problem === undefined
}

function path(job: Job) {
  const data = job.data
  return { params: { path: { county: data?.county?.id ?? '', import: data?.import ?? 0 } } }
}

const ONE = '/counties/{county}/imports/{import}' as const

export const reload = (job: Job) => run(job, () => api.GET(ONE, path(job)))
export const map = (job: Job, body: Mapping) =>
  run(job, () => api.PUT(`${ONE}/mapping`, { ...path(job), body }))
export const check = (job: Job) => run(job, () => api.POST(`${ONE}/check`, path(job)))
export const commit = (job: Job, body: { accept_rejected?: boolean; reason?: string }) =>
  run(job, () => api.POST(`${ONE}/commit`, { ...path(job), body }))
export const undo = (job: Job) => run(job, () => api.POST(`${ONE}/undo`, path(job)))

export async function discard(job: Job): Promise<boolean> {
  if (!job.data) return true
  return run(job, async () => ({ error: (await api.DELETE(ONE, path(job))).error }))
}

// The mapping as it stands, to be sent back whole with one thing changed.
export function mappingOf(data: Import): Mapping {
  return {
    sheets: data.sheets.map((sheet) => ({
      sheet: sheet.sheet,
      form: sheet.form,
      header_row: sheet.header_row,
      year: sheet.year,
      columns: Object.fromEntries(sheet.columns.map((c) => [c.column, c.item])),
    })),
  }
}

// 1 choose, 2 columns, 3 check, 4 preview, 5 done
export function stepOf(job: Job): number {
  if (!job.data) return 1
  if (job.data.state === 'uploaded') return 2
  if (job.data.state !== 'checked') return 5
  return job.data.can_commit ? 4 : 3
}

export function useFinished(job: () => Job) {
  return computed(() => ['committed', 'undone', 'discarded'].includes(job().data?.state ?? ''))
}
