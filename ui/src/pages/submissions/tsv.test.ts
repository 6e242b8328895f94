import { describe, expect, it } from 'vitest'
import { formatBlock, parseBlock } from './tsv'

describe('a block of cells on the clipboard', () => {
  it.each<[string, string[][]]>([
    ['', []],
    ['1', [['1']]],
    [
      '1\t2\r\n3\t4\r\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['1\t\r\n\t4', [['1', ''], ['', '4']]], // prettier-ignore
    ['"a\tb"\t"c\nd"', [['a\tb', 'c\nd']]],
    ['"say ""yes"""\t5', [['say "yes"', '5']]],
    ['5"\t6', [['5"', '6']]],
    ['"open\t1', [['open\t1']]],
    ['1\n\n2', [['1'], [''], ['2']]],
    [' 12 \t', [['12', '']]],
  ])('%j', (text, block) => expect(parseBlock(text)).toEqual(block))

  it('comes back as it was written', () => {
    const block = [
      ['a', 'b\tc', 'd"e'],
      ['', 'line\nline', '12'],
    ]
    expect(parseBlock(formatBlock(block))).toEqual(block)
  })
})
