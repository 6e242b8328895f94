// How a cell looks and is read aloud: one table for the grid and for the cards of a phone.
import { t } from '../../i18n'
import { keyOf } from './edits'
import type { Cell, Finding, Grid, Item } from './useGrid'

export interface Face {
  text: string
  kind: string // class: known, filled, computed, last, empty, waiting, wrong, conflict
  grade: '' | 'error' | 'explain' | 'hint'
  comment: boolean // of a reviewer, and not mended yet
  said: string
}

export const locked = (cell: Cell) => cell.asked && cell.locked === true
export const findingsOf = (grid: Grid, cell: Cell): Finding[] =>
  (cell.findings ?? []).flatMap((i) => grid.shown?.findings[i] ?? [])

export function gradeOf(list: Finding[]): Face['grade'] {
  for (const grade of ['error', 'explain', 'hint'] as const)
    if (list.some((f) => f.grade === grade && !(grade === 'explain' && f.reason))) return grade
  return ''
}

export function faceOf(grid: Grid, row: Item, cell: Cell): Face {
  const edit = grid.edits.get(keyOf(row.item, cell.stage))
  const kind = cell.conflict ? 'conflict' : (edit?.state ?? cell.state ?? 'empty')
  const text = edit ? edit.text : (cell.text ?? '')
  const grade = gradeOf(findingsOf(grid, cell))
  const draft = grid.notes.comments[keyOf(row.item, cell.stage)]
  const comment = draft !== undefined || (cell.comments ?? []).some((c) => !c.mended)
  const said = [
    row.name,
    text ? text + row.unit : t('ui.sub.blank'),
    t(`ui.sub.state.${kind}` as 'ui.sub.state.filled'),
    cell.last ? t('ui.sub.last_is', { last: cell.last }) : '',
    grade ? t(`ui.import.grade.${grade}`) : '',
    comment ? t('ui.sub.has_comment') : '',
    cell.locked ? t('ui.sub.locked_cell') : '',
  ]
  return { text, kind, grade, comment, said: said.filter(Boolean).join(' · ') }
}

export const MARKS: Record<string, string> = {
  known: '●',
  filled: '',
  computed: 'Σ',
  last: '',
  empty: '',
  waiting: '…',
  wrong: '✗',
  conflict: '≠',
}
