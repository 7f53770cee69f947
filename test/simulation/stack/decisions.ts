/** What people decide in the pod: how products are billed, what is left out, and the limits. */
import type { AgreementsView, AgreementView, ProductChoiceView } from '../../../server/domain/viewsAgreements'
import type { CompanyView } from '../../../server/domain/viewsCompany'
import type { SettingsView } from '../../../server/domain/viewsSettings'
import { itemOfPlan } from '../../simulator/demo/oracle'
import type { Random } from '../../simulator/seed/random'
import { nth } from '../change'
import type { Change } from '../steps'
import { personOf } from './person'
import type { Play } from './play'

type Of<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>

/** Puts a product of a company onto an agreement of it, or onto Default. */
export async function assign(play: Play, change: Of<'assign'>): Promise<void> {
  const place = await openDialog(play, change)
  if (place === null) return
  const { dialog, product, path, id } = place
  const agreement = change.agreement === 'default' ? undefined : nth(usableIn(dialog), change.agreement)
  const catalogItemId = itemOfPlan(product.source.planName)
  const there = (agreement?.additions ?? []).filter((addition) => addition.catalogItemId === catalogItemId)
  const assignment = {
    plan: product.source.plan,
    agreement: choice(agreement),
    catalogItemId,
    rule: change.used ? { count: 'usedElseProvisioned', minimum: 0, included: 0 } : null,
    createWhenMissing: change.create,
    additionId: change.adopt === null ? null : (nth(there, change.adopt)?.id ?? null),
    strategy: change.strategy,
    drift: change.drift,
  }
  await personOf(
    play,
    0,
  )((pod) => pod.put(`${path}/assignments`, { version: dialog.version, assignments: [assignment] }))
  play.words.push(`    company ${id} bills ${product.source.planName}: ${JSON.stringify(assignment)}`)
}

/** Leaves a product out of billing, or takes it back. */
export async function exclude(play: Play, change: Of<'exclude'>): Promise<void> {
  const place = await openDialog(play, change)
  if (place === null) return
  const { dialog, product, path, id } = place
  const body = { version: dialog.version, plan: product.source.plan, why: change.out ? 'Not ours to bill.' : null }
  await personOf(play, 0)((pod) => pod.put(`${path}/exclusions`, body))
  play.words.push(`    company ${id} ${change.out ? 'leaves out' : 'takes back'} ${product.source.planName}`)
}

/** Gives a company limits of its own. */
export async function limit(play: Play, { company: index, limits }: Of<'companyLimits'>): Promise<void> {
  const company = nth(play.sites.connectWise.world.companies, index)
  if (company === undefined) return
  const person = personOf(play, 0)
  const { version } = await person((pod) => pod.get<CompanyView>(`/api/companies/${company.id}`))
  await person((pod) => pod.put(`/api/companies/${company.id}/limits`, { version, limits }))
  play.words.push(`    company ${company.id} gets limits of its own: ${JSON.stringify(limits)}`)
}

/** Changes tenant settings. */
export async function configure(play: Play, settings: Record<string, unknown>): Promise<SettingsView> {
  const person = personOf(play, 0)
  const { version } = await person((pod) => pod.get<SettingsView>('/api/settings'))
  return person((pod) => pod.put<SettingsView>('/api/settings', { version, ...settings }))
}

/** Links a company to its customer, and puts every product where it is billed already, else onto another agreement or Default. */
export async function setUp(play: Play, company: number, customerId: string, random: Random): Promise<void> {
  const person = personOf(play, 0)
  const path = `/api/companies/${company}`
  const view = await person((pod) => pod.get<CompanyView>(path))
  await person((pod) =>
    pod.put(`${path}/link`, { version: view.version, customerIds: [customerId.toLowerCase()], enabled: true }),
  )
  const dialog = await person((pod) => pod.get<AgreementsView>(`${path}/agreements`))
  const assignments = dialog.products.map(({ source }) => {
    const item = itemOfPlan(source.planName)
    const usable = usableIn(dialog)
    const agreement =
      usable.find(({ additions }) => additions?.some(({ catalogItemId }) => catalogItemId === item)) ??
      (random.percent(60) ? usable[0] : undefined)
    const strategy = random.percent(30) ? 'replace' : 'inPlace'
    const drift = random.pick(['ask', 'ask', 'keep', 'overwrite'])
    return { plan: source.plan, agreement: choice(agreement), catalogItemId: item, rule: null, strategy, drift }
  })
  await person((pod) => pod.put(`${path}/assignments`, { version: dialog.version, assignments }))
}

/** The dialog of a company with one of its products; null when there is none. */
async function openDialog(
  play: Play,
  { company: index, plan }: { company: number; plan: number },
): Promise<{ dialog: AgreementsView; product: ProductChoiceView; path: string; id: number } | null> {
  const company = nth(play.sites.connectWise.world.companies, index)
  if (company === undefined) return null
  const path = `/api/companies/${company.id}`
  const dialog = await personOf(play, 0)((pod) => pod.get<AgreementsView>(`${path}/agreements`))
  const product = nth(dialog.products, plan)
  return product === undefined ? null : { dialog, product, path, id: company.id }
}

const usableIn = ({ agreements }: AgreementsView) => agreements.filter(({ unusable }) => unusable === null)

const choice = (agreement: AgreementView | undefined) =>
  agreement === undefined
    ? { kind: 'default' }
    : { kind: 'chosen', typeId: agreement.type.id, agreementId: agreement.id }
