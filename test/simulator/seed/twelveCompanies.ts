import type { CompanySpec, CustomerSpec } from './companySpec'
import { everydayCompanies } from './everydayCompanies'
import { fairhaven } from './fairhaven'
import type { SeedDates } from './seedDates'
import { specParts } from './specParts'
import { unusualAgreements } from './unusualAgreements'
import { unusualLicences } from './unusualLicences'

/** The companies of the sandbox in the order of their ids; companyCases.ts says what each one shows. */
export function twelveCompanies(dates: SeedDates): CompanySpec[] {
  const parts = specParts(dates)
  return [
    fairhaven(dates, parts),
    ...everydayCompanies(dates, parts),
    ...unusualLicences(dates, parts),
    ...unusualAgreements(dates, parts),
  ].sort((one, other) => one.id - other.id)
}

/** Customers at Trend Micro that are nobody's company: near names for the suggestions, and one that is only a test. */
export function strayCustomers(dates: SeedDates): CustomerSpec[] {
  const { customer, subscription } = specParts(dates)
  return [
    customer({
      number: 121,
      name: 'Fairhaven Dental Lab',
      city: 'Toledo',
      state: 'OH',
      zip: '43604',
      emailDomain: 'fairhavenlab.example',
      subscriptions: [subscription('worryFreeEssential', 12, 9)],
    }),
    customer({
      number: 122,
      name: 'Fair Haven Clinic',
      city: 'Dayton',
      state: 'OH',
      zip: '45403',
      emailDomain: 'fairhavenclinic.example',
      subscriptions: [subscription('worryFree', 19, 19), subscription('email', 12, 12)],
    }),
    customer({
      number: 124,
      name: 'Testing 2',
      city: '',
      state: '',
      emailDomain: 'acme.example',
      // The meaning of a status other than 1 is not documented.
      status: 3,
      subscriptions: [subscription('deepSecurity', 3, null)],
    }),
  ]
}
