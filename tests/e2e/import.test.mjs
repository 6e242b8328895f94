// The tale of a clerk: a file with errors, the corrected one, the verdict that changes, a school, where a
// number comes from, and the import taken back.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { axeFaults, newPage, overflow, settle, startWorld } from './world.mjs'

const TEACHERS = /^03-/
let world
before(async () => {
  world = await startWorld({
    keep: (name) => !TEACHERS.test(name),
    years: (year, last) => year === last,
  })
})
after(() => world.stop())

const years = () =>
  readdirSync(join(world.demo, world.county))
    .filter((name) => /^\d{4}$/.test(name))
    .sort()
function goodFile() {
  const folder = join(world.demo, world.county, years().at(-1))
  return join(
    folder,
    readdirSync(folder).find((name) => TEACHERS.test(name)),
  )
}

// A table with a word and a negative number where counts are due, as an office program saves it.
async function badFile() {
  const year = Number(years().at(-1))
  const answer = await fetch(`${world.url}/api/v1/counties/${world.county}/balance`)
  const { county, units } = await answer.json()
  const stage = { primary: '小学', junior: '初中' }
  const rows = units.slice(0, 3).map((u, i) => [
    u.school,
    u.name,
    stage[u.stage],
    ...[
      [46, '四十'],
      [46, -3],
      [46, 44],
    ][i],
  ])
  const lines = [
    ['教师'],
    [`县（市、区）：${county.name} ${county.id}　学年：${year}-${year + 1}学年　填报单位：教育局`],
    ['学校标识码', '学校名称', '学段', '教职工', '专任教师'],
    ...rows,
  ]
  const text = '\ufeff' + lines.map((line) => line.join(',')).join('\r\n') + '\r\n'
  return { name: '教师-待改.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }
}
const verdict = async (page) => {
  await page.goto(world.url)
  await settle(page)
  return (await page.locator('#verdict-word').innerText()).replace(/^\S\s*/, '').trim()
}

test('import with errors, correct, commit, see the verdict change, ask a number, undo', async () => {
  const page = await newPage(world)
  const start = await verdict(page)
  assert.notEqual(start, '达标', 'teachers are missing, so nothing can be reached yet')
  assert.match(await page.locator('#indicators').innerText(), /缺报/)

  // A file with planted faults: cells are named, nothing can be committed as it is.
  await page.goto(`${world.url}/imports`)
  await settle(page)
  await page.setInputFiles('input[type=file]', await badFile())
  let job = page.locator('.job').first()
  await job.getByRole('button', { name: '检查', exact: true }).click()
  await job.locator('.group').first().waitFor()
  const errors = Number(await job.locator('.counts .error strong').innerText())
  assert.ok(errors >= 2, 'both planted faults are found')
  const group = job.locator('.group').first()
  if ((await group.getAttribute('open')) === null) await group.locator('summary').click()
  assert.match(await group.locator('tbody').innerText(), /![A-Z]+\d+/, 'sheet and cell are told')
  assert.equal(await job.getByRole('button', { name: '提交', exact: true }).isDisabled(), true)
  assert.equal(await overflow(page), 0)
  assert.deepEqual(await axeFaults(page), [])
  const marked = page.waitForEvent('download')
  await job.getByRole('link', { name: '下载标注后的表格' }).click()
  assert.match((await marked).suggestedFilename(), /\.xlsx$/)
  await job.getByRole('button', { name: '放弃' }).click()
  await job.waitFor({ state: 'detached' })

  // The corrected file: checked, previewed, committed.
  await page.setInputFiles('input[type=file]', goodFile())
  job = page.locator('.job').first()
  await job.getByRole('button', { name: '检查', exact: true }).click()
  await job.locator('.balance').waitFor()
  assert.equal(
    Number(await job.locator('.counts .grade').first().locator('strong').innerText()),
    0,
    'no errors',
  )
  const reason = job.locator('textarea')
  if (await reason.count()) await reason.fill('补报教师数据')
  await job.getByRole('button', { name: '提交', exact: true }).click()
  await job.locator('p.done').waitFor()
  await job.locator('.change .now').waitFor()

  // The verdict has its teachers now.
  await job.locator('.change').getByRole('link').click()
  await settle(page)
  assert.doesNotMatch(await page.locator('#indicators tbody tr').first().innerText(), /缺报/)
  const now = (await page.locator('#verdict-word').innerText()).replace(/^\S\s*/, '').trim()
  const reasons = await page
    .locator('.verdict .reasons')
    .innerText()
    .catch(() => '')

  // A school, and one of its numbers down to the cell of the file that was just imported.
  await page.getByRole('link', { name: '学校', exact: true }).first().click()
  await settle(page)
  await page.locator('.data-table a').first().click()
  await page.waitForURL(/\/schools\/\d{10}/)
  await page.locator('button.figure').first().click()
  const drawer = page.locator('.el-drawer')
  await drawer.locator('.inputs .cell').first().waitFor()
  assert.match(await drawer.locator('.inputs').innerText(), /03-.*\.\w+ › .+ › [A-Z]+\d+/)
  assert.deepEqual(await axeFaults(page), [])
  await page.keyboard.press('Escape')

  // Undo asks first; then the data are as before.
  await page.goto(`${world.url}/imports`)
  await settle(page)
  await page.locator('tr', { hasText: /03-/ }).getByRole('button', { name: '撤销' }).first().click()
  await page.locator('.el-message-box').getByRole('button', { name: '撤销' }).click()
  await page.locator('tr', { hasText: /03-/ }).getByText('已撤销').waitFor()
  assert.equal(await verdict(page), start)
  assert.match(await page.locator('#indicators').innerText(), /缺报/)
  assert.notEqual(
    `${now} ${reasons}`,
    `${start} ${await page.locator('.verdict .reasons').innerText()}`,
    'the import changed what the verdict says',
  )
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('templates and reports can be downloaded from the pages', async () => {
  const page = await newPage(world)
  await page.goto(`${world.url}/imports`)
  await settle(page)
  await page.getByText('下载填报模板').click()
  const template = page.waitForEvent('download')
  await page.getByRole('link', { name: '全部模板' }).click()
  assert.match((await template).suggestedFilename(), /\.xlsx$/)
  await page.goto(world.url)
  await settle(page)
  for (const [name, ending] of [
    ['全部表格 Excel', /\.xlsx$/],
    ['报告 PDF', /\.pdf$/],
    ['学校 CSV', /\.csv$/],
  ]) {
    const file = page.waitForEvent('download')
    await page.getByRole('link', { name }).click()
    assert.match((await file).suggestedFilename(), ending)
  }
  await page.context().close()
})
