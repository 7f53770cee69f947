/** A schedule while it is typed. Pure. */
import type { Schedule } from '../../../server/domain/settings'
import type { ScheduleInput } from '../../../server/domain/viewsSchedule'
import type { Trouble } from '../../composables/problem'

/** Texts as typed, so that a wrong one can stand beside its reason. */
export interface ScheduleDraft {
  on: boolean
  day: string
  /** `HH:MM`, or empty while it is not a time. */
  time: string
  timeZone: string
}
export type ScheduleField = 'dayOfMonth' | 'time' | 'timeZone'
export type ScheduleIssues = Partial<Record<ScheduleField, true>>

export const scheduleDraftOf = ({ on, dayOfMonth, time, timeZone }: Schedule): ScheduleDraft => ({
  on,
  day: String(dayOfMonth),
  time,
  timeZone,
})

export function scheduleIssuesOf(draft: ScheduleDraft): ScheduleIssues {
  const day = draft.day.trim()
  return {
    ...(/^\d{1,2}$/.test(day) && Number(day) >= 1 && Number(day) <= 31 ? {} : { dayOfMonth: true }),
    ...(/^([01]\d|2[0-3]):[0-5]\d$/.test(draft.time) ? {} : { time: true }),
    ...(draft.timeZone === '' ? { timeZone: true } : {}),
  }
}

/** What is sent; null while something in it is not valid. */
export function scheduleOf(draft: ScheduleDraft): ScheduleInput | null {
  if (Object.keys(scheduleIssuesOf(draft)).length > 0) return null
  const { on, day, time, timeZone } = draft
  return { on, dayOfMonth: Number(day.trim()), time, timeZone }
}

export const sameSchedule = (one: ScheduleDraft, other: ScheduleDraft): boolean =>
  one.on === other.on && one.day.trim() === other.day && one.time === other.time && one.timeZone === other.timeZone

export interface ZoneGroup {
  region: string
  zones: { name: string; city: string }[]
}
/** Zones by region, for a `<select>`; `chosen` is in it even where the platform has another name for it. */
export function zoneGroups(names: readonly string[], chosen: string): ZoneGroup[] {
  const groups = new Map<string, ZoneGroup>()
  for (const name of [...new Set([...names, chosen].filter((each) => each !== ''))].sort()) {
    const [region = name, ...rest] = name.split('/')
    const group = groups.get(region) ?? { region, zones: [] }
    group.zones.push({ name, city: (rest.length === 0 ? name : rest.join(', ')).replaceAll('_', ' ') })
    groups.set(region, group)
  }
  return [...groups.values()]
}

/** The fields of a schedule that the server refused; `prefix` is the schedule's place in the request. */
export function refusedFields(trouble: Trouble | null, prefix: string): ScheduleIssues {
  const paths = trouble?.kind === 'problem' ? trouble.problem.issues.map(({ path }) => path) : []
  const fields = ['dayOfMonth', 'time', 'timeZone'] as const
  return Object.fromEntries(
    fields.filter((field) => paths.includes(`${prefix}.${field}`)).map((field) => [field, true as const]),
  )
}
