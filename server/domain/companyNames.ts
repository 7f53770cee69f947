/** Names of firms in a form in which two spellings of one name are equal. Pure; used for suggestions only, never as a key. */

export interface NormalName {
  /** As typed, trimmed, in lower case. */
  plain: string
  /** Words without accents, punctuation, connectives and legal form; abbreviations written alike. */
  words: string[]
  /** `words` without "Group", "Holdings" and the like at the end. */
  core: string[]
  /** Equal for equal words in any order. */
  key: string
  coreKey: string
  /** The core as one run of letters: "Fair Haven" and "Fairhaven" are the same. */
  run: string
  /** Every two letters in a row of the run. */
  pairs: ReadonlySet<string>
}

/** Splits a name into what is compared. A name of nothing but legal forms keeps its words: "The Company" is a name too. */
export function normalName(name: string): NormalName {
  const all = wordsOf(name)
  const meant = all.filter((word) => !connectives.has(word))
  const words = orAll(withoutEnds(meant, legalForms), meant.length === 0 ? all : meant)
  const core = orAll(withoutTail(words, softWords), words)
  const run = core.join('')
  return {
    plain: name.trim().toLowerCase(),
    words,
    core,
    key: keyOf(words),
    coreKey: keyOf(core),
    run,
    pairs: piecesOf(run, 2),
  }
}

/** Lower case, without accents: what a person types into a search box. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '') // Latin accents; the marks of other scripts change the word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => letters[letter] ?? letter)
}

const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

function wordsOf(name: string): string[] {
  return foldText(name)
    .replaceAll(formsInText, ' ')
    .replaceAll(/\b[dl]['’ʼ`´]/g, '') // Île d’Orléans, L’Atelier
    .replaceAll(/['’ʼ`´]/g, '')
    .replaceAll(/\b((?:\p{L}\.\s?){2,})/gu, (dotted) => `${dotted.replaceAll(/[.\s]/g, '')} `) // L.L.C. and S. A. are one word
    .replaceAll(/[&+]/g, ' and ')
    .replaceAll(/\ba\/s\b/g, ' as ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => alike.get(word) ?? word)
}

/** All pieces of so many letters in a row; a shorter text is one piece. */
export function piecesOf(text: string, size: number): Set<string> {
  if (text.length < size) return new Set([text])
  const pieces = new Set<string>()
  for (let start = 0; start + size <= text.length; start += 1) pieces.add(text.slice(start, start + size))
  return pieces
}

/** Legal forms that are no words of their own: written together with the name, or in several short pieces. */
const formsInText =
  /株式会社|有限会社|合同会社|\(株\)|股份有限公司|有限公司|주식회사|\(주\)|\bsp\.?\s*z\s*o\.?\s*o\b\.?|\bs\s*\.?\s*a\.?\s*de\s*c\s*\.?\s*v\b\.?/g

const orAll = (some: string[], all: string[]): string[] => (some.length > 0 ? some : all)
const keyOf = (words: readonly string[]): string => [...words].sort().join(' ')

function withoutTail(words: readonly string[], drop: ReadonlySet<string>): string[] {
  const left = [...words]
  while (left.length > 0 && drop.has(left.at(-1) ?? '')) left.pop()
  return left
}

/** Legal forms stand at the end in most countries, in front in some (SARL Dupont, OOO Vega). */
function withoutEnds(words: readonly string[], drop: ReadonlySet<string>): string[] {
  const left = withoutTail(words, drop)
  while (left.length > 1 && formsInFront.has(left[0] ?? '')) left.shift()
  return left
}

const list = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

const connectives = new Set(
  list('the and et und y e i og och en of de du des d l la le les der die das el los las di da'),
)

/** One word each, as `wordsOf` writes them; forms of several words are dropped word by word from the end. */
const legalForms = new Set(
  list(`
    inc incorporated llc lc llp lp lllp ltd limited plc pllc pc pa corp co cic dba
    gmbh mbh ag kg kgaa ohg gbr ug ev eg se haftungsbeschrankt
    sa sas sasu sarl eurl snc sci scop srl srls spa sapa sl slu slne sc scrl cv rl
    bv nv vof bvba cvba as asa ab aps ks hb oy oyj ehf hf
    sro kft zrt nyrt doo ad ead ood eood sia uab ou
    pty proprietary pvt private pte bhd sdn pt tbk kk yk gk ooo oao zao pao ltda eireli me epp
    fzco fze llcfz wll saoc
  `),
)
const formsInFront = new Set(list('llc sarl sas sa eurl sci ooo oao zao pao pt cv sia uab spa srl'))
const softWords = new Set(list('group holding international enterprise partner associate brothers son family'))

/** Spellings of one word; the first is the one that is kept. Singular and plural count as one where firms use both. */
const alike = new Map(
  [
    'co company companies cie compagnie',
    'corp corporation',
    'group grp groupe gruppe gruppo grupo',
    'holding holdings hldg hldgs',
    'international intl int',
    'enterprise enterprises ent',
    'partner partners',
    'associate associates assoc assocs',
    'brothers bros brother',
    'son sons',
    'manufacturing mfg manuf',
    'insurance ins',
    'service services svc svcs srv',
    'center centre ctr cntr',
    'st street saint sainte ste',
    'mt mount',
    'ft fort',
    'tech technology technologies',
    'system systems sys',
    'solution solutions soln',
    'engineering eng engr engrg',
    'management mgmt mgt',
    'medical med',
    'hospital hosp',
    'lab labs laboratory laboratories',
    'university univ',
    'national natl nat',
    'north n',
    'south s',
    'west w',
    'construction constr const',
    'distribution distributing distributors distributor dist',
    'industry industries ind',
    'property properties prop props',
    'department dept',
    'government govt gov',
    'accounting acct acctg',
    'electric elec electrical',
    'attorney attorneys atty',
    'pharmacy pharm',
    'veterinary vet',
    'logistics logistic',
    'communication communications comm comms',
    'development dev',
    'brewing brewery',
    'first 1st',
    'second 2nd',
    'third 3rd',
    'limited ltd',
    'incorporated inc',
  ].flatMap((line) => {
    const [kept = '', ...others] = list(line)
    return others.map((other): [string, string] => [other, kept])
  }),
)
