/** What a message is, and the union of all keys. English is the source; other languages must name the same keys. */
import type { messages as agreements } from './en/agreements'
import type { messages as audit } from './en/audit'
import type { messages as companies } from './en/companies'
import type { messages as console } from './en/console'
import type { messages as core } from './en/core'
import type { messages as defaults } from './en/defaults'
import type { messages as drift } from './en/drift'
import type { messages as existing } from './en/existing'
import type { messages as explain } from './en/explain'
import type { messages as history } from './en/history'
import type { messages as imports } from './en/imports'
import type { messages as inbox } from './en/inbox'
import type { messages as leaveOut } from './en/leaveOut'
import type { messages as link } from './en/link'
import type { messages as linking } from './en/linking'
import type { messages as notices } from './en/notices'
import type { messages as preflight } from './en/preflight'
import type { messages as runs } from './en/runs'
import type { messages as send } from './en/send'
import type { messages as settings } from './en/settings'
import type { messages as setup } from './en/setup'
import type { messages as summaries } from './en/summaries'
import type { messages as tab } from './en/tab'

/** A text with `{params}`, or one text a plural category, chosen by the param `count`. */
export type AnyMessage = string | ({ readonly [category in Intl.LDMLPluralRule]?: string } & { readonly other: string })

interface Areas {
  core: typeof core
  link: typeof link
  companies: typeof companies
  console: typeof console
  audit: typeof audit
  linking: typeof linking
  defaults: typeof defaults
  runs: typeof runs
  imports: typeof imports
  inbox: typeof inbox
  notices: typeof notices
  preflight: typeof preflight
  existing: typeof existing
  send: typeof send
  summaries: typeof summaries
  explain: typeof explain
  drift: typeof drift
  leaveOut: typeof leaveOut
  setup: typeof setup
  tab: typeof tab
  history: typeof history
  agreements: typeof agreements
  settings: typeof settings
}
/** A file per area and language: `messages/<language>/<area>.ts`. */
export type Area = keyof Areas

export type Catalogue = Areas['core'] &
  Areas['link'] &
  Areas['companies'] &
  Areas['console'] &
  Areas['audit'] &
  Areas['linking'] &
  Areas['defaults'] &
  Areas['runs'] &
  Areas['imports'] &
  Areas['inbox'] &
  Areas['notices'] &
  Areas['preflight'] &
  Areas['existing'] &
  Areas['send'] &
  Areas['summaries'] &
  Areas['explain'] &
  Areas['drift'] &
  Areas['leaveOut'] &
  Areas['setup'] &
  Areas['tab'] &
  Areas['history'] &
  Areas['agreements'] &
  Areas['settings']
export type MessageKey = keyof Catalogue

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never
/** Names of the params in a message; a plural one always takes `count`. */
export type ParamNames<M> = M extends string ? NamesIn<M> : 'count' | NamesIn<Extract<M[keyof M], string>>

/** A translation names every key of its English file; where English has plural forms, it has its own. */
export type Translation<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Exclude<AnyMessage, string>
}
