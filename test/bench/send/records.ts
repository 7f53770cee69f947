/** What a person has decided for a company of the site, as the pod's dialogs store it. */
import type { Instant } from '../../../server/domain/calendar'
import {
  agreementId,
  agreementTypeId,
  catalogItemId,
  companyId,
  customerId,
  servicePlanKey,
} from '../../../server/domain/ids'
import { emptyCompanyRecord, type CompanyRecord } from '../../../server/domain/settings'
import { servicePlans } from '../../simulator/seed/servicePlans'
import { trendCustomerId, trendPlanId } from '../../simulator/seed/trendIds'
import type { SiteCompany } from './site'

const who = 'mortiz'

/** Linked to its customer, with every product on the company's one agreement. */
export function recordOf({ id, customer, agreementId: agreement, products }: SiteCompany, now: Instant): CompanyRecord {
  return {
    ...emptyCompanyRecord(companyId(id)),
    link: {
      customerIds: [customerId(trendCustomerId(customer))],
      customerNames: [`Company ${id}`],
      enabled: true,
      linkedAt: now,
      linkedBy: who,
    },
    assignments: products.map(({ plan, itemId }) => ({
      plan: servicePlanKey(trendPlanId(servicePlans[plan].number)),
      agreement: { kind: 'chosen', typeId: agreementTypeId(1), agreementId: agreementId(agreement) },
      catalogItemId: catalogItemId(itemId),
      rule: null,
      createWhenMissing: null,
      additionId: null,
      strategy: 'inPlace',
      drift: 'ask',
      decidedAt: now,
      decidedBy: who,
      origin: 'person',
    })),
  }
}
