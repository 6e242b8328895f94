// Logging in, one's own account, accounts managed, the log and the banner of a view, in a browser and on a phone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { code } from '../http/totp.mjs'
import { axeFaults, newPage, overflow, settle, SIZES, startWorld } from './world.mjs'

const word = 'Kite-lantern-27'
let world, secret
function person(name, ...more) {
  execFileSync(
    process.env.JUNHENG,
    ['account', 'add', name, '--db', world.db, '--password-fd', '0', ...more],
    { input: word + '\n', stdio: ['pipe', 'ignore', 'inherit'] },
  )
}
before(async () => {
  world = await startWorld({ schools: 12, years: (year, last) => year === last })
  writeFileSync(join(world.folder, 'key'), '0123456789abcdef'.repeat(4) + '\n', { mode: 0o600 })
  person('guan.li', '--name', '管理员', '--role', 'administrator')
  person('ju.zhang', '--name', '张局长', '--role', 'director')
})
after(() => world.stop())

async function enter(page, name, password = word) {
  await page.goto(world.url)
  await page.getByLabel('账号').fill(name)
  await page.getByLabel('口令').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

async function looked(page, name) {
  assert.equal(await overflow(page), 0, `${name} is too wide`)
  assert.deepEqual(await axeFaults(page), [], name)
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}

// A browser writes a line for every answer of 4xx; those that the test provokes are no faults.
const faults = (page) =>
  page.faults.filter((f) => !/the server responded with a status of 4/.test(f))

for (const size of SIZES) {
  test(`a director logs in at ${size.width}`, async () => {
    const page = await newPage(world, size)
    await page.goto(world.url)
    await page.getByRole('heading', { name: '登录' }).waitFor()
    assert.equal(await page.locator('nav').count(), 0, 'no menu before the login')
    await looked(page, `login-${size.width}`)
    await enter(page, 'ju.zhang', 'wrong')
    await page.getByRole('alert').waitFor()
    assert.match(await page.getByRole('alert').innerText(), /账号或口令不正确/)
    await enter(page, 'ju.zhang')
    await page.getByRole('link', { name: '张局长' }).click()
    await page.getByRole('heading', { name: '我的账号' }).waitFor()
    await looked(page, `me-${size.width}`)
    await page.getByRole('button', { name: '退出' }).click()
    await page.getByRole('heading', { name: '登录' }).waitFor()
    assert.deepEqual(faults(page), [])
    await page.context().close()
  })
}

test('an administrator sets up the second factor, makes an account and locks it', async () => {
  const page = await newPage(world)
  await enter(page, 'guan.li')
  await page.getByRole('link', { name: '管理员' }).click()
  await page.getByRole('button', { name: '绑定手机验证器' }).click()
  secret = (await page.locator('code.secret').innerText()).replaceAll(' ', '')
  await page.getByLabel('动态口令').fill(code(secret))
  await page.locator('form').first().getByLabel('口令', { exact: true }).fill(word)
  await page.getByRole('button', { name: '确定' }).click()
  await page.getByText('已绑定：').waitFor()

  await page.getByRole('link', { name: '账号管理' }).click()
  await page.getByRole('button', { name: '新建账号' }).first().click()
  await page.getByLabel('账号', { exact: true }).fill('wang.fang')
  await page.getByLabel('姓名').fill('王芳')
  await page.locator('form').getByRole('button', { name: '新建账号' }).click()
  const first = await page.locator('code.word').innerText()
  assert.match(first, /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)
  await page.getByLabel('角色').selectOption('principal')
  await page.getByLabel('学校标识码或学区代码').fill('2199000001')
  await page.getByRole('button', { name: '授予角色' }).click()
  await page.locator('li', { hasText: '校长' }).first().waitFor()
  await looked(page, 'accounts-1366')
  await page.setViewportSize(SIZES[1])
  await looked(page, 'accounts-390')
  await page.setViewportSize(SIZES[0])

  await page.getByRole('link', { name: '操作日志' }).click()
  await page.getByText('给账号 wang.fang 授予角色 校长').waitFor()
  await looked(page, 'audit-1366')
  await page.setViewportSize(SIZES[1])
  await looked(page, 'audit-390')
  await page.setViewportSize(SIZES[0])

  await page.getByRole('link', { name: '账号管理' }).click()
  await page.getByRole('button', { name: 'ju.zhang' }).click()
  await page.getByRole('button', { name: '以此身份查看' }).click()
  await page.getByText('正在以“ju.zhang”的身份查看').waitFor()
  await settle(page)
  await looked(page, 'view-1366')
  await page.getByRole('button', { name: '结束查看' }).click()
  await page.getByText('正在以').waitFor({ state: 'detached' })
  assert.deepEqual(faults(page), [])
  await page.context().close()

  // The new one changes the first password, and sees the own menu only.
  const other = await newPage(world)
  await enter(other, 'wang.fang', first)
  await other.getByRole('heading', { name: '请先修改初始口令' }).waitFor()
  await other.getByLabel('原口令').fill(first)
  await other.getByLabel('新口令', { exact: true }).fill('Paper-boat-2031')
  await other.getByLabel('再输入一次新口令').fill('Paper-boat-2031')
  await looked(other, 'first-1366')
  await other.getByRole('button', { name: '修改口令' }).click()
  await other.locator('nav a').first().waitFor()
  const menu = await other.locator('nav a').allInnerTexts()
  assert.ok(menu.length > 3, menu.join())
  assert.ok(
    !menu.includes('账号管理') && !menu.includes('操作日志') && !menu.includes('导入数据'),
    menu.join(),
  )
  assert.deepEqual(faults(other), [])
  await other.context().close()
})

test('the second login asks for the code', async () => {
  const page = await newPage(world, SIZES[1])
  await enter(page, 'guan.li')
  await page.getByRole('heading', { name: '二次验证' }).waitFor()
  await looked(page, 'code-390')
  await page.getByLabel('动态口令').fill(code(secret, 1))
  await page.getByRole('button', { name: '确定' }).click()
  await page.getByRole('link', { name: '管理员' }).waitFor()
  await page.context().close()
})
