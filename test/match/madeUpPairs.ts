/** Pairs made by rule, as many as wanted and the same each time: a firm, and how somebody typed it into the other system. */
import { createRandom, type Random } from '../simulator/seed/random'
import type { Pair, Side } from './readPairs'

interface Firm {
  head: string
  trade: string
  form: string
  city: string
  state: string
  domain: string
}
type Rule = (firm: Firm, random: Random) => Partial<Side> & { name: string }

const list = (text: string) => text.split(',').map((part) => part.trim())

const heads = list(
  'Abbotsford, Ackerman, Alcott, Allendale, Amherst, Appleby, Ardmore, Ashdown, Aurora, Bainbridge, Barlow, Beaumont, ' +
    'Belgrave, Birchfield, Blackstone, Bonneville, Bradshaw, Brookfield, Burlington, Calumet, Cardinal, Carrington, ' +
    'Chadwick, Charlotte, Clearview, Colonial, Coventry, Crawford, Dalton, Davenport, Devereux, Dixon, Dunbar, Eastgate, ' +
    'Edgewater, Ellsworth, Everett, Fairchild, Farnsworth, Fieldstone, Fitzgerald, Fletcher, Forsyth, Gallagher, ' +
    'Garfield, Gladstone, Graham, Greenwich, Hadley, Halifax, Hampton, Harrison, Hastings, Holbrook, Huntington, Irving, ' +
    'Jefferson, Kendall, Kensington, Kirkland, Lafayette, Lancaster, Langley, Lexington, Lombard, Madison, Mansfield, ' +
    'Marquette, Mayfield, Monroe, Montgomery, Newcastle, Norwood, Oakmont, Olympia, Orleans, Oxford, Paragon, Pembroke, ' +
    'Pennington, Pinnacle, Plymouth, Prescott, Princeton, Ramsey, Ravenna, Richmond, Rockwell, Rutherford, Savannah, ' +
    'Sheffield, Sherwood, Silver Lake, Somerset, Stanton, Sycamore, Thornton, Trinity, Twin Oaks, Vanguard, Vernon, ' +
    'Wakefield, Waterford, Wellington, Whitmore, Wilmington, Winchester, Woodlawn, Worthington, York',
)
const trades = list(
  'Accounting, Animal Hospital, Architects, Bakery, Brewing, Builders, Cabinets, Catering, Chiropractic, Cleaners, ' +
    'Construction, Country Club, Dairy, Dental, Dermatology, Electric, Engineering, Eye Care, Family Medicine, Florist, ' +
    'Freight, Furniture, Hardware, Heating & Cooling, Home Health, Insurance, Interiors, Jewelers, Landscaping, ' +
    'Law Firm, Logistics, Lumber, Machine Shop, Manufacturing, Marketing, Mechanical, Mortgage, Motors, Nurseries, ' +
    'Optical, Orchards, Orthopedics, Packaging, Pharmacy, Plastics, Plumbing, Printing, Property Management, Realty, ' +
    'Roofing, Security, Senior Living, Steel, Storage, Surveying, Title Agency, Travel, Trucking, Wealth Advisors, Wine',
)
const forms = ['', '', ', Inc.', ' LLC', ' Ltd', ' Co', ' Corp.', ' Group'] as const
const cities = list(
  'Akron OH, Albany NY, Boise ID, Boulder CO, Canton OH, Concord NH, Dayton OH, Duluth MN, Erie PA, Eugene OR, ' +
    'Fargo ND, Flint MI, Lansing MI, Lincoln NE, Macon GA, Salem MA, Toledo OH, Tulsa OK, Waco TX, Wichita KS',
)
const short: Readonly<Record<string, string>> = {
  Accounting: 'Acctg',
  Construction: 'Constr',
  Engineering: 'Engr',
  Manufacturing: 'Mfg',
  Insurance: 'Ins',
  'Property Management': 'Property Mgmt',
  'Animal Hospital': 'Animal Hosp',
  'Heating & Cooling': 'Heating and Cooling',
  Mechanical: 'Mech',
  Chiropractic: 'Chiro',
  'Title Agency': 'Title Agcy',
  Orthopedics: 'Ortho',
}
const longForms: Readonly<Record<string, string>> = {
  ', Inc.': ' Incorporated',
  ' LLC': ', L.L.C.',
  ' Ltd': ' Limited',
  ' Co': ' Company',
  ' Corp.': ' Corporation',
  ' Group': ' Grp',
}

