/** Agreements as people change them: edited, ended, and renewed under a new id. */
import { addDays, dateOf, dayIn, dayOf } from './calendar'
import { addedText } from './editAdditions'
import type { CwRoutes } from './env'
import type { CwAddition, CwAgreement } from './entities'
import { rowOf } from './rows'
import { changeRecord, changeTexts, newInfo, nextId, recordOf, writeAudit } from './writing'

export interface Renewal {
  /** First day of the new agreement, `YYYY-MM-DD`; default today on the site. */
  startsOn?: string
  /** Last day of the old one; default the day before. It stays as it is where it has ended earlier. */
  oldEndsOn?: string
  /** Default: the old name with a remark. */
  name?: string
}

export interface AgreementEdits {
  editAgreement(id: number, changes: Partial<Omit<CwAgreement, 'id' | '_info'>>, memberIdentifier: string): CwAgreement
  /** Ends an agreement: `lastDay` (`YYYY-MM-DD`) is its last one. */
  endAgreement(id: number, lastDay: string, memberIdentifier: string): CwAgreement
  /**
   * Ends an agreement and makes a new one of the same type, with a new id, a new start of billing, and copies (new ids, serial
   * numbers as they are) of the lines that are still in force on its first day. Children stay with the old agreement.
   */
  renewAgreement(
    id: number,
    memberIdentifier: string,
    renewal?: Renewal,
  ): { agreement: CwAgreement; additions: CwAddition[] }
}

export function createAgreementEdits(routes: CwRoutes): AgreementEdits {
  const { world, clock } = routes
  const about = (recordId: number, who: string) => ({ type: 'Agreement', recordId, who, source: 'Client' })

  const editAgreement: AgreementEdits['editAgreement'] = (id, changes, who) => {
    const agreement = recordOf(world.agreements, id)
    const done = changeRecord(agreement, rowOf(changes))
    agreement._info = newInfo(routes, who)
    writeAudit(routes, about(id, who), 'Updated', changeTexts(done))
    return agreement
  }
  const endAgreement: AgreementEdits['endAgreement'] = (id, lastDay, who) =>
    editAgreement(id, { endDate: dateOf(lastDay), noEndingDateFlag: false }, who)

  return {
    editAgreement,
    endAgreement,
    renewAgreement(id, who, renewal = {}) {
      const old = recordOf(world.agreements, id)
      const startsOn = renewal.startsOn ?? dayIn(world.site.timeZone, clock.nowMs())
      const oldEndsOn = renewal.oldEndsOn ?? addDays(startsOn, -1)
      const hasEnd = !old.noEndingDateFlag && (dayOf(old.endDate) ?? oldEndsOn) <= oldEndsOn
      if (!hasEnd) endAgreement(id, oldEndsOn, who)
      const agreement: CwAgreement = {
        ...structuredClone(old),
        id: nextId(world.agreements),
        name: renewal.name ?? `${old.name} (renewed)`,
        startDate: dateOf(startsOn),
        billStartDate: dateOf(startsOn),
        // A child's own date is stale or blank; its parent's counts.
        nextInvoiceDate: old.parentAgreement === null ? dateOf(startsOn) : null,
        endDate: null,
        noEndingDateFlag: true,
        cancelledFlag: false,
        dateCancelled: null,
        reasonCancelled: null,
        _info: newInfo(routes, who),
      }
      world.agreements.push(agreement)
      writeAudit(routes, about(agreement.id, who), 'Added', [`Agreement was made from agreement #${id}.`])
      const additions = world.additions
        .filter((each) => each.agreementId === id && (dayOf(each.cancelledDate) ?? startsOn) >= startsOn)
        .map((each) => copyTo(agreement, each, who))
      return { agreement, additions }
    },
  }

  function copyTo(agreement: CwAgreement, old: CwAddition, who: string): CwAddition {
    const copy: CwAddition = {
      ...structuredClone(old),
      id: nextId(world.additions),
      agreementId: agreement.id,
      effectiveDate: agreement.startDate,
      _info: newInfo(routes, who),
    }
    world.additions.push(copy)
    const line = { type: 'AgreementAddition', recordId: copy.id, who, source: 'Client' }
    writeAudit(routes, line, 'Added', [addedText(copy)])
    return copy
  }
}
