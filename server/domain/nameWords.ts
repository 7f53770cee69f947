/** Words in names of firms that say nothing of which firm it is, and spellings of one word. Lower case, without accents. */

/** Legal forms that are no words of their own: written together with the name, or in several short pieces. */
export const formsInText = new RegExp(
  [
    '株式会社|有限会社|合同会社|\\(株\\)|股份有限公司|有限公司|주식회사|\\(주\\)',
    '\\bsp\\.?\\s*z\\s*o\\.?\\s*o\\b\\.?', // Polish; and its partnerships
    '\\bsp\\.?\\s*[jkp]\\b\\.?',
    '\\bs\\s*\\.?\\s*a\\.?\\s*de\\s*c\\s*\\.?\\s*v\\b\\.?', // Mexican
    '\\bges\\.?\\s*m\\.?\\s*b\\.?\\s*h\\b\\.?', // Austrian
    '\\bgesellschaft mit beschrankter haftung\\b',
    '\\bsociedad (?:de responsabilidad )?(?:limitada|anonima)\\b',
  ].join('|'),
  'g',
)

const list = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

export const connectives = new Set(
  list('the and et und y e i og och en of de du des d l la le les der die das el los las di da'),
)

/** One word each, as `normalName` writes them; forms of several words are dropped word by word from the end. */
export const legalForms = new Set(
  list(`
    inc incorporated llc lc llp lp lllp ltd limited plc pllc pc pa corp co cic cio dba ulc na dac clg teo teoranta
    ltee enr senc sencrl
    gmbh mbh gesmbh ag kg kgaa ohg gbr ug ev ek eg se partg partgmbb mbb haftungsbeschrankt
    aktiengesellschaft kommanditgesellschaft
    sa sas sasu sarl eurl snc sci sca scop scp scm selarl selas selasu earl gaec gie asbl
    srl srls spa sapa sl slu slne sc scrl scs cv rl sau slp sll sal scoop lda lta unipessoal
    bv nv vof bvba cvba sprl vzw
    as asa ans ab aps hb kb ivs amba smba oy oyj ky ehf hf ses ba aktiebolag aktieselskab anpartsselskab osakeyhtio
    sro spj spk vos kft zrt nyrt bt rt kkt doo jdoo dd dno kd ad ead ood eood sd sia ik uab mb ou pfa
    sti tic as tov zat prat ooo oao zao pao ae epe ike
    pty proprietary pvt private pte bhd sdn berhad plt opc pt tbk ud kk yk gk
    ltda eireli me mei epp sac saa sacv
    fzco fze fzc llcfz fz wll saoc saog bsc ksc kscc jsc ojsc cjsc pjsc dmcc cc npc
  `),
)
export const formsInFront = new Set(
  list('llc sarl sas sa eurl sci selarl earl gaec ets ooo oao zao pao pt cv ud sia uab spa srl'),
)
export const softWords = new Set(list('group holding international enterprise partner associate brothers son family'))

/** Spellings of one word; the first is the one that is kept. Singular and plural count as one where firms use both. */
export const alike = new Map(
  [
    'co company companies cie compagnie',
    'corp corporation',
    'group grp groupe gruppe gruppo grupo',
    'holding holdings hldg hldgs',
    'international intl int',
    'enterprise enterprises ent',
    'partner partners',
    'associate associates assoc assocs',
    'association assn associations',
    'brothers bros brother',
    'gebruder gebr',
    'fratelli flli',
    'hermanos hnos',
    'etablissements ets etablissement',
    'son sons',
    'manufacturing mfg manuf',
    'insurance ins',
    'service services svc svcs srv',
    'center centre ctr cntr',
    'st street saint sainte ste',
    'avenue ave av',
    'road rd',
    'boulevard blvd',
    'building bldg buildings',
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
    'general genl gen',
    'north n',
    'south s',
    'west w',
    'construction constr const',
    'distribution distributing distributors distributor dist',
    'industry industries ind',
    'property properties prop props',
    'product products prod prods',
    'department dept',
    'government govt gov',
    'county cnty cty',
    'accounting acct acctg',
    'electric elec electrical',
    'equipment equip',
    'transportation transport transp trans',
    'attorney attorneys atty',
    'pharmacy pharm',
    'veterinary vet',
    'orthopedics orthopaedics ortho',
    'orthopedic orthopaedic',
    'pediatrics paediatrics peds',
    'financial finl fin',
    'elementary elem',
    'agency agcy',
    'automotive auto',
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
