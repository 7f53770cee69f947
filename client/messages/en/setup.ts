import type { AnyMessage } from '../types'

/** The first run: four steps, what each finds, and what comes after them. */
export const messages = {
  'setup.title': 'Set up Trend Micro billing',
  'setup.text': 'Four steps to the first monthly send. Closed in between, it goes on where it ended.',
  'setup.loading': 'Looking what is set up already…',
  'setup.failed': 'What is set up already cannot be read',
  'setup.stepOf': 'Step {number} of {count}',
  'setup.step.connectWise': 'ConnectWise',
  'setup.step.trendMicro': 'Trend Micro',
  'setup.step.companies': 'Companies',
  'setup.step.sendDay': 'Send day',
  'setup.state.done': 'done',
  'setup.state.wanting': 'done, with a right missing',
  'setup.later': 'Finish later',
  'setup.back': 'Back',
  'setup.next': 'Next',
  'setup.finish': 'Finish',
  'setup.test': 'Test',
  'setup.connected': 'Connected',

  'setup.connectWise.note': 'Keys are kept encrypted and never shown again.',
  'setup.connectWise.found':
    'Connected. Calls go to {address}, codebase {codebase}, as ConnectWise’s companyinfo says.',
  'setup.connectWise.then': 'Next: keys of Trend Micro, or a file.',
  'setup.rights.given': 'Given: {names}',
  'setup.rights.missing': '{name} ({levels}): missing.',
  'setup.rights.goOn': 'You can go on.',
  'setup.rights.cannotTell': 'This ConnectWise lists no right of this name, so it cannot be told: {names}',
  'setup.rights.who':
    'A ConnectWise administrator adds rights under System › Security Roles, to the role of the API member.',
  'setup.rights.copy': 'Copy the request',
  'setup.rights.request':
    'Please give these rights to the security role of the API member that bills Trend Micro licences (System › Security Roles):',
  'setup.rights.requestOf': '- {name}: {levels}, level All',
  'setup.breaks.findCompanies': 'Without it no company can be read, linked or billed.',
  'setup.breaks.changeQuantities': 'Without it no quantity can be changed: every line fails.',
  'setup.breaks.knowInvoiced': 'Without it nobody sees here what is invoiced already.',
  'setup.breaks.catalogItems': 'Without it no catalog item is found: products cannot be placed.',
  'setup.breaks.defaultAgreements': 'Without it “Default” finds no agreement: each is chosen by hand.',
  'setup.breaks.apiReports': 'Without it this list cannot be made.',
  'setup.breaks.failureTickets': 'Without it notices cannot become service tickets.',

  'setup.source': 'Where seats come from',
  'setup.source.lmpi': 'Licensing Management Platform keys',
  'setup.source.lmpi.for': 'all products and service plans',
  'setup.source.smpi': 'Remote Manager key',
  'setup.source.smpi.for': 'Worry-Free Services only',
  'setup.source.file': 'Import a file',
  'setup.source.file.for': 'customer summary, Excel or CSV, every month',
  'setup.source.both': 'Remote Manager key as well',
  'setup.source.keysWin':
    'Keys are stored, and files are not used beside keys. To use files, take the keys out in Settings.',
  'setup.source.file.month': 'Bill the seats of the month before the send: its file is there by then',
  'setup.trendMicro.connected': { one: 'Connected: 1 customer', other: 'Connected: {count} customers' },
  'setup.trendMicro.then': 'Next: which Trend Micro customer is which company.',

  'setup.companies.reading': 'Comparing Trend Micro’s customers with the companies…',
  'setup.companies.alike': 'look alike, score {line} or more',
  'setup.companies.alike.text': 'you see every pair before one is linked',
  'setup.companies.look': { one: 'Look and accept', other: 'Look and accept {count}' },
  'setup.companies.each': { one: 'needs a decision', other: 'need a decision each' },
  'setup.companies.each.text': '{weaker} with a weaker suggestion, {without} without one',
  'setup.companies.later': 'One by one, in the console',
  'setup.companies.linked': { one: 'company is linked', other: 'companies are linked' },
  'setup.companies.linked.text': 'linking sends nothing',
  'setup.companies.some':
    '{linked} of {count} linked. Others were taken or changed meanwhile, or the server was not reached; they are listed again below.',
  'setup.companies.note': {
    one: '1 Trend customer, {linked} linked. Those of no company are not billed.',
    other: '{count} Trend customers, {linked} linked. Those of no company are not billed.',
  },
  'setup.companies.then': 'Next: the day of the monthly send. The other companies can be linked at any time.',

  'setup.sendDay.note': 'You can change all this under Settings.',
  'setup.sendDay.then':
    'Nothing is sent by finishing. Next: say once for each product which catalog item it is, then look at the first plan.',

  'setup.done.title': 'Set-up is done.',
  'setup.done.text': 'Nothing was sent. Two things make the first bill:',
  'setup.done.link': 'Link companies',
  'setup.done.link.text': 'no company is linked yet, so nothing is billed',
  'setup.done.link.go': 'Link companies',
  'setup.done.defaults': 'Product defaults',
  'setup.done.defaults.text': 'which catalog item a product is and how it is counted, said once and filled in for all',
  'setup.done.defaults.go': 'Set defaults',
  'setup.done.plan': 'Plan all companies',
  'setup.done.plan.text': 'every line with its quantity and money before anything is sent',
  'setup.done.plan.go': 'Go to runs',
  'setup.done.note': 'The console opens in a tab of its own.',
  'setup.done.company': 'Show this company',

  'setup.notYet.title': 'Trend Micro billing is not set up yet',
  'setup.notYet.text': 'Keys are missing, so no company can be shown. Nothing is billed meanwhile.',
  'setup.notYet.ask': 'These members can set it up: {names}',
  'setup.notYet.who':
    'A member can set it up whose ConnectWise role may edit all agreements (Finance › Agreements) and set-up tables (System › Table Setup).',
} as const satisfies Record<string, AnyMessage>
