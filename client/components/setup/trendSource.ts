/** Where seats come from, as the second step asks for it. Pure. */
import type { SettingsView } from '../../../server/domain/viewsSettings'
import type { KeysDraft, TrendSource } from '../settings/settingsDraft'

export const seatSources = ['lmpi', 'smpi', 'file'] as const
export type SeatSource = (typeof seatSources)[number]

/** Trend Micro's own address; another one is for special cases. */
const usualAddress = 'https://cspi.trendmicro.com'

/** What is there already, otherwise the keys that know all products. A file counts only while there are no keys. */
export function sourceOf({ trendMicro }: SettingsView): SeatSource {
  if (trendMicro.lmpi !== null) return 'lmpi'
  if (trendMicro.smpi !== null) return 'smpi'
  return trendMicro.state === 'notConfigured' ? 'lmpi' : 'file'
}

/** Of keys that are not asked for any more nothing that was typed stays. */
export const storedKeys = (view: SettingsView, source: TrendSource): KeysDraft => {
  const keys = view.trendMicro[source]
  return { baseUrl: keys?.baseUrl ?? '', accessToken: keys?.accessToken ?? '', secretKey: keys === null ? '' : null }
}
/** An address that is left empty is the usual one; the field shows it. */
export const withAddress = (keys: KeysDraft): KeysDraft =>
  keys.baseUrl.trim() === '' ? { ...keys, baseUrl: usualAddress } : keys
