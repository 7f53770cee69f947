/** One snapshot's subscriptions out of what LMPI answered. Pure. */
import { groupBy } from '../../domain/groupBy'
import type { Customer, SeatReading, Subscription, UsageGap } from '../../domain/trend'
import type { Details } from './details'
import { gapOf, reasonOf } from './gaps'
import { type Judged, type LicenceReading, readLicences, versionOf } from './licences'
import type { ListedSubscription, ServicePlan } from './lmpi'
import { normalName } from './names'
import { type MonthFigures, type SummaryIndex, unread } from './summary'

export interface LmpiAnswers {
  listed: readonly ListedSubscription[]
  customers: readonly Customer[]
  /** null: not read; then no version is known. */
  plans: readonly ServicePlan[] | null
  details: Details
  /** `failed`: the month's report could not be read. */
  summary: SummaryIndex | { kind: 'failed' }
  which: 'current' | 'closedMonth'
  judged: Judged
}

export interface Built {
  subscriptions: Subscription[]
  gaps: UsageGap[]
  /** Activation codes by subscription, lower case, to join usage by. */
  codes: Map<Subscription['id'], string[]>
}

/** Current seats come from the details, those of a closed month from its report: never mixed in one snapshot. */
export function buildSubscriptions(answers: LmpiAnswers): Built {
  const gaps: UsageGap[] = []
  const codes: Built['codes'] = new Map()
  const drafts = answers.listed.map((listed) => draftOf(listed))
  const byRow = groupBy(drafts, ({ listed }) => rowKeyOf(listed))
  const subscriptions = drafts.map((draft): Subscription => {
    const { listed, plans, licences } = draft
    const figures = figuresOf(draft)
    const closed = answers.which === 'closedMonth'
    const disagreement = closed ? figures.disagreement : licences.disagreement
    if (disagreement !== null && licences.notBilled === null) {
      const note = `${listed.planName}: seats of one suite disagree (${disagreement.join(', ')}); the highest counts.`
      gaps.push({ customerId: listed.customerId, what: 'subscription', why: 'incomplete', note })
    }
    const products = productsOf(draft)
    return {
      id: listed.id,
      customerId: listed.customerId,
      plan: listed.plan,
      productName: plans[0]?.product ?? products[0] ?? listed.planName,
      planName: listed.planName,
      suiteOf: products.length > 1 ? products : [],
      unit: figures.unit,
      version: draft.version,
      provisioned: closed ? closedSeats(draft, figures) : licences.provisioned,
      used: figures.used,
      notBilled: licences.notBilled,
      startsOn: licences.startsOn,
      expiresOn: licences.expiresOn,
      usedAsOf: null,
    }
  })
  return { subscriptions, gaps, codes }

  function draftOf(listed: ListedSubscription) {
    const plans = (answers.plans ?? []).filter((plan) => plan.service_plan_id.toLowerCase() === listed.planId)
    const version = versionOf([listed.planName, ...plans.map((plan) => plan.name)], plans[0]?.version)
    const outcome = answers.details.get(listed.id)
    const rows = outcome?.kind === 'read' ? (outcome.value.detail.licenses ?? []) : []
    const enabled = listed.enabled && !(outcome?.kind === 'read' && outcome.value.detail.enabled === false)
    const licences = readLicences(rows, version, enabled, answers.judged)
    codes.set(
      listed.id,
      rows.flatMap((row) => (row.ac_code == null ? [] : [row.ac_code.toLowerCase()])),
    )
    if (outcome?.kind === 'failed') {
      // The seats of a disabled subscription are missed by nobody.
      if (enabled) gaps.push(gapOf(outcome.failure, 'subscription', listed.customerId))
      licences.provisioned = { kind: 'unread', why: reasonOf(outcome.failure) }
    }
    return { listed, plans, version, licences, rows, failed: outcome?.kind === 'failed' }
  }

  type Draft = ReturnType<typeof draftOf>

  function figuresOf({ listed, plans, licences }: Draft): MonthFigures {
    const { summary } = answers
    if (summary.kind === 'failed') return unread('failed')
    if (summary.kind === 'empty') return unread('notThereYet')
    // One row can not be told apart between two live subscriptions of the same plan.
    const twins = byRow.get(rowKeyOf(listed)) ?? []
    const live = twins.filter((twin) => !isOver(twin.licences))
    if (twins.length > 1 && (live.length > 1 || isOver(licences))) {
      return unread(live.length > 1 ? 'ambiguousName' : 'notFound')
    }
    return summary.figuresOf(listed.customerId, [listed.planName, ...plans.flatMap((plan) => plan.name ?? [])])
  }

  /** Without its details nobody knows whether the subscription is billed at all. */
  function closedSeats({ failed, licences }: Draft, figures: MonthFigures): SeatReading {
    return failed ? licences.provisioned : figures.provisioned
  }

  /** Names of the products whose licences the subscription has; the product's code where the plans do not name it. */
  function productsOf({ rows, plans }: Draft): string[] {
    const names = rows.flatMap((row) => {
      const code = row.product_id?.toLowerCase()
      if (code === undefined) return []
      const plan = [...plans, ...(answers.plans ?? [])].find((each) => each.product_code?.toLowerCase() === code)
      return plan?.product ?? row.product_id ?? []
    })
    return [...new Set(names)]
  }
}

const isOver = ({ notBilled }: LicenceReading) => notBilled?.kind === 'disabled' || notBilled?.kind === 'expired'

/** Subscriptions of one key would be one row of the report: same customer, same plan by name. */
const rowKeyOf = ({ customerId, planName }: ListedSubscription) => `${customerId} ${normalName(planName)}`
