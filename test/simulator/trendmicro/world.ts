/**
 * What Trend Micro knows in the sandbox. One truth: the list of subscriptions. Details, monthly summary, upstream bill
 * and the Worry-Free interface are all computed from it, so that a changed seat count shows everywhere.
 * Moments are ISO texts in UTC; ids are GUIDs in whatever case the world gives them (compare them without regard to case).
 */
export interface TrendMicroWorld {
  accessToken: string
  /** Used as text, never decoded. */
  secretKey: string
  partner: { id: string; companyName: string }
  customers: TrendCustomer[]
  servicePlans: TrendServicePlan[]
  subscriptions: TrendSubscription[]
  /** Figures of a closed month where they differ from the present ones. */
  months: TrendMonthFigures[]
  transactions: TrendTransaction[]
  /** The customers that the Worry-Free interface (SMPI) knows. */
  smpiCustomers: SmpiCustomer[]
}

export interface TrendCustomer {
  id: string
  name: string
  address: string
  city: string
  state: string
  postalCode: string
  country: string
  /** 1 = active; the meaning of other numbers is not documented. */
  status: number
  note: string
  /** Addresses separated by `;`. */
  emergencyEmail: string
  createdAt: string
}

export interface TrendServicePlan {
  id: string
  name: string
  /** Display name of the product. */
  product: string
  /** Nine characters. */
  productCode: string
  version: 'trial' | 'full'
  initialLicensePeriodMonths: number
  autoRenewal: boolean
  /** Vision One plans are missing in the old list of plans. */
  visionOne: boolean
}

export interface TrendSubscription {
  id: string
  customerId: string
  servicePlanId: string
  /** Name of the plan as the subscription carries it. */
  name: string
  enabled: boolean
  autoRenewal: boolean
  autoRenewalMonths: number
  createdAt: string
  modifiedAt: string
  /** One for a product, several of the same units for a suite. */
  licenses: TrendLicense[]
  /** Seats in use now; null where the product reports no such number. */
  used: number | null
  /** "Seats", "Users", "Credits" … as the summary writes it. */
  unit: string
}

export interface TrendLicense {
  activationCode: string
  productId: string
  productName: string
  startsAt: string
  expiresAt: string
  startChargeAt: string
  gracePeriod: number
  units: number
  enabled: boolean
}

export interface TrendMonthFigures {
  subscriptionId: string
  /** `YYYY-MM` */
  month: string
  provisioned: number
  used: number | null
}

export interface TrendTransaction {
  /** `YYYY-MM` */
  month: string
  type: 'New Purchase' | 'License Change' | 'License Convert'
  subscriptionId: string
  previousUnits: number
  units: number
}

export interface SmpiCustomer {
  /** The same GUID as in LMPI, by habit in upper case. */
  id: string
  /** Internal id. */
  eid: string
  name: string
  timeZone: string
  subscriptionId: string
}
