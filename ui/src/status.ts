// One look for each status everywhere: a shape, a colour and a word, never a colour alone.
import type { TextKey } from './i18n'

export type AnyStatus = 'pass' | 'fail' | 'unknown' | 'excluded'

export const SHAPES: Record<AnyStatus, string> = {
  pass: '●',
  fail: '▲',
  unknown: '◆',
  excluded: '–',
}
export const COLOURS: Record<AnyStatus, string> = {
  pass: '#1f7a3d',
  fail: '#b3261e',
  unknown: '#8a5a00',
  excluded: '#5b6675',
}
export const STATUS_ORDER: AnyStatus[] = ['fail', 'unknown', 'pass', 'excluded']

export function asStatus(text: string | null | undefined): AnyStatus {
  return text === 'pass' || text === 'fail' || text === 'excluded' ? text : 'unknown'
}

export function statusKey(status: string | null | undefined): TextKey {
  return `ui.status.${asStatus(status)}`
}

// The mark of a source in plain words: P published, M from memory, M? unsure, D our own choice.
export function markKey(mark: string | null | undefined): TextKey {
  switch (mark) {
    case 'P':
      return 'ui.mark.published'
    case 'M':
      return 'ui.mark.memory'
    case 'M?':
      return 'ui.mark.unsure'
    default:
      return 'ui.mark.own'
  }
}
