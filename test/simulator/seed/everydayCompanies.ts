import type { CompanySpec } from './companySpec'
import type { SeedDates } from './seedDates'
import type { SpecParts } from './specParts'

/** Companies whose agreements are plain: the happy path, several agreements of one type, and Default by the old set-up. */
export function everydayCompanies(dates: SeedDates, parts: SpecParts): CompanySpec[] {
  return [alderFinch(dates, parts), harrow(dates, parts), brightwater(dates, parts), eastgate(dates, parts)]
}

function alderFinch(dates: SeedDates, { company, agreement, addition, customer, subscription }: SpecParts) {
  return company({
    id: 102,
    identifier: 'AlderFinch',
    name: 'Alder & Finch LLP',
    city: 'Columbus',
    state: 'OH',
    zip: '43215',
    website: 'https://alderfinch.example',
    agreements: [
      agreement({
        id: 1021,
        name: `Total Care ${dates.year}`,
        type: 'Managed Service',
        additions: [addition('support', 16), addition('worryFree', 14)],
      }),
    ],
    customers: [
      customer({
        number: 102,
        name: 'ALDER AND FINCH',
        city: 'Columbus',
        state: 'OH',
        zip: '43215',
        emailDomain: 'alderfinch.example',
        subscriptions: [subscription('worryFree', 16, 15)],
      }),
    ],
  })
}

function harrow(dates: SeedDates, { company, agreement, addition, customer, subscription }: SpecParts) {
  return company({
    id: 103,
    identifier: 'HarrowMfg',
    name: 'Harrow Manufacturing',
    city: 'Akron',
    state: 'OH',
    zip: '44308',
    website: 'https://www.harrowmfg.example',
    agreements: [
      agreement({
        id: 1031,
        name: `Total Care ${dates.year}, plant A`,
        type: 'Managed Service',
        additions: [
          addition('worryFree', 380, { lessIncluded: 20 }),
          // One product twice, for two offices with two prices: which one to change, only a person knows.
          addition('email', 200, { description: 'Email Security, office staff' }),
          addition('email', 60, { description: 'Email Security, shop floor', unitPrice: 1.2 }),
        ],
      }),
      agreement({
        id: 1032,
        name: `Total Care ${dates.year}, plant B`,
        type: 'Managed Service',
        prorates: true,
        additions: [addition('cloudApp', 120)],
      }),
      agreement({
        id: 1033,
        name: `Total Care ${dates.year - 1}`,
        type: 'Managed Service',
        startsOn: dates.newYear(-2),
        endsOn: dates.inDays(-1),
        nextInvoiceOn: null,
        invoicedOn: [dates.firstOfMonth(-1)],
        additions: [addition('worryFree', 360, { startsOn: dates.newYear(-2) })],
      }),
    ],
    customers: [
      customer({
        number: 103,
        name: 'Harrow Mfg',
        city: 'Akron',
        state: 'OH',
        zip: '44308',
        emailDomain: 'harrowmfg.example',
        subscriptions: [
          subscription('worryFree', 410, 398),
          subscription('email', 270, 265),
          // More in use than bought.
          subscription('cloudApp', 120, 138),
        ],
      }),
    ],
  })
}

function brightwater(dates: SeedDates, { company, agreement, addition, customer, subscription }: SpecParts) {
  return company({
    id: 104,
    identifier: 'Brightwater',
    name: 'Brightwater Logistics',
    city: 'Erie',
    state: 'PA',
    zip: '16501',
    website: 'https://brightwater.example',
    agreements: [
      agreement({
        id: 1041,
        name: 'Trend Micro via Remote Manager',
        type: 'TMRM Management Solution',
        // Web Security is billed here; Email Security has no addition anywhere.
        additions: [addition('web', 28)],
      }),
      agreement({
        id: 1042,
        name: `Depot Support ${dates.year}`,
        type: 'Managed Service',
        additions: [addition('support', 33)],
      }),
    ],
    managementRow: { agreementId: 1041, groupIdentifier: 'Brightwater' },
    customers: [
      customer({
        number: 104,
        name: 'Brightwater Logistics',
        city: 'Erie',
        state: 'PA',
        zip: '16501',
        emailDomain: 'brightwater.example',
        subscriptions: [subscription('web', 33, 30), subscription('email', 33, 31)],
      }),
    ],
  })
}

function eastgate(dates: SeedDates, { company, agreement, addition }: SpecParts) {
  return company({
    id: 110,
    identifier: 'EastgatePeds',
    name: 'Eastgate Pediatrics',
    city: 'Cincinnati',
    state: 'OH',
    zip: '45245',
    website: 'https://eastgatepeds.example',
    agreements: [
      agreement({
        id: 1101,
        name: `Clinic Care ${dates.year}`,
        type: 'Managed Service',
        additions: [addition('support', 22), addition('backup', 3)],
      }),
    ],
  })
}
