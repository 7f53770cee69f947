/** Small documents of every stored kind. */
import { day, instant, month } from '../../server/domain/calendar'
import {
  additionId,
  agreementId,
  agreementTypeId,
  catalogItemId,
  companyId,
  customerId,
  lineKey,
  runId,
  servicePlanKey,
  subscriptionId,
  tenantId,
} from '../../server/domain/ids'
import type { UpstreamFailure } from '../../server/domain/errors'
import type { Place, PreflightCause, PreflightRecord } from '../../server/domain/preflight'
import { noSeats } from '../../server/domain/account'
import { noCounts } from '../../server/domain/line'
import { defaultLinking } from '../../server/domain/linking'
import type { BillingRun, LedgerEntry, LineSource, RunCompany, RunLine } from '../../server/domain/run'
import { noMapping } from '../../server/domain/fileImport'
import type { UsageImport } from '../../server/domain/usageImport'
import { emptyCompanyRecord, type CompanyRecord, type Schedule, type Tenant } from '../../server/domain/settings'

export const acme = tenantId('acme')
export const at = instant('2026-11-30T07:00:00Z')
const from = day('2026-11-01')
const rule = { count: 'provisioned', minimum: 0, included: 0 } as const

/** A month with one row of everything that a reading can be. */
export const anImport = (of: string): UsageImport => ({
  tenantId: acme,
  month: month(of),
  at,
  by: 'jane',
  fileName: 'usage.csv',
  format: 'csv',
  columns: ['Customer', 'Product', 'Provisioned'],
  mapping: { ...noMapping, customer: 0, product: 1, provisioned: 2 },
  rows: [
    {
      row: 2,
      customer: 'Fairhaven Dental',
      city: 'Dayton',
      product: 'Worry-Free',
      plan: 'Suite',
      suite: ['Cloud App Security'],
      unit: 'Seats',
      provisioned: { kind: 'read', seats: 25 },
      used: { kind: 'notReported' },
    },
    {
      row: 4,
      customer: 'Müller',
      city: null,
      product: 'Worry-Free',
      plan: null,
      suite: [],
      unit: null,
      provisioned: { kind: 'unread', why: 'incomplete' },
      used: { kind: 'read', seats: 0 },
    },
  ],
})

export const aSchedule = (over: Partial<Schedule> = {}): Schedule => ({
  on: true,
  dayOfMonth: 30,
  time: '07:00',
  timeZone: 'Europe/Berlin',
  changedAt: instant('2026-01-01T00:00:00Z'),
  ...over,
})

export const aTenant = (over: Partial<Tenant> = {}): Tenant => ({
  id: acme,
  connections: {
    connectWise: {
      site: 'https://na.myconnectwise.net',
      loginCompany: 'acme',
      clientId: '00000000-0000-0000-0000-000000000000',
      publicKey: 'public',
      privateKey: { sealed: 'v1.sealed' },
      privateKeySetAt: at,
    },
    trendMicro: {
      lmpi: { baseUrl: 'https://cspi.trendmicro.com', accessToken: 'token', secretKey: null, secretKeySetAt: null },
      smpi: null,
    },
  },
  settings: {
    schedule: aSchedule(),
    approval: 'withinLimits',
    rule,
    which: 'current',
    createWhenMissing: true,
    limits: {
      risePercent: 50,
      dropPercent: 20,
      minSeats: 3,
      moneyPerMonth: null,
      holdInvoiced: true,
      holdHandEdits: true,
      usageAgeHours: 48,
    },
    limitsSet: { by: 'jane', at },
    defaultTypeNames: ['TMRM Management Solution', 'Managed Service'],
  },
  linking: defaultLinking,
  productDefaults: [
    {
      plan: servicePlanKey('plan-1'),
      productName: 'Worry-Free Services',
      planName: 'Advanced, monthly',
      catalogItemId: catalogItemId(5),
      catalogItemIdentifier: 'TM-WFS',
      rule: { count: 'used', minimum: 1, included: 0 },
      createWhenMissing: true,
      agreementType: { id: agreementTypeId(3), name: 'Managed Service' },
      decidedAt: at,
      decidedBy: 'jane',
    },
  ],
  preflightDays: [5, 1],
  setup: 'finished',
  ...over,
})

