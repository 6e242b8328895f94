// Without a mouse: skip link, menu, figures, tables, the drawer on a phone; and an empty file's first page.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axeFaults, newPage, settle, SIZES, startWorld } from './world.mjs'

let world
before(async () => {
  world = await startWorld()
})
after(() => world.stop())

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
async function tabTo(page, wanted, most = 80) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab')
    if (wanted.test(await focused(page))) return
  }
  assert.fail(`Tab never reached ${wanted}`)
}

test('the first Tab is the skip link, and it goes to the content', async () => {
  const page = await newPage(world)
  await page.goto(world.url)
  await settle(page)
  await page.keyboard.press('Tab')
  assert.equal(await focused(page), '跳到正文')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main')
  await page.context().close()
})

test('menu, page and table by keyboard alone, with the focus seen', async () => {
  const page = await newPage(world)
  await page.goto(world.url)
  await settle(page)
  await tabTo(page, /^学校$/)
  assert.notEqual(
    await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle),
    'none',
  )
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/schools/)
  await settle(page)
  await tabTo(page, /^学生数/)
  await page.keyboard.press('Enter')
  assert.equal(
    await page
      .locator('th[aria-sort=ascending]')
      .innerText()
      .then((x) => x.startsWith('学生数')),
    true,
  )
  const counts = await page.locator('tbody td.right').allInnerTexts()
  const values = counts.map((x) => Number(x.replaceAll(',', ''))).filter(Number.isFinite)
  assert.deepEqual(
    values,
    [...values].sort((a, b) => a - b),
  )
  await page.context().close()
})

test('a figure opens where it comes from, Escape closes it, the focus comes back', async () => {
  const page = await newPage(world)
  await page.goto(world.url)
  await settle(page)
  const figure = page.locator('#indicators button.figure').first()
  await figure.focus()
  await page.keyboard.press('Enter')
  await page.locator('.el-drawer .formula').first().waitFor()
  assert.deepEqual(await axeFaults(page), [])
  await page.keyboard.press('Escape')
  await page.locator('.el-drawer .formula').first().waitFor({ state: 'hidden' })
  assert.equal(await figure.evaluate((node) => node === document.activeElement), true)
  await page.context().close()
})

test('on a phone the menu is a drawer', async () => {
  const page = await newPage(world, SIZES[1])
  await page.goto(world.url)
  await settle(page)
  await page.getByRole('button', { name: '菜单' }).click()
  await page.locator('.el-drawer').getByRole('link', { name: '对比' }).click()
  await page.waitForURL(/\/compare/)
  await page.locator('.el-drawer').first().waitFor({ state: 'hidden' })
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('an empty data file says what to do next', async () => {
  const empty = await startWorld({ schools: 0 })
  try {
    const page = await newPage(empty)
    await page.goto(empty.url)
    await settle(page)
    assert.match(await page.locator('#main').innerText(), /还没有数据/)
    await page.locator('#main').getByRole('link', { name: '导入' }).click()
    await page.locator('.drop').waitFor()
    assert.deepEqual(await axeFaults(page), [])
    assert.deepEqual(page.faults, [])
  } finally {
    await empty.stop()
  }
})
