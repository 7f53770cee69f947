/** The partner's service plans at Trend Micro. Names are the partner's own, as display names may be. */
export interface ServicePlanSpec {
  number: number
  product: string
  /** Unique among the plans: the monthly summary joins by it. */
  name: string
  version: 'full' | 'trial'
  months: number
  unit: 'Seats' | 'Users' | 'Mailboxes' | 'Credits'
  visionOne: boolean
  /** Products with their nine-character codes; several for a suite. */
  products: readonly { code: string; name: string }[]
}

/** The one product that the Worry-Free interface (SMPI) covers. */
export const worryFreeCode = 'WFSBXXE1X'

const worryFree = { code: worryFreeCode, name: 'Worry-Free Services' }
const cloudApp = { code: 'CASBXXE1X', name: 'Cloud App Security' }
const plan = (
  number: number,
  product: { code: string; name: string },
  name: string,
  unit: ServicePlanSpec['unit'] = 'Seats',
) =>
  ({
    number,
    product: product.name,
    name,
    version: 'full',
    months: 1,
    unit,
    visionOne: false,
    products: [product],
  }) satisfies ServicePlanSpec

export const servicePlans = {
  worryFree: plan(1, worryFree, 'Advanced, monthly'),
  worryFreeEssential: plan(2, worryFree, 'Essential, monthly'),
  /** Paid once a year: billing it every month would be an accident. */
  worryFreeYearly: { ...plan(3, worryFree, 'Advanced, yearly'), months: 12 },
  /** Two licences, one count. */
  xdrSuite: { ...plan(4, worryFree, 'XDR suite, monthly'), product: 'Worry-Free XDR', products: [worryFree, cloudApp] },
  coManagedXdr: plan(5, { code: 'CMXDRXE1X', name: 'Co-Managed XDR' }, 'Add-on, monthly'),
  cloudApp: plan(6, cloudApp, 'Full, monthly', 'Users'),
  email: plan(7, { code: 'EMSBXXE1X', name: 'Email Security' }, 'Standard, monthly', 'Mailboxes'),
  web: plan(8, { code: 'WSBXXXE1X', name: 'Web Security' }, 'Browse, monthly', 'Users'),
  webTrial: { ...plan(9, { code: 'WSBXXXE1X', name: 'Web Security' }, 'Trial', 'Users'), version: 'trial' },
  /** A full version by its flag; only its name says that it must not be billed. */
  worryFreeNfr: { ...plan(10, worryFree, 'NFR, 10 seats'), months: 12 },
  /** Not in the old list of plans, so that its version is not known. */
  visionOne: {
    ...plan(11, { code: 'VOMMMMMCP', name: 'Trend Vision One' }, 'Credits, yearly', 'Credits'),
    months: 12,
    visionOne: true,
  },
  deepSecurity: plan(12, { code: 'DSBXXXE1X', name: 'Deep Security' }, 'Server, monthly', 'Seats'),
} as const satisfies Record<string, ServicePlanSpec>

export type PlanKey = keyof typeof servicePlans
