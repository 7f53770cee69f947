/** The older integration of the vendor, still running: it writes the same additions (facts §11, double billing). */
import { dayIn } from './calendar'
import type { AdditionEdits } from './editAdditions'
import type { CwRoutes } from './env'
import type { CwAddition } from './entities'
import { newInfo, nextId, recordOf } from './writing'

/** Its integrator login: nobody's member and not the pod's key. */
export const oldSyncLogin = 'RemoteManager'

export interface OldSyncLine {
  additionId: number
  quantity: number
}

export interface OldSyncEdits {
  /**
   * Writes these quantities of the company's additions as the older sync does (source `API`, by `oldSyncLogin`), and leaves or
   * renews the row on the company's Management tab. `nightly`: writes them again at the beginning of every later day, whatever
   * stands there. Throws RangeError for an unknown company or addition.
   */
  oldSync(companyId: number, lines: readonly OldSyncLine[], options?: { nightly?: boolean }): CwAddition[]
  /** Nothing is written at night any more; the rows on Management tabs stay. */
  stopOldSync(): void
  /** What is written every night. */
  nightlyLines(): OldSyncLine[]
}

export function createOldSync(
  routes: CwRoutes,
  additionEdits: AdditionEdits,
): OldSyncEdits & { passNight: () => void } {
  const { world, clock } = routes
  const nightly = new Map<number, number>()
  const today = () => dayIn(world.site.timeZone, clock.nowMs())
  let writtenOn = today()
  const write = ({ additionId, quantity }: OldSyncLine) =>
    additionEdits.editAddition(additionId, { quantity }, oldSyncLogin, 'API')

  function passNight(): void {
    if (today() === writtenOn) return
    writtenOn = today()
    for (const [additionId, quantity] of nightly) {
      // A line that somebody deleted meanwhile is not made again: this sync only counts.
      if (world.additions.some(({ id }) => id === additionId)) write({ additionId, quantity })
    }
  }

  return {
    oldSync(companyId, lines, { nightly: everyNight = false } = {}) {
      passNight()
      const additions = lines.map(({ additionId }) => recordOf(world.additions, additionId))
      noteManagementRow(companyId, additions[0]?.agreementId ?? null)
      if (everyNight) for (const { additionId, quantity } of lines) nightly.set(additionId, quantity)
      return lines.map(write)
    },
    stopOldSync: () => nightly.clear(),
    nightlyLines: () => [...nightly].map(([additionId, quantity]) => ({ additionId, quantity })),
    passNight,
  }

  function noteManagementRow(companyId: number, agreementId: number | null): void {
    const company = recordOf(world.companies, companyId)
    const row = world.managementSummaryReports.find((each) => each.company.id === companyId)
    if (row !== undefined) {
      row._info = newInfo(routes, oldSyncLogin)
      return
    }
    const [solution] = world.managementItSolutions
    if (solution === undefined) throw new RangeError('The site has no Management IT solution')
    world.managementSummaryReports.push({
      id: nextId(world.managementSummaryReports),
      company: { id: companyId },
      managementSolution: { id: solution.id },
      groupIdentifier: company.name,
      deviceType: null,
      agreement: agreementId === null ? null : { id: agreementId },
      _info: newInfo(routes, oldSyncLogin),
    })
  }
}
