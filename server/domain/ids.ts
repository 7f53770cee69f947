/** Identifiers of the two outside systems and of our own documents. Branded, so that one is never taken for another. */
declare const brand: unique symbol
type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** Our id of one ConnectWise site + login company: `[a-z0-9-]{1,40}`; also a folder name. */
export type TenantId = Branded<string, 'TenantId'>
/** ConnectWise record ids: positive integers. */
export type CompanyId = Branded<number, 'CompanyId'>
export type AgreementId = Branded<number, 'AgreementId'>
export type AgreementTypeId = Branded<number, 'AgreementTypeId'>
export type AdditionId = Branded<number, 'AdditionId'>
export type CatalogItemId = Branded<number, 'CatalogItemId'>
/** Trend Micro ids: GUIDs in lower case. */
export type CustomerId = Branded<string, 'CustomerId'>
export type SubscriptionId = Branded<string, 'SubscriptionId'>
/**
 * What is mapped and billed as one product: the service plan's id, or `name:<plan name in lower case>` where the
 * source gives no id (facts/trend-micro.md §2: fall back to the name where the code is absent).
 */
export type ServicePlanKey = Branded<string, 'ServicePlanKey'>
/** Our ids of runs: `[a-z0-9-]{1,64}`; also a folder name. */
export type RunId = Branded<string, 'RunId'>
/** `v1:tenant:company:agreement:catalogItem:period`, the identity of a line across runs. */
export type LineKey = Branded<string, 'LineKey'>

const positiveInteger = (value: number, what: string): number => {
  if (!Number.isSafeInteger(value) || value <= 0) throw new RangeError(`${what} is a positive integer, not ${value}`)
  return value
}
const matching = (value: string, pattern: RegExp, what: string): string => {
  if (!pattern.test(value)) throw new RangeError(`${what} does not look like one`)
  return value
}

/* The only casts to the brands. Each throws RangeError on a value that cannot be such an id. */
export const tenantId = (value: string) => matching(value, /^[a-z0-9-]{1,40}$/, 'Tenant id') as TenantId
export const companyId = (value: number) => positiveInteger(value, 'Company id') as CompanyId
export const agreementId = (value: number) => positiveInteger(value, 'Agreement id') as AgreementId
export const agreementTypeId = (value: number) => positiveInteger(value, 'Agreement type id') as AgreementTypeId
export const additionId = (value: number) => positiveInteger(value, 'Addition id') as AdditionId
export const catalogItemId = (value: number) => positiveInteger(value, 'Catalog item id') as CatalogItemId
export const customerId = (value: string) =>
  matching(value.toLowerCase(), /^[\x21-\x7e]{1,100}$/, 'Customer id') as CustomerId
export const subscriptionId = (value: string) =>
  matching(value.toLowerCase(), /^[\x21-\x7e]{1,200}$/, 'Subscription id') as SubscriptionId
export const servicePlanKey = (value: string) =>
  matching(value.toLowerCase(), /^[^\0]{1,300}$/, 'Service plan') as ServicePlanKey
export const runId = (value: string) => matching(value, /^[a-z0-9-]{1,64}$/, 'Run id') as RunId
export const lineKey = (value: string) =>
  matching(value, /^v1:[a-z0-9-]+:\d+:\d+:\d+:\d{4}-\d{2}-\d{2}$/, 'Line key') as LineKey
