/** Lines as people and other programs change them. Nothing is refused here. */
import { additionWithDefaults } from './additionRules'
import type { CwRoutes } from './env'
import type { CwAddition } from './entities'
import { rowOf } from './rows'
import { changeRecord, changeTexts, deleteRecord, newInfo, nextId, recordOf, writeAudit } from './writing'

export type AdditionEdit = Partial<Omit<CwAddition, 'id' | 'agreementId' | '_info'>>
export type EditSource = 'Client' | 'API'

/** Every edit leaves audit rows with this member's login name, and a new `_info`. Throws RangeError for an unknown id. */
export interface AdditionEdits {
  /** Changes an addition as this member would by hand, or as a program would (`source: 'API'`). */
  editAddition(id: number, changes: AdditionEdit, memberIdentifier: string, source?: EditSource): CwAddition
  /** Adds a line; what is not given comes from the catalog. */
  addAddition(
    agreementId: number,
    fields: AdditionEdit & Pick<CwAddition, 'product'>,
    memberIdentifier: string,
  ): CwAddition
  /** Adds a second ongoing line of the same product beside this one: a copy but for the changes. */
  addTwin(id: number, memberIdentifier: string, changes?: AdditionEdit): CwAddition
  /** Puts a line onto another agreement. It keeps its id and is no longer found under the old agreement. */
  moveAddition(id: number, toAgreementId: number, memberIdentifier: string): CwAddition
  /** Deletes an addition. Its id does not come back; its audit rows stay. */
  deleteAddition(id: number, memberIdentifier: string): void
}

export function createAdditionEdits(routes: CwRoutes): AdditionEdits {
  const { world } = routes
  const audit = (
    { id }: CwAddition,
    who: string,
    subType: 'Added' | 'Updated' | 'Deleted',
    texts: readonly string[],
    source: EditSource = 'Client',
  ) => writeAudit(routes, { type: 'AgreementAddition', recordId: id, who, source }, subType, texts)

  function store(addition: CwAddition, who: string): CwAddition {
    const stored = { ...addition, id: nextId(world.additions), _info: newInfo(routes, who) }
    world.additions.push(stored)
    audit(stored, who, 'Added', [addedText(stored)])
    return stored
  }

  return {
    editAddition(id, changes, who, source) {
      const addition = recordOf(world.additions, id)
      const done = changeRecord(addition, rowOf(changes))
      addition._info = newInfo(routes, who)
      audit(addition, who, 'Updated', changeTexts(done), source)
      return addition
    },
    addAddition(agreementId, fields, who) {
      const agreement = recordOf(world.agreements, agreementId)
      return store(additionWithDefaults(rowOf(fields), agreement, routes, who), who)
    },
    addTwin(id, who, changes = {}) {
      const copy = structuredClone(recordOf(world.additions, id))
      return store({ ...copy, cancelledDate: null, ...changes }, who)
    },
    moveAddition(id, toAgreementId, who) {
      const addition = recordOf(world.additions, id)
      const from = addition.agreementId
      addition.agreementId = recordOf(world.agreements, toAgreementId).id
      addition._info = newInfo(routes, who)
      audit(addition, who, 'Updated', [`agreement was changed from #${from} to #${toAgreementId}.`])
      return addition
    },
    deleteAddition(id, who) {
      const addition = recordOf(world.additions, id)
      deleteRecord(world.additions, addition)
      audit(addition, who, 'Deleted', [deletedText(addition)])
    },
  }
}

export const addedText = ({ quantity }: CwAddition) => `Addition was added with quantity ${quantity}.`
export const deletedText = ({ quantity }: CwAddition) => `Addition was deleted with quantity ${quantity}.`
