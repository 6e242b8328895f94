// world.mjs - a data file of its own, the built program on a port of the kernel's choosing, and a browser.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const require = createRequire(join(root, 'ui/package.json'))
const { chromium } = require('playwright-core')
const axe = require('axe-core').source

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
export const SIZES = [
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
]

function junheng(...args) {
  return execFileSync(process.env.JUNHENG, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function serve(db, folder) {
  const server = spawn(process.env.JUNHENG, ['serve', '--quiet', '--db', db, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, JUNHENG_KEY_FILE: join(folder, 'key') },
  })
  const url = await new Promise((done, fail) => {
    let said = ''
    server.stdout.on('data', (piece) => {
      said += piece
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
      if (found) done(found[0])
    })
    server.once('exit', (code) => fail(new Error(`serve ended with ${code}: ${said}`)))
  })
  return { server, url }
}

// schools 0: an empty data file. keep: which of the last year's workbooks are imported beforehand.
// people: which rosters of pupils and teachers are imported too; they need a key of their own.
export async function startWorld({
  schools = 30,
  keep = () => true,
  years = () => true,
  people,
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'junheng-e2e-'))
  const db = join(folder, 'county.db')
  const demo = join(folder, 'demo')
  let county = ''
  process.env.JUNHENG_KEY_FILE = join(folder, 'key')
  if (schools) {
    if (people) junheng('key', 'new')
    junheng('demo', '--out', demo, '--schools', String(schools), ...(people ? ['--people'] : []))
    county = readdirSync(demo).find((name) => /^\d{6}$/.test(name))
    const all = readdirSync(join(demo, county))
      .filter((name) => /^\d{4}$/.test(name))
      .sort()
    const files = all
      .filter((year) => years(year, all.at(-1)))
      .flatMap((year) =>
        readdirSync(join(demo, county, year))
          .sort()
          .filter((name) => year !== all.at(-1) || keep(name))
          .map((name) => join(demo, county, year, name)),
      )
    const places = readdirSync(join(demo, county))
      .filter((name) => name.endsWith('.geojson'))
      .map((name) => join(demo, county, name))
    junheng('import', '--db', db, '--reason', 'e2e', ...files)
    junheng('import', '--db', db, '--county', county, ...places)
    if (people) {
      const rosters = join(demo, county, 'people')
      const wanted = readdirSync(rosters).filter(people)
      junheng('import', '--db', db, '--reason', 'e2e', ...wanted.map((name) => join(rosters, name)))
    }
  }
  const { server, url } = await serve(db, folder)
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
  })
  return {
    url,
    county,
    demo,
    db,
    folder,
    browser,
    async stop() {
      await browser.close()
      const gone = new Promise((done) => server.once('exit', done))
      server.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

// A page that remembers whatever went wrong in it, and every address outside the program.
export async function newPage(world, viewport = SIZES[0]) {
  const context = await world.browser.newContext({ viewport, locale: 'zh-CN' })
  const page = await context.newPage()
  page.faults = []
  page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()))
  page.on('pageerror', (error) => page.faults.push(error.message))
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(world.url))
      page.faults.push(`outside: ${request.url()}`)
  })
  return page
}

export async function settle(page) {
  await page.locator('#main h1').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.waiting, [aria-busy=true]'))
}

export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

export async function axeFaults(page) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'] }),
  )
  return violations
    .filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)
}