/** A record with something of everything in it. */
export const aCompanyRecord = (id: number, over: Partial<CompanyRecord> = {}): CompanyRecord => ({
  ...emptyCompanyRecord(companyId(id)),
  rejected: [{ customerId: customerId('99999999-1111-1111-1111-111111111111'), by: 'jane', at }],
  link: {
    customerIds: [customerId('11111111-1111-1111-1111-111111111111')],
    customerNames: ['Fairhaven Dental'],
    enabled: true,
    linkedAt: at,
    linkedBy: 'jane',
  },
  assignments: [
    {
      plan: servicePlanKey('plan-1'),
      agreement: { kind: 'chosen', typeId: agreementTypeId(3), agreementId: agreementId(77) },
      catalogItemId: catalogItemId(5),
      rule: null,
      createWhenMissing: null,
      additionId: null,
      strategy: 'inPlace',
      drift: 'ask',
      decidedAt: at,
      decidedBy: 'jane',
      origin: 'productDefault',
    },
  ],
  exclusions: [{ plan: servicePlanKey('name:trial plan'), by: 'jane', why: 'own use', at }],
  liftedExclusions: [{ plan: servicePlanKey('plan-2'), by: 'jane', why: 'own use', at, lifted: { by: 'jim', at } }],
  lastWrites: [
    {
      additionId: additionId(900),
      agreementId: agreementId(77),
      catalogItemId: catalogItemId(5),
      quantity: 12,
      unitPrice: 3.5,
      revision: '2026-10-30T07:00:00Z',
      included: 1,
      billable: 'NoCharge',
      cancelledOn: day('2026-12-31'),
      writtenBy: 'podapi',
      replaced: [additionId(899)],
      at,
      runId: runId('run-1'),
    },
  ],
  lastBilled: [
    {
      subscriptionId: subscriptionId('sub-1'),
      customerId: customerId('11111111-1111-1111-1111-111111111111'),
      plan: servicePlanKey('plan-1'),
      productName: 'Worry-Free',
      planName: 'Standard',
      seats: 12,
      agreementId: agreementId(77),
      catalogItemId: catalogItemId(5),
    },
  ],
  ...over,
})

export const aRun = (id: string, over: Partial<BillingRun> = {}): BillingRun => ({
  id: runId(id),
  tenantId: acme,
  trigger: 'manual',
  scope: { kind: 'company', companyId: companyId(12) },
  occurrence: null,
  status: 'waiting',
  which: { kind: 'current' },
  createdAt: at,
  createdBy: 'jane',
  approvedBy: null,
  startedAt: null,
  finishedAt: null,
  companyIds: [companyId(12)],
  problems: [],
  counts: noCounts(),
  account: noSeats(),
  outside: {
    unlinked: { customers: 1, seats: 3, unreadSubscriptions: 0 },
    elsewhere: { customers: 0, seats: 0, unreadSubscriptions: 0 },
    unplanned: { customers: 0, seats: 0, unreadSubscriptions: 0 },
  },
  controls: [{ action: 'pause', by: 'jane', at }],
  byLine: true,
  ...over,
})

const source: LineSource = {
  subscriptionId: subscriptionId('sub-1'),
  customerId: customerId('11111111-1111-1111-1111-111111111111'),
  plan: servicePlanKey('plan-1'),
  productName: 'Worry-Free',
  planName: 'Standard',
  unit: 'seat',
  provisioned: { kind: 'read', seats: 14 },
  used: { kind: 'notReported' },
  counted: 14,
  notBilled: null,
  rule,
  vanished: false,
}

const aLine = (over: Partial<RunLine> = {}): RunLine => ({
  key: lineKey('v1:acme:12:77:5:2026-11-01'),
  companyId: companyId(12),
  agreementId: agreementId(77),
  agreementName: 'Managed Services',
  agreementTypeName: 'Managed Service',
  byDefault: false,
  catalogItemId: catalogItemId(5),
  catalogItemIdentifier: 'TM-WF',
  period: { from, until: day('2026-12-01') },
  nextInvoiceOn: null,
  sources: [source],
  steps: [{ kind: 'count', rule: 'provisioned', result: 14 }],
  change: { kind: 'update', additionId: additionId(900), quantityBefore: 12, quantity: 14 },
  startsOn: null,
  seen: {
    quantity: 12,
    revision: 'r',
    included: 0,
    prorated: true,
    billable: 'Billable',
    cancelledOn: null,
    beside: [additionId(901)],
    replaced: null,
  },
  money: { unitPrice: 3.5, currency: 'USD', difference: 7, monthly: 7 },
  holds: [{ kind: 'invoiced', until: day('2026-12-01') }],
  notes: [{ kind: 'inSuite', product: 'Worry-Free', suite: 'Suite' }],
  status: 'held',
  approval: null,
  skip: { by: 'jane', at, reason: 'later' },
  undoes: runId('run-0'),
  undoneBy: runId('run-2'),
  attempts: 0,
  outcome: null,
  ...over,
})

