/** What the link of one company gets from the API and sends to it: shapes only, as in `views`. */
import type { Instant } from './calendar'
import type { CompanyId, CustomerId, ServicePlanKey } from './ids'
import type { SeatReading } from './trend'

export interface LinkView {
  customers: { id: CustomerId; name: string }[]
  enabled: boolean
  linkedAt: Instant
  linkedBy: string
}

/** The company that holds a customer; neither id nor name where who asks may not see it in ConnectWise. */
export type Taker = { id: CompanyId; name: string } | { id: null; name: null }

export interface SuggestionView {
  customer: { id: CustomerId; name: string; city: string | null; state: string | null }
  /** 0–100. */
  score: number
  reasons: MatchReason[]
  /** The company that this customer is linked to already. */
  takenBy: Taker | null
  /** Another customer has the same name: never linked by name alone. */
  sharesName: boolean
}

/** Why a customer looks like the company; the client makes the words. */
export type MatchReason =
  | 'sameIdentifier'
  | 'sameName'
  | 'sameNameNormalised'
  | 'abbreviated'
  | 'fewLetters'
  | 'nameBegins'
  | 'similarName'
  | 'sameCity'
  | 'otherCity'
  | 'sameDomain'
  | 'otherDomain'

export interface SuggestionsView {
  /** All customers at Trend Micro. */
  total: number
  suggestions: SuggestionView[]
}

/** Result of Verify: the customer as Trend Micro has it now. Nothing is stored. */
export interface VerifyView {
  customer: { id: CustomerId; name: string; city: string | null; state: string | null }
  products: {
    plan: ServicePlanKey
    productName: string
    planName: string
    provisioned: SeatReading
    notBilled: boolean
  }[]
  seats: number
  unread: number
  takenBy: Taker | null
}

/** Body of PUT /api/companies/:id/link. `move`: take the customer from the company that has it now. */
export interface LinkRequest {
  version: number
  customerIds: CustomerId[]
  enabled: boolean
  move?: boolean | undefined
}
