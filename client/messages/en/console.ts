import type { AnyMessage } from '../types'

/** The console's frame: its pages by name, how it is opened, and why it is not. */
export const messages = {
  'console.page.setup': 'Set-up',
  'console.page.runs': 'Runs',
  'console.page.inbox': 'Failures',
  'console.page.companies': 'Companies',
  'console.page.linking': 'Linking',
  'console.page.defaults': 'Product defaults',
  'console.tick': 'Choice',
  'console.page.imports': 'Usage files',
  'console.page.existing': 'Existing set-up',
  'console.page.preflight': 'Pre-flight',
  'console.page.audit': 'Audit log',
  'console.page.settings': 'Settings',
  'console.causes': { one: '1 cause', other: '{count} causes' },
  'console.unsaved': 'Something here is not saved yet. Save or discard it before you go to another page.',
  'console.opening': 'Opening the console…',
  'console.outside.title': 'Open the console from the pod',
  'console.outside.text':
    'In ConnectWise, open any company; the menu of the Trend Micro billing pod has “Open the console”. No customer data was loaded.',
  'console.outside.reload':
    'Was it open here a moment ago? Its sign-in is kept in the memory of the tab only, so a reload ends it. What was saved is saved.',
  'console.over.title': 'This way into the console is over',
  'console.gaveUp.title': 'ConnectWise did not answer this page',
  'console.gaveUp.text':
    'The page around it sent no start signal within 10 seconds, so nobody said who is looking. Open the console from the pod on a company instead. No customer data was loaded.',
  'console.nothing.title': 'Nothing here for your role',
  'console.nothing.text':
    'The console is for members who administer: it shows all companies. What your ConnectWise role allows is in the pod of each company.',
  'console.blocked':
    'The browser did not open a new tab. Allow pop-ups for this page, or try again: nothing was opened and nothing was changed.',
} as const satisfies Record<string, AnyMessage>
