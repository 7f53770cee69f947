/** The MSP's product catalog. */
export interface CatalogItemSpec {
  id: number
  /** The SKU. */
  identifier: string
  description: string
  productClass: 'Agreement' | 'Bundle' | 'Inventory' | 'NonInventory' | 'Service'
  unit: 'Each' | 'Seat' | 'Hour'
  price: number
  cost: number
  inactive: boolean
  recurring: boolean
}

const seat = (id: number, identifier: string, description: string, price: number, cost: number) =>
  ({
    id,
    identifier,
    description,
    productClass: 'Agreement',
    unit: 'Seat',
    price,
    cost,
    inactive: false,
    recurring: true,
  }) satisfies CatalogItemSpec
const other = (
  id: number,
  identifier: string,
  description: string,
  productClass: CatalogItemSpec['productClass'],
  price: number,
) =>
  ({
    id,
    identifier,
    description,
    productClass,
    unit: 'Each',
    price,
    cost: Math.round(price * 60) / 100,
    inactive: false,
    recurring: false,
  }) satisfies CatalogItemSpec

export const catalogItems = {
  worryFree: seat(2001, 'TM-WFS-ADV', 'Worry-Free Services, per seat', 4.5, 2.6),
  worryFreeEssential: seat(2002, 'TM-WFS-ESS', 'Worry-Free Services Essential, per seat', 3.2, 1.9),
  xdrSuite: seat(2003, 'TM-WF-XDR', 'Worry-Free XDR suite, per seat', 6.9, 4.1),
  coManagedXdr: seat(2004, 'TM-CM-XDR', 'Co-Managed XDR, per seat', 15, 9),
  cloudApp: seat(2005, 'TM-CAS', 'Cloud App Security, per user', 2.1, 1.2),
  email: seat(2006, 'TM-EMAIL', 'Email Security, per mailbox', 1.8, 1),
  web: seat(2007, 'TM-WEB', 'Web Security, per user', 2.2, 1.3),
  visionOne: seat(2008, 'TM-V1-CREDIT', 'Vision One, per credit', 0.95, 0.6),
  hostedEmail: { ...seat(2009, 'TM-HES', 'Hosted Email Security (replaced)', 1.6, 0.9), inactive: true },
  interScan: { ...seat(2010, 'TM-IWSAAS', 'InterScan Web Security (replaced)', 2, 1.1), inactive: true },
  bundle: other(2011, 'TM-BUNDLE-SB', 'Small business security bundle', 'Bundle', 9.9),
  support: { ...other(2020, 'SUP-GOLD', 'Gold support, per user', 'Service', 45), recurring: true },
  backup: { ...other(2021, 'BKP-CLOUD', 'Cloud backup, per TB', 'NonInventory', 29), recurring: true },
  firewall: other(2022, 'HW-FW-60', 'Firewall appliance', 'Inventory', 690),
  labor: other(2023, 'LAB-ONSITE', 'On-site labor, hour', 'Service', 140),
} as const satisfies Record<string, CatalogItemSpec>

export type ItemKey = keyof typeof catalogItems
