// The only shared state: which county, school year, standard and what-if are looked at. All of it is
// in the address, so a link shows another person the same page; the last choice is remembered.
import { computed, shallowRef } from 'vue'
import type { LocationQueryRaw } from 'vue-router'
import { api, type Schemas } from './api/client'
import { schoolYear } from './format'
import { loadMe, mustLogIn } from './me'
import { router } from './router'
import { asProblem } from './useLoad'

export type County = Schemas['CountyList']['items'][number]
export type PackRow = Schemas['PackList']['items'][number]

const KEPT = 'junheng.ask'
const DEFAULT_PACK = 'cn-quality-balance-2017'
const NAMES = ['county', 'year', 'pack', 'set', 'map'] as const

export const counties = shallowRef<County[]>()
export const packs = shallowRef<PackRow[]>([])
export const startProblem = shallowRef<Schemas['Problem']>()

function kept(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Record<string, string>
  } catch {
    return {}
  }
}

function asked(name: (typeof NAMES)[number]): string {
  const value = router.currentRoute.value.query[name]
  return typeof value === 'string' ? value : ''
}

export const county = computed(() => {
  const wanted = asked('county') || kept().county || ''
  const items = counties.value ?? []
  return items.find((c) => c.id === wanted) ?? (asked('county') ? undefined : items[0])
})
export const countyId = computed(() => county.value?.id ?? asked('county'))
export const standards = computed(() => packs.value.filter((p) => p.kind === 'standard'))
export const pack = computed(() => {
  const wanted = asked('pack') || kept().pack || DEFAULT_PACK
  if (asked('pack') || !standards.value.length) return wanted
  const known = standards.value.some((p) => p.id === wanted)
  return known ? wanted : (standards.value[0]?.id ?? DEFAULT_PACK)
})
export const years = computed(() => [...(county.value?.years ?? [])].sort((a, b) => b - a))
export const year = computed(() => Number(asked('year')) || years.value[0])
export const whatIf = computed(() => asked('set'))
// '' is each year with its own schools; 'today' or a day: past years with the schools of that day.
export const schoolsOf = computed(() => asked('map'))

// What every balance call is asked with.
export const question = computed(() => ({
  pack: pack.value,
  ...(year.value ? { year: year.value } : {}),
  ...(whatIf.value ? { set: whatIf.value } : {}),
  ...(schoolsOf.value ? { map: schoolsOf.value } : {}),
}))

export function link(path: string, extra: Record<string, string | undefined> = {}) {
  const query: LocationQueryRaw = {}
  for (const name of NAMES) if (asked(name)) query[name] = asked(name)
  for (const [name, value] of Object.entries(extra)) {
    if (value) query[name] = value
    else delete query[name]
  }
  return { path, query }
}

// Look at something else: changes the address and remembers county and pack for the next visit.
export function look(change: Partial<Record<(typeof NAMES)[number], string>>) {
  const query = { ...router.currentRoute.value.query, ...change }
  for (const name of NAMES) if (!query[name]) delete query[name]
  if (change.county || change.pack)
    localStorage.setItem(
      KEPT,
      JSON.stringify({ county: countyId.value, pack: pack.value, ...change }),
    )
  return router.push({ path: router.currentRoute.value.path, query })
}

export function parseSet(text: string): Record<string, number> {
  const pairs = text.split(',').map((pair) => pair.split(':'))
  const known = pairs.filter(([id, value]) => id && Number.isFinite(Number(value ?? NaN)))
  return Object.fromEntries(known.map(([id, value]) => [id, Number(value)]))
}

export function formatSet(set: Record<string, number>): string {
  return Object.entries(set)
    .map(([id, value]) => `${id}:${value}`)
    .join(',')
}

export function documentUrl(path: string, extra: Record<string, string> = {}): string {
  const query = new URLSearchParams({ pack: pack.value, ...extra })
  if (year.value) query.set('year', String(year.value))
  if (whatIf.value) query.set('set', whatIf.value)
  if (schoolsOf.value) query.set('map', schoolsOf.value)
  return `/api/v1/counties/${encodeURIComponent(countyId.value)}/${path}?${query}`
}

export function yearOptions() {
  return years.value.map((value) => ({ value: String(value), label: schoolYear(value) }))
}

export async function loadSession(): Promise<void> {
  try {
    await loadMe()
    if (mustLogIn.value) return // the login page calls again
    const [countyList, packList] = await Promise.all([api.GET('/counties'), api.GET('/packs')])
    startProblem.value = countyList.data ? undefined : asProblem(countyList.error)
    counties.value = countyList.data?.items
    packs.value = packList.data?.items ?? []
  } catch (error) {
    startProblem.value = asProblem(error)
  }
}
