import { afterEach, describe, expect, test } from 'vitest'
import { fileSize, large, measure, number, percent, plain, round, schoolYear } from './format'
import { setLanguage } from './i18n'

afterEach(() => setLanguage('zh-CN'))

describe('rounding', () => {
  test('is half away from zero on the decimal text', () => {
    expect(round(1.005, 2)).toBe('1.01') // toFixed says 1.00
    expect(round(-1.005, 2)).toBe('-1.01')
    expect(round(0.125, 2)).toBe('0.13')
    expect(round(2.5, 0)).toBe('3')
    expect(round(-2.5, 0)).toBe('-3')
    expect(round(0.285, 2)).toBe('0.29')
  })
  test('carries over nines', () => {
    expect(round(9.999, 2)).toBe('10.00')
    expect(round(0.9996, 3)).toBe('1.000')
  })
  test('reads exponents', () => {
    expect(round(1e-7, 3)).toBe('0.000')
    expect(round(1.5e21, 0)).toBe('1500000000000000000000')
    expect(round(6e-4, 3)).toBe('0.001')
  })
  test('never shows a minus before zero', () => {
    expect(round(-0.001, 2)).toBe('0.00')
  })
  test('agrees with arithmetic on 5,000 random decimals', () => {
    let seed = 42
    for (let i = 0; i < 5000; i++) {
      seed = (seed * 48271) % 2147483647
      const cents = seed % 10000000 // an exact decimal with three places
      const want = BigInt(cents) + 5n
      const text = `${want / 1000n}.${String((want % 1000n) / 10n).padStart(2, '0')}`
      expect(round(cents / 1000, 2)).toBe(text)
    }
  })
})

test('missing is said, never zero', () => {
  expect(number(null, 2)).toBe('缺报')
  expect(percent(undefined)).toBe('缺报')
  expect(measure(NaN, 1, '㎡')).toBe('缺报')
  expect(plain(null)).toBe('缺报')
  expect(number(0, 2)).toBe('0.00')
})

test('units and thousands', () => {
  expect(measure(1234567.891, 1, '元')).toBe('1,234,567.9 元')
  expect(measure(95.25, 1, '%')).toBe('95.3%')
  expect(percent(0.8535)).toBe('85.4%')
  expect(plain(1234.56789)).toBe('1,234.5679')
  expect(plain(12)).toBe('12')
})

test('large amounts take Chinese units in Chinese only', () => {
  expect(large(99999)).toBe('99,999')
  expect(large(1234567)).toBe('123.5 万')
  expect(large(1234567890, '元')).toBe('12.35 亿元')
  setLanguage('en')
  expect(large(1234567)).toBe('1,234,567')
})

test('school years and sizes', () => {
  expect(schoolYear(2025)).toBe('2025–2026 学年')
  expect(schoolYear(null)).toBe('')
  expect(fileSize(34567)).toBe('33.8 KB')
  expect(fileSize(5 * 1048576)).toBe('5.0 MB')
})
