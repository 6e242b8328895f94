// How numbers, years and units look. Nothing here computes a published number.
import { language, t } from './i18n'

export type Num = number | null | undefined

export function known(value: Num): value is number {
  return value !== null && value !== undefined && Number.isFinite(value)
}

// The shortest decimal text of a double, without an exponent, moved `shift` places to the left.
function decimalText(value: number, shift = 0): { sign: string; whole: string; part: string } {
  const [mantissa = '0', exponent = '0'] = String(Math.abs(value)).split('e')
  const [head = '0', tail = ''] = mantissa.split('.')
  const digits = head + tail
  const point = head.length + Number(exponent) - shift
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const at = Math.max(point, 1)
  return { sign: value < 0 ? '-' : '', whole: padded.slice(0, at), part: padded.slice(at) }
}

function addOne(digits: string): string {
  const list = digits.split('')
  for (let i = list.length - 1; i >= 0; i--) {
    if (list[i] !== '9') {
      list[i] = String(Number(list[i]) + 1)
      return list.join('')
    }
    list[i] = '0'
  }
  return '1' + list.join('')
}

// Round half away from zero on the decimal text: 1.005 with 2 decimals is 1.01, as people expect.
export function round(value: number, decimals: number, shift = 0): string {
  const { sign, whole, part } = decimalText(value, shift)
  const kept = part.slice(0, decimals).padEnd(decimals, '0')
  const up = (part[decimals] ?? '0') >= '5'
  const digits = up ? addOne(whole + kept) : whole + kept
  const at = digits.length - decimals
  const head = digits.slice(0, at).replace(/^0+(?=\d)/, '')
  const text = decimals > 0 ? `${head}.${digits.slice(at)}` : head
  return /[1-9]/.test(text) ? sign + text : text
}

function group(text: string): string {
  const [whole = '', part] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return part === undefined ? grouped : `${grouped}.${part}`
}

export function number(value: Num, decimals = 0): string {
  return known(value) ? group(round(value, decimals)) : t('ui.missing')
}

// 0.853 -> 85.3%
export function percent(value: Num, decimals = 1): string {
  return known(value) ? `${round(value, decimals, -2)}%` : t('ui.missing')
}

const TIGHT = new Set(['%', '‰', '%'])

export function measure(value: Num, decimals: number, unit = ''): string {
  if (!known(value)) return t('ui.missing')
  const text = number(value, decimals)
  return !unit ? text : TIGHT.has(unit) ? text + unit : `${text} ${unit}`
}

// Large amounts in Chinese units: 1234567 -> 123.5 万; in English they stay as they are.
export function large(value: Num, unit = ''): string {
  if (!known(value)) return t('ui.missing')
  if (language() === 'zh-CN' && Math.abs(value) >= 1e8)
    return `${group(round(value, 2, 8))} ${t('ui.unit.hundred_million')}${unit}`
  if (language() === 'zh-CN' && Math.abs(value) >= 1e5)
    return `${group(round(value, 1, 4))} ${t('ui.unit.ten_thousand')}${unit}`
  return measure(value, 0, unit)
}

export function schoolYear(year: Num): string {
  return known(year) ? t('ui.school_year', { from: year, to: year + 1 }) : ''
}

// Decimals that suit a value whose own decimals are not told (worked inputs).
export function plain(value: Num): string {
  if (!known(value)) return t('ui.missing')
  const { part } = decimalText(value)
  return number(value, Math.min(part.length, 4))
}

// 2026-03-04T05:06:07Z -> 2026-03-04 13:06 in the reader's own time zone.
export function dateTime(text: string | null | undefined): string {
  if (!text) return ''
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) return text
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

export function fileSize(bytes: Num): string {
  if (!known(bytes)) return ''
  if (bytes >= 1048576) return `${round(bytes / 1048576, 1)} MB`
  return `${round(Math.max(bytes / 1024, 0.1), 1)} KB`
}
