import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { inline, parseMarkdown } from './markdown'
import SafeMarkdown from './parts/SafeMarkdown.vue'

test('blocks', () => {
  const kinds = parseMarkdown(
    '# 来源\n\n一段\n两行\n\n- 甲\n  续\n- 乙\n\n1. 丙\n\n> 引\n\n```\n<b>\n```\n\n|项|值|\n|---|---|\n|图书|0.52|\n',
  ).map((b) => b.kind)
  expect(kinds).toEqual(['heading', 'paragraph', 'list', 'list', 'quote', 'code', 'table'])
})

test('a list item goes on in the next line', () => {
  expect(parseMarkdown('- 甲\n  续')).toEqual([{ kind: 'list', ordered: false, items: ['甲 续'] }])
})

test('inline code, bold and links', () => {
  expect(
    inline('见 **教督〔2017〕6号** 与 [原文](https://example.org/a) `x`').map((p) => p.kind),
  ).toEqual(['text', 'strong', 'text', 'link', 'text', 'code'])
})

test('an address that could run stays text', () => {
  expect(inline('[点](javascript:alert(1))').some((p) => p.kind === 'link')).toBe(false)
  expect(inline('[点](data:text/html,x)').some((p) => p.kind === 'link')).toBe(false)
})

test('HTML in a pack is shown, not run', () => {
  const html = mount(SafeMarkdown, {
    props: { text: 'a <img src=x onerror=alert(1)> b\n\n<script>1</script>' },
  }).html()
  expect(html).not.toContain('<img')
  expect(html).not.toContain('<script')
  expect(html).toContain('&lt;img')
})

test('every text ends, whatever it holds', () => {
  let seed = 3
  const signs = [
    '#',
    ' ',
    '-',
    '|',
    '`',
    '```',
    '\n',
    '>',
    '1.',
    'a',
    '*',
    '[',
    ']',
    '(',
    ')',
    '\t',
  ]
  for (let i = 0; i < 500; i++) {
    let text = ''
    for (let k = 0; k < 40; k++) text += signs[(seed = (seed * 48271) % 2147483647) % signs.length]
    parseMarkdown(text)
  }
})
