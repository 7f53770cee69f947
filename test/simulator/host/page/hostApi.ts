/** What the page and its server say to each other. */
export const fieldNames = [
  'name',
  'identifier',
  'status',
  'type',
  'phone',
  'website',
  'address',
  'city',
  'state',
  'zip',
] as const
export type FieldName = (typeof fieldNames)[number]
export type CompanyFields = Record<FieldName, string>

export interface CompanyListed {
  id: number
  identifier: string
  name: string
  /** What there is to see about this company in the sandbox. */
  story: string
}

export interface HostedRowShown {
  id: number
  type: 'Pod' | 'Tab'
  description: string
  /** With its tokens unfilled. */
  url: string
  origin: string
  podHeight: number | null
}

export interface MemberShown {
  identifier: string
  name: string
  /** One or two words for the picker, e.g. `edits agreements`. */
  access: string
}

export interface HostStart {
  loginCompany: string
  companies: CompanyListed[]
  /** Null for the record that is not saved yet. */
  company: { id: number; fields: CompanyFields } | null
  rows: HostedRowShown[]
  members: MemberShown[]
  choices: { statuses: string[]; types: string[] }
}

export interface ClockShown {
  nowIso: string
  timeZone: string
}

export interface FaultShown {
  id: string
  system: string
  kind: string
  method: string | null
  path: string
  times: number | null
  delayMs: number
}

/** A refusal in the server's words. */
class HostApiError extends Error {}

/** Throws HostApiError with the server's words when it refuses. */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  // The page's own server speaks these types; both sides are compiled together.
  const answer = (await response.json()) as T & { error?: string }
  if (!response.ok) throw new HostApiError(answer.error ?? `The sandbox answered ${response.status}.`)
  return answer
}

export const hostApi = {
  start: (company: string) => ask<HostStart>('GET', `/host/start?company=${encodeURIComponent(company)}`),
  save: (company: string, fields: CompanyFields, member: string) =>
    ask<{ id: number }>('PUT', `/host/company/${encodeURIComponent(company)}`, { fields, member }),
  member: (identifier: string, options: { expired: boolean; onPremises: boolean; sso: boolean }) =>
    ask<Record<string, string>>('POST', '/host/member-authentication', { member: identifier, ...options }),
  clock: () => ask<ClockShown>('GET', '/sandbox/clock'),
  moveClock: (to: object) => ask<ClockShown>('POST', '/sandbox/clock', to),
  faults: () => ask<FaultShown[]>('GET', '/sandbox/faults'),
  addFault: (rule: object) => ask<FaultShown>('POST', '/sandbox/faults', rule),
  removeFault: (id: string | null) =>
    ask<FaultShown[]>('DELETE', id === null ? '/sandbox/faults' : `/sandbox/faults?id=${encodeURIComponent(id)}`),
}
