import type { CompanySpec } from './companySpec'
import type { SeedDates } from './seedDates'
import type { SpecParts } from './specParts'

/**
 * The company that is shown first: every usual thing happens once. One line to send (45 → 48), one to hold (90 → 40),
 * one unchanged by Default (52), one whose agreement has ended (10 → 14), one trial.
 */
export function fairhaven(dates: SeedDates, parts: SpecParts): CompanySpec {
  const { addition, agreement, subscription } = parts
  const xdrEndedOn = dates.lastOfMonth(-2)
  const xdrStartedOn = dates.firstOfMonth(-13)
  return parts.company({
    id: 101,
    identifier: 'FairhavenDental',
    name: 'Fairhaven Dental Group',
    city: 'Dayton',
    state: 'OH',
    zip: '45402',
    website: 'https://www.fairhavendental.example',
    agreements: [
      agreement({
        id: 1011,
        name: `Gold Support ${dates.year}`,
        type: 'Managed Service',
        additions: [
          addition('support', 52),
          addition('worryFree', 45, { unitPrice: 4.5 }),
          addition('email', 52, { unitPrice: 1.8 }),
        ],
      }),
      agreement({
        id: 1012,
        name: `Cloud Protection ${dates.year}`,
        type: 'Security Add-ons',
        // A price changed by hand last month: kept, never overwritten.
        additions: [addition('cloudApp', 90, { unitPrice: 2.1, updatedBy: 'jlee' })],
      }),
      agreement({
        id: 1013,
        name: `XDR Retainer ${xdrStartedOn.slice(0, 4)}`,
        type: 'Managed Service',
        startsOn: xdrStartedOn,
        endsOn: xdrEndedOn,
        nextInvoiceOn: null,
        invoicedOn: [dates.firstOfMonth(-2)],
        additions: [addition('coManagedXdr', 10, { unitPrice: 15, startsOn: xdrStartedOn })],
      }),
    ],
    managementRow: { agreementId: 1011, groupIdentifier: 'Fairhaven Dental' },
    customers: [
      parts.customer({
        number: 101,
        name: 'Fairhaven Dental',
        city: 'Dayton',
        state: 'OH',
        zip: '45402',
        emailDomain: 'fairhavendental.example',
        subscriptions: [
          subscription('coManagedXdr', 12, 14, { months: history(dates, [8, 8, 8, 8, 10, 10, 10, 10, 10, 10, 10]) }),
          subscription('cloudApp', 40, 37, { months: history(dates, [80, 82, 84, 84, 84, 86, 86, 88, 88, 88, 90]) }),
          subscription('worryFree', 48, 46, { months: history(dates, [36, 36, 38, 38, 38, 38, 40, 40, 40, 42, 45]) }),
          subscription('email', 52, 52, { months: history(dates, [50, 50, 50, 51, 51, 51, 52, 52, 52, 52, 52]) }),
          subscription('webTrial', 25, 3, {
            startsOn: dates.inDays(-10),
            chargedFrom: dates.inDays(-10),
            expiresOn: dates.inDays(20),
          }),
        ],
      }),
    ],
  })
}

/** Figures of the last months, oldest first, ending with last month. Used seats lay a little below. */
function history(dates: SeedDates, provisioned: readonly number[]) {
  return provisioned.map((seats, index) => ({
    month: dates.firstOfMonth(index - provisioned.length).slice(0, 7),
    provisioned: seats,
    used: Math.max(0, seats - 2),
  }))
}
