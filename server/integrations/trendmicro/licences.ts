/** From licences to seats and to the reason why a subscription is not billed (facts/trend-micro.md §5). Pure. */
import { type Day, tryDay } from '../../domain/calendar'
import type { NotBilledReason, SeatReading, Subscription } from '../../domain/trend'
import type { LicenceWire } from './wire'

/** The moments against which a subscription is judged, milliseconds since the epoch. */
export interface Judged {
  /** A licence that ended before this is expired. */
  expiryMs: number
  /** A licence that is charged only after this is not charged yet. */
  chargeMs: number
  graceDays: number
}

export interface LicenceReading {
  provisioned: SeatReading
  /** Units by licence where they disagree although a suite has one number of seats. */
  disagreement: number[] | null
  startsOn: Day | null
  expiresOn: Day | null
  notBilled: NotBilledReason | null
}

/**
 * Reads the licences of one subscription. A suite has one licence a product with the same units and counts once: never
 * summed. Where units disagree the highest counts. Licences that are switched off or over count only when there is no other.
 */
export function readLicences(
  licences: readonly LicenceWire[],
  version: Subscription['version'],
  subscriptionEnabled: boolean,
  judged: Judged,
): LicenceReading {
  const enabled = licences.filter((licence) => licence.enabled !== false)
  const live = enabled.filter((licence) => !isOver(licence, judged))
  const counting = [live, enabled, licences].find((some) => some.length > 0) ?? []
  const units = counting.flatMap((licence) => licence.units ?? [])
  const expiresOn = dayOf(latest(counting.map((licence) => licence.license_expiration_date)))
  const disabled = !subscriptionEnabled || (licences.length > 0 && enabled.length === 0)
  return {
    provisioned:
      units.length === 0 || units.length < counting.length
        ? { kind: 'unread', why: 'incomplete' }
        : { kind: 'read', seats: Math.max(...units) },
    disagreement: new Set(units).size > 1 ? units : null,
    startsOn: dayOf(earliest(counting.map((licence) => licence.license_start_date))),
    expiresOn,
    notBilled: disabled ? { kind: 'disabled' } : notBilledReason(),
  }

  function notBilledReason(): NotBilledReason | null {
    if (version === 'notForResale') return { kind: 'notForResale' }
    if (version === 'trial') return { kind: 'trial', until: expiresOn }
    if (licences.length > 0 && live.length === 0 && expiresOn !== null) return { kind: 'expired', on: expiresOn }
    // A suite is charged from its earliest licence on.
    const charged = earliest(counting.map((licence) => licence.start_charge_date))
    const chargedOn = dayOf(charged)
    return charged !== null && chargedOn !== null && Date.parse(charged) > judged.chargeMs
      ? { kind: 'notChargedBefore', day: chargedOn }
      : null
  }
}

function isOver(licence: LicenceWire, { expiryMs, graceDays }: Judged): boolean {
  const endsMs = Date.parse(licence.license_expiration_date ?? '')
  return !Number.isNaN(endsMs) && endsMs + graceDays * 86_400_000 < expiryMs
}

/** `notForResale` only by name: a plan that merely costs nothing is not one. */
export function versionOf(
  planNames: readonly (string | null | undefined)[],
  version: string | null | undefined,
): Subscription['version'] {
  const word = /(^|[^a-z0-9])(nfr|not[\s-]+for[\s-]+resale)([^a-z0-9]|$)/i
  if (planNames.some((name) => word.test(name ?? ''))) return 'notForResale'
  const plain = (version ?? '').trim().toLowerCase()
  return plain === 'full' || plain === 'trial' ? plain : 'unknown'
}

const readable = (dates: readonly (string | null | undefined)[]): string[] =>
  dates
    .flatMap((date) => date ?? [])
    .filter((date) => !Number.isNaN(Date.parse(date)))
    .sort((one, other) => Date.parse(one) - Date.parse(other))
const earliest = (dates: readonly (string | null | undefined)[]) => readable(dates)[0] ?? null
const latest = (dates: readonly (string | null | undefined)[]) => readable(dates).at(-1) ?? null
/** Calendar day in UTC. */
export const dayOf = (date: string | null | undefined): Day | null => {
  const ms = Date.parse(date ?? '')
  return Number.isNaN(ms) ? null : tryDay(new Date(ms).toISOString().slice(0, 10))
}
