// ECharts options for the indicator page. They place numbers that the server computed.
import type { EChartsCoreOption } from 'echarts/core'
import type { Schemas } from '../api/client'
import { known, measure, number, percent, schoolYear } from '../format'
import { t } from '../i18n'
import { COLOURS, type AnyStatus } from '../status'

type Detail = Schemas['IndicatorDetail']
export type SchoolRow = Detail['schools'][number]

export const INK = '#1c2430'
export const BLUE = '#1d56a8'
const GRID = { left: 16, right: 24, top: 36, bottom: 12, containLabel: true }
const SYMBOLS: Record<AnyStatus, string> = {
  pass: 'circle',
  fail: 'triangle',
  unknown: 'diamond',
  excluded: 'rect',
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
}

// Pupils to the area of a dot, within what can be seen and hit.
export function dotSize(pupils: number, most: number): number {
  return 7 + 19 * Math.sqrt(Math.max(pupils, 0) / (most || 1))
}

// Dots of close values are stacked in lanes, so that no school hides another.
export function lanes(values: number[], span: number): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const last: number[] = []
  const lane: number[] = []
  for (const i of order) {
    const value = values[i] ?? 0
    let k = last.findIndex((at) => value - at > span)
    if (k < 0) k = last.length < 12 ? last.length : last.indexOf(Math.min(...last))
    last[k] = value
    lane[i] = k
  }
  return lane.map((k) => (k % 2 ? (k + 1) / 2 : 0 - k / 2))
}

function upright(at: number, name: string, colour: string, type: string, row: number) {
  return {
    xAxis: at,
    name,
    lineStyle: { color: colour, type, width: 1.6 },
    label: { formatter: name, color: colour, position: 'end', distance: [0, 4 + row * 14] },
  }
}

export function dotPlot(d: Detail): { option: EChartsCoreOption; groups: SchoolRow[][] } {
  const rows = d.schools.filter((s) => known(s.value))
  const values = rows.map((s) => s.value ?? 0)
  const most = Math.max(1, ...rows.map((s) => s.pupils ?? 0))
  const width = Math.max(...values, 0) - Math.min(...values, 0)
  const lane = lanes(values, width / 55)
  const { decimals, unit } = d.indicator
  const statuses: AnyStatus[] = ['pass', 'fail', 'unknown']
  const groups = statuses.map((status) => rows.filter((s) => s.status === status))
  const marks = [
    ...(known(d.line)
      ? [upright(d.line, `${t('ui.line')} ${number(d.line, decimals)}`, '#b3261e', 'solid', 1)]
      : []),
    ...(known(d.indices.mean)
      ? [
          upright(
            d.indices.mean,
            `${t('ui.mean')} ${number(d.indices.mean, decimals)}`,
            INK,
            'dashed',
            0,
          ),
        ]
      : []),
  ]
  const { mean, sd } = d.indices
  const band = known(mean) && known(sd) ? [[{ xAxis: mean - sd }, { xAxis: mean + sd }]] : []
  const option: EChartsCoreOption = {
    grid: { ...GRID, top: 68, bottom: 30 },
    legend: { top: 0, left: 0 },
    tooltip: {
      formatter: (p: { seriesIndex: number; dataIndex: number }) => {
        const s = groups[p.seriesIndex]?.[p.dataIndex]
        return s
          ? `${escape(s.name)}<br>${measure(s.value, decimals, unit)}<br>${t('ui.pupils')} ${number(s.pupils)}`
          : ''
      },
    },
    xAxis: {
      type: 'value',
      name: unit,
      nameLocation: 'middle',
      nameGap: 26,
      scale: true,
      axisLabel: { color: INK },
      splitLine: { lineStyle: { color: '#e6eaf0' } },
    },
    yAxis: { type: 'value', show: false, min: -6.5, max: 6.5 },
    series: groups.map((group, g) => ({
      type: 'scatter',
      name: t(`ui.status.${statuses[g] ?? 'unknown'}`),
      symbol: SYMBOLS[statuses[g] ?? 'unknown'],
      itemStyle: {
        color: COLOURS[statuses[g] ?? 'unknown'],
        opacity: 0.72,
        borderColor: '#fff',
        borderWidth: 0.5,
      },
      data: group.map((s) => ({
        value: [s.value, lane[rows.indexOf(s)] ?? 0],
        symbolSize: dotSize(s.pupils ?? 0, most),
      })),
      markLine: g ? undefined : { symbol: 'none', silent: true, data: marks },
      markArea: g
        ? undefined
        : { silent: true, itemStyle: { color: 'rgba(29,86,168,0.07)' }, data: band },
    })),
  }
  return { option, groups }
}

