import type { RecordId } from './hostProtocol.ts'
import type { Switches } from './switches.ts'

/** How the record on screen is named in onLoad and in the set-up address. `urlId` null: `[cw_id]` stays unreplaced. */
export function recordOf(company: string | null, on: Switches): { id: RecordId; urlId: string | null } {
  if (company !== null && company !== 'new') return { id: Number(company), urlId: company }
  if (on.has('newRecordLiteral')) return { id: '[cw_id]', urlId: null }
  return on.has('newRecordEmpty') ? { id: '', urlId: '' } : { id: 0, urlId: '0' }
}
