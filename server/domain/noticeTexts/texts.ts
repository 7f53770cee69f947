/** The texts of notices in one language. English is the source; the compiler wants all of it from every other. */
import type { FailureKind } from '../errors'
import type { CauseWhat } from '../noticeCauses'
import type { NoticeKind } from '../notices'
import type { PreflightCause } from '../preflight'

type WordOf<From extends CauseWhat['from'], Field extends string> =
  Extract<CauseWhat, { from: From }> extends Record<Field, infer Word extends string> ? Word : never

/** A text for one, and for several. */
export interface Counted {
  one: string
  other: string
}

/** `{name}` is filled in. */
export interface NoticeTexts {
  title: Record<NoticeKind, Counted>
  test: { title: string; line: string }
  /** What a ticket is called; `{cause}`. */
  ticket: string
  solved: { title: string; line: string }
  /** Before the lines of a run, and of a check; `{day}`. */
  run: { byClock: string; byPerson: string }
  check: { due: string; person: string }
  lines: Counted
  companies: Counted
  /** `{count}` companies beyond those named. */
  more: string
  monthly: string
  hold: Record<WordOf<'hold', 'hold'>, string>
  waits: string
  tooLate: string
  blocked: Record<WordOf<'blocked', 'reason'>, string>
  line: Record<WordOf<'line', 'cause'>, string>
  unmapped: Record<WordOf<'unmapped', 'missing'>, string>
  ours: string
  unchecked: string
  system: Record<'connectwise' | 'trendmicro', string>
  /** `{system}`. */
  upstream: Record<FailureKind, string>
  preflight: {
    unmappedCustomers: Counted
    unmappedProduct: Record<Extract<PreflightCause, { kind: 'unmappedProduct' }>['missing'], string>
    agreementUnusable: Record<Extract<PreflightCause, { kind: 'agreementUnusable' }>['why'], string>
    agreementEnding: string
    catalogItemUnusable: Record<Extract<PreflightCause, { kind: 'catalogItemUnusable' }>['why'], string>
    rightMissing: string
    connectionFails: Record<'notConfigured' | 'fails', string>
    priceZero: Record<'addition' | 'catalogItem', string>
    invoicedBeforeSend: string
    invoicedAlready: string
  }
}
