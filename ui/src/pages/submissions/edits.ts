// What was typed and is not yet (or cannot be) in the data file. It is kept by the browser until the
// server has it, so that neither a lost network nor a closed page loses a cell.
import { reactive, ref } from 'vue'

export interface Change {
  item: string
  stage: string
  text: string
}
// wrong: the server could not take it. conflict: somebody else wrote there meanwhile.
export interface Edit extends Change {
  version: number
  state: 'waiting' | 'wrong' | 'conflict'
  message: string
  current: string
  who: string
  at: string
}
interface Step {
  item: string
  stage: string
  before: string
  after: string
}
export interface Notes {
  reasons: Record<string, string> // rule|stage|item
  comments: Record<string, string> // item|stage
}

export const keyOf = (item: string, stage: string) => `${item}|${stage}`

export function useEdits(place: string) {
  const edits = reactive(new Map<string, Edit>())
  const notes = reactive<Notes>({ reasons: {}, comments: {} })
  const done = ref<Step[][]>([])
  const undone = ref<Step[][]>([])

  function keep() {
    const empty = !edits.size && ![notes.reasons, notes.comments].some((n) => Object.keys(n).length)
    try {
      if (empty) localStorage.removeItem(place)
      else localStorage.setItem(place, JSON.stringify({ edits: [...edits.values()], ...notes }))
    } catch {
      // A full or forbidden storage: the page itself still has everything.
    }
  }
  function restore() {
    try {
      const kept = JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Notes> & {
        edits?: Edit[]
      }
      for (const e of kept.edits ?? []) edits.set(keyOf(e.item, e.stage), e)
      Object.assign(notes.reasons, kept.reasons)
      Object.assign(notes.comments, kept.comments)
    } catch {
      localStorage.removeItem(place)
    }
  }
  function set(change: Change, version: number) {
    const key = keyOf(change.item, change.stage)
    const old = edits.get(key)
    edits.set(key, {
      ...change,
      version: old ? old.version : version,
      state: 'waiting',
      message: '',
      current: '',
      who: '',
      at: '',
    })
  }
  function remember(steps: Step[]) {
    const real = steps.filter((s) => s.before !== s.after)
    if (!real.length) return
    done.value.push(real)
    undone.value = []
  }
  function turn(from: Step[][], to: Step[][], side: 'before' | 'after'): Change[] {
    const steps = from.pop()
    if (!steps) return []
    to.push(steps)
    return steps.map((s) => ({ item: s.item, stage: s.stage, text: s[side] }))
  }
  restore()
  return {
    edits,
    notes,
    keep,
    set,
    remember,
    canUndo: () => done.value.length > 0,
    canRedo: () => undone.value.length > 0,
    undo: () => turn(done.value, undone.value, 'before'),
    redo: () => turn(undone.value, done.value, 'after'),
  }
}
