/** What to look at in each of the twelve companies: for the sandbox's page and for readers. */
export const companyCases: readonly { companyId: number; name: string; shows: string }[] = [
  {
    companyId: 101,
    name: 'Fairhaven Dental Group',
    shows:
      'A bit of everything: a line to send (45 to 48), one held for its drop (90 to 40), one unchanged by Default (52), one on an ended agreement (10 to 14), and a trial that is not billed.',
  },
  {
    companyId: 102,
    name: 'Alder & Finch LLP',
    shows:
      'The plain case: one agreement, one addition, 14 billed and 16 bought. At Trend Micro it is ALDER AND FINCH.',
  },
  {
    companyId: 103,
    name: 'Harrow Manufacturing',
    shows:
      'Two active agreements of one type, so that Default cannot decide; one product on the agreement twice; included units; more seats used than bought; an agreement that ended yesterday.',
  },
  {
    companyId: 104,
    name: 'Brightwater Logistics',
    shows:
      'Default by the old set-up: an agreement of type TMRM Management Solution, a Management row and cross references; Email Security has no addition yet.',
  },
  {
    companyId: 105,
    name: `O'Brien & "Sons" [Holding] 100%`,
    shows: 'Every awkward character in one name; a suite whose two licences count once; billed in euros.',
  },
  {
    companyId: 106,
    name: 'Clinique Santé Île-d’Orléans',
    shows:
      'Accents, another spelling at Trend Micro, Canadian dollars; licences that are not billed: not for resale, expired, disabled, not charged yet.',
  },
  {
    companyId: 107,
    name: 'Kestrel Aviation',
    shows:
      'A child agreement, a yearly one with a yearly licence, a not recurring one, a period that is invoiced already; used above bought; GUIDs in upper case.',
  },
  {
    companyId: 108,
    name: 'Lakeshore Legal',
    shows:
      'Additions that are cancelled, cancelled from next month on, or start next month; a cancelled agreement and one that has not started.',
  },
  {
    companyId: 109,
    name: 'Granite State Credit',
    shows:
      'Two Trend Micro customers of one name in one city; a quarterly agreement; Vision One credits whose plan is not in the list.',
  },
  { companyId: 110, name: 'Eastgate Pediatrics', shows: 'No customer at Trend Micro at all.' },
  {
    companyId: 111,
    name: 'Pike St Coffee Co',
    shows: 'In the recycle bin, while Trend Micro still reports seats for Pike Street Coffee.',
  },
  {
    companyId: 112,
    name: 'Dunmore Architects',
    shows: 'Status Inactive, a customer without an address, and a product that reports no used seats.',
  },
]
