import type { AnyMessage } from '../types'

/** What was changed in ConnectWise since the last send. */
export const messages = {
  'drift.title': 'Changed in ConnectWise',
  'drift.loading': 'Reading what the last look found…',
  'drift.failed': 'What the last look found could not be read',
  'drift.checked': 'Compared {time}; once a day by itself.',
  'drift.lookNow': 'Look now',
  'drift.looking': 'Looking…',
  'drift.looked': { one: '1 addition was changed', other: '{count} additions were changed' },
  'drift.lookedNone': 'Nothing was changed',
  'drift.unread': {
    one: '{agreement} could not be read, so nothing is known of its additions.',
    other: '{agreement} could not be read, so nothing is known of their additions.',
  },

  'drift.none.title': 'Nothing was changed',
  'drift.none.text': 'Every addition is as the last send left it.',
  'drift.noneRead.title': 'Nothing was changed where it could be read',
  'drift.noneRead.text': 'Of the rest nothing is known. Look again later.',
  'drift.never.title': 'Not compared yet',
  'drift.never.text':
    'Once a day ConnectWise is compared with what was last sent. You can look now; looking changes nothing.',
  'drift.nothingSent.title': 'Nothing was sent yet',
  'drift.nothingSent.text': 'After the first send, ConnectWise is compared with it once a day.',

  'drift.item': 'Catalog item {id}',
  'drift.on': '{agreement}, addition {id}',
  'drift.field.quantity': 'Quantity',
  'drift.field.price': 'Unit price',
  'drift.field.included': 'Included units',
  'drift.field.billable': 'Bill the customer',
  'drift.field.cancelled': 'Last billed day',
  'drift.field.deleted': 'Addition',
  'drift.field.moved': 'Catalog item',
  'drift.billable.Billable': 'Billable',
  'drift.billable.DoNotBill': 'Do Not Bill',
  'drift.billable.NoCharge': 'No Charge',
  'drift.deleted': 'deleted',
  'drift.noLastDay': 'none',
  'drift.now': 'now',
  'drift.by': '{name}, {at}',

  'drift.next.waits': 'The line waits for a person.',
  'drift.next.stays': 'Left as it is; the line is not sent.',
  'drift.next.writtenOver': 'The next send writes ours over it.',
  'drift.next.untouched': 'Seen, kept: only quantities are written.',
  'drift.choice': 'When somebody changed it by hand',
  'drift.policy.ask': 'Ask me',
  'drift.policy.keep': 'Keep theirs',
  'drift.policy.overwrite': 'Write ours over it',
  'drift.unassigned': 'No agreement is chosen for it any more, so nothing is written.',
} as const satisfies Record<string, AnyMessage>
