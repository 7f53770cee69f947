/** What the panel and the sandbox say to each other about billing: lines, agreements, seats, and what may happen to them. */
import { ask } from './hostApi.ts'

export interface AdditionShown {
  id: number
  agreementId: number
  agreement: string
  product: string
  quantity: number
  unitPrice: number
  updatedBy: string
  startsOn: string | null
  cancelledOn: string | null
}

export interface AgreementShown {
  id: number
  name: string
  status: string
  cycle: string
  nextInvoiceOn: string | null
  endsOn: string | null
  /** Name of the agreement on whose invoice this one is billed. */
  parent: string | null
  lastInvoiceOn: string | null
}

/** What ConnectWise does by itself. */
export interface ByItselfShown {
  autoInvoice: boolean
  nightly: { additionId: number; quantity: number }[]
}

export interface TrendSubscriptionShown {
  id: string
  name: string
  /** Several for a suite. */
  products: string[]
  provisioned: number
  used: number | null
  isGone: boolean
}

export interface TrendCustomerShown {
  id: string
  name: string
  isGone: boolean
  subscriptions: TrendSubscriptionShown[]
}

export interface TrendShown {
  customers: TrendCustomerShown[]
  customersShown: string
  currentMonthSummary: string
  reportsStoppedAt: string | null
}

export interface SituationShown {
  name: string
  title: string
  shows: string
}

type Done = Record<string, never>
const post = <Answer = Done>(path: string, body: object) => ask<Answer>('POST', `/sandbox/${path}`, body)

export const sandboxApi = {
  situations: (companyId: number) => ask<SituationShown[]>('GET', `/sandbox/situations?companyId=${companyId}`),
  makeSituation: (name: string, member: string) => post('situations', { name, member }),

  additions: (companyId: number) => ask<AdditionShown[]>('GET', `/sandbox/additions?companyId=${companyId}`),
  editAddition: (edit: {
    additionId: number
    quantity?: number
    unitPrice?: number
    cancelledOn?: string | null
    member: string
  }) => post<AdditionShown>('edit-addition', edit),
  twinAddition: (additionId: number, member: string) => post<AdditionShown>('twin-addition', { additionId, member }),
  moveAddition: (additionId: number, agreementId: number, member: string) =>
    post<AdditionShown>('move-addition', { additionId, agreementId, member }),
  deleteAddition: (additionId: number, member: string) => post('delete-addition', { additionId, member }),

  agreements: (companyId: number) => ask<AgreementShown[]>('GET', `/sandbox/agreements?companyId=${companyId}`),
  makeInvoice: (agreementId: number, member: string) => post('make-invoice', { agreementId, member }),
  deleteInvoice: (agreementId: number, member: string) => post('delete-invoice', { agreementId, member }),
  /** `on`: first day of the new one, last day of the old one; null: today. */
  renewAgreement: (agreementId: number, on: string | null, member: string) =>
    post('renew-agreement', { agreementId, on, member }),
  endAgreement: (agreementId: number, on: string | null, member: string) =>
    post('end-agreement', { agreementId, on, member }),

  byItself: () => ask<ByItselfShown>('GET', '/sandbox/by-itself'),
  setAutoInvoice: (autoInvoice: boolean) => post<ByItselfShown>('by-itself', { autoInvoice }),
  oldSync: (write: { companyId: number; additionId: number; quantity: number; nightly: boolean }) =>
    post<ByItselfShown>('old-sync', write),
  stopOldSync: () => post<ByItselfShown>('old-sync', { stop: true }),

  trend: (companyId: number) => ask<TrendShown>('GET', `/sandbox/trend?companyId=${companyId}`),
  setSeats: (subscriptionId: string, seats: { provisioned?: number; used?: number | null }) =>
    post('trend/seats', { subscriptionId, ...seats }),
  setGone: (id: string, isGone: boolean) => post('trend/gone', { id, isGone }),
  leaveUnbundled: (suiteId: string) => post('trend/unbundled', { suiteId }),
  addNamesake: (customerId: string) => post('trend/namesake', { customerId }),
  setTrend: (change: { customersShown?: string; currentMonthSummary?: string; reportsStopped?: boolean }) =>
    post('trend/gateway', change),
}
