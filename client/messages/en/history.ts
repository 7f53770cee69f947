import type { AnyMessage } from '../types'

/** What every past send did and why, and taking it back. */
export const messages = {
  'history.title': 'History',
  'history.caption': 'What was sent to ConnectWise, newest first',
  'history.when': 'When',
  'history.line': 'Line, who',
  'history.change': 'Before → after',
  'history.result': 'Result',
  'history.all': 'All entries',
  'history.more': 'Show older entries',
  'history.loading': 'Reading the history…',
  'history.loaded': { one: '1 entry', other: '{count} entries' },
  'history.failed': 'The history could not be read',
  'history.failedPanel': 'The history could not be read. Open all entries to try again.',
  'history.empty': 'Nothing was sent for this company yet.',
  'history.emptyHow': 'Each send is listed here with its quantity before and after, who sent it, and the result.',
  'history.by.schedule': 'schedule',
  'history.by.catchUp': 'schedule, caught up',
  'history.by.approved': '{trigger}, approved by {name}',
  'history.released': 'released: {reason}',
  'history.result.sent': 'Sent',
  'history.result.unchanged': 'Unchanged',
  'history.result.failed': 'Failed',
  'history.result.unknown': 'Checking',
  'history.result.stale': 'Changed meanwhile',
  'history.result.skipped': 'Left out',
  'history.by.skipped': 'left out by {name}',
  'history.by.undo': 'taken back by {name}',
  'history.by.undoWhy': 'taken back by {name}: {reason}',
  'history.undone': 'taken back {day} by {name}',
  'history.undoneLater': 'taken back later',
  'history.why.skipped': 'left out on purpose',
  'history.why.sent': 'invoice of {day}',
  'history.why.unchanged': 'nothing written',
  'history.why.unknown': 'ConnectWise did not answer',
  'history.why.stale': 'not overwritten',
  'history.request': 'request {id}',
  'history.undo': 'Undo',
  'history.undoLabel': 'Undo: {product}, {day}',

  'undo.title': 'Undo a send',
  'undo.of': 'Sent {time}',
  'undo.reading': 'Reading what ConnectWise has now…',
  'undo.lines': 'What taking back would do',
  'undo.stays': 'stays {quantity}',
  'undo.which': 'What to undo',
  'undo.line': 'Undo this line: {product}',
  'undo.run': { one: 'Undo all of this run: 1 line', other: 'Undo all of this run: {count} lines' },
  'undo.why': 'Why is it taken back? (kept in the history)',
  'undo.whyMissing': 'Write in a few words why it is taken back.',
  'undo.nothingErased':
    'The quantity from before is written to ConnectWise, and a new entry to the history. Nothing is erased.',
  'undo.do': { one: 'Undo 1 line', other: 'Undo {count} lines' },
  'undo.refused': 'Not taken back; nothing was changed in ConnectWise.',
  'undo.starting': 'Starting…',
  'undo.progress': '{done} of {total} lines done',
  'undo.canClose': 'You can close this; it goes on.',
  'undo.lost': 'This takes longer than usual. It goes on without this window; look at the history later.',
  'undo.unknown':
    'There is no connection, so nobody here knows whether it has begun. Look at the history later; nothing is taken back twice.',
  'undo.doneAll': {
    one: '1 line taken back. The history has a new entry for it.',
    other: '{count} lines taken back. The history has a new entry for each.',
  },
  'undo.doneSome': '{sent} of {total} lines taken back. The others were not changed in ConnectWise.',
  'undo.offeredAgain': 'The next plan offers the number of this send again, unless the product is left out of billing.',
  'undo.sentAgain':
    'The next plan offers the number of this send again, and the schedule may send it on {day}, unless the product is left out of billing or a rule holds the line.',
  'undo.refusal.notSent': 'This run wrote nothing here, so there is nothing to take back.',
  'undo.refusal.undoneAlready': 'Taken back already; the history has the entry.',
  'undo.refusal.invoiced':
    'It is invoiced already. Correct it with a credit in ConnectWise, or send the right number with the next invoice.',
  'undo.refusal.invoicedOn':
    'The invoice of {day} is made already. Correct it with a credit in ConnectWise, or send the right number with the next invoice.',
  'undo.refusal.invoiceUnknown':
    'ConnectWise does not say whether it is invoiced. Look at the agreement’s invoices; if there is none since, change the addition there.',
  'undo.refusal.edited':
    '{name} changed this addition since; it has {quantity} now, and that is not overwritten. If it is wrong, change it in ConnectWise.',
  'undo.refusal.deleted':
    '{name} took this addition away since; it is not made again. If that is wrong, add it in ConnectWise.',
  'undo.refusal.sentSince':
    'A later send wrote this line again. Undo that one first; it is above this one in the history.',
  'undo.refusal.takenBackSince':
    'A later send wrote this line again and was taken back, so it has the number of this send. If that is wrong too, make a new plan or change the addition in ConnectWise.',
  'undo.refusal.agreementClosed':
    'The agreement has ended or was cancelled. Open it again in ConnectWise first, then undo.',
  'undo.refusal.additionsUnread':
    'The additions of this agreement could not be read. Close this and try again in a minute.',
} as const satisfies Record<string, AnyMessage>
