/** Notices as texts in the language of their audience. Pure. */
import type { Cause, CauseWhat, SentSummary } from '../noticeCauses'
import type { CompanyName, NoticeLanguage, NoticeMessage } from '../notices'
import type { RunId } from '../ids'
import { texts as en } from './en'
import { texts as fr } from './fr'
import type { Counted, NoticeTexts } from './texts'

const textsOf: Record<NoticeLanguage, NoticeTexts> = { en, fr }
/** Companies that are named in one line; the rest is a number. */
const companiesNamed = 10
/** A ticket's summary has at most 100 characters (facts/connectwise-rest.md §9). */
const summaryLength = 100

/** What a notice is of: a send of a day, or a check for one. `by`: null for the clock. */
export type NoticeAbout =
  { of: 'run'; runId: RunId; day: string; by: string | null } | { of: 'check'; day: string; due: boolean }

export function sentMessage(language: NoticeLanguage, about: NoticeAbout, sent: SentSummary): NoticeMessage {
  const texts = textsOf[language]
  const money = sent.monthly
    .filter(({ amount }) => amount !== 0)
    .map(({ currency, amount }) => fill(texts.monthly, { amount: moneyText(language, amount, currency) }))
  return {
    kind: 'sent',
    title: counted(texts.title.sent, sent.lines),
    lines: [aboutLine(texts, about), companiesText(texts, sent.companies, 0), ...money],
    runId: about.of === 'run' ? about.runId : null,
    causes: [],
  }
}

/** All causes of one kind together, as mail and webhooks get them. */
export function causesMessage(
  language: NoticeLanguage,
  about: NoticeAbout,
  kind: Cause['kind'],
  causes: readonly Cause[],
): NoticeMessage {
  const texts = textsOf[language]
  const lines = causes.reduce((sum, cause) => sum + (cause.lines ?? 0), 0)
  return {
    kind,
    title: counted(texts.title[kind], kind === 'held' ? lines : causes.length),
    lines: [aboutLine(texts, about), ...causes.map((cause) => causeLine(texts, cause))],
    runId: about.of === 'run' ? about.runId : null,
    causes: causes.map((cause) => toldCause(texts, cause)),
  }
}

/** One cause, as a ticket or a note of it gets it. */
export function causeMessage(language: NoticeLanguage, about: NoticeAbout, cause: Cause): NoticeMessage {
  const texts = textsOf[language]
  return {
    kind: cause.kind,
    title: cut(fill(texts.ticket, { cause: whatText(texts, cause.what) }), summaryLength),
    lines: [aboutLine(texts, about), causeLine(texts, cause)],
    runId: about.of === 'run' ? about.runId : null,
    causes: [toldCause(texts, cause)],
  }
}

export function solvedMessage(language: NoticeLanguage, kind: Cause['kind']): NoticeMessage {
  const { solved } = textsOf[language]
  return { kind, title: solved.title, lines: [solved.line], runId: null, causes: [] }
}

export function testMessage(language: NoticeLanguage): NoticeMessage {
  const { test } = textsOf[language]
  return { kind: 'test', title: test.title, lines: [test.line], runId: null, causes: [] }
}

const toldCause = (texts: NoticeTexts, cause: Cause): NoticeMessage['causes'][number] => ({
  key: cause.key,
  text: whatText(texts, cause.what),
  companies: cause.companies.map(({ id, name }) => ({ id, name: plain(name) })),
  moreCompanies: cause.moreCompanies,
  lines: cause.lines,
})

function aboutLine(texts: NoticeTexts, about: NoticeAbout): string {
  const { day } = about
  if (about.of === 'check') return fill(about.due ? texts.check.due : texts.check.person, { day })
  return about.by === null ? fill(texts.run.byClock, { day }) : fill(texts.run.byPerson, { day, by: plain(about.by) })
}

function causeLine(texts: NoticeTexts, cause: Cause): string {
  const lines = cause.lines === null ? '' : ` (${counted(texts.lines, cause.lines)})`
  const companies = companiesText(texts, cause.companies, cause.moreCompanies)
  return `${sentenceOf(whatText(texts, cause.what))}${lines}${companies === '' ? '' : `: ${companies}`}`
}

function companiesText(texts: NoticeTexts, companies: readonly CompanyName[], beyond: number): string {
  const named = companies.slice(0, companiesNamed).map(({ name }) => plain(name))
  const more = companies.length - named.length + beyond
  if (more === 0) return named.join(', ')
  if (named.length === 0) return counted(texts.companies, more)
  return `${named.join(', ')} ${fill(texts.more, { count: more })}`
}

function whatText(texts: NoticeTexts, what: CauseWhat): string {
  switch (what.from) {
    case 'hold':
      return texts.hold[what.hold]
    case 'waits':
    case 'tooLate':
      return texts[what.from]
    case 'blocked':
      return texts.blocked[what.reason]
    case 'upstream':
      return fill(texts.upstream[what.failure], { system: texts.system[what.system] })
    case 'line':
      return texts.line[what.cause]
    case 'unmapped':
      return texts.unmapped[what.missing]
    case 'ours':
      return texts.ours
    case 'unchecked':
      return texts.unchecked
    case 'preflight':
      return preflightText(texts, what.cause)
    default:
      return what satisfies never
  }
}

function preflightText(texts: NoticeTexts, cause: Extract<CauseWhat, { from: 'preflight' }>['cause']): string {
  const { preflight } = texts
  switch (cause.kind) {
    case 'unmappedCustomers':
      return counted(preflight.unmappedCustomers, cause.customers.total)
    case 'unmappedProduct':
      return fill(preflight.unmappedProduct[cause.missing], { product: plain(cause.productName) })
    case 'agreementUnusable':
      return preflight.agreementUnusable[cause.why]
    case 'catalogItemUnusable':
      return fill(preflight.catalogItemUnusable[cause.why], { item: plain(cause.identifier) })
    case 'rightMissing':
      return fill(preflight.rightMissing, { name: plain(`${cause.module} > ${cause.function}`) })
    case 'connectionFails': {
      const system = texts.system[cause.system]
      if (cause.failure === null) return fill(preflight.connectionFails.notConfigured, { system })
      return fill(preflight.connectionFails.fails, { failure: fill(texts.upstream[cause.failure.kind], { system }) })
    }
    case 'priceZero':
      return fill(preflight.priceZero[cause.at], { item: plain(cause.identifier) })
    case 'invoicedBeforeSend':
      return fill(preflight.invoicedBeforeSend, { invoice: cause.invoiceDay, send: cause.sendDay })
    case 'agreementEnding':
    case 'invoicedAlready':
      return preflight[cause.kind]
    default:
      return cause satisfies never
  }
}

const fill = (text: string, params: Record<string, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))

/** English and French agree on 1; French counts 0 as one as well, which is never said here. */
const counted = ({ one, other }: Counted, count: number): string => fill(count === 1 ? one : other, { count })

/** Names come from outside: no line break or control character of theirs may end up in a header. */
const plain = (text: string): string => cut(text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim(), 200)

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`

const sentenceOf = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function moneyText(language: NoticeLanguage, amount: number, currency: string | null): string {
  const style = { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'always' } as const
  const number = new Intl.NumberFormat(language, style).format(amount)
  return currency === null ? number : `${number} ${currency}`
}
