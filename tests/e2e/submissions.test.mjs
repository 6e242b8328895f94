// Reporting in a browser: one school's forms from an empty grid to approved figures with the keyboard alone; a
// school without network twice, with a conflict; a grid that behaves like a spreadsheet and loses nothing.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { code } from '../http/totp.mjs'
import { axeFaults, newPage, overflow, settle, SIZES, startWorld } from './world.mjs'

const SCHOOL = '2199000001'
const OTHER = '2199000002'
const word = 'Kite-lantern-27'
const run = (...args) => execFileSync(process.env.JUNHENG, args, { encoding: 'utf8' })

async function begin(keep) {
  const world = await startWorld({
    schools: 14,
    keep, // what of this year is in already
    years: (year, last) => Number(year) >= Number(last) - 1,
  })
  writeFileSync(join(world.folder, 'key'), '0123456789abcdef'.repeat(4) + '\n', { mode: 0o600 })
  run('submission', 'open', '--db', world.db, '--year', '2025', '--due', '2199-10-15')
  return world
}
const at = (world, school = SCHOOL) =>
  `${world.url}/api/v1/counties/${world.county}/rounds/1/schools/${school}`
async function ask(world, method, url, body) {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', origin: world.url },
    body: body && JSON.stringify(body),
  })
  assert.ok(answer.ok, await answer.clone().text())
  return answer.json()
}
const rowsOf = (grid, form) => grid.forms.find((f) => f.form === form).rows
const cellOf = (grid, item) =>
  grid.forms.flatMap((f) => f.rows).find((r) => r.item === item).cells[0]

async function looked(page, name) {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    await settle(page)
    if (process.env.SHOTS)
      await page.screenshot({
        path: `${process.env.SHOTS}/sub-${name}-${size.width}.png`,
        fullPage: true,
      })
    assert.equal(await overflow(page), 0, `${name} at ${size.width} is too wide`)
    assert.deepEqual(await axeFaults(page), [], `${name} at ${size.width}`)
  }
  await page.setViewportSize(SIZES[0])
}
// A browser writes a line for every answer of 4xx and for every request without network.
const faults = (page) => page.faults.filter((f) => !/status of 4|ERR_INTERNET/.test(f))

// ---- the keyboard alone -------------------------------------------------------------------------

const focused = (page) =>
  page.evaluate(() => {
    const e = document.activeElement
    return (e?.textContent ?? '').trim()
  })
