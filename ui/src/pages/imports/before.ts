// The verdict before an import was committed, so that the page can say what changed.
import { api, type Status } from '../../api/client'

interface Before {
  verdict: Status
  failed: number
}
const kept = new Map<string, Before>()

export async function remember(county: string, pack: string, year?: number | null): Promise<void> {
  const query = { pack, ...(year ? { year } : {}) }
  const { data } = await api
    .GET('/counties/{county}/balance', { params: { path: { county }, query } })
    .catch(() => ({ data: undefined }))
  if (!data) return
  const failed = data.stages.reduce((sum, stage) => sum + stage.failed, 0)
  kept.set(`${county} ${data.year}`, { verdict: data.verdict, failed })
}

export function remembered(county: string, year: number): Before | undefined {
  return kept.get(`${county} ${year}`)
}
