/** The Sandbox panel: what is no part of the imitated screen. */
import { sizes, writeAddress, type Address } from './address.ts'
import { createClockSection } from './panelClock.ts'
import { createCompanySections } from './panelCompany.ts'
import { createFaultsSection } from './panelFaults.ts'
import { createLogSection } from './panelLog.ts'
import { createMailSection } from './panelMail.ts'
import { createDocumentsSection, createTicketsSection } from './panelRecords.ts'
import { createSwitchesSection } from './panelSwitches.ts'
import type { CompanyScreen } from './companyScreen.ts'
import { byId, el } from './dom.ts'
import { section } from './section.ts'
import type { ProtocolLog } from './protocolLog.ts'

export function createPanel(address: Address, screen: CompanyScreen, log: ProtocolLog): void {
  const panel = byId('panel')
  const fold = el('button', { type: 'button', class: 'fold', 'aria-controls': 'panel-body' })
  const faults = createFaultsSection()
  const body = el(
    'div',
    { id: 'panel-body' },
    createClockSection(),
    createMailSection(),
    createDocumentsSection(),
    createTicketsSection(),
    ...createCompanySections(address, screen),
    sizeSection(address, screen),
    createSwitchesSection(address, screen, faults.refresh),
    faults.element,
    createLogSection(log),
  )
  const show = () => {
    document.body.classList.toggle('panel-closed', !address.isPanelOpen)
    body.hidden = !address.isPanelOpen
    fold.textContent = address.isPanelOpen ? 'Hide' : 'Sandbox'
    fold.setAttribute('aria-expanded', String(address.isPanelOpen))
  }
  fold.addEventListener('click', () => {
    address.isPanelOpen = !address.isPanelOpen
    history.replaceState(null, '', writeAddress(address))
    show()
  })
  const words = el('div', {}, el('h2', {}, 'Sandbox'), el('p', {}, 'Not part of the ConnectWise screen.'))
  panel.replaceChildren(el('header', {}, words, fold), body)
  show()
}

function sizeSection(address: Address, screen: CompanyScreen): HTMLElement {
  const choices = sizes.map((size) => {
    const radio = el('input', { type: 'radio', name: 'size', value: size, checked: size === address.size })
    radio.addEventListener('change', () => {
      address.size = size
      history.replaceState(null, '', writeAddress(address))
      screen.resize()
    })
    return el('label', { class: 'choice' }, radio, size === 'tab' ? 'As a tab' : `${size} px`)
  })
  const reload = el('button', { type: 'button', onclick: () => screen.reloadFrames() }, 'Reload the frames')
  return section('Pod width', true, el('div', { class: 'row' }, ...choices), reload)
}
