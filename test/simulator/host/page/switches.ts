/**
 * Every way in which the host page can be made to misbehave. Reachable from the Sandbox panel and by the address:
 * `/?company=250&member=mortiz&size=348&switches=frameIdTwice,stringId` (`company=new` is the unsaved record,
 * `size` is 258, 348, 722 or tab, `tab=<row id>` opens a hosted tab, `panel=0` folds the panel away).
 */
export const switches = {
  frameIdTwice: { group: 'Start-up', label: 'Frame id three times', does: 'Posts the same frame id three times.' },
  frameIdLate: { group: 'Start-up', label: 'Frame id after 3 s', does: 'The first frame id comes after 3 seconds.' },
  frameIdVeryLate: {
    group: 'Start-up',
    label: 'Frame id after 9 s',
    does: 'The first frame id comes after 9 seconds.',
  },
  frameIdNever: { group: 'Start-up', label: 'Frame id never', does: 'No frame id, and so no onLoad and no answer.' },
  onLoadFirst: {
    group: 'Start-up',
    label: 'onLoad before the frame id',
    does: 'onLoad on ready, the frame id half a second later.',
  },
  onLoadAbsent: { group: 'Start-up', label: 'No onLoad', does: 'The record is known from the address only.' },
  onLoadAgain: {
    group: 'Record',
    label: 'Same frame for the next company',
    does: 'Another company comes as a new onLoad in the same frame.',
  },
  stringId: { group: 'Record', label: 'Record id as text', does: 'onLoad says "id":"250" instead of 250.' },
  newRecordEmpty: {
    group: 'Record',
    label: 'New record: empty id',
    does: 'The unsaved company has the id "" instead of 0.',
  },
  newRecordLiteral: {
    group: 'Record',
    label: 'New record: [cw_id]',
    does: 'The unsaved company leaves [cw_id] in the address and in onLoad.',
  },
  authSilent: {
    group: 'Member',
    label: 'Authentication never answered',
    does: 'getMemberAuthentication meets silence.',
  },
  expiredHash: {
    group: 'Member',
    label: 'First hash expired',
    does: 'The first member hash is refused by REST, the next is good.',
  },
  expiredHashAlways: { group: 'Member', label: 'Every hash expired', does: 'Every member hash is refused by REST.' },
  ssoTokens: {
    group: 'Member',
    label: 'With SSO tokens',
    does: 'The answer also carries ssoAccessToken and ssoIdToken.',
  },
  onPremises: {
    group: 'Member',
    label: 'On-premises host',
    does: 'The answer names another site and the code base v4_6_release/.',
  },
  nilear: {
    group: 'Shell',
    label: 'Nilear',
    does: 'No frame id, no _id, no codeBase; requests without frameID are answered.',
  },
  wrongOrigin: { group: 'Shell', label: 'Wrong origin', does: 'Opens this page under an address that is on no list.' },
  noise: {
    group: 'Shell',
    label: 'Noise',
    does: 'Other messages in between, and a frame id forged by another window.',
  },
  twoPods: { group: 'Shell', label: 'Each pod twice', does: 'Two frames with two frame ids for every pod.' },
  tabMode: { group: 'Shell', label: 'Pods act as tabs', does: 'hostedAs "tab", no beforeSave, refreshScreen ignored.' },
  objectTolerant: {
    group: 'Shell',
    label: 'Accept objects',
    does: 'Messages that are objects count as well as strings.',
  },
  podSlow: { group: 'Pod server', label: 'Slow (5 s)', does: 'Every request to the pod’s own API takes 5 seconds.' },
  podDead: { group: 'Pod server', label: 'Dead', does: 'Every request to the pod’s own API is cut off.' },
} as const satisfies Record<string, { group: string; label: string; does: string }>

export type SwitchName = keyof typeof switches
export type Switches = ReadonlySet<SwitchName>

function isSwitchName(name: string): name is SwitchName {
  return Object.hasOwn(switches, name)
}

export const switchNames = Object.keys(switches).filter(isSwitchName)

/** The switches named in an address, and the names that mean nothing (shown to the person: a misspelt switch tests nothing). */
export function readSwitches(text: string | null): { on: Set<SwitchName>; unknown: string[] } {
  const names = (text ?? '').split(',').map((name) => name.trim())
  const given = names.filter((name) => name !== '')
  return { on: new Set(given.filter(isSwitchName)), unknown: given.filter((name) => !isSwitchName(name)) }
}
