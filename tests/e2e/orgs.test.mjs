// What becomes of schools, done on the page as a clerk does it: two schools merge in May, a nine-year school is
// split, a school moves to another community, the school year rolls over. Then the series of every indicator is
// asked both ways: with each year's own schools nothing may have changed; with today's schools it must be what
// can be reckoned by hand from the figures before.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SIZES, axeFaults, newPage, overflow, settle, startWorld } from './world.mjs'

const NEW = { primary: '2199009001', junior: '2199009002' }
let world, was, years, pair, nine, mover, target, earlier

const get = async (path) => {
  const answer = await fetch(`${world.url}/api/v1/counties/${world.county}/${path}`)
  assert.equal(answer.status, 200, `${path}: ${await answer.clone().text()}`)
  return answer.json()
}
const balance = (year, map) => get(`balance?year=${year}${map ? `&map=${map}` : ''}`)

/** Every counted part of a school in a year: pupils and the value of every indicator. */
function units(b) {
  const found = new Map()
  for (const u of b.units)
    found.set(`${u.school} ${u.stage}`, {
      pupils: u.pupils,
      values: Object.fromEntries(u.cells.map((c) => [c.indicator, c.value])),
    })
  return found
}

const near = (a, b, what) => {
  if (a === null || b === null || a === undefined || b === undefined)
    assert.equal(a ?? null, b ?? null, what)
  else
    assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)), `${what}: ${a} ${b}`)
}

/** All these indicators are something for each pupil: the mean of two schools is weighted by pupils. */
function merge(list, from, into) {
  const [a, b] = [list.get(from), list.get(into)]
  if (!a) return
  const mean = (id) => (a.values[id] * a.pupils + b.values[id] * b.pupils) / (a.pupils + b.pupils)
  const known = (id) => a.values[id] !== null && b.values[id] !== null
  const values = Object.keys(b.values).map((id) => [id, known(id) ? mean(id) : null])
  list.set(into, {
    pupils: a.pupils + b.pupils,
    values: Object.fromEntries(values),
  })
  list.delete(from)
}

/** The coefficient of variation from its definition: weighted by pupils, dividing by their number. */
function variation(list) {
  const n = list.reduce((sum, u) => sum + u.pupils, 0)
  const mean = list.reduce((sum, u) => sum + u.pupils * u.value, 0) / n
  const square = list.reduce((sum, u) => sum + u.pupils * (u.value - mean) ** 2, 0) / n
  return Math.sqrt(square) / mean
}

before(async () => {
  world = await startWorld({
    schools: 30,
    people: (name) => /2199000002/.test(name),
  })
  const now = await balance('')
  years = now.years
  was = new Map()
  for (const year of years) was.set(year, await balance(year))
  const there = (code, stage) =>
    years.every((y) => units(was.get(y)).get(`${code} ${stage}`)?.pupils > 0)
  const of = (type) => now.schools.filter((s) => s.type === type && s.run_by !== 'private')
  pair = of('primary')
    .filter((s) => there(s.school, 'primary'))
    .slice(0, 2)
  nine = of('nine_year').find((s) => there(s.school, 'primary') && there(s.school, 'junior'))
  mover = now.schools.find(
    (s) => s.community && ![...pair, nine].includes(s) && there(s.school, 'junior'),
  )
  target = now.schools.find((s) => s.community && s.community !== mover.community).community
  assert.ok(pair.length === 2 && nine && mover && target)
  // The demo county has a merger of its own, a few years back.
  earlier = (await balance('', 'today')).map.moved
  const gone = [...units(was.get(years[0])).keys()].filter((k) => !units(now).has(k))
  assert.deepEqual(
    earlier.map((m) => `${m.from.code} ${m.stage}`),
    gone,
  )
})
after(() => world.stop())

async function step(page, kind, day, fields) {
  await page.goto(`${world.url}/orgs`)
  await page.getByRole('button', { name: '办理学校变动' }).click()
  await page.locator('form select').first().selectOption({ label: kind })
  await page.locator('form input[type=date]').fill(day)
  for (const [label, value, nth = 0] of fields) await page.getByLabel(label).nth(nth).fill(value)
  await page.getByLabel('批复或原因').fill('县教育局批复')
  await page.getByRole('button', { name: '看看会怎样' }).click()
  await page.getByRole('button', { name: '确认办理' }).click()
  await page.getByRole('button', { name: '确认办理' }).waitFor({ state: 'detached' })
  await page.getByText('已生效').first().waitFor()
  await settle(page)
  await page.waitForLoadState('networkidle')
}

