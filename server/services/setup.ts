/** The first run: how far it is, and saying that it is over. What it asks for is stored where the settings store it. */
import { AppError } from '../domain/errors'
import type { TenantId } from '../domain/ids'
import { firstOpen, stageOf, stepsOf, type SetupStage } from '../domain/setup'
import type { Tenant } from '../domain/settings'
import type { SetupView } from '../domain/viewsSetup'
import type { Store, TenantStore } from '../storage/store'
import type { Sessions } from './sessions'
import type { SettingsService } from './settings'

export interface SetupService {
  /**
   * `mayAdminister`: the steps are told too; for that connections that nobody tested since the start of the server are tested.
   * Throws AppError `notFound`.
   */
  view(tenant: TenantId, mayAdminister: boolean): Promise<SetupView>
  /** Says that the first run is over. Throws AppError `notConfigured` while keys are missing. */
  finish(tenant: TenantId): Promise<void>
}

export interface SetupDeps {
  store: Store
  settings: SettingsService
  sessions: Pick<Sessions, 'administrators'>
}

export function createSetup({ store, settings, sessions }: SetupDeps): SetupService {
  return {
    async view(tenant, mayAdminister) {
      const own = store.of(tenant)
      const { setup } = await read(own)
      const told = { stage: await setupStage(store, tenant), administrators: sessions.administrators(tenant) }
      if (!mayAdminister) return { ...told, steps: null, next: null }
      const before = await settings.view(tenant)
      await Promise.all([
        before.connectWise.state === 'notTested' && settings.testConnectWise(tenant),
        before.trendMicro.state === 'notTested' && settings.testTrendMicro(tenant),
      ])
      const { connectWise, trendMicro, linkedCompanies, schedule } = await settings.view(tenant)
      const steps = stepsOf({
        connectWise: connectWise.state,
        trendMicro: trendMicro.state,
        linkedCompanies,
        scheduleOn: schedule.on,
        finished: setup === 'finished',
      })
      return { ...told, steps, next: firstOpen(steps) }
    },
    async finish(tenant) {
      if ((await setupStage(store, tenant)) === 'keys') throw new AppError('notConfigured')
      await store.of(tenant).tenant.update('tenant', (stored): Tenant => {
        if (stored === null) throw new AppError('notFound')
        return { ...stored, setup: 'finished' }
      })
    },
  }
}

/** From what is stored alone: asked at every sign-in. Throws AppError `notFound`. */
export async function setupStage(store: Store, tenant: TenantId): Promise<SetupStage> {
  const own = store.of(tenant)
  const { connections, settings, setup } = await read(own)
  const { lmpi, smpi } = connections.trendMicro
  const isOver = setup === 'finished' || settings.schedule.on
  return stageOf({
    finished: setup === 'finished',
    scheduleOn: settings.schedule.on,
    hasConnectWiseKeys: connections.connectWise.privateKey !== null,
    hasSeats: isOver || lmpi !== null || smpi !== null || (await own.imports.keys()).length > 0,
  })
}

async function read(own: TenantStore): Promise<Tenant> {
  const stored = await own.tenant.read('tenant')
  if (stored === null) throw new AppError('notFound')
  return stored.value
}