async function tabTo(page, wanted, most = 160) {
  const seen = []
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab')
    seen.push((await focused(page)).slice(0, 24))
    if (wanted.test(await focused(page))) return
  }
  assert.fail(`Tab never reached ${wanted}: ${seen.join(' | ')}`)
}
async function press(page, wanted) {
  await tabTo(page, wanted)
  await page.keyboard.press('Enter')
}
async function logIn(page, world, name, secret) {
  await page.goto(world.url)
  await page.getByRole('heading', { name: '登录' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT')
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(word)
  await page.keyboard.press('Enter')
  if (secret) {
    await page.getByRole('heading', { name: '二次验证' }).waitFor()
    await page.waitForFunction(() => document.activeElement?.inputMode === 'numeric')
    await page.keyboard.type(code(secret, 1))
    await page.keyboard.press('Enter')
  }
  await page.getByRole('heading', { name: '待办' }).first().waitFor()
  await settle(page)
}
async function home(page) {
  await press(page, /^待办$/)
  await page.waitForURL(/\/due/)
  await settle(page)
}
async function openDue(page, wanted) {
  await press(page, wanted)
  await page.getByRole('grid').waitFor()
  await settle(page)
}
const saved = (page) =>
  page
    .getByTestId('save')
    .getByText(/^已保存 \d\d:\d\d/)
    .waitFor()

// Type a column of the grid from its first cell on; what is undefined is left as it is.
async function fillForm(page, title, values) {
  await press(page, new RegExp(`^${title}`))
  await page.getByRole('grid', { name: title }).waitFor()
  await tabTo(page, new RegExp(`^${values[0].name} · `))
  for (const { name, text } of values) {
    assert.match(await focused(page), new RegExp(`^${name} · `))
    if (text !== undefined) await page.keyboard.type(text)
    await page.keyboard.press('Enter')
  }
  await saved(page)
}
async function step(page, name, note, state) {
  await press(page, new RegExp(`^${name}$`))
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
  if (note) await page.keyboard.type(note)
  await press(page, new RegExp(`^确认${name}$`))
  await page.getByText(`完成，现在是：${state}`).waitFor()
}
async function enrol(world, name) {
  let cookie = ''
  let token = ''
  const call = async (method, path, body) => {
    const headers = { 'content-type': 'application/json', origin: world.url }
    if (cookie) Object.assign(headers, { cookie, 'x-junheng-token': token })
    const answer = await fetch(`${world.url}/api/v1${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    })
    const json = await answer.json()
    assert.ok(answer.ok, JSON.stringify(json))
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    token = json.csrf ?? token
    return json
  }
  await call('POST', '/session', { account: name, password: word })
  const { secret } = await call('POST', '/session/totp', {})
  await call('PUT', '/session/totp', { password: word, secret, code: code(secret) })
  return secret
}

test('keyboard only: a school fills and submits, the bureau returns it with a comment on a cell, the school mends it, the bureau approves', async () => {
  const world = await begin((name) => !name.startsWith('04'))
  try {
    const blank = await ask(world, 'GET', at(world))
    const balance = `${world.url}/api/v1/counties/${world.county}/schools/${SCHOOL}?year=2025&pack=cn-quality-balance-2017`
    const figure = async (headers) => {
      const { stages } = await (await fetch(balance, { headers })).json()
      return stages[0].rows.find((r) => r.name.includes('教学仪器设备值')).value
    }
    const untouched = await figure()
    const account = (name, ...more) =>
      execFileSync(
        process.env.JUNHENG,
        ['account', 'add', name, '--db', world.db, '--password-fd', '0', ...more],
        { input: word + '\n', stdio: ['pipe', 'ignore', 'inherit'] },
      )
    account('xiao.zhang', '--name', '校长', '--role', 'principal', '--org', SCHOOL)
    account('ju.zhang', '--name', '局长', '--role', 'director')
    const secret = await enrol(world, 'ju.zhang')
    const school = await newPage(world)
    const bureau = await newPage(world)

    // The school: from login in two steps to the form.
    await logIn(school, world, 'xiao.zhang')
    await openDue(school, /2025-2026学年统计填报/)
    const { cells, not_asked, empty } = blank.forms[0].counts
    assert.deepEqual([not_asked, empty], [cells, 0], 'what is in already is not asked again')
    const typed = rowsOf(blank, blank.forms[2].form).map((r) => ({
      name: r.name,
      text: r.item === 'equipment' ? '100' : r.cells[0].last,
    }))
    await fillForm(school, blank.forms[2].title, typed)
    assert.equal(await school.getByRole('grid').locator('td.error').count(), 0)
    await school.keyboard.press('Escape')
    await step(school, '上报', '与去年相比属实', '已上报')

    // The bureau: back with a comment on a cell.
    await logIn(bureau, world, 'ju.zhang', secret)
    await openDue(bureau, /1 份待审核/)
    await press(bureau, new RegExp(`^${blank.forms[2].title}`))
    await tabTo(bureau, new RegExp(`^${typed[0].name} · `))
    while (!/^教学仪器设备资产值/.test(await focused(bureau)))
      await bureau.keyboard.press('ArrowDown')
    assert.match(await focused(bureau), /100万元/)
    await bureau.keyboard.press('Shift+F2')
    await bureau.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
    await bureau.keyboard.type('比去年少得太多，请核对')
    await bureau.keyboard.press('Escape')
    assert.match(await focused(bureau), /^教学仪器设备资产值.*有批注/)
    await bureau.keyboard.press('Escape')
    await step(bureau, '退回', '', '已退回')

    // The school: red on the list, the comment at its cell, mended, handed in again.
    await home(school)
    assert.equal(await school.locator('.due li.red').count(), 1)
    await openDue(school, /已退回/)
    await press(school, new RegExp(`^${blank.forms[2].title}`))
    await tabTo(school, new RegExp(`^${typed[0].name} · `))
    while (!/有批注/.test(await focused(school))) await school.keyboard.press('ArrowDown')
    assert.match(await focused(school), /^教学仪器设备资产值/)
    await school.getByText('比去年少得太多，请核对').first().waitFor()
    await school.keyboard.type('400.5')
    await school.keyboard.press('Enter')
    await saved(school)
    await school.keyboard.press('Escape')
    await step(school, '上报', '已核对', '已上报')

    // The bureau approves; the figures are those of the form.
    await home(bureau)
    await openDue(bureau, /1 份待审核/)
    await step(bureau, '批准', '', '已批准')
    await looked(bureau, 'approved')
    const cookies = await bureau.context().cookies()
    const cookie = cookies.map((c) => `${c.name}=${c.value}`).join('; ')
    const pupils = cellOf(blank, 'pupils').value
    assert.equal(untouched, null)
    const judged = await figure({ cookie })
    assert.ok(Math.abs(judged - (400.5 * 10000) / pupils) < 1e-6, `${judged}`)
    await bureau.goto(`${world.url}/schools/${SCHOOL}?year=2025`)
    await bureau
      .getByText(new RegExp(String(Math.floor(judged)).replace(/(\d{3})$/, ',?$1')))
      .first()
      .waitFor()
    assert.deepEqual(faults(school), [])
    assert.deepEqual(faults(bureau), [])
  } finally {
    await world.stop()
  }
})

// ---- without accounts: a grid, and a school without network ---------------------------------------

let world
before(async () => {
  world = await begin((name) => name.startsWith('01'))
})
after(() => world.stop())

test('every page of reporting at both widths', async () => {
  const page = await newPage(world)
  for (const [name, route] of [
    ['due', '/due'],
    ['rounds', '/submissions'],
    ['round', '/submissions/1'],
    ['offline', '/submissions/offline'],
    ['grid', `/submissions/1/${SCHOOL}`],
  ]) {
    await page.goto(world.url + route)
    await settle(page)
    await looked(page, name)
  }
  await page.goto(`${world.url}/submissions`)
  await settle(page)
  await page.getByRole('button', { name: '开始一次填报' }).click()
  await page.getByLabel('截止日').fill('2199-11-01')
  await looked(page, 'open')
  assert.deepEqual(faults(page), [])
  await page.context().close()
})

const cell = (page, name) => page.getByRole('gridcell', { name: new RegExp(`^${name} · `) })
const shows = (page, name, text) =>
  cell(page, name).locator('.text').getByText(text, { exact: true }).waitFor({ state: 'attached' })
async function openGrid(size = SIZES[0], school = SCHOOL) {
  const page = await newPage(world, size)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${world.url}/submissions/1/${school}`)
  await settle(page)
  return page
}
const copied = (page, text) => page.evaluate((t) => navigator.clipboard.writeText(t), text)

test('a block from a spreadsheet, live totals, undo and redo, keys', async () => {
  const page = await openGrid()
  await copied(page, '10\r\n"11"\r\n12\r\n13\r\n14\r\n15\r\n99\r\n')
  await cell(page, '一年级').click()
  await page.keyboard.press('Control+v')
  await page.getByText('已粘贴 6 格；1 格是自动合计').waitFor() // 招生数 is a sum: left alone
  await shows(page, '在校生数', '75')
  await saved(page)

  // Undo takes the block back as one, redo brings it again; the sum follows.
  await page.keyboard.press('Control+z')
  await shows(page, '在校生数', '')
  await page.keyboard.press('Control+y')
  await shows(page, '在校生数', '75')

  // Typing overwrites and the sum lives while it is typed; Escape gives the old value back.
  await page.keyboard.type('20')
  await shows(page, '在校生数', '85')
  assert.equal(
    cellOf(await ask(world, 'GET', at(world)), 'grade1').text,
    '10',
    'nothing was written',
  )
  await page.keyboard.press('Escape')
  await shows(page, '在校生数', '75')
  await page.keyboard.press('F2')
  await page.keyboard.press('End')
  await page.keyboard.type('0')
  await page.keyboard.press('Enter')
  await shows(page, '在校生数', '165')
  assert.match(await focused(page), /^二年级 · 11人/)

  // A sum is locked and explains itself; what is no number is told and nothing of it is lost.
  await page.keyboard.press('Home')
  assert.match(await focused(page), /^在校生数 · 165人 · 自动合计/)
  await page.keyboard.type('5')
  await page
    .getByText(/^这一格自动合计，不用填：= 一年级 \+ 二年级/)
    .first()
    .waitFor()
  await cell(page, '寄宿生').click()
  await page.keyboard.type('many')
  await page.keyboard.press('Enter')
  await page.getByText('1 格没有保存，请改正').waitFor()
  await page.keyboard.press('ArrowUp')
  await page.getByText('您填的“many”没有保存。').waitFor()
  await page.keyboard.press('Delete')
  await page.getByText('1 格没有保存，请改正').waitFor({ state: 'detached' })

  // Last year's value into this cell, a range copied as a block.
  await page.keyboard.press('Alt+l')
  await saved(page)
  await cell(page, '一年级').click()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Control+c')
  await page.getByText('已复制 3 格').waitFor()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '100\n11\n12')
  const now = await ask(world, 'GET', at(world))
  assert.equal(cellOf(now, 'boarders').text, cellOf(now, 'boarders').last)
  assert.deepEqual(faults(page), [])
  await page.context().close()
})

test('without network nothing is lost: kept, told, and saved when it is back, even after the page was closed', async () => {
  const page = await openGrid()
  await page.context().setOffline(true)
  await cell(page, '随迁子女').click()
  await page.keyboard.type('7')
  await page.keyboard.press('Enter')
  await page.getByText('网络不通：1 格暂存在这台电脑上').waitFor()
  await page.context().setOffline(false)
  await saved(page)
  assert.equal(cellOf(await ask(world, 'GET', at(world)), 'migrants').text, '7')

  // Not even a page that is closed while the server does not answer.
  await page.route('**/cells', (route) => route.abort())
  await cell(page, '随迁子女').click()
  await page.keyboard.type('8')
  await page.keyboard.press('Enter')
  await page.getByText('网络不通：1 格暂存在这台电脑上').waitFor()
  await page.unroute('**/cells')
  page.on('dialog', (dialog) => dialog.accept())
  await page.goto(`${world.url}/submissions`)
  await page.goto(`${world.url}/submissions/1/${SCHOOL}`)
  await shows(page, '随迁子女', '8')
  await saved(page)
  assert.equal(cellOf(await ask(world, 'GET', at(world)), 'migrants').text, '8')
  await page.context().close()
})

test('two who write in one cell: both values are shown, somebody chooses', async () => {
  const page = await openGrid()
  const version = cellOf(await ask(world, 'GET', at(world)), 'migrants').version
  const cells = [{ item: 'migrants', stage: 'primary', text: '30', version }]
  await ask(world, 'PUT', `${at(world)}/cells`, { cells })
  await cell(page, '随迁子女').click()
  await page.keyboard.type('31')
  await page.keyboard.press('Enter')
  const clash = page.getByTestId('clashes')
  await clash.getByText(/改为“30”，您填的是“31”/).waitFor()
  await clash.getByRole('button', { name: '用我的 31' }).click()
  await clash.waitFor({ state: 'detached' })
  await saved(page)
  assert.equal(cellOf(await ask(world, 'GET', at(world)), 'migrants').text, '31')
  await page.context().close()
})

test('on a phone: an item a card, the keyboard of numbers, the sum below', async () => {
  const page = await openGrid(SIZES[1])
  assert.equal(await page.getByRole('grid').count(), 0)
  const box = page.getByLabel(/^二年级/)
  assert.equal(await box.getAttribute('inputmode'), 'numeric')
  await box.fill('50')
  await box.press('Tab')
  await saved(page)
  assert.equal(cellOf(await ask(world, 'GET', at(world)), 'grade2').text, '50')
  assert.equal(await page.getByLabel(/^在校生数/).getAttribute('readonly'), '')
  await page.context().close()
})

test('a school without network hands in twice with a conflict: nothing is lost, it is shown cell by cell and decided', async () => {
  const page = await newPage(world)
  await page.goto(`${world.url}/submissions/offline`)
  await settle(page)
  await page
    .locator('select')
    .filter({ has: page.locator(`option[value="${OTHER}"]`) })
    .selectOption(OTHER)
  const file = async (name, folder) => {
    const waits = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    const path = join(world.folder, folder)
    await (await waits).saveAs(path)
    return path
  }
  const take = await file('导出给学校的文件', 'take.jhx')
  const answers = []
  for (const books of ['1111', '2222']) {
    const db = join(world.folder, `school-${books}.db`)
    run('submission', 'carry', take, '--db', db)
    answers.push(await atSchool(db, books))
  }
  const receive = async (path) => {
    await page.getByLabel('学校交回的文件').setInputFiles(path)
    await page.getByTestId('receipt').waitFor()
  }
  await receive(answers[0])
  await page.getByTestId('receipt').getByText('采用 1 格').waitFor()
  assert.equal(await page.getByTestId('conflicts').count(), 0)
  await receive(answers[0])
  await page.getByText('这个文件已经收过，没有任何改动。').waitFor()
  await receive(answers[1])
  await page.getByTestId('receipt').getByText('冲突 1 格').waitFor()
  const line = page.getByTestId('conflicts').locator('tbody tr')
  assert.equal(await line.count(), 1)
  for (const text of ['图书', '1111', '2222'])
    assert.ok((await line.innerText()).includes(text), text)
  await looked(page, 'conflict')
  assert.equal(cellOf(await ask(world, 'GET', at(world, OTHER)), 'books').text, '1111')
  await line.getByLabel(/^原因/).fill('第二次清点为准')
  await line.getByRole('button', { name: '采用交回的值 2222' }).click()
  await line.getByRole('button').first().waitFor({ state: 'detached' })
  assert.match(await line.innerText(), /采用交回的值/)
  const now = await ask(world, 'GET', at(world, OTHER))
  assert.equal(cellOf(now, 'books').text, '2222')
  assert.equal(now.events.at(-1).detail.reason ?? now.events[0].detail.reason, '第二次清点为准')
  assert.deepEqual([now.conflicts[0].ours, now.conflicts[0].theirs], ['1111', '2222'])
  assert.deepEqual(faults(page), [])
  await page.context().close()
})

test('the round: whom to remind, only what has nothing against it is approved in one go, and opened again', async () => {
  const third = at(world, '2199000003')
  await ask(world, 'PUT', `${third}/cells`, { cells: [], from_last: true })
  const before = await ask(world, 'GET', third)
  const pupils = cellOf(before, 'pupils').text
  const { version } = cellOf(before, 'last_pupils')
  const cells = [{ item: 'last_pupils', stage: 'primary', text: pupils, version }]
  await ask(world, 'PUT', `${third}/cells`, { cells })
  const up = await ask(world, 'POST', `${third}/moves`, { kind: 'submit', note: '属实' })
  const page = await newPage(world)
  await page.goto(`${world.url}/submissions/1`)
  await settle(page)
  await page.getByRole('button', { name: '催报名单（18 所）' }).click()
  const list = await page.getByLabel('尚未上报的学校').inputValue()
  assert.equal(list.split('\n').length, 19)
  assert.ok(!list.includes(up.name))
  await page.getByRole('button', { name: '批量批准（待审 1 份）' }).click()
  const clean = up.findings.length === 0
  await page.getByText(`已看 1 / 1 份，批准 ${clean ? 1 : 0} 份。`).waitFor()
  await page.getByRole('link', { name: up.name }).click()
  await page.getByRole('grid').waitFor()
  const step = async (name, note, state) => {
    await page.getByRole('button', { name, exact: true }).click()
    await page.locator('form textarea').fill(note)
    await page.getByRole('button', { name: `确认${name}` }).click()
    await page.getByText(`完成，现在是：${state}`).waitFor()
  }
  if (!clean) await step('批准', '已核实', '已批准')
  await cell(page, '一年级').click()
  await page.keyboard.type('9')
  await page.getByText('现在是“已批准”，不能修改').first().waitFor()
  await step('重新打开', '数据有误', '已退回')
  assert.deepEqual(faults(page), [])
  await page.context().close()
})

// The same program on the file that was carried there: filled on the page, the answer saved from the page.
async function atSchool(db, books) {
  const child = spawn(process.env.JUNHENG, ['serve', '--quiet', '--db', db, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise((done) =>
    child.stdout.on('data', (piece) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(String(piece))
      if (found) done(found[0])
    }),
  )
  const page = await newPage({ ...world, url })
  try {
    await page.goto(`${url}/due`)
    await settle(page)
    await page.locator('.due a', { hasText: '统计填报' }).click()
    await page.getByRole('button', { name: /^校舍与设备/ }).click()
    await cell(page, '图书').click()
    await page.keyboard.type(books)
    await page.keyboard.press('Enter')
    await saved(page)
    await page.goto(`${url}/submissions/offline`)
    await settle(page)
    const waits = page.waitForEvent('download')
    await page.getByRole('button', { name: '交回县里' }).click()
    const path = join(world.folder, `answer-${books}.jhx`)
    await (await waits).saveAs(path)
    assert.match(readFileSync(path, 'latin1'), /^junheng-exchange 1 answer/)
    assert.deepEqual(faults(page), [])
    return path
  } finally {
    await page.context().close()
    child.kill('SIGTERM')
  }
}
