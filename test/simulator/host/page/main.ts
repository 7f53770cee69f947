import { readAddress, writeAddress } from './address.ts'
import { createCompanyScreen, type CompanyScreen } from './companyScreen.ts'
import { byId, select } from './dom.ts'
import type { HostStart } from './hostApi.ts'
import { showFailure } from './messages.ts'
import { createPanel } from './panel.ts'
import { applyPodFaults } from './podFaults.ts'
import { createProtocolLog, type LogEntry } from './protocolLog.ts'

declare global {
  interface Window {
    /** For browser tests: every message of both directions, secrets covered. */
    __hostLog: LogEntry[]
    /** For browser tests: the screen's own actions. */
    __host: CompanyScreen
  }
}

const address = readAddress(location.search)
const log = createProtocolLog()
const screen = createCompanyScreen(address, log)
window.__hostLog = log.entries
window.__host = screen

if (address.on.has('wrongOrigin') && location.hostname === 'localhost') {
  // The same page under an address that is on nobody's list of hosts.
  location.replace(`${location.protocol}//127.0.0.1:${location.port}${location.pathname}${location.search}`)
} else {
  listen()
  screen.onShown(showPickers)
  start().catch(showFailure)
}

async function start(): Promise<void> {
  await applyPodFaults(address.on) // before the pod's first request
  createPanel(address, screen, log)
  await screen.open(address.company)
}

function listen(): void {
  window.addEventListener('message', (event) => screen.take(event))
  window.addEventListener('beforeunload', (event) => {
    if (screen.isDirty()) event.preventDefault()
  })
  byId('back').addEventListener('click', () => void screen.open(null))
  byId('save').addEventListener('click', () => screen.save())
  byId('refresh').addEventListener('click', () => void screen.refresh())
}

function showPickers({ companies, members }: HostStart): void {
  const options = companies.map(({ id, name }) => ({ value: String(id), text: name }))
  const choose = address.company === null ? [{ value: '', text: 'Choose a company…' }] : []
  const all = [...choose, ...options, { value: 'new', text: 'New company (not saved)' }]
  const company = select('Open company', all, address.company ?? '', (value) => {
    void screen.open(value).then(() => {
      company.value = address.company ?? '' // the person may have stayed
    })
  })
  byId('company-picker').replaceChildren(company)

  const isKnown = members.some((member) => member.identifier === address.member)
  if (!isKnown) address.member = members[0]?.identifier ?? null
  const people = members.map(({ identifier, name, access }) => ({ value: identifier, text: `${name} (${access})` }))
  const member = select('Signed in as', people, address.member ?? '', (value) => {
    address.member = value
    history.replaceState(null, '', writeAddress(address))
    screen.reloadFrames() // another person signs in: every frame starts anew
  })
  byId('member-picker').replaceChildren(member)
}
