// The moment of a stamp (UTC) on the reader's clock.
const two = (n: number) => String(n).padStart(2, '0')

export const clock = (d: Date) => `${two(d.getHours())}:${two(d.getMinutes())}`

export function dayTime(stamp: string | null | undefined): string {
  if (!stamp) return ''
  const d = new Date(stamp.includes('T') ? stamp : `${stamp.replace(' ', 'T')}Z`)
  if (Number.isNaN(d.getTime())) return stamp
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${clock(d)}`
}
