import type { AnyMessage } from '../types'

/** Products that a company is not billed for, on purpose. */
export const messages = {
  'leaveOut.title': 'Leave out of billing',
  'leaveOut.intro':
    'A product that is left out is not billed for this company. Its seats are still counted, as not billed.',
  'leaveOut.lookOnly': 'You can look, not change. Your ConnectWise role does not allow it.',
  'leaveOut.empty': 'This company has no Trend Micro products.',
  'leaveOut.list': 'Products of this company',
  'leaveOut.ask': 'Leave out…',
  'leaveOut.askOf': 'Leave out {product}…',
  'leaveOut.takeBack': 'Bill it again',
  'leaveOut.takeBackOf': 'Bill {product} again',
  'leaveOut.by': 'Left out by {name}, {day}:',
  'leaveOut.stillBilled': {
    one: 'ConnectWise still bills 1. The line that goes to 0 waits until a person releases it.',
    other: 'ConnectWise still bills {count}. The line that goes to 0 waits until a person releases it.',
  },
  'leaveOut.notReported': 'Trend Micro does not report this product any more.',
  'leaveOut.why': 'Why {product} is left out',
  'leaveOut.whyMissing': 'Write in a few words why; it is kept.',
  'leaveOut.whyRefused': 'This reason cannot be saved; it may be too long.',
  'leaveOut.effect':
    'Nothing is sent by this. What is billed now ends with the next send; a line that goes to 0 waits for a person.',
  'leaveOut.save': 'Leave out',
  'leaveOut.saving': 'Saving…',
  'leaveOut.leftOut': '{product} is left out. Nothing was sent.',
  'leaveOut.takenBack': '{product} is billed again from the next send on. Nothing was sent.',
  'leaveOut.conflict': 'Somebody else changed this company meanwhile. Nothing of yours was saved.',
  'leaveOut.lookAgain': 'Look again',
} as const satisfies Record<string, AnyMessage>
