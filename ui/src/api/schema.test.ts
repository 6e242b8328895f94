// @vitest-environment node
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('the types are those of api/openapi.yaml (npm run types)', () => {
  const made = execFileSync('node_modules/.bin/openapi-typescript', ['../api/openapi.yaml'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  expect(readFileSync('src/api/schema.d.ts', 'utf8').trim()).toBe(made.trim())
})
