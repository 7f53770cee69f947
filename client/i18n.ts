/**
 * Texts in the member's language: a typed `t()` over `Intl`. English core texts are in the first bundle; everything else
 * (French, the texts of dialogs and settings) is fetched with the view that needs it.
 */
import { inject, readonly, shallowReactive, shallowRef, type App, type InjectionKey, type Ref } from 'vue'
import { createFormat, type Format } from './format'
import { messages as enCore } from './messages/en/core'
import type { AnyMessage, Area, Catalogue, MessageKey, ParamNames } from './messages/types'

export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]

type Params<K extends MessageKey> = Record<ParamNames<Catalogue[K]>, string | number>
/** A key whose text has no `{…}` takes no second argument; every other one takes exactly the params that its English text names. */
type Arguments<K extends MessageKey> = [ParamNames<Catalogue[K]>] extends [never] ? [] : [params: Params<K>]
export type Translate = <K extends MessageKey>(key: K, ...rest: Arguments<K>) => string

export interface I18n {
  t: Translate
  /** The text split at its params, for texts with an element inside: `['Linked to ', { param: 'name' }, '.']`. */
  parts: (key: MessageKey, count?: number) => (string | { param: string })[]
  format: Readonly<Ref<Format>>
  language: Readonly<Ref<Language>>
  /** Fetches the texts of an area in the language of the moment; a lazy view waits for it before it shows. */
  load: (area: Area) => Promise<void>
  /** Changes the language; texts of the areas in use are fetched first, so that no key is ever seen. */
  use: (language: Language) => Promise<void>
  install: (app: App) => void
}

const i18nKey: InjectionKey<I18n> = Symbol('i18n')

export function useI18n(): I18n {
  const i18n = inject(i18nKey)
  if (!i18n) throw new Error('i18n is not installed')
  return i18n
}

const files = import.meta.glob<{ messages: Record<string, AnyMessage> }>([
  './messages/*/*.ts',
  '!./messages/en/core.ts',
])

export interface I18nOptions {
  /** The browser's locale, e.g. `fr-CA`: gives the language of the texts and the form of numbers and dates. */
  locale: string
  /** Milliseconds since the epoch, for "today, 8:55 AM". */
  now: () => number
  /** IANA name; the device's zone when absent. */
  timeZone?: string
}

export function createI18n({ locale, now, timeZone }: I18nOptions): I18n {
  const language = shallowRef<Language>('en')
  const texts = shallowReactive(new Map<string, AnyMessage>(Object.entries(enCore)))
  const areas = new Set<Area>(['core'])
  const localeFor = (of: Language) => (languageOf(locale) === of ? locale : of === 'en' ? 'en-US' : 'fr-FR')
  const formatFor = (of: Language) => createFormat({ locale: localeFor(of), now, ...(timeZone ? { timeZone } : {}) })
  const format = shallowRef(formatFor('en'))
  let plurals = new Intl.PluralRules('en')

  async function read(of: Language, area: Area): Promise<[string, AnyMessage][]> {
    if (of === 'en' && area === 'core') return Object.entries(enCore)
    const file = files[`./messages/${of}/${area}.ts`]
    return file ? Object.entries((await file()).messages) : []
  }
  async function load(area: Area) {
    if (areas.has(area)) return
    for (const [key, text] of await read(language.value, area)) texts.set(key, text)
    areas.add(area)
  }
  async function use(next: Language) {
    const all = await Promise.all([...areas].map((area) => read(next, area)))
    for (const [key, text] of all.flat()) texts.set(key, text)
    plurals = new Intl.PluralRules(next)
    format.value = formatFor(next)
    language.value = next
  }
  /** The sentence for a count where the message has several. */
  function sentence(key: string, count: string | number | undefined): string {
    const message = texts.get(key)
    if (message === undefined) return key
    const text = typeof message === 'string' ? message : (message[plurals.select(Number(count))] ?? message.other)
    // French sets a space before these signs; no line begins with one of them.
    return language.value === 'fr' ? text.replaceAll(/ (?=[:;?!»])|(?<=«) /g, '\u00a0') : text
  }
  const t: Translate = (key, ...rest) => {
    const params: Record<string, string | number> = rest[0] ?? {}
    return sentence(key, params['count']).replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const value = params[name]
      return value === undefined ? whole : typeof value === 'number' ? format.value.number(value) : value
    })
  }
  const parts: I18n['parts'] = (key, count) =>
    sentence(key, count)
      .split(/(\{\w+\})/)
      .filter((part) => part !== '')
      .map((part) => (/^\{\w+\}$/.test(part) ? { param: part.slice(1, -1) } : part))

  const i18n: I18n = {
    t,
    parts,
    format: readonly(format),
    language: readonly(language),
    load,
    use,
    install: (app) => app.provide(i18nKey, i18n),
  }
  return i18n
}

/** `fr-CA` → `fr`; English for every language without texts. */
export function languageOf(locale: string): Language {
  const wanted = locale.toLowerCase().split('-')[0]
  return languages.find((language) => language === wanted) ?? 'en'
}
