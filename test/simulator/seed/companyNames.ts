import type { Random } from './random'

const first = split(
  ',',
  'Amber, Ashford, Beacon, Birchwood, Bluebell, Bridgeport, Cascade, Cedar, Chandler, Clearwater, ' +
    'Copper, Crestview, Delmont, Eastwick, Elmhurst, Fairmont, Foxglove, Garnet, Glenwood, Halcyon, ' +
    'Harbor, Hawthorne, Hillcrest, Ironwood, Juniper, Kingsley, Larkspur, Linden, Maplewood, Meridian, ' +
    'Millbrook, Northfield, Oakridge, Orchard, Pinecrest, Prairie, Quarry, Redstone, Riverbend, ' +
    'Rosewood, Saffron, Silver Lake, Stonegate, Summit, Thornbury, Union, Valley, Westbrook, Willow, ' +
    'Windham',
)
const second = split(
  ',',
  'Accounting, Advisors, Animal Hospital, Architects, Brewing, Builders, Capital, Dental, Engineering, ' +
    'Eye Care, Family Medicine, Foods, Freight, Furniture, Hardware, Home Health, Hotels, Insurance, ' +
    'Landscaping, Law, Logistics, Machining, Manufacturing, Marine, Mechanical, Media, Motors, Optical, ' +
    'Orthopedics, Packaging, Pharmacy, Plastics, Plumbing, Printing, Properties, Realty, Roofing, ' +
    'School, Solar, Steel, Supply, Surveying, Textiles, Title, Tooling, Travel, Veterinary, Wealth, ' +
    'Wineries',
)
const forms = ['Inc.', 'LLC', 'Group', '& Sons', 'Partners', 'Co'] as const
const cities = split(
  ';',
  'Akron, OH, 44308; Albany, NY, 12207; Boise, ID, 83702; Boulder, CO, 80302; Canton, OH, 44702; ' +
    'Concord, NH, 03301; Dayton, OH, 45402; Duluth, MN, 55802; Erie, PA, 16501; Eugene, OR, 97401; ' +
    'Fargo, ND, 58102; Flint, MI, 48502; Lansing, MI, 48933; Lincoln, NE, 68508; Macon, GA, 31201; ' +
    'Salem, MA, 01970; Toledo, OH, 43604; Tulsa, OK, 74103; Waco, TX, 76701; Wichita, KS, 67202',
).map((line) => split(',', line))

export interface MadeUpName {
  name: string
  /** Letters and digits only, unique by its number. */
  identifier: string
  domain: string
  city: string
  state: string
  zip: string
}

/** Has no divisor in common with the number of names, so that steps of this length meet each of them once. */
const stride = 7919

/** A name for the company of this place in the list. The first 14,700 differ: each combination of the three words comes once. */
export function madeUpName(place: number, random: Random): MadeUpName {
  const spot = place * stride
  const one = first[spot % first.length] ?? ''
  const two = second[Math.floor(spot / first.length) % second.length] ?? ''
  const form = forms[Math.floor(spot / (first.length * second.length)) % forms.length] ?? ''
  const [city = '', state = '', zip = ''] = random.pick(cities)
  const plain = `${one}${two}`.replaceAll(/[^A-Za-z]/g, '')
  return {
    name: `${one} ${two} ${form}`,
    identifier: `${plain.slice(0, 20)}${place + 1}`,
    domain: `${plain.toLowerCase()}${place + 1}.example`,
    city,
    state,
    zip,
  }
}

/** The same company as somebody else typed it into the other system. */
export function asTypedElsewhere(name: string, random: Random): string {
  const withoutForm = name.replace(/ (Inc\.|LLC|Group|& Sons|Partners|Co)$/, '')
  return random.pick([
    name,
    name,
    name,
    withoutForm,
    withoutForm.toUpperCase(),
    name.replace('&', 'and'),
    withoutForm.replace('Manufacturing', 'Mfg').replace('Insurance', 'Ins'),
    `${withoutForm} Ltd`,
  ])
}

function split(separator: string, text: string): string[] {
  return text.split(separator).map((part) => part.trim())
}