const plain = ({ head, trade }: Firm) => `${head} ${trade}`
const full = (firm: Firm) => `${plain(firm)}${firm.form}`
/** Somewhere inside the head of the name, never its first letter. */
const inside = (text: string, random: Random) => random.between(1, Math.max(1, text.indexOf(' ') - 2))

const rules: Record<string, Rule> = {
  asItIs: (firm) => ({ name: full(firm) }),
  withoutForm: (firm) => ({ name: plain(firm) }),
  longForm: (firm) => ({ name: `${plain(firm)}${longForms[firm.form] ?? ', Inc'}` }),
  capitals: (firm) => ({ name: full(firm).toUpperCase() }),
  small: (firm) => ({ name: plain(firm).toLowerCase() }),
  and: (firm) => ({ name: full(firm).replace('&', 'and') }),
  abbreviated: (firm) => ({ name: `${firm.head} ${short[firm.trade] ?? firm.trade}` }),
  joined: (firm) => ({ name: plain(firm).replace(' ', '') }),
  turned: (firm) => ({ name: `${firm.trade} ${firm.head}` }),
  withCity: (firm) => ({ name: `${plain(firm)} - ${firm.city}` }),
  cut: (firm) => ({ name: full(firm).slice(0, 20).trim() }),
  withoutCity: (firm) => ({ name: plain(firm), city: null, state: null }),
  dotted: (firm) => ({ name: full(firm).replace(' ', '. ') }),
  swapped: (firm, random) => {
    const name = plain(firm)
    const at = inside(name, random)
    return { name: `${name.slice(0, at)}${name.charAt(at + 1)}${name.charAt(at)}${name.slice(at + 2)}` }
  },
  dropped: (firm, random) => {
    const name = plain(firm)
    const at = inside(name, random)
    return { name: `${name.slice(0, at)}${name.slice(at + 1)}` }
  },
  doubled: (firm, random) => {
    const name = plain(firm)
    const at = inside(name, random)
    return { name: `${name.slice(0, at)}${name.charAt(at)}${name.slice(at)}` }
  },
  owner: (firm, random) => ({ name: `${random.pick(heads)} Holdings ${random.between(2, 99)}`, domain: firm.domain }),
}
/** How often each is met, in a thousand. */
const shares: Record<keyof typeof rules, number> = {
  asItIs: 350,
  withoutForm: 150,
  longForm: 80,
  capitals: 80,
  small: 20,
  and: 40,
  abbreviated: 60,
  joined: 20,
  turned: 20,
  withCity: 40,
  cut: 20,
  withoutCity: 40,
  dotted: 10,
  swapped: 20,
  dropped: 20,
  doubled: 20,
  owner: 10,
}
const drawn = Object.entries(shares).flatMap(([rule, share]) => Array<string>(share).fill(rule))

/** Has no divisor in common with the number of names, so that steps of this length meet each of them once. */
const stride = 1429

/** Throws RangeError for more than there are names: 6,600. A tenth of the companies have no customer, a tenth of the customers no company. */
export function madeUpPairs(count: number, seed = 1): Pair[] {
  if (count > heads.length * trades.length) throw new RangeError('There are not so many names')
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, place) => pairOf(firmAt(place, random), random))
}

function firmAt(place: number, random: Random): Firm {
  const spot = (place * stride) % (heads.length * trades.length)
  const head = heads[spot % heads.length] ?? ''
  const trade = trades[Math.floor(spot / heads.length)] ?? ''
  const [, city = '', state = ''] = /^(.+) (..)$/.exec(random.pick(cities)) ?? []
  const domain = `${head}${trade}`.toLowerCase().replaceAll(/[^a-z]/g, '')
  return { head, trade, form: random.pick(forms), city, state, domain: `${domain}.example` }
}

function pairOf(firm: Firm, random: Random): Pair {
  const rule = random.pick(drawn)
  const { city, state, domain } = firm
  const typed = rules[rule]?.(firm, random) ?? { name: full(firm) }
  const company: Side = {
    name: full(firm),
    identifier: null,
    city: random.percent(90) ? city : null,
    state,
    domain: rule === 'owner' || random.percent(70) ? domain : null,
  }
  const customer: Side = {
    identifier: null,
    city: random.percent(85) ? city : null,
    state,
    domain: random.percent(60) ? domain : null,
    ...typed,
  }
  const alone = random.between(1, 10)
  return {
    kind: `rule ${rule}`,
    company: alone === 1 ? null : company,
    customer: alone === 2 ? null : customer,
    same: true,
    heldBack: false,
  }
}
