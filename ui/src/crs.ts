// Chinese map coordinates. GCJ-02 and BD-09 are WGS-84 with a published distortion of up to about
// 700 m; CGCS2000 differs from WGS-84 by centimetres. Everything is drawn in WGS-84.
const A = 6378245.0
const EE = 0.00669342162296594323
const X_PI = (Math.PI * 3000) / 180

type Point = [lon: number, lat: number]

function wave(a: number, b: number, x: number, y: number): number {
  return (a * Math.sin(x * Math.PI) + b * Math.sin(y * Math.PI)) * (2 / 3)
}

function shift([lon, lat]: Point): Point {
  const x = lon - 105
  const y = lat - 35
  const root = Math.sqrt(Math.abs(x))
  const common = wave(20, 20, 6 * x, 2 * x)
  const dLat =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    common +
    wave(20, 40, y, y / 3) +
    wave(160, 320, y / 12, y / 30)
  const dLon =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    common +
    wave(20, 40, x, x / 3) +
    wave(150, 300, x / 12, x / 30)
  const rad = (lat / 180) * Math.PI
  const magic = 1 - EE * Math.sin(rad) ** 2
  const sqrt = Math.sqrt(magic)
  return [
    (dLon * 180) / ((A / sqrt) * Math.cos(rad) * Math.PI),
    (dLat * 180) / (((A * (1 - EE)) / (magic * sqrt)) * Math.PI),
  ]
}

function inChina([lon, lat]: Point): boolean {
  return lon > 72.004 && lon < 137.8347 && lat > 0.8293 && lat < 55.8271
}

export function wgsToGcj(p: Point): Point {
  if (!inChina(p)) return p
  const d = shift(p)
  return [p[0] + d[0], p[1] + d[1]]
}

// No closed inverse exists; the shift changes slowly, so a few steps reach a centimetre.
export function gcjToWgs(p: Point): Point {
  let guess: Point = p
  for (let i = 0; i < 6; i++) {
    const there = wgsToGcj(guess)
    guess = [guess[0] + p[0] - there[0], guess[1] + p[1] - there[1]]
  }
  return guess
}

export function bdToGcj([lon, lat]: Point): Point {
  const x = lon - 0.0065
  const y = lat - 0.006
  const r = Math.sqrt(x * x + y * y) - 0.00002 * Math.sin(y * X_PI)
  const angle = Math.atan2(y, x) - 0.000003 * Math.cos(x * X_PI)
  return [r * Math.cos(angle), r * Math.sin(angle)]
}

export function toWgs84(p: Point, crs: string | undefined): Point {
  const name = (crs ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (name === 'GCJ02') return gcjToWgs(p)
  if (name === 'BD09') return gcjToWgs(bdToGcj(p))
  return p
}