export function lorenzChart(points: number[][]): EChartsCoreOption {
  const axis = (name: string, nameGap: number) => ({
    type: 'value',
    min: 0,
    max: 1,
    name,
    nameLocation: 'middle',
    nameGap,
    axisLabel: { color: INK, formatter: (v: number) => percent(v, 0) },
    splitLine: { lineStyle: { color: '#e6eaf0' } },
  })
  return {
    grid: { left: 34, right: 20, top: 12, bottom: 30, containLabel: true },
    tooltip: {
      trigger: 'item',
      formatter: (p: { value: [number, number] }) =>
        `${percent(p.value[0])} → ${percent(p.value[1])}`,
    },
    xAxis: axis(t('ui.lorenz.pupils'), 28),
    yAxis: axis(t('ui.lorenz.amount'), 46),
    series: [
      {
        type: 'line',
        data: [
          [0, 0],
          [1, 1],
        ],
        symbol: 'none',
        silent: true,
        lineStyle: { color: '#8a94a3', type: 'dashed' },
      },
      {
        type: 'line',
        data: points,
        symbolSize: 4,
        lineStyle: { color: BLUE, width: 2 },
        itemStyle: { color: BLUE },
        areaStyle: { color: 'rgba(29,86,168,0.08)' },
      },
    ],
  }
}

// The axis reaches above the limit, so that the limit is always on the picture.
function topOf(d: Detail): number {
  const all = [...d.years.map((y) => y.cv), d.cv_limit].filter(known)
  return Math.ceil(Math.max(0, ...all) * 11) / 10
}

export function trendChart(d: Detail): EChartsCoreOption {
  const years = d.years.map((y) => schoolYear(y.year))
  const limit = d.cv_limit
  const above = known(limit) && (d.years.at(-1)?.cv ?? 0) >= limit
  return {
    grid: GRID,
    tooltip: { trigger: 'axis', valueFormatter: (v: number | null) => number(v, 3) },
    xAxis: { type: 'category', data: years, axisLabel: { color: INK, hideOverlap: true } },
    yAxis: {
      type: 'value',
      name: t('ui.cv'),
      min: 0,
      max: topOf(d),
      axisLabel: { color: INK },
      splitLine: { lineStyle: { color: '#e6eaf0' } },
    },
    series: [
      {
        type: 'line',
        name: t('ui.cv'),
        data: d.years.map((y) => y.cv ?? null),
        symbolSize: 8,
        lineStyle: { color: BLUE, width: 2 },
        itemStyle: { color: BLUE },
        label: {
          show: true,
          color: INK,
          formatter: (p: { value: number | null }) => number(p.value, 3),
        },
        markLine: known(limit)
          ? {
              symbol: 'none',
              silent: true,
              data: [
                {
                  yAxis: limit,
                  lineStyle: { color: '#b3261e' },
                  label: {
                    position: above ? 'insideEndBottom' : 'insideEndTop', // not on the line
                    color: '#b3261e',
                    formatter: `${t('ui.cv.limit')} ${number(limit, 2)}`,
                  },
                },
              ],
            }
          : undefined,
      },
    ],
  }
}
