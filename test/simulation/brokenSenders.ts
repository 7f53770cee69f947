/** Senders that are wrong in one way each, made by wrapping the right pieces: the simulation must notice every one of them. */
import type { CompanyId, RunId } from '../../server/domain/ids'
import type { Addition } from '../../server/domain/psa'
import type { RunCompany } from '../../server/domain/run'
import { standingOf } from '../../server/domain/runControl'
import type { SeatReading } from '../../server/domain/trend'
import type { ConnectWise, WriteResult } from '../../server/integrations/connectwise/port'
import type { TrendMicro } from '../../server/integrations/trendmicro/port'
import type { Store, TenantStore, Versioned } from '../../server/storage/store'
import type { Pieces } from './server'

/** Keeps "is being sent" in memory only; on disk the line is still as it was before. */
export const withoutIntent: Pieces = { store: viewed((right) => ({ ...right, runCompanies: keepInMemory(right) })) }

/** Stores as `view` shows each tenant's. */
function viewed(view: (right: TenantStore) => TenantStore) {
  return (right: Store): Store => {
    const opened = new Map<string, TenantStore>()
    return {
      ...right,
      of(tenant) {
        const known = opened.get(tenant) ?? view(right.of(tenant))
        opened.set(tenant, known)
        return known
      },
    }
  }
}

/** Nobody who works on a run hears that somebody paused it. */
export const withoutPauses: Pieces = {
  store: viewed((right) => ({
    ...right,
    runs: {
      ...right.runs,
      async read(id) {
        const stored = await right.runs.read(id)
        const isPaused = stored !== null && standingOf(stored.value).kind === 'paused'
        return isPaused ? { ...stored, value: { ...stored.value, controls: [] } } : stored
      },
    },
  })),
}

type Parts = TenantStore['runCompanies']
function keepInMemory({ runCompanies }: TenantStore): Parts {
  const memory = new Map<string, Versioned<RunCompany>>()
  const nameOf = (key: { runId: RunId; companyId: CompanyId }) => `${key.runId}/${key.companyId}`
  return {
    ...runCompanies,
    read: async (key) => memory.get(nameOf(key)) ?? runCompanies.read(key),
    async update(key, change) {
      const kept = memory.get(nameOf(key))
      const stored = kept ?? (await runCompanies.read(key))
      const wanted = change(stored?.value ?? null)
      if (wanted.lines.some((line) => line.status === 'sending')) {
        const inMemory = { value: wanted, version: stored?.version ?? 0 }
        memory.set(nameOf(key), inMemory)
        return inMemory
      }
      memory.delete(nameOf(key))
      return runCompanies.update(key, () => wanted)
    },
  }
}

/** Asks once more when nobody heard the answer. */
export const withBlindRetry: Pieces = {
  connectWise(right) {
    const twice = async (write: () => Promise<WriteResult>): Promise<WriteResult> => {
      const first = await write()
      return first.kind === 'unheard' ? write() : first
    }
    return {
      ...right,
      setQuantity: (...given) => twice(() => right.setQuantity(...given)),
      createAddition: (...given) => twice(() => right.createAddition(...given)),
    }
  },
}

/** Lets every send of a company go side by side. */
export const withoutLock: Pieces = { lock: () => ({ run: (_key, work) => work(), isHeld: () => false }) }

/** Takes what could not be read for zero, and what could not be listed for nothing. */
export const withNullAsZero: Pieces = {
  trendMicro: (right): TrendMicro => ({
    ...right,
    async readUsage(query) {
      const snapshot = await right.readUsage(query)
      const zero = (reading: SeatReading): SeatReading =>
        reading.kind === 'unread' ? { kind: 'read', seats: 0 } : reading
      return {
        ...snapshot,
        gaps: [],
        subscriptions: snapshot.subscriptions.map((each) => ({
          ...each,
          provisioned: zero(each.provisioned),
          used: zero(each.used),
        })),
      }
    },
  }),
}

/** Looks before it writes, but believes what it saw when it planned. */
export const withoutStaleCheck: Pieces = {
  connectWise(right): ConnectWise {
    const seen = new Map<number, Addition[]>()
    return {
      ...right,
      async readAdditions(agreement, options) {
        const now = await right.readAdditions(agreement, options)
        // Only a plan reads without saying how certain it has to be.
        if (options === undefined) seen.set(agreement, now)
        const then = seen.get(agreement) ?? now
        return now.map((addition) => then.find(({ id }) => id === addition.id) ?? addition)
      },
    }
  },
}
