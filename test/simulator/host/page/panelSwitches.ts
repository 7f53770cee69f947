import { writeAddress, type Address } from './address.ts'
import type { CompanyScreen } from './companyScreen.ts'
import { el } from './dom.ts'
import { applyPodFaults, podFaults } from './podFaults.ts'
import { section } from './section.ts'
import { switches, switchNames, type SwitchName } from './switches.ts'

/** All test switches. A change counts from the next message on; reload the frames to see a start-up from its beginning. */
export function createSwitchesSection(address: Address, screen: CompanyScreen, onFaults: () => void): HTMLElement {
  function turn(name: SwitchName, isOn: boolean): void {
    if (isOn) address.on.add(name)
    else address.on.delete(name)
    history.replaceState(null, '', writeAddress(address))
    if (name === 'wrongOrigin') {
      const hostname = isOn ? '127.0.0.1' : 'localhost'
      location.assign(`${location.protocol}//${hostname}:${location.port}${writeAddress(address)}`)
    } else if (name in podFaults) void applyPodFaults(address.on).then(onFaults)
    else if (name === 'twoPods' || name === 'tabMode') screen.reloadFrames()
  }

  const groups = new Set(switchNames.map((name) => switches[name].group))
  const parts = [...groups].map((group) =>
    el(
      'fieldset',
      {},
      el('legend', {}, group),
      ...switchNames.filter((name) => switches[name].group === group).map(box),
    ),
  )
  const unknown = address.unknownSwitches.map((name) => el('p', { class: 'error' }, `There is no switch “${name}”.`))
  const reload = el('button', { type: 'button', onclick: () => screen.reloadFrames() }, 'Reload the frames')
  return section('Test switches', address.on.size > 0 || unknown.length > 0, ...unknown, ...parts, reload)

  function box(name: SwitchName): HTMLElement {
    const input = el('input', { type: 'checkbox', name, checked: address.on.has(name) })
    input.addEventListener('change', () => turn(name, input.checked))
    return el(
      'label',
      { class: 'choice', title: `${switches[name].does} (switches=${name})` },
      input,
      switches[name].label,
    )
  }
}
