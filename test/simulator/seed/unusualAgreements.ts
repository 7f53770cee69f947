import type { CompanySpec } from './companySpec'
import type { SeedDates } from './seedDates'
import type { SpecParts } from './specParts'

/** Companies whose agreements or additions need care: cycles, parents, cancellations, dates in the future. */
export function unusualAgreements(dates: SeedDates, parts: SpecParts): CompanySpec[] {
  return [kestrel(dates, parts), lakeshore(dates, parts), pikeStreet(dates, parts), dunmore(dates, parts)]
}

function kestrel(dates: SeedDates, { company, agreement, addition, customer, subscription }: SpecParts) {
  return company({
    id: 107,
    identifier: 'Kestrel',
    name: 'Kestrel Aviation',
    city: 'Wichita',
    state: 'KS',
    zip: '67202',
    website: 'https://www.kestrelaviation.example',
    agreements: [
      agreement({
        id: 1071,
        name: `Flight Ops IT ${dates.year}`,
        type: 'Managed Service',
        // Next month's invoice is made already: what is sent now waits for the one after it.
        nextInvoiceOn: dates.firstOfMonth(2),
        invoicedOn: [dates.firstOfMonth(0), dates.firstOfMonth(1)],
        additions: [addition('support', 96)],
      }),
      agreement({
        id: 1072,
        name: 'Hangar 2 (bills with Flight Ops IT)',
        type: 'Security Add-ons',
        parentId: 1071,
        // Children keep a stale date or none; the parent's counts.
        nextInvoiceOn: null,
        invoicedOn: [],
        additions: [addition('coManagedXdr', 92)],
      }),
      agreement({
        id: 1073,
        name: `Endpoint licences ${dates.year}, yearly`,
        type: 'Security Add-ons',
        cycle: 'Yearly',
        nextInvoiceOn: dates.newYear(1),
        invoicedOn: [dates.newYear(0)],
        additions: [addition('worryFree', 35, { unitPrice: 48 })],
      }),
      agreement({
        id: 1074,
        name: 'Avionics network project',
        type: 'Project Retainer',
        cycle: 'NotRecurring',
        nextInvoiceOn: null,
        invoicedOn: [],
        additions: [addition('labor', 40)],
      }),
    ],
    customers: [
      customer({
        number: 107,
        name: 'Kestrel Aviation Services',
        city: 'Wichita',
        state: 'KS',
        zip: '67202',
        emailDomain: 'kestrelaviation.example',
        idCase: 'upper',
        subscriptions: [subscription('coManagedXdr', 96, 101), subscription('worryFreeYearly', 35, 33)],
      }),
    ],
  })
}

function lakeshore(dates: SeedDates, { company, agreement, addition, customer, subscription }: SpecParts) {
  return company({
    id: 108,
    identifier: 'LakeshoreLegal',
    name: 'Lakeshore Legal',
    city: 'Erie',
    state: 'PA',
    zip: '16507',
    website: 'https://lakeshorelegal.example',
    agreements: [
      agreement({
        id: 1081,
        name: `Legal Care ${dates.year}`,
        type: 'Managed Service',
        additions: [
          // Ended last month, so that nothing bills it any more.
          addition('worryFree', 118, { cancelledOn: dates.lastOfMonth(-1) }),
          // Ends next month: it still bills until then.
          addition('email', 75, { cancelledOn: dates.lastOfMonth(1) }),
          // Starts next month.
          addition('cloudApp', 60, { startsOn: dates.firstOfMonth(1) }),
        ],
      }),
      agreement({
        id: 1082,
        name: 'Legal Care pilot',
        type: 'Managed Service',
        startsOn: dates.newYear(-2),
        cancelledOn: dates.lastOfMonth(-3),
        nextInvoiceOn: null,
        invoicedOn: [],
        additions: [addition('worryFree', 20, { startsOn: dates.newYear(-2) })],
      }),
      agreement({
        id: 1083,
        name: 'Legal Care, renewal',
        type: 'Managed Service',
        startsOn: dates.firstOfMonth(2),
        nextInvoiceOn: dates.firstOfMonth(2),
        invoicedOn: [],
        additions: [],
      }),
    ],
    customers: [
      customer({
        number: 108,
        name: 'Lakeshore Law Group',
        city: 'Erie',
        state: 'PA',
        zip: '16507',
        emailDomain: 'lakeshorelegal.example',
        subscriptions: [
          subscription('worryFree', 118, 104),
          subscription('email', 140, 133),
          subscription('cloudApp', 60, 58),
        ],
      }),
    ],
  })
}

function pikeStreet(dates: SeedDates, { company, agreement, addition, customer, subscription }: SpecParts) {
  return company({
    id: 111,
    identifier: 'PikeStCoffee',
    name: 'Pike St Coffee Co',
    city: 'Seattle',
    state: 'WA',
    zip: '98101',
    website: null,
    deleted: true,
    agreements: [
      agreement({
        id: 1111,
        name: `Shop Care ${dates.year}`,
        type: 'Managed Service',
        cancelledOn: dates.lastOfMonth(-1),
        nextInvoiceOn: null,
        invoicedOn: [],
        additions: [addition('worryFreeEssential', 9)],
      }),
    ],
    customers: [
      customer({
        number: 111,
        name: 'Pike Street Coffee',
        city: 'Seattle',
        state: 'WA',
        zip: '98101',
        emailDomain: 'pikestcoffee.example',
        subscriptions: [subscription('worryFreeEssential', 9, 7)],
      }),
    ],
  })
}

function dunmore(dates: SeedDates, { company, agreement, addition, customer, subscription }: SpecParts) {
  return company({
    id: 112,
    identifier: 'Dunmore',
    name: 'Dunmore Architects',
    city: 'Scranton',
    state: 'PA',
    zip: '18503',
    website: null,
    status: 'Inactive',
    agreements: [
      agreement({
        id: 1121,
        name: `Studio Support ${dates.year}`,
        type: 'Security Add-ons',
        additions: [addition('cloudApp', 21)],
      }),
    ],
    customers: [
      customer({
        number: 112,
        name: 'Dunmore',
        city: '',
        state: '',
        emailDomain: 'dunmore.example',
        // This product reports no usage.
        subscriptions: [subscription('cloudApp', 18, null)],
      }),
    ],
  })
}
