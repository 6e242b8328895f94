import { beforeEach, describe, expect, it } from 'vitest'
import { useEdits } from './edits'

const one = { item: 'grade1', stage: 'primary', text: '40' }

describe('what is typed and not yet saved', () => {
  beforeEach(() => localStorage.clear())

  it('is there again after the page was closed, and gone when nothing is left', () => {
    const first = useEdits('here')
    first.set(one, 3)
    first.notes.reasons['r||'] = 'so'
    first.keep()
    const again = useEdits('here')
    expect(again.edits.get('grade1|primary')).toMatchObject({ text: '40', version: 3 })
    expect(again.notes.reasons).toEqual({ 'r||': 'so' })
    again.edits.clear()
    again.notes.reasons = {}
    again.keep()
    expect(localStorage.getItem('here')).toBeNull()
    expect(useEdits('elsewhere').edits.size).toBe(0)
  })

  it('keeps the version that was seen first', () => {
    const e = useEdits('here')
    e.set(one, 3)
    e.set({ ...one, text: '41' }, 9)
    expect(e.edits.get('grade1|primary')).toMatchObject({ text: '41', version: 3 })
  })

  it('undoes and redoes a block as one step; a new step ends what could be redone', () => {
    const e = useEdits('here')
    e.remember([
      { item: 'a', stage: '', before: '', after: '1' },
      { item: 'b', stage: '', before: '2', after: '2' },
    ])
    expect(e.undo()).toEqual([{ item: 'a', stage: '', text: '' }])
    expect(e.canUndo()).toBe(false)
    expect(e.redo()).toEqual([{ item: 'a', stage: '', text: '1' }])
    e.undo()
    e.remember([{ item: 'c', stage: '', before: '', after: '5' }])
    expect(e.canRedo()).toBe(false)
  })
})
