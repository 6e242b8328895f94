// A block of cells as spreadsheets put it on the clipboard: tabs, lines, quotes around what holds them.

export function parseBlock(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const [cell, next] = text[at] === '"' ? quoted(text, at + 1) : plain(text, at)
    row.push(cell)
    at = next
    if (text[at] === '\t') {
      at++
      if (at === text.length) row.push('')
      continue
    }
    rows.push(row)
    row = []
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
  }
  if (row.length) rows.push(row)
  return rows
}

function plain(text: string, from: number): [string, number] {
  let end = from
  while (end < text.length && !'\t\r\n'.includes(text.charAt(end))) end++
  return [text.slice(from, end).trim(), end]
}

function quoted(text: string, from: number): [string, number] {
  let cell = ''
  let at = from
  while (at < text.length) {
    if (text[at] !== '"') cell += text.charAt(at++)
    else if (text[at + 1] === '"') {
      cell += '"'
      at += 2
    } else {
      const [rest, next] = plain(text, at + 1) // what follows a closing quote belongs to the cell
      return [(cell + rest).trim(), next]
    }
  }
  return [cell.trim(), at]
}

export function formatBlock(rows: string[][]): string {
  const one = (cell: string) => (/[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return rows.map((row) => row.map(one).join('\t')).join('\n')
}
