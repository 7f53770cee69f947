/** Puts companies of the sandbox into a state without a screen, through the same API as the pod. */
import type { AgreementsView } from '../../server/domain/viewsAgreements'
import type { CompanyView } from '../../server/domain/viewsCompany'
import type { SuggestionsView } from '../../server/domain/viewsLink'
import type { SettingsView } from '../../server/domain/viewsSettings'
import type { CwAddition } from '../simulator/connectwise/entities'
import { itemOfPlan } from '../simulator/demo/oracle'
import { openPod, type PodClient } from '../simulator/demo/podClient'
import { catalogItems } from '../simulator/seed/catalogItems'
import { fail } from './fail'
import type { Stage } from './podStage'

export const fairhaven = 101
export const alderFinch = 102

/** Fairhaven's additions: 45 → 48 may go, 90 → 40 is held for its drop, 10 → 14 is on an agreement that has ended. */
export const worryFree = { agreement: 1011, item: catalogItems.worryFree.id }
export const cloudApp = { agreement: 1012, item: catalogItems.cloudApp.id }

export const asMember = (stage: Stage, member = 'mortiz'): Promise<PodClient> =>
  openPod(stage.server.url, stage.sandbox.connectWise.world, member)

/** Links a company to the customer that is suggested first, and assigns nothing: every product begins by Default or unmapped. */
export async function linkOnly(stage: Stage, company: number): Promise<CompanyView> {
  const pod = await asMember(stage)
  const view = await pod.get<CompanyView>(`/api/companies/${company}`)
  const { suggestions } = await pod.get<SuggestionsView>(`/api/companies/${company}/suggestions`)
  const best = suggestions[0] ?? fail(`no suggestion for company ${company}`)
  return pod.put<CompanyView>(`/api/companies/${company}/link`, {
    version: view.version,
    customerIds: [best.customer.id],
    enabled: true,
  })
}

/**
 * Links a company and puts every product onto the agreement that bills its catalog item, Email Security by Default.
 * An agreement that has ended is chosen as if somebody had done it before its end.
 */
export async function linkAndAssign(stage: Stage, company: number): Promise<CompanyView> {
  const linked = await linkOnly(stage, company)
  const reopened = stage.sandbox.connectWise.world.agreements.filter(
    (agreement) => agreement.company.id === company && agreement.endDate !== null,
  )
  const ends = reopened.map(({ endDate, noEndingDateFlag }) => ({ endDate, noEndingDateFlag }))
  for (const agreement of reopened) Object.assign(agreement, { endDate: null, noEndingDateFlag: true })
  try {
    const pod = await asMember(stage)
    const dialog = await pod.get<AgreementsView>(`/api/companies/${company}/agreements`)
    const assignments = dialog.products.map(({ source }) => {
      const item = itemOfPlan(source.planName)
      const agreement = dialog.agreements.find(({ additions }) =>
        additions?.some((addition) => addition.catalogItemId === item),
      )
      const isDefault = agreement === undefined || source.productName.includes('Email')
      return {
        plan: source.plan,
        agreement: isDefault
          ? { kind: 'default' }
          : { kind: 'chosen', typeId: agreement.type.id, agreementId: agreement.id },
        catalogItemId: item,
        rule: null,
      }
    })
    return await pod.put<CompanyView>(`/api/companies/${company}/assignments`, {
      version: linked.version,
      assignments,
    })
  } finally {
    reopened.forEach((agreement, index) => Object.assign(agreement, ends[index]))
  }
}

export async function settingsOf(stage: Stage): Promise<SettingsView> {
  return (await asMember(stage)).get<SettingsView>('/api/settings')
}

/** What ConnectWise holds: the one addition of an agreement for a catalog item. */
export function additionOf(stage: Stage, { agreement, item }: { agreement: number; item: number }): CwAddition {
  const found = stage.sandbox.connectWise.world.additions.filter(
    (addition) => addition.agreementId === agreement && addition.product.id === item,
  )
  const [only] = found
  return found.length === 1 && only !== undefined ? only : fail(`${found.length} additions of item ${item}`)
}

/** Changes a quantity as a member does in ConnectWise, through the sandbox's page. */
export async function editByHand({ sandbox }: Stage, additionId: number, quantity: number): Promise<void> {
  const answer = await fetch(`${sandbox.urls.host}/sandbox/edit-addition`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ additionId, quantity, member: 'jlee' }),
  })
  if (!answer.ok) fail(`the sandbox did not edit addition ${additionId}: ${answer.status}`)
}

/** A second addition of the same item, as somebody may have made for another office. */
export function addTwin({ sandbox }: Stage, of: CwAddition, over: Partial<CwAddition>): CwAddition {
  const { additions } = sandbox.connectWise.world
  const twin = { ...of, id: Math.max(...additions.map(({ id }) => id)) + 1, ...over }
  additions.push(twin)
  return twin
}

/** Moves the sandbox's clock to the next send and lets the schedule do what it means; over when the run is over. */
export async function reachSendDay(stage: Stage): Promise<void> {
  const { next } = await settingsOf(stage)
  const { at } = next[0] ?? fail('the schedule has no next date')
  stage.sandbox.clock.set(new Date(Date.parse(at) + 1000).toISOString())
  await stage.server.composed.scheduler.tick()
  await stage.server.composed.runs.settled()
}
