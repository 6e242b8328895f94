import { expect, test } from 'vitest'
import { bdToGcj, gcjToWgs, toWgs84, wgsToGcj } from './crs'

// Metres between two points, near enough at these distances.
function metres(a: number[], b: number[]): number {
  const x = ((a[0] ?? 0) - (b[0] ?? 0)) * Math.cos(((a[1] ?? 0) * Math.PI) / 180)
  return Math.hypot(x, (a[1] ?? 0) - (b[1] ?? 0)) * 111320
}

test('a published pair: Tiananmen in WGS-84 and GCJ-02', () => {
  const gcj = wgsToGcj([116.39123343289631, 39.9072885060602])
  expect(metres(gcj, [116.39747, 39.90869])).toBeLessThan(5)
})

test('the way back is exact to a centimetre all over the country', () => {
  for (let lon = 75; lon <= 134; lon += 3.7)
    for (let lat = 19; lat <= 52; lat += 2.9)
      expect(metres(gcjToWgs(wgsToGcj([lon, lat])), [lon, lat])).toBeLessThan(0.01)
})

test('the shift is some hundred metres, not degrees', () => {
  const shift = metres(wgsToGcj([112.94, 28.23]), [112.94, 28.23])
  expect(shift).toBeGreaterThan(300)
  expect(shift).toBeLessThan(900)
})

test('outside China nothing moves', () => {
  expect(wgsToGcj([2.35, 48.85])).toEqual([2.35, 48.85])
})

test('BD-09 is undone down to GCJ-02', () => {
  const gcj = bdToGcj([116.404, 39.915]) // a pair that map makers publish
  expect(metres(gcj, [116.39762729119315, 39.90865673957631])).toBeLessThan(1)
})

test('CGCS2000 and unknown names are drawn as they are', () => {
  expect(toWgs84([113, 30], 'CGCS2000')).toEqual([113, 30])
  expect(toWgs84([113, 30], undefined)).toEqual([113, 30])
  expect(toWgs84([113, 30], 'gcj02')).not.toEqual([113, 30])
  expect(toWgs84([113, 30], 'BD-09')).not.toEqual(toWgs84([113, 30], 'GCJ-02'))
})
