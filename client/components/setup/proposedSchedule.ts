/** The day that is proposed to somebody who has chosen none. */
import type { ScheduleDraft } from '../schedule/scheduleDraft'

/** On, in the zone of this device where the server knows it: nobody has chosen the one that is stored. */
export function proposedSchedule(stored: ScheduleDraft, zones: readonly string[]): ScheduleDraft {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  return { ...stored, on: true, timeZone: zones.includes(here) ? here : stored.timeZone }
}
