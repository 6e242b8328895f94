import { expect, test } from 'vitest'
import { dotSize, lanes } from './charts'

test('dots of the same value do not lie on each other', () => {
  const lane = lanes([5, 5, 5, 9], 0.5)
  expect(new Set(lane.slice(0, 3)).size).toBe(3)
  expect(lane[3]).toBe(0)
})

test('a dot grows with the root of its pupils', () => {
  expect(dotSize(0, 100)).toBeLessThan(dotSize(25, 100))
  expect(dotSize(100, 100) - 7).toBeCloseTo(2 * (dotSize(25, 100) - 7))
  expect(dotSize(10, 0)).toBeGreaterThan(0)
})
