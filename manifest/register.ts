import { createSetupTables, type HostedScreen, type Rest, type SetupTables, type StoredRow } from './connectwise'
import pod from './pod.json' with { type: 'json' }
import { fillIn, hostedFileSchema, hostedRowSchema, type HostedRow } from './schema'

export interface Registration {
  id: number
  description: string
  type: HostedRow['type']
  outcome: 'created' | 'updated' | 'unchanged'
}

export interface RegisterOptions extends Rest {
  /** Address of the pod's server, e.g. `https://pod.example.com`. */
  podBase: string
  /** Written into new rows; ConnectWise asks for it only where none is set yet. */
  clientId?: string
  log?: (line: string) => void
}

/**
 * Brings the hosted set-up rows of pod.json into ConnectWise: creates what is missing, changes what differs, leaves the
 * rest. Running it again changes nothing. Rows of others are never touched.
 * Throws an Error when ConnectWise refuses, knows no company screen, or gives back something else than was written.
 */
export async function registerHosted(options: RegisterOptions): Promise<Registration[]> {
  const log = options.log ?? (() => undefined)
  const tables = createSetupTables(options)
  const screens = await tables.screens()
  const stored = await tables.rows()
  const registrations: Registration[] = []
  for (const { screen, row } of hostedFileSchema.parse(pod)) {
    const target = hostedRowSchema.parse({
      ...row,
      url: fillIn(row.url, options.podBase),
      origin: fillIn(row.origin, options.podBase),
    })
    const present = { screenId: findScreen(screens, screen).id, stored }
    const registration = await bringIn(tables, present, target, options.clientId)
    log(`${target.type} "${target.description}": ${registration.outcome} (row ${registration.id}).`)
    registrations.push(registration)
  }
  return registrations
}

async function bringIn(
  tables: SetupTables,
  { screenId, stored }: { screenId: number; stored: StoredRow[] },
  target: HostedRow,
  clientId: string | undefined,
): Promise<Registration> {
  const about = { description: target.description, type: target.type }
  const present = stored.find((row) => isSameEntry(row, screenId, target))
  if (present === undefined) {
    const { id } = await tables.create({ ...target, screenId, ...(clientId === undefined ? {} : { clientId }) })
    await verify(tables, id, screenId, target)
    return { id, ...about, outcome: 'created' }
  }
  const changed = differing(present, target)
  if (Object.keys(changed).length === 0) return { id: present.id, ...about, outcome: 'unchanged' }
  await tables.change(present.id, changed)
  await verify(tables, present.id, screenId, target)
  return { id: present.id, ...about, outcome: 'updated' }
}

/** One entry is one screen × one type × one title: so a moved server finds its old row, and other vendors' rows stay. */
function isSameEntry(row: StoredRow, screenId: number, target: HostedRow): boolean {
  return row.screenId === screenId && row.type === target.type && same(row.description, target.description)
}

/** Reads the row back: a wrong screen number would put the pod where nobody looks, without any error. */
async function verify(tables: SetupTables, id: number, screenId: number, target: HostedRow): Promise<void> {
  const row = await tables.row(id)
  const wrong = Object.keys(differing(row, target))
  if (row.screenId !== screenId) wrong.push('screenId')
  if (wrong.length > 0) {
    throw new Error(
      `ConnectWise stored row ${id} differently from what was sent: ${wrong.join(', ')}. Look at it under Manage Hosted API.`,
    )
  }
}

function differing(row: StoredRow, target: HostedRow): Record<string, unknown> {
  const entries = Object.entries(target) as [keyof HostedRow, unknown][] // the row came out of its own schema
  return Object.fromEntries(entries.filter(([field, value]) => !same(row[field], value)))
}

/** ConnectWise keeps stray blanks, and a recorded origin ended in a slash; neither is a difference. */
function same(stored: unknown, wanted: unknown): boolean {
  return JSON.stringify(comparable(stored)) === JSON.stringify(comparable(wanted))
}

function comparable(value: unknown): unknown {
  if (typeof value === 'string') return value.trim().replace(/\/$/, '')
  return value === undefined || value === false ? null : value // a flag that was never set counts as off
}

function findScreen(screens: HostedScreen[], textId: string): HostedScreen {
  const found = screens.find((screen) => screen.screenId.trim().toLowerCase() === textId.toLowerCase())
  if (found !== undefined) return found
  const offered = screens.map((screen) => screen.screenId).join(', ')
  throw new Error(`ConnectWise offers no screen ${textId}. It offers: ${offered || 'none'}.`)
}
