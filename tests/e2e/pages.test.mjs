// Every page at both widths: drawn, nothing outside, no fault, no sideways scrolling, axe content.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axeFaults, newPage, overflow, settle, SIZES, startWorld } from './world.mjs'

let world
before(async () => {
  world = await startWorld()
})
after(() => world.stop())

async function routes(page) {
  await page.goto(world.url)
  await settle(page)
  const indicator = await page.locator('#indicators tbody th a').first().getAttribute('href')
  await page.goto(`${world.url}/schools`)
  await settle(page)
  const school = await page.locator('tbody th a').first().getAttribute('href')
  await page.goto(`${world.url}/packs`)
  await settle(page)
  const packs = await page
    .locator('.grid h2 a')
    .evaluateAll((links) => links.map((a) => a.getAttribute('href')))
  const compare = ['years', 'packs', 'area', 'community', 'locale'].map((by) => `/compare?by=${by}`)
  return [
    '/',
    indicator,
    '/schools',
    '/schools?status=fail',
    school,
    '/others',
    '/map',
    ...compare,
    '/due',
    '/submissions',
    '/submissions/offline',
    '/imports',
    '/checks',
    '/orgs',
    '/packs',
    ...packs,
    '/nowhere',
  ]
}

for (const size of SIZES)
  test(`every page at ${size.width} px`, async () => {
    const page = await newPage(world, size)
    const seen = new Set() // kinds of page that axe has read
    for (const route of await routes(page)) {
      await page.goto(world.url + route)
      await settle(page)
      assert.equal(await overflow(page), 0, `${route} scrolls sideways`)
      const kind = route.replace(/\?.*/, '').replace(/^\/packs\/.+/, '/packs/…')
      if (!seen.has(kind)) assert.deepEqual(await axeFaults(page), [], route)
      seen.add(kind)
      assert.equal(await page.locator('[role=alert]').count(), 0, `${route} shows a problem`)
      assert.deepEqual(page.faults, [], route)
    }
    await page.context().close()
  })

test('the map shows every school that has a place, and the same as a table', async () => {
  const page = await newPage(world)
  await page.goto(`${world.url}/map`)
  await settle(page)
  const drawn = await page.locator('.legend .key').allInnerTexts()
  const total = drawn.reduce((sum, text) => sum + Number(/\d+/.exec(text)?.[0] ?? 0), 0)
  assert.ok(total >= 20, `only ${total} schools on the map`)
  await page.getByRole('button', { name: '看表' }).click()
  assert.match(
    await page.locator('[role=status]').first().innerText(),
    new RegExp(`${total} / ${total}`),
  )
  await page.context().close()
})

test('a switch is a trial in the address until it is kept', async () => {
  const page = await newPage(world)
  await page.goto(world.url)
  await settle(page)
  const floor = page.locator('#switch-floor')
  await floor.fill('0.5')
  await floor.press('Enter')
  await page.locator('.banner').waitFor()
  assert.match(page.url(), /set=floor(:|%3A)0\.5/)
  await page.getByRole('link', { name: '学校', exact: true }).first().click()
  await page.waitForURL(/\/schools\b.*set=floor/) // the page is there, and its link carried the trial
  await settle(page)
  assert.match(page.url(), /set=floor/, 'links carry the trial')
  await page.goBack()
  await page.waitForURL(/set=floor/)
  await settle(page)
  await page.locator('.switches').getByRole('button', { name: '保存为本县口径' }).click()
  await page.locator('.banner').waitFor({ state: 'detached' })
  await page.reload()
  await settle(page)
  assert.equal(await page.locator('#switch-floor').inputValue(), '0.5')
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('English: the language of the document, the menu and the verdict change together', async () => {
  const page = await newPage(world)
  await page.goto(world.url)
  await settle(page)
  await page.locator('select.language').selectOption('en')
  await page.getByRole('link', { name: 'Overview' }).waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  await page.waitForLoadState('networkidle')
  const menu = await page.locator('nav').first().innerText()
  assert.doesNotMatch(menu, /\p{Script=Han}/u)
  assert.doesNotMatch(await page.locator('#indicators thead').innerText(), /\p{Script=Han}/u)
  assert.deepEqual(await axeFaults(page), [])
  await page.context().close()
})

test('charts have tables, and the address of a page is enough to see it again', async () => {
  const page = await newPage(world)
  await page.goto(world.url)
  await settle(page)
  await page.locator('#indicators tbody th a').first().click()
  await page.locator('svg').first().waitFor()
  const schools = await page.locator('.data-table [role=status]').last().innerText()
  await page.getByRole('button', { name: '看表' }).first().click()
  assert.ok((await page.getByRole('button', { name: '看图' }).count()) > 0)
  await page.goto(page.url())
  await settle(page)
  assert.equal(await page.locator('.data-table [role=status]').last().innerText(), schools)
  assert.deepEqual(page.faults, [])
  await page.context().close()
})
