// A reader of the Markdown that packs use: headings, paragraphs, lists, quotes, fences, tables; inside
// them code, bold and links. Anything else stays text.
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph' | 'quote' | 'code'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] }
  | { kind: 'table'; head: string[]; rows: string[][] }

export type Inline =
  | { kind: 'text' | 'code' | 'strong'; text: string }
  | { kind: 'link'; text: string; href: string }

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)|<(https?:\/\/[^>\s]+)>/g

// Only addresses that a browser opens harmlessly.
function safe(href: string): boolean {
  return /^(https?:\/\/|mailto:|#)/i.test(href)
}

export function inline(text: string): Inline[] {
  const out: Inline[] = []
  let at = 0
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) out.push({ kind: 'text', text: text.slice(at, match.index) })
    at = match.index + match[0].length
    const [whole, code, strong, label, href, bare] = match
    const to = href ?? bare
    if (code !== undefined) out.push({ kind: 'code', text: code })
    else if (strong !== undefined) out.push({ kind: 'strong', text: strong })
    else if (to !== undefined && safe(to)) out.push({ kind: 'link', text: label ?? to, href: to })
    else out.push({ kind: 'text', text: whole })
  }
  if (at < text.length) out.push({ kind: 'text', text: text.slice(at) })
  return out
}

function cells(line: string): string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim())
}

const STARTS = /^(#{1,6}\s|```|>|\s*[-*]\s|\s*\d+[.)]\s|\|)/

function take(lines: string[], from: number, goes: (line: string) => boolean): string[] {
  let to = from
  while (to < lines.length && goes(lines[to] ?? '')) to++
  return lines.slice(from, to)
}

function listItems(lines: string[]): string[] {
  const items: string[] = []
  for (const line of lines) {
    const start = /^\s*(?:[-*]|\d+[.)])\s+(.*)$/.exec(line)
    if (start) items.push(start[1] ?? '')
    else items[items.length - 1] += ' ' + line.trim()
  }
  return items
}

function blockAt(lines: string[], at: number): { block: Block; used: number } {
  const line = lines[at] ?? ''
  const heading = /^(#{1,6})\s+(.*)$/.exec(line)
  if (heading)
    return {
      block: { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' },
      used: 1,
    }
  if (line.startsWith('```')) {
    const body = take(lines, at + 1, (l) => !l.startsWith('```'))
    return { block: { kind: 'code', text: body.join('\n') }, used: body.length + 2 }
  }
  if (line.startsWith('>')) {
    const body = take(lines, at, (l) => l.startsWith('>'))
    return {
      block: { kind: 'quote', text: body.map((l) => l.replace(/^>\s?/, '')).join(' ') },
      used: body.length,
    }
  }
  if (line.startsWith('|')) {
    const [head = '', ...rest] = take(lines, at, (l) => l.startsWith('|'))
    const rows = rest.filter((l) => !/^\|[\s:|-]+$/.test(l)).map(cells)
    return { block: { kind: 'table', head: cells(head), rows }, used: rest.length + 1 }
  }
  if (/^\s*([-*]|\d+[.)])\s/.test(line)) {
    const body = take(lines, at, (l) => /^\s*([-*]|\d+[.)])\s/.test(l) || /^\s+\S/.test(l))
    return {
      block: { kind: 'list', ordered: /^\s*\d/.test(line), items: listItems(body) },
      used: body.length,
    }
  }
  const body = [line, ...take(lines, at + 1, (l) => l.trim() !== '' && !STARTS.test(l))]
  return { block: { kind: 'paragraph', text: body.join(' ') }, used: body.length }
}

export function parseMarkdown(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const out: Block[] = []
  for (let at = 0; at < lines.length; ) {
    if ((lines[at] ?? '').trim() === '') {
      at++
      continue
    }
    const { block, used } = blockAt(lines, at)
    out.push(block)
    at += used
  }
  return out
}