export const aRunCompany = (run: string, company: number, over: Partial<RunCompany> = {}): RunCompany => ({
  runId: runId(run),
  companyId: companyId(company),
  companyName: 'Fairhaven Dental',
  plannedAt: at,
  customers: [{ id: customerId('11111111-1111-1111-1111-111111111111'), name: 'Fairhaven Dental' }],
  inputs: {
    tenantId: acme,
    companyId: companyId(company),
    today: day('2026-11-30'),
    settings: aTenant().settings,
    record: aCompanyRecord(company),
    snapshot: { takenAt: at, sources: ['lmpi'], which: { kind: 'current' }, subscriptions: [], gaps: [] },
    state: {
      readAt: at,
      agreementsReadAt: at,
      company: {
        id: companyId(company),
        identifier: 'FairhavenDental',
        name: 'Fairhaven Dental',
        city: null,
        state: null,
        webDomain: null,
        statusName: null,
        typeNames: [],
        deleted: false,
      },
      agreements: [],
      additions: [],
      catalogItems: [],
      defaults: { summaryAgreementId: null, crossReferences: [] },
      unreadAgreements: [],
      edits: [{ additionId: additionId(900), by: 'kim', at, source: 'Client' }],
    },
    customerStatus: [],
  },
  lines: [aLine({ companyId: companyId(company) })],
  unplaced: [{ source, why: { kind: 'unmapped', missing: 'agreement' } }],
  account: {
    total: 14,
    reported: 14,
    billed: 0,
    willChange: 0,
    excluded: 0,
    held: 14,
    failed: 0,
    unmapped: 0,
    unreadSubscriptions: 0,
  },
  ...over,
})

export const aLedgerEntry = (over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  at,
  runId: runId('run-1'),
  trigger: 'manual',
  companyId: companyId(12),
  lineKey: lineKey('v1:acme:12:77:5:2026-11-01'),
  productNames: ['Worry-Free'],
  agreementName: 'Managed Services',
  kind: 'sent',
  additionId: additionId(900),
  quantityBefore: 12,
  quantity: 14,
  replaced: null,
  undoes: null,
  requestId: null,
  cause: null,
  by: 'jane',
  releaseReason: null,
  nextInvoiceOn: null,
  ...over,
})

/** A check that found one of everything. */
export const aPreflight = (over: Partial<PreflightRecord> = {}): PreflightRecord => {
  const catalogItem = { catalogItemId: catalogItemId(5), identifier: 'TM-WFS' }
  const failure: UpstreamFailure = {
    system: 'trendmicro',
    kind: 'unauthorised',
    route: 'GET /customers',
    status: 401,
    requestId: null,
    text: null,
    attempts: 1,
    at,
  }
  const found: PreflightCause[] = [
    {
      kind: 'unmappedCustomers',
      customers: { total: 1, list: [{ id: customerId('c-1'), name: 'Harrow', seats: null }] },
      seats: 0,
      idle: 2,
    },
    { kind: 'unmappedProduct', plan: servicePlanKey('plan-1'), productName: 'Worry-Free', missing: 'catalogItem' },
    { kind: 'agreementUnusable', why: 'ended' },
    { kind: 'agreementEnding' },
    { kind: 'catalogItemUnusable', why: 'inactive', ...catalogItem },
    {
      kind: 'rightMissing',
      module: 'Finance',
      function: 'Agreements',
      lacks: ['edit'],
      purpose: 'changeQuantities',
      breaks: ['sending'],
    },
    { kind: 'connectionFails', system: 'trendmicro', source: 'lmpi', configured: true, failure },
    { kind: 'priceZero', at: 'addition', ...catalogItem },
    { kind: 'invoicedBeforeSend', sendDay: 30, invoiceDay: 20, fits: 19, waitDays: 21 },
    { kind: 'invoicedAlready' },
  ]
  const places: Place[] = [
    { type: 'agreement', id: agreementId(77), name: 'Gold', on: day('2026-11-29'), successorId: null },
    { type: 'addition', id: additionId(900), agreementId: agreementId(77) },
    { type: 'catalogItem', id: catalogItemId(5), identifier: 'TM-WFS' },
    { type: 'subscription', id: subscriptionId('s-1') },
  ]
  const companies = { total: 1, list: [{ id: companyId(12), name: 'Fairhaven Dental', places }] }
  return {
    tenantId: acme,
    claims: [
      {
        scheduleKey: 'company:12',
        sendOn: day('2026-11-30'),
        day: day('2026-11-25'),
        daysBefore: 5,
        claimedAt: at,
        checkedAt: null,
      },
    ],
    last: {
      startedAt: at,
      finishedAt: at,
      by: 'schedule',
      dueFor: [{ scheduleKey: 'global', sendOn: day('2026-11-30'), daysBefore: 5 }],
      companies: { linked: 1, planned: 1 },
      findings: found.map((cause) => ({
        key: cause.kind,
        cause,
        severity: 'error',
        fixedBy: 'billing',
        lines: 1,
        companies,
      })),
      more: 0,
      unchecked: [{ what: 'seats', failure: null, companies }],
    },
    ...over,
  }
}
