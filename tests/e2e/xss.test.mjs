// A payload in every field that anybody can bring in: names and texts of every form, every column of the rosters, file
// names, groups, accounts. Every page is opened; nothing may run, nothing may become an element.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { newPage, settle, startWorld } from './world.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../../..')
const CODE = '2199000099'
// Short, for names are limited; the mark is an element that no page has.
const evil = (n) => `<img src=x onerror=xss(${n})><xss-${n}>"'`
let world,
  fields = 0

/** Items of a pack's form: heading and kind. */
function items(pack, form) {
  const lines = readFileSync(join(root, 'packs', pack, 'items.csv'), 'utf8')
    .replace(/^\ufeff/, '')
    .trim()
    .split('\n')
  const head = lines[0].split(',')
  return lines
    .slice(1)
    .map((line) => {
      const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((m) =>
        m[1].replace(/^"|"$/g, ''),
      )
      return Object.fromEntries(head.map((h, i) => [h, cells[i] ?? '']))
    })
    .filter((i) => i.form === form)
}
const quote = (text) => `"${String(text).replaceAll('"', '""')}"`
function write(name, heads, row) {
  const path = join(world.folder, 'evil', name)
  mkdirSync(join(world.folder, 'evil'), { recursive: true })
  writeFileSync(
    path,
    '\ufeff' + [heads, row].map((r) => r.map(quote).join(',')).join('\r\n') + '\r\n',
  )
  return path
}
function junheng(...args) {
  try {
    return execFileSync(process.env.JUNHENG, [...args, '--db', world.db], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, JUNHENG_KEY_FILE: join(world.folder, 'key') },
    })
  } catch (e) {
    return String(e.stdout) + String(e.stderr)
  }
}
const api = (path) => `${world.url}/api/v1/counties/${world.county}${path}`
async function send(method, path, body) {
  const answer = await fetch(path.startsWith('http') ? path : api(path), {
    method,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, json: await answer.json().catch(() => null) }
}

before(async () => {
  world = await startWorld({
    schools: 12,
    people: (name) => /2199000002/.test(name),
    years: (year, last) => year === last,
  })
})
after(() => world.stop())

test('a payload goes into every text field there is', async () => {
  // Rosters: every column that takes words.
  for (const [form, year] of [
    ['pupil_roster', '四年级'],
    ['teacher_roster', ''],
  ]) {
    const columns = items('cn-people-rosters', form)
    const known = {
      full_name: `王${evil('n')}`,
      t_full_name: `王${evil('m')}`,
      id_number: '',
      t_id_number: '',
      grade: year,
      class: evil('c'),
      birth: '2016-03-05',
      t_birth: '1980-03-05',
      sex: '男',
      t_sex: '男',
      entered: '',
      roll_number: '',
      t_post: '专任教师',
      t_stage: '小学',
      t_subject: '语文',
      t_degree: '本科',
    }
    const row = columns.map((c) =>
      c.id in known ? known[c.id] : c.kind === 'words' ? evil(++fields) : '',
    )
    const path = write(
      `${form}-${evil('f').replace(/[/"]/g, '')}.csv`,
      ['学校标识码', ...columns.map((c) => c.name_zh)],
      ['2199000002', ...row],
    )
    const said = junheng(
      'import',
      '--county',
      world.county,
      '--form',
      form,
      '--year',
      '2025',
      '--reason',
      evil('reason'),
      path,
    )
    assert.match(said, /提交|生效|导入/, said.slice(0, 400))
  }
  // Forms of the standard: every item that takes words, for one school.
  for (const form of ['roster', 'premises']) {
    const columns = items('cn-school-statistics', form).filter(
      (c) => c.kind === 'words' && c.id !== 'merged_into',
    )
    assert.ok(columns.length)
    const path = write(
      `${form}.csv`,
      ['学校标识码', ...columns.map((c) => c.name_zh)],
      ['2199000001', ...columns.map(() => evil(++fields))],
    )
    const told = junheng(
      'import',
      '--county',
      world.county,
      '--form',
      form,
      '--year',
      '2025',
      '--accept-rejected',
      '--reason',
      evil('reason'),
      path,
    )
    assert.match(told, /已导入/, told.slice(0, 600))
  }
  // Groups, a round, its comments, a step with a reason.
  const group = await send('POST', '/groups', {
    kind: 'community',
    code: 'X1',
    name: evil('group'),
    type: evil('type'),
    since: '2025-09-01',
  })
  assert.ok(group.status < 300, JSON.stringify(group))
  const round = await send('POST', '/rounds', {
    year: 2026,
    due: '2031-01-01',
    title: evil('round'),
  })
  assert.equal(round.status, 201, JSON.stringify(round))
  const { people } = await (await fetch(api('/people?q=%E7%8E%8B%3Cimg'))).json()
  assert.equal(people.length, 2)
  const step = await send('POST', `/people/${people[0].person}/steps`, {
    kind: 'leave',
    reason: evil('step'),
  })
  assert.equal(step.status, 200, JSON.stringify(step))
  // A file that is only uploaded: its name, its headings, its cells, on the page of the import.
  const upload = await send(
    'POST',
    `/imports?name=${encodeURIComponent(evil('name'))}.csv`,
    `学校标识码,${quote(evil('heading'))},图书\r\n2199000001,x,${quote(evil('cell'))}\r\n`,
  )
  assert.ok([201, 422].includes(upload.status), `${upload.status}`)
  assert.ok(fields > 50, `${fields} fields`)
})

/** Everything that went wrong on the page. */
async function caught(page) {
  return page.evaluate(() => ({
    ran: globalThis.ran ?? [],
    made: [...document.querySelectorAll('*')]
      .filter((e) => e.localName.startsWith('xss-'))
      .map((e) => e.localName),
    images: [...document.querySelectorAll('img')].filter((i) => i.getAttribute('src') === 'x')
      .length,
    handlers: [...document.querySelectorAll('*')].filter((e) =>
      [...e.attributes].some((a) => /^on/i.test(a.name)),
    ).length,
  }))
}
const clean = { ran: [], made: [], images: 0, handlers: 0 }

test('every page shows it as text', async () => {
  const page = await newPage(world)
  await page.addInitScript(() => {
    globalThis.ran = []
    globalThis.xss = (n) => globalThis.ran.push(n)
  })
  page.on('dialog', (d) => assert.fail(`a dialog: ${d.message()}`))
  const people = await (await fetch(api('/people?q=%E7%8E%8B%3Cimg'))).json()
  assert.ok(
    people.people?.length >= 2,
    `the two are found: ${JSON.stringify(people).slice(0, 200)}`,
  )
  const imports = await (await fetch(api('/imports'))).json()
  const paths = readFileSync(join(root, 'ui/src/router.ts'), 'utf8')
    .match(/path: '[^']+'/g)
    .map((m) => m.slice(7, -1))
  const fill = {
    indicator: ['sports_area'],
    stage: ['primary'],
    school: ['2199000001', '2199000002'],
    person: people.people.map((p) => p.person),
    pack: ['cn-people-rosters', 'cn-school-statistics'],
    round: ['1'],
    import: (imports.items ?? imports.imports ?? []).slice(0, 4).map((i) => i.import),
  }
  let seen = 0
  let shown = 0
  for (const path of paths) {
    const names = [...path.matchAll(/:(\w+)/g)].map((m) => m[1])
    const last = names.at(-1)
    for (const value of names.length ? (fill[last] ?? ['1']) : ['']) {
      const address = path.replace(/:(\w+)(\([^)]*\)\*?)?/g, (_, n) =>
        encodeURIComponent(n === last ? value : (fill[n] ?? ['1'])[0]),
      )
      await page.goto(`${world.url}${address}${address === '/people' ? '?q=%E7%8E%8B%3Cimg' : ''}`)
      await settle(page)
      const result = await caught(page)
      assert.deepEqual(result, clean, `${address}: ${JSON.stringify(result)}`)
      shown += (await page.locator('body').innerText()).includes('<img src=x') ? 1 : 0
      seen++
    }
  }
  assert.ok(seen >= 20, `${seen} pages`)
  assert.ok(shown >= 4, `the payload is seen as text on ${shown} pages only: nothing was tested`)
  const faults = page.faults.filter((f) => !/status of (4|5)\d\d/.test(f))
  assert.deepEqual(faults, [])
})

test('the look for payloads finds one that got through', async () => {
  const page = await newPage(world)
  await page.goto(world.url)
  await settle(page)
  await page.evaluate((text) => {
    document.querySelector('#main').innerHTML = text
  }, evil(1))
  const result = await caught(page)
  assert.deepEqual([result.made, result.images, result.handlers], [['xss-1'], 1, 1])
  assert.deepEqual(result.ran, [], 'and even then the guards of the page keep it from running')
})

test('answers say what they are: no document of the program is taken for a page', async () => {
  for (const path of [
    '/people?q=%E7%8E%8B%3Cimg',
    '/imports',
    '/audit',
    '/orgs',
    '/checks',
    '/balance',
    '/reports/schools.csv',
    '/reports/report.pdf',
    '/forms/schools',
  ]) {
    const answer = await fetch(api(path))
    assert.doesNotMatch(answer.headers.get('content-type') ?? '', /html|svg/, path)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path)
  }
})
