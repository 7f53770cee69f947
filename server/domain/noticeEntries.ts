/** Which notices leave for which channel of an audience. Pure. */
import type { Cause, SentSummary } from './noticeCauses'
import type { Audience, NoticeChannel, NoticeKind, NoticeMessage, NoticeSettings, OpenCause } from './notices'
import { causeMessage, causesMessage, sentMessage, solvedMessage, type NoticeAbout } from './noticeTexts/compose'
import type { OutboxEntry } from './outbox'

/** What one audience hears of. `source`: which run or check, in ids. */
export interface Found {
  about: NoticeAbout
  source: string
  sent: SentSummary | null
  causes: readonly Cause[]
}

export interface NewEntry extends Pick<OutboxEntry, 'audience' | 'channel' | 'ticket' | 'to' | 'message'> {
  /** What makes it another notice than one before: the same again is not told again. */
  identity: unknown[]
}

/** One ticket a cause, told and closed; of mail and webhooks one notice a kind. */
export function noticeEntries(
  audience: Audience,
  settings: NoticeSettings,
  found: Found,
  solved: readonly OpenCause[],
): NewEntry[] {
  return [
    ...ticketEntries(audience, settings, found, solved),
    ...messagesOf(settings, found).flatMap((told) => [
      ...mailEntries(audience, settings, told),
      ...(wants(settings, 'webhook', told.message.kind) ? [entryOf(audience, 'webhook', told)] : []),
    ]),
  ]
}

interface Told {
  message: NoticeMessage
  identity: unknown[]
}

function messagesOf({ language }: NoticeSettings, { about, source, sent, causes }: Found): Told[] {
  const told: Told[] = []
  if (sent !== null)
    told.push({
      message: sentMessage(language, about, sent),
      identity: [source, 'sent', sent.lines, sent.companies.length],
    })
  for (const kind of ['held', 'failed', 'preflight'] as const) {
    const mine = causes.filter((cause) => cause.kind === kind)
    if (mine.length > 0)
      told.push({ message: causesMessage(language, about, kind, mine), identity: [source, kind, mine.map(printOf)] })
  }
  return told
}

function mailEntries(audience: Audience, settings: NoticeSettings, told: Told): NewEntry[] {
  if (!wants(settings, 'mail', told.message.kind)) return []
  return settings.mail.to.map((to) => ({
    ...entryOf(audience, 'mail', told),
    to,
    identity: [audience, 'mail', to, ...told.identity],
  }))
}

function ticketEntries(
  audience: Audience,
  settings: NoticeSettings,
  { about, source, sent, causes }: Found,
  solved: readonly OpenCause[],
): NewEntry[] {
  const { language } = settings
  const ticket = (
    causeKey: string,
    action: 'tell' | 'close',
    message: NoticeMessage,
    identity: unknown[],
  ): NewEntry => ({
    ...entryOf(audience, 'ticket', { message, identity: [causeKey, action, ...identity] }),
    ticket: { causeKey, action },
  })
  const wanted = (kind: NoticeKind) => wants(settings, 'ticket', kind)
  const entries = causes
    .filter(({ kind }) => wanted(kind))
    .map((cause) => ticket(cause.key, 'tell', causeMessage(language, about, cause), [source, printOf(cause)]))
  for (const cause of solved.filter(({ kind }) => wanted(kind)))
    entries.push(ticket(cause.key, 'close', solvedMessage(language, cause.kind), [cause.since]))
  if (sent !== null && wanted('sent')) {
    // A record of the send: nothing is left to do, so it is closed at once.
    const message = sentMessage(language, about, sent)
    const key = `sent:${source}`
    entries.push(ticket(key, 'tell', message, [sent.lines]), ticket(key, 'close', message, [sent.lines]))
  }
  return entries
}

function entryOf(audience: Audience, channel: NoticeChannel, { message, identity }: Told): NewEntry {
  return { audience, channel, ticket: null, to: null, message, identity: [audience, channel, ...identity] }
}

const wants = (settings: NoticeSettings, channel: NoticeChannel, kind: NoticeMessage['kind']): boolean =>
  kind !== 'test' && kind !== 'summary' && settings[channel].on && settings[channel].kinds.includes(kind)

const printOf = ({ key, companies, moreCompanies, lines }: Cause): unknown => [
  key,
  companies.map(({ id }) => id).sort((one, other) => one - other),
  moreCompanies,
  lines,
]
