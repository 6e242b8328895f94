// The one catalogue (data/messages.*.json) on the pages. Keys are flat, places are {name}.
import { createI18n, type MessageContext } from 'vue-i18n'
import zh from '../../data/messages.zh-CN.json'
import en from '../../data/messages.en.json'

export type TextKey = keyof typeof zh // a misspelt key fails the type check
export type Language = 'zh-CN' | 'en'

const LANGUAGE_KEY = 'junheng.language'

function firstLanguage(): Language {
  const kept = globalThis.localStorage?.getItem(LANGUAGE_KEY)
  return kept === 'en' ? 'en' : 'zh-CN'
}

export function fill(text: string, value: (name: string) => unknown): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(value(name) ?? ''))
}

const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh, en } as Record<string, Record<string, string>>,
  messageResolver: (messages, path) => (messages as Record<string, string>)[path] ?? null,
  messageCompiler: (message) => (ctx: MessageContext) =>
    fill(String(message), (name) => ctx.named(name)),
})
export default i18n

export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return i18n.global.t(key, values)
}

export function language(): Language {
  return i18n.global.locale.value as Language
}

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
  globalThis.localStorage?.setItem(LANGUAGE_KEY, language)
  document.documentElement.lang = language
}
