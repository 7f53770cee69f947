/** What people and customers do: beside our server through the simulators' own edits, and asked of it. */
import { addDays } from '../../../server/domain/calendar'
import { additionId, agreementId } from '../../../server/domain/ids'
import { nth } from '../change'
import { stateOf } from '../records'
import type { Change } from '../steps'
import { changeTrend } from './changeTrend'
import { assign, configure, exclude, limit } from './decisions'
import { dayIn, editAddition, editor } from './handEdits'
import { dueBy, makeInvoice } from './invoiceBook'
import { begin } from './person'
import { placedAddition } from './placed'
import type { Play } from './play'

/** Is the change asked of our server? */
export const isAsked = ({ kind }: Change): boolean => ['assign', 'exclude', 'companyLimits', 'limits'].includes(kind)

/** Carries the change out at once, or begins to ask for it; answers what it came to, in words. */
export function carryOut(play: Play, change: Change): string | null {
  const { turns, sites } = play
  // A second of its own: the version hints of ConnectWise are no finer.
  turns.skipTo((Math.floor(turns.nowMs() / 1_000) + 1) * 1_000)
  play.changedMs = turns.nowMs()
  switch (change.kind) {
    case 'seats':
    case 'used':
    case 'state':
    case 'subscribe':
    case 'status': {
      const words = changeTrend(sites.trendMicro, turns.now(), change)
      play.seats.note(sites.trendMicro, turns.nowMs())
      return words
    }
    case 'end':
    case 'renew':
    case 'revive':
      return changeAgreement(play, change)
    case 'invoice':
    case 'invoices':
      return invoice(play, change)
    case 'assign':
      return ask(play, () => assign(play, change))
    case 'exclude':
      return ask(play, () => exclude(play, change))
    case 'companyLimits':
      return ask(play, () => limit(play, change))
    case 'limits':
      return ask(play, () => configure(play, { limits: change.limits, approval: change.approval }))
    default:
      return editAddition(play, change)
  }
}

function ask(play: Play, work: () => Promise<unknown>): string {
  if (play.life.ended) return 'nobody answers'
  begin(play, work)
  return 'somebody changes what is billed how'
}

type Of<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>

function changeAgreement({ sites, turns, records }: Play, change: Of<'end' | 'renew' | 'revive'>): string | null {
  const { world, edits } = sites.connectWise
  const agreement = nth(world.agreements, change.agreement)
  if (agreement === undefined) return null
  if (change.kind === 'revive') {
    edits.editAgreement(agreement.id, { endDate: null, noEndingDateFlag: true, cancelledFlag: false }, editor)
    return `agreement ${agreement.id} has no end any more`
  }
  if (change.kind === 'end') {
    edits.endAgreement(agreement.id, dayIn(turns.now(), -1), editor)
    return `agreement ${agreement.id} ended yesterday`
  }
  const renewed = edits.renewAgreement(agreement.id, editor)
  for (const addition of renewed.additions)
    records.changes.push({
      atMs: turns.nowMs(),
      additionId: additionId(addition.id),
      agreementId: agreementId(addition.agreementId),
      by: { kind: 'hand' },
      before: null,
      after: stateOf(placedAddition(addition)),
    })
  return `agreement ${agreement.id} ended yesterday and goes on as ${renewed.agreement.id}`
}

function invoice({ sites, turns, invoices }: Play, change: Of<'invoice' | 'invoices'>): string | null {
  const one = change.kind === 'invoice' ? nth(sites.connectWise.world.agreements, change.agreement) : undefined
  const due = change.kind === 'invoices' ? dueBy(sites, addDays(dayIn(turns.now(), 0), change.ahead)) : []
  const made = [...(one === undefined ? [] : [one]), ...due].map((agreement) => makeInvoice(sites, agreement))
  invoices.note(turns.nowMs())
  return made.length === 0 ? null : made.join('; ')
}
