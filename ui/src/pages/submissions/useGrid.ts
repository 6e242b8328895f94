// One school's part of a round: the grid as the server has it, what is typed on top of it, and the saving
// of that. The server computes the sums and runs the rules; the page only asks again.
import { computed, onBeforeUnmount, reactive, ref, shallowRef } from 'vue'
import { api, type Problem, type Schemas } from '../../api/client'
import { t } from '../../i18n'
import { me } from '../../me'
import { asProblem } from '../../useLoad'
import { keyOf, useEdits, type Change, type Edit } from './edits'

export type Submission = Schemas['Submission']
export type Form = Schemas['SubmissionForm']
export type Item = Schemas['SubmissionItem']
export type Cell = Schemas['SubmissionCell']
export type Finding = Schemas['SubmissionFinding']
export type MoveKind = 'submit' | 'return' | 'pass' | 'approve' | 'reopen' | 'comment'
export type Grid = ReturnType<typeof useGrid>
type Saved = Schemas['Saved']

const SAVE_AFTER = 350 // ms; a row typed at once is one save
const TRY_AFTER = 250 // ms after the last key
const RETRY = 4000
const MOST = 2000

export function useGrid(county: string, round: number, school: string) {
  const path = { path: { county, round, school } }
  const sub = shallowRef<Submission>()
  const trial = shallowRef<Submission>() // as it would be with what is being typed
  const problem = shallowRef<Problem>()
  const local = useEdits(`junheng.unsaved.${me.value?.account ?? ''}.${county}.${round}.${school}`)
  const { edits, notes } = local
  const sending = ref(false)
  const offline = ref(false)
  const savedAt = ref<Date>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let tryTimer: ReturnType<typeof setTimeout> | undefined
  let newestTry = 0
  let gone = false
  let running: Promise<boolean> | undefined

  const shown = computed(() => trial.value ?? sub.value)
  const waiting = computed(() => [...edits.values()].filter((e) => e.state === 'waiting'))
  const clashes = computed(() => [...edits.values()].filter((e) => e.state === 'conflict'))
  const wrong = computed(() => [...edits.values()].filter((e) => e.state === 'wrong'))

  function find(item: string, stage: string) {
    for (const form of sub.value?.forms ?? [])
      for (const row of form.rows)
        if (row.item === item) {
          const cell = row.cells.find((c) => c.stage === stage)
          if (cell) return { form, row, cell }
        }
    return undefined
  }
  // What a user typed there; what is only known, summed or last year's is nobody's typing.
  function typed(item: string, stage: string): string {
    const cell = find(item, stage)?.cell
    return (
      edits.get(keyOf(item, stage))?.text ?? (cell?.state === 'filled' ? (cell.text ?? '') : '')
    )
  }

  async function load() {
    try {
      const { data, error } = await api.GET('/counties/{county}/rounds/{round}/schools/{school}', {
        params: path,
      })
      if (data) sub.value = data
      problem.value = error === undefined ? undefined : asProblem(error)
    } catch (error) {
      problem.value = asProblem(error)
    }
    if (sub.value?.can.save && waiting.value.length) void flush()
  }

  function later(ms: number) {
    clearTimeout(timer)
    if (!gone) timer = setTimeout(() => void flush(), ms)
  }
  function lay(changes: Change[]) {
    for (const c of changes) local.set(c, find(c.item, c.stage)?.cell.version ?? 0)
    local.keep()
    later(SAVE_AFTER)
  }
  function put(changes: Change[]) {
    local.remember(
      changes.map((c) => ({
        item: c.item,
        stage: c.stage,
        before: typed(c.item, c.stage),
        after: c.text,
      })),
    )
    lay(changes)
  }

  function take(sent: Edit[], answer: Saved) {
    answer.outcomes.forEach((o, i) => {
      const was = sent[i]
      if (!was) return
      const key = keyOf(was.item, was.stage)
      const now = edits.get(key)
      if (!now) return
      if (o.state === 'saved' || o.state === 'same') {
        if (now.text === was.text) edits.delete(key)
        else now.version = o.version // typed on while it was under way
        return
      }
      if (now.text !== was.text) return
      now.state = o.state === 'conflict' ? 'conflict' : 'wrong'
      now.message = o.text
      now.current = o.current
      now.who = o.who
      now.at = o.at
      now.version = o.version
    })
    sub.value = answer.submission
    trial.value = undefined
    savedAt.value = new Date()
    local.keep()
  }

  async function send(fromLast?: string): Promise<boolean> {
    const sent = waiting.value.slice(0, MOST).map((e) => ({ ...e }))
    const cells = sent.map(({ item, stage, text, version }) => ({ item, stage, text, version }))
    const more = fromLast === undefined ? {} : { from_last: true, form: fromLast }
    sending.value = true
    try {
      const { data, error, response } = await api.PUT(
        '/counties/{county}/rounds/{round}/schools/{school}/cells',
        { params: path, body: { cells, ...more } },
      )
      offline.value = response.status >= 500
      problem.value = error === undefined || offline.value ? undefined : asProblem(error)
      if (data) take(sent, data)
      if (offline.value) later(RETRY)
      return data !== undefined
    } catch {
      offline.value = true
      later(RETRY)
      return false
    } finally {
      sending.value = false
    }
  }
  // One save at a time: each tells the versions that the next one needs.
  async function flush(fromLast?: string): Promise<boolean> {
    clearTimeout(timer)
    await running
    if (!waiting.value.length && fromLast === undefined) return true
    running = send(fromLast)
    const well = await running
    running = undefined
    if (well && waiting.value.length) later(SAVE_AFTER)
    return well
  }

  // The rules on a keystroke: what would come of it, without writing anything.
  function attempt(change: Change) {
    clearTimeout(tryTimer)
    const mine = ++newestTry
    tryTimer = setTimeout(() => {
      const others = waiting.value.filter(
        (e) => keyOf(e.item, e.stage) !== keyOf(change.item, change.stage),
      )
      const version = find(change.item, change.stage)?.cell.version ?? 0
      const cells = [...others, { ...change, version }].map(({ item, stage, text, version }) => ({
        item,
        stage,
        text,
        version,
      }))
      api
        .PUT('/counties/{county}/rounds/{round}/schools/{school}/cells', {
          params: path,
          body: { cells, dry_run: true },
        })
        .then(({ data }) => {
          if (mine === newestTry && data) trial.value = data.submission
        })
        .catch(() => undefined) // a trial that fails costs nothing; saving tells of the network
    }, TRY_AFTER)
  }
  function endAttempt(keepUntilSaved: boolean) {
    clearTimeout(tryTimer)
    newestTry++
    if (!keepUntilSaved) trial.value = undefined
  }

  async function fromLast(form: string) {
    const before = new Map<string, string>()
    for (const row of sub.value?.forms.find((f) => f.form === form)?.rows ?? [])
      for (const c of row.cells) before.set(keyOf(row.item, c.stage), typed(row.item, c.stage))
    if (!(await flush(form))) return
    const steps = [...before].map(([key, text]) => {
      const [item = '', stage = ''] = key.split('|')
      return { item, stage, before: text, after: typed(item, stage) }
    })
    local.remember(steps)
  }

  function settleClash(edit: Edit, mine: boolean) {
    const key = keyOf(edit.item, edit.stage)
    if (mine) edits.set(key, { ...edit, state: 'waiting', message: '' })
    else edits.delete(key)
    local.keep()
    if (mine) later(0)
  }
  function drop(list: Edit[]) {
    for (const e of list) edits.delete(keyOf(e.item, e.stage))
    trial.value = undefined
    local.keep()
  }

  async function move(kind: MoveKind, note: string): Promise<Problem | undefined> {
    if (!(await flush())) return problem.value ?? asProblem(t('ui.problem.network'))
    const reasons = Object.entries(notes.reasons).map(([key, text]) => {
      const [rule = '', stage = '', item = ''] = key.split('|')
      return { rule, stage, item, text }
    })
    const comments = Object.entries(notes.comments).map(([key, text]) => {
      const [item = '', stage = ''] = key.split('|')
      return { item, stage, text }
    })
    const body = {
      kind,
      note,
      reasons: kind === 'submit' ? reasons.filter((r) => r.text) : [],
      comments: kind === 'return' || kind === 'comment' ? comments : [],
    }
    try {
      const { data, error } = await api.POST(
        '/counties/{county}/rounds/{round}/schools/{school}/moves',
        { params: path, body },
      )
      if (!data) return asProblem(error)
      sub.value = data
      if (kind === 'submit') notes.reasons = {}
      if (body.comments.length) notes.comments = {}
      local.keep()
      return undefined
    } catch (error) {
      return asProblem(error)
    }
  }

  const online = () => waiting.value.length && later(0)
  const leaving = (event: BeforeUnloadEvent) => {
    if (waiting.value.length) event.preventDefault()
  }
  globalThis.addEventListener('online', online)
  globalThis.addEventListener('beforeunload', leaving)
  onBeforeUnmount(() => {
    globalThis.removeEventListener('online', online)
    globalThis.removeEventListener('beforeunload', leaving)
    clearTimeout(tryTimer)
    if (waiting.value.length) void flush()
    gone = true
    clearTimeout(timer)
  })

  return reactive({
    path,
    sub,
    shown,
    trial,
    problem,
    edits,
    notes,
    waiting,
    clashes,
    wrong,
    sending,
    offline,
    savedAt,
    find,
    typed,
    load,
    put,
    flush,
    attempt,
    endAttempt,
    fromLast,
    settleClash,
    drop,
    move,
    keep: local.keep,
    undo: () => lay(local.undo()),
    redo: () => lay(local.redo()),
    canUndo: local.canUndo,
    canRedo: local.canRedo,
  })
}