test('two schools merge in May, a nine-year school is split, a school moves', async () => {
  const page = await newPage(world, SIZES[0])
  await step(page, '撤并', '2026-05-10', [
    [/^学校标识码/, pair[0].school],
    [/^并入学校的标识码/, pair[1].school],
  ])
  await step(page, '拆分', '2026-05-20', [
    [/^学校标识码/, nine.school],
    [/新标识码/, NEW.primary, 0],
    [/^校名/, '新设小学', 0],
    [/^办学类型/, '小学', 0],
    [/新标识码/, NEW.junior, 1],
    [/^校名/, '新设初级中学', 1],
    [/^办学类型/, '初级中学', 1],
  ])
  await step(page, '调整归属', '2026-06-01', [
    [/^学校标识码/, mover.school],
    [/^教育共同体/, target],
  ])
  assert.deepEqual(page.faults, [])
  await page.close()
})

test('as it was: nothing of the past has changed', async () => {
  for (const year of years) {
    const now = await balance(year)
    const then = was.get(year)
    assert.deepEqual(now.units, then.units, `units of ${year}`)
    assert.deepEqual(now.indicators, then.indicators, `indicators of ${year}`)
    assert.deepEqual(now.others, then.others, `county items of ${year}`)
    assert.equal(now.map, null)
  }
})

test('on the map of today: every indicator of every year, reckoned by hand', async () => {
  for (const year of years) {
    const now = await balance(year, 'today')
    const got = units(now)
    const then = units(was.get(year))
    const want = new Map(then)
    for (const m of earlier) merge(want, `${m.from.code} ${m.stage}`, `${m.to.code} ${m.stage}`)
    merge(want, `${pair[0].school} primary`, `${pair[1].school} primary`)
    for (const stage of ['primary', 'junior']) {
      want.set(`${NEW[stage]} ${stage}`, want.get(`${nine.school} ${stage}`))
      want.delete(`${nine.school} ${stage}`)
    }
    assert.deepEqual([...got.keys()].sort(), [...want.keys()].sort(), `who is there in ${year}`)
    for (const [key, unit] of want) {
      near(got.get(key).pupils, unit.pupils, `${year} ${key} pupils`)
      for (const [id, value] of Object.entries(unit.values))
        near(got.get(key).values[id], value, `${year} ${key} ${id}`)
    }
    for (const row of now.indicators) {
      const list = [...want]
        .filter(([key]) => key.endsWith(` ${row.stage}`))
        .map(([, u]) => ({ pupils: u.pupils, value: u.values[row.id] }))
        .filter((u) => u.value !== null && u.value !== undefined && u.pupils > 0)
      if (row.cv !== null) near(row.cv, variation(list), `${year} ${row.stage} ${row.id} CV`)
    }
    // Sums of the county are nobody's in particular: they are the same both ways.
    for (const row of was.get(year).others.filter((o) => o.level === 'county'))
      near(
        now.others.find((o) => o.id === row.id && o.stage === row.stage).value,
        row.value,
        `${year} ${row.id}`,
      )
    const moved = now.schools.find((s) => s.school === mover.school)
    assert.equal(moved.community, target, 'today it belongs to the other community')
    assert.equal(now.map.moved.length, 3 + earlier.length)
  }
})

test('the page offers both ways, says what it did, and keeps it in the address', async () => {
  for (const size of SIZES) {
    const page = await newPage(world, size)
    await page.goto(`${world.url}/schools/${pair[1].school}?year=${years.at(-1)}`)
    await page.getByLabel('按今天的学校').check()
    await page.getByText('归算了 4 处').waitFor()
    assert.match(page.url(), /map=today/)
    await page.getByText('归算了 4 处').click()
    await page.getByText(`${pair[0].name}（小学）→ ${pair[1].name}`).first().waitFor()
    await settle(page)
    assert.equal(await overflow(page), 0)
    assert.deepEqual(await axeFaults(page), [])
    if (process.env.SHOTS)
      await page.screenshot({
        path: `${process.env.SHOTS}/map-${size.width}.png`,
        fullPage: true,
      })
    assert.deepEqual(page.faults, [])
    await page.close()
  }
})

test('the school year rolls over, and the series stay as they are', async () => {
  const before = await balance(years[0], 'today')
  const page = await newPage(world, SIZES[0])
  await page.goto(`${world.url}/people/roll-over`)
  await page.getByRole('button', { name: '先看结果' }).click()
  await page.getByTestId('plan').waitFor()
  await page.getByRole('button', { name: '确认升学年' }).click()
  await page.getByText(/已完成，第 \d+ 步/).waitFor()
  for (const year of years) {
    assert.deepEqual((await balance(year)).units, was.get(year).units)
    assert.deepEqual((await balance(year)).indicators, was.get(year).indicators)
  }
  assert.deepEqual((await balance(years[0], 'today')).units, before.units)
  await page.close()
})
