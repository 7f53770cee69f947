/** One life of a server: everything as compose.ts puts it together, on the disk and the wire of the simulation. */
import { compose, type Composed } from '../../../server/compose'
import { tenantId } from '../../../server/domain/ids'
import type { FetchLike } from '../../../server/integrations/httpClient/exchange'
import type { Clock, Log, Secrets } from '../../../server/ports'
import { openLowdbStore } from '../../../server/storage/lowdbStore'
import type { Store } from '../../../server/storage/store'
import { ensureTenant } from '../../../server/tenants'
import type { CrashingDisk } from '../../unit/crashingFiles'
import { createRandom } from '../../simulator/seed/random'
import type { Records } from '../records'
import { DiskFault, type Trouble } from '../trouble'
import type { Life, Turns } from '../turns'
import type { DiskNotes } from './diskNotes'
import { lifeFiles } from './lifeFiles'
import { connectWiseUrl, trendMicroUrl, type Sites } from './sites'
import type { Wire } from './wire'

export const dataFolder = '/data'
/** As the login company of the seed makes it. */
export const tenant = tenantId('acme')

/** Pieces that a test may put in place of the right ones, to see that the simulation notices. */
export interface StackPieces {
  store?: (right: Store) => Store
  fetch?: (right: FetchLike) => FetchLike
}

export interface ServerOptions {
  life: Life
  turns: Turns
  disk: CrashingDisk
  notes: DiskNotes
  wire: Wire
  sites: Sites
  records: Records
  trouble: () => Trouble
  /** Did anything go wrong lately, so that complaints of the server are no wonder? */
  isTroubled: () => boolean
  pieces: StackPieces
}

/** Starts a server and lets it go on with what was open. Throws what keeps it from starting. */
export async function startServer(options: ServerOptions): Promise<Composed> {
  const { life, turns, disk, notes, wire, sites, trouble, pieces } = options
  const clock: Clock = {
    now: () => turns.now(),
    sleep: (ms, signal) => turns.sleep(life, ms, signal),
    onJump: () => () => undefined,
  }
  const log = complaints(options)
  const note = (path: string, text: string | null) => notes.note(life.number, path, text)
  const right = await openLowdbStore({
    dir: dataFolder,
    clock,
    log,
    files: lifeFiles(disk, { life, turns, trouble, note }),
    // There is one life at a time; the lock has tests of its own, with processes.
    lock: () => Promise.resolve({ isHeld: () => true, release: () => Promise.resolve() }),
  })
  const { world } = sites.trendMicro
  await ensureTenant(
    { store: right, secrets, clock },
    {
      site: connectWiseUrl,
      loginCompany: 'acme',
      clientId: '5b0f9a52-6a4e-4a55-9a44-6d9f0e7a2c11',
      connectWiseKeys: { publicKey: 'sandboxPublic', privateKey: 'sandboxPrivate' },
      lmpi: { baseUrl: trendMicroUrl, accessToken: world.accessToken, secretKey: world.secretKey },
      smpi: null,
    },
  )
  const fetch = wire.fetchOf(life)
  return compose({
    store: pieces.store?.(right) ?? right,
    secrets,
    clock,
    ids: idsOf(life),
    log,
    fetch: pieces.fetch?.(fetch) ?? fetch,
    allowedHosts: { connectWise: [connectWiseUrl], trendMicro: [trendMicroUrl] },
    limits: {},
    clientDir: null,
    extraAncestors: [],
  })
}

/** Sealing has its own tests; here it only costs time. */
const secrets: Secrets = {
  seal: (plain) => ({ sealed: Buffer.from(plain).toString('hex') }),
  open: ({ sealed }) => Buffer.from(sealed, 'hex').toString(),
}

function idsOf(life: Life) {
  const random = createRandom(life.number)
  let uuids = 0
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return {
    uuid: () => `${hex(life.number, 8)}-0000-4000-8000-${hex((uuids += 1), 12)}`,
    bytes: (length: number) => Uint8Array.from({ length }, () => random.between(0, 255)),
  }
}

/** What the server calls an error must have been injected; and where nothing was, it may not even find a reading failed. */
function complaints({ life, records, isTroubled }: ServerOptions): Log {
  return {
    info: () => undefined,
    warn(message, fields) {
      if (life.ended || isTroubled() || !/^(read failed|write unheard)/.test(message)) return
      records.violate('no defect', `${message} without trouble: ${JSON.stringify(fields)}`)
    },
    error(message, fields) {
      const cause = String(fields?.['error'])
      if (life.ended || cause.includes(new DiskFault().message)) return
      if (cause.startsWith('UpstreamError') && isTroubled()) return
      records.violate('no defect', `${message}: ${cause}`)
    },
  }
}
