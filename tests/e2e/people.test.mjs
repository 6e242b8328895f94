// Pupils and teachers: a search, a file, a transfer that is seen before it is recorded, a school year that
// begins and is taken back.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SIZES, axeFaults, newPage, overflow, settle, startWorld } from './world.mjs'

let world
before(async () => {
  world = await startWorld({
    schools: 14,
    people: (name) => /219900000[24]|3199000014/.test(name),
    years: (year, last) => year === last,
  })
})
after(() => world.stop())

async function first(page) {
  const answer = await fetch(`${world.url}/api/v1/counties/${world.county}/people?q=zhang`)
  const { people } = await answer.json()
  assert.ok(people.length > 0)
  void page
  return people[0]
}

test('people are found by initials, and the pages fit both sizes', async () => {
  const person = await first()
  for (const size of SIZES) {
    const page = await newPage(world, size)
    await page.goto(`${world.url}/people?q=zhang`)
    await page.getByRole('link', { name: person.name, exact: true }).first().waitFor()
    await settle(page)
    assert.equal(await overflow(page), 0)
    assert.deepEqual(await axeFaults(page), [])
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/people-${size.width}.png` })
    await page.goto(`${world.url}/people/${person.person}`)
    await page.getByRole('heading', { name: person.name }).waitFor()
    await page.getByText('身份证件号', { exact: true }).first().waitFor()
    await settle(page)
    assert.equal(await overflow(page), 0)
    assert.deepEqual(await axeFaults(page), [])
    if (process.env.SHOTS)
      await page.screenshot({
        path: `${process.env.SHOTS}/person-${size.width}.png`,
        fullPage: true,
      })
    await page.close()
  }
})

test('a pupil moves to another school after a look at what changes', async () => {
  const answer = await fetch(`${world.url}/api/v1/counties/${world.county}/people?q=li&kind=pupil`)
  const pupil = (await answer.json()).people.find((p) => p.school === '2199000002')
  const page = await newPage(world, SIZES[0])
  await page.goto(`${world.url}/people/${pupil.person}`)
  await page.getByLabel(/转入学校标识码/).fill('2199000004')
  await page.getByLabel('日期').fill('2025-10-08')
  await page.getByRole('button', { name: '先看结果' }).click()
  await page.getByRole('heading', { name: '办理后' }).waitFor()
  assert.ok(await page.getByRole('button', { name: '确认办理' }).isDisabled())
  await page.getByLabel('原因').fill('搬家')
  await page.getByRole('button', { name: '确认办理' }).click()
  await page.getByText('转学/调动').first().waitFor()
  const file = await (
    await fetch(`${world.url}/api/v1/counties/${world.county}/people/${pupil.person}`)
  ).json()
  assert.equal(file.school, '2199000004')
  assert.equal(file.enrolments.length, 2)
  await page.close()
})

test('the year rolls over and back', async () => {
  const page = await newPage(world, SIZES[0])
  const preview = async () => {
    const answer = await fetch(`${world.url}/api/v1/counties/${world.county}/roll-over`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: world.url },
      body: JSON.stringify({ year: 2026, preview: true }),
    })
    return (await answer.json()).total
  }
  const total = await preview()
  assert.ok(total.graduated > 0)
  assert.equal(total.before, total.promoted + total.graduated + total.continued)
  await page.goto(`${world.url}/people/roll-over`)
  await page.getByRole('button', { name: '先看结果' }).click()
  await page.getByTestId('plan').waitFor()
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/roll.png`, fullPage: true })
  assert.deepEqual(await axeFaults(page), [])
  await page.getByRole('button', { name: '确认升学年' }).click()
  await page.getByText(/已完成，第 \d+ 步/).waitFor()
  assert.equal((await preview()).graduated, 0)
  await page.getByRole('button', { name: '撤销' }).first().click()
  await page.getByText('（已撤销）').first().waitFor()
  assert.deepEqual(await preview(), total)
  await page.close()
})
