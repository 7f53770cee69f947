import type { CompanySpec } from './companySpec'
import type { SeedDates } from './seedDates'
import type { SpecParts } from './specParts'

/** Companies whose names or licences need care: quotes, accents, suites, NFR, expired, disabled, one name twice. */
export function unusualLicences(dates: SeedDates, parts: SpecParts): CompanySpec[] {
  return [obrien(dates, parts), quebec(dates, parts), graniteState(dates, parts)]
}

/** Every character that breaks careless queries, in one name. */
const obrienName = `O'Brien & "Sons" [Holding] 100%`

function obrien(dates: SeedDates, { company, agreement, addition, customer, subscription }: SpecParts) {
  return company({
    id: 105,
    identifier: 'OBrienSons',
    name: obrienName,
    city: 'Dublin',
    state: '',
    zip: 'D02 X285',
    website: 'https://obriensons.example',
    currency: 'EUR',
    agreements: [
      agreement({
        id: 1051,
        name: `Office "Plus" & Security ${dates.year} [EUR]`,
        type: 'Managed Service',
        additions: [addition('xdrSuite', 40, { unitPrice: 6.4 })],
      }),
    ],
    customers: [
      customer({
        number: 105,
        name: obrienName,
        city: 'Dublin',
        state: '',
        country: 'IE',
        emailDomain: 'obriensons.example',
        // Two licences of 42 seats are 42 seats, not 84.
        subscriptions: [subscription('xdrSuite', 42, 39)],
      }),
    ],
  })
}

function quebec(dates: SeedDates, { company, agreement, addition, customer, subscription }: SpecParts) {
  return company({
    id: 106,
    identifier: 'CliniqueQC',
    name: 'Clinique Santé Île-d’Orléans',
    city: 'Québec',
    state: 'QC',
    zip: 'G1R 4P5',
    website: 'https://clinique-sante.example',
    currency: 'CAD',
    agreements: [
      agreement({
        id: 1061,
        name: `Soutien géré ${dates.year}`,
        type: 'Managed Service',
        additions: [addition('worryFree', 30, { unitPrice: 5.9 }), addition('email', 28, { unitPrice: 2.4 })],
      }),
    ],
    customers: [
      customer({
        number: 106,
        name: 'Clinique Sante Ile-d Orleans',
        city: 'Québec',
        state: 'QC',
        country: 'CA',
        emailDomain: 'clinique-sante.example',
        subscriptions: [
          // Expired, still listed, its addition still billing.
          subscription('worryFree', 30, 28, { expiresOn: dates.inDays(-12) }),
          subscription('worryFreeNfr', 10, 4),
          subscription('email', 28, 27, { enabled: false }),
          // Live, but not charged before the month after next.
          subscription('cloudApp', 30, 11, { startsOn: dates.inDays(-20), chargedFrom: dates.firstOfMonth(2) }),
        ],
      }),
    ],
  })
}

function graniteState(dates: SeedDates, { company, agreement, addition, customer, subscription }: SpecParts) {
  const named = { name: 'Granite State C.U.', state: 'NH' }
  return company({
    id: 109,
    identifier: 'GraniteState',
    name: 'Granite State Credit',
    city: 'Concord',
    state: 'NH',
    zip: '03301',
    website: 'https://www.granitestate.example',
    agreements: [
      agreement({
        id: 1091,
        name: `Branch IT ${dates.year}`,
        type: 'Managed Service',
        additions: [addition('worryFree', 46), addition('visionOne', 2000, { billCustomer: 'NoCharge' })],
      }),
      agreement({
        id: 1092,
        name: `Cloud Protection ${dates.year}`,
        type: 'Security Add-ons',
        cycle: 'Quarterly',
        nextInvoiceOn: dates.firstOfMonth(3),
        additions: [addition('cloudApp', 180)],
      }),
    ],
    customers: [
      customer({
        ...named,
        number: 109,
        city: 'Concord',
        zip: '03301',
        emailDomain: 'granitestate.example',
        // The version of Vision One's plan is not to be found in the old list.
        subscriptions: [
          subscription('worryFree', 46, 44),
          subscription('cloudApp', 220, 214),
          subscription('visionOne', 2500, null),
        ],
      }),
      // The second account that came into being when a new plan was assigned: same name, same city, nothing in use.
      customer({
        ...named,
        number: 123,
        city: 'Concord',
        zip: '03301',
        emailDomain: 'granitestate.example',
        subscriptions: [
          subscription('worryFree', 46, 0, { startsOn: dates.newYear(0), chargedFrom: dates.newYear(0) }),
        ],
      }),
    ],
  })
}
