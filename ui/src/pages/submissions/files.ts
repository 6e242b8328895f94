// Files of the exchange: bytes down, bytes up. A refusal is thrown as the problem that the server tells.
import { API, type Problem } from '../../api/client'
import { HEADER, writeToken } from '../../api/token'
import { language } from '../../i18n'

async function post(path: string, body?: Blob): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': language() }
  if (writeToken()) headers[HEADER] = writeToken()
  if (body) headers['Content-Type'] = 'application/octet-stream'
  const answer = await fetch(`${API}/${path}`, { method: 'POST', headers, body: body ?? null })
  if (!answer.ok) throw (await answer.json()) as Problem
  return answer
}

export async function download(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(await (await post(path)).blob())
  const a = document.createElement('a')
  a.href = url
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 60000)
}

export async function sendFile(path: string, file: File): Promise<unknown> {
  return (await post(path, file)).json()
}
