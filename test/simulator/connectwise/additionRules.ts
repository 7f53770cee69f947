/** What an addition may hold, what it gets by default, and why one is refused (facts §6, §7). */
import { dateOf, dayIn, dayOf } from './calendar'
import type { CwRoutes } from './env'
import type { CwAddition, CwAgreement, CwCatalogItem, CwCustomFieldValue } from './entities'
import { invalidField, invalidObject, invalidReference, missingField, type CwProblem } from './errors'
import { uninvoicedFrom } from './periods'
import { isRow, type Row } from './rows'
import { among, anything, type FieldRules } from './writable'
import { newInfo, nextId, replacedCustomFields } from './writing'
import type { ConnectWiseWorld } from './world'

export function additionFields(world: ConnectWiseWorld): FieldRules {
  return {
    product: { kind: 'reference', find: among(() => world.catalogItems), required: true },
    quantity: { kind: 'number' },
    lessIncluded: { kind: 'number' },
    unitPrice: { kind: 'number' },
    unitCost: { kind: 'number' },
    billCustomer: { kind: 'oneOf', words: ['Billable', 'DoNotBill', 'NoCharge'], required: true },
    effectiveDate: { kind: 'date' },
    cancelledDate: { kind: 'date' },
    taxableFlag: { kind: 'flag' },
    serialNumber: { kind: 'text', most: 50 },
    invoiceDescription: { kind: 'text', most: 6000 },
    description: { kind: 'text' },
    purchaseItemFlag: { kind: 'flag' },
    specialOrderFlag: { kind: 'flag' },
    sequenceNumber: { kind: 'number' },
    prorateCurrentPeriodFlag: { kind: 'flag' },
    opportunity: { kind: 'reference', find: anything },
    invoiceGrouping: { kind: 'reference', find: anything },
    customFields: { kind: 'customFields' },
  }
}

/** A new addition of the agreement, as POST makes it. Throws 400 with the reasons why it is refused; stores nothing. */
export function newAddition(fields: Row, agreement: CwAgreement, routes: CwRoutes, who: string): CwAddition {
  const addition = additionWithDefaults(fields, agreement, routes, who)
  refuse([...refusals(addition, agreement, routes), ...requiredField(addition, routes)])
  addition.id = nextId(routes.world.additions)
  return addition
}

/** Defaults from the catalog, then what was given. Without an id; throws 400 only for a product that is not there. */
export function additionWithDefaults(fields: Row, agreement: CwAgreement, routes: CwRoutes, who: string): CwAddition {
  const { world, clock } = routes
  const item = productOf(fields, world)
  if (item === undefined) throw invalidObject('addition', [invalidReference('product', 'product does not exist')])
  const { customFields, ...plain } = fields
  const addition: CwAddition = {
    ...blankAddition(agreement.id, item.id),
    id: 0,
    quantity: 1,
    unitPrice: item.price,
    unitCost: item.cost,
    taxableFlag: item.taxableFlag,
    specialOrderFlag: item.specialOrderFlag,
    description: item.description,
    invoiceDescription: item.customerDescription,
    effectiveDate: dateOf(dayIn(world.site.timeZone, clock.nowMs())),
    sequenceNumber: world.additions.filter(({ agreementId }) => agreementId === agreement.id).length + 1,
    customFields: replacedCustomFields(customFieldsOf(routes), customFields),
    _info: newInfo(routes, who),
  }
  return Object.assign(addition, plain)
}

/** What a PUT makes of a record before it writes what was given: nothing is kept. */
export function blankAddition(agreementId: number, productId: number): Omit<CwAddition, 'id' | '_info'> {
  return {
    agreementId,
    product: { id: productId },
    quantity: 0,
    lessIncluded: 0,
    unitPrice: 0,
    unitCost: 0,
    billCustomer: 'Billable',
    effectiveDate: null,
    cancelledDate: null,
    taxableFlag: false,
    serialNumber: null,
    invoiceDescription: null,
    description: null,
    purchaseItemFlag: false,
    specialOrderFlag: false,
    sequenceNumber: 0,
    prorateCurrentPeriodFlag: false,
    opportunity: null,
    invoiceGrouping: null,
    customFields: [],
  }
}

/** Throws 400 where a change would leave the addition in a refused state. Only what changes is looked at. */
export function checkChange(addition: CwAddition, fields: Row, agreement: CwAgreement, routes: CwRoutes): void {
  const wanted: CwAddition = { ...addition, ...fields }
  refuse(refusals(wanted, agreement, routes).filter(({ field }) => field in fields && differs(addition, wanted, field)))
}

function refusals(addition: CwAddition, agreement: CwAgreement, { world }: CwRoutes): CwProblem[] {
  const problems: CwProblem[] = []
  const item = world.catalogItems.find(({ id }) => id === addition.product.id)
  if (item?.productClass === 'Bundle') problems.push(invalidField('product', 'A bundle cannot be an addition'))
  if (item?.inactiveFlag === true) problems.push(invalidField('product', 'The product is inactive'))
  const from = dayOf(addition.effectiveDate)
  if (from === null) return problems
  const billStart = dayOf(agreement.billStartDate)
  const open = uninvoicedFrom(world, agreement)
  if (billStart !== null && from < billStart)
    problems.push(invalidField('effectiveDate', 'The date lies before the start of billing of the agreement'))
  else if (!agreement.prorateFlag && open !== null && from < open)
    problems.push(
      invalidField(
        'effectiveDate',
        `The agreement does not prorate and is invoiced up to ${open}; start on it or later`,
      ),
    )
  return problems
}

function requiredField({ customFields }: CwAddition, { options }: CwRoutes): CwProblem[] {
  const caption = options.requiredAdditionField
  const isGiven = customFields.some((field) => field.caption === caption && field.value !== null)
  return caption === null || isGiven ? [] : [missingField(caption)]
}

/** Every line has the custom fields that any line of the site has, and the required one; all without a value. */
function customFieldsOf({ world, options }: CwRoutes): CwCustomFieldValue[] {
  const known = new Map(
    world.additions.flatMap(({ customFields }) => customFields.map((field) => [field.id, field] as const)),
  )
  const present = [...known.values()].map((field) => ({ ...field, value: null }))
  const caption = options.requiredAdditionField
  if (caption === null || present.some((field) => field.caption === caption)) return present
  return [...present, { id: 900, caption, type: 'Text', entryMethod: 'EntryField', numberOfDecimals: 0, value: null }]
}

function refuse(problems: readonly CwProblem[]): void {
  if (problems.length > 0) throw invalidObject('addition', problems)
}

function differs(before: CwAddition, after: CwAddition, field: string): boolean {
  const pick = (addition: CwAddition) => JSON.stringify(Object.entries(addition).find(([key]) => key === field))
  return pick(before) !== pick(after)
}

function productOf(fields: Row, world: ConnectWiseWorld): CwCatalogItem | undefined {
  const { product } = fields
  return world.catalogItems.find(({ id }) => isRow(product) && product['id'] === id)
}
