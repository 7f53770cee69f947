import { writeAddress, type Address } from './address.ts'
import type { CompanyScreen } from './companyScreen.ts'
import { el } from './dom.ts'
import { hostApi } from './hostApi.ts'
import { section } from './section.ts'
import { switches, switchNames, type SwitchName } from './switches.ts'

/** What each pod-server switch adds to the faults. */
const podFaults: Partial<Record<SwitchName, object>> = {
  podSlow: { system: 'pod', kind: 'slow', method: null, path: '/api', times: null, delayMs: 5000 },
  podDead: { system: 'pod', kind: 'reset-before', method: null, path: '/api', times: null, delayMs: 0 },
}

/** All test switches. A change counts from the next message on; reload the frames to see a start-up from its beginning. */
export function createSwitchesSection(address: Address, screen: CompanyScreen, onFaults: () => void): HTMLElement {
  const added = new Map<SwitchName, string>()

  async function setFault(name: SwitchName, isOn: boolean): Promise<void> {
    const rule = podFaults[name]
    const before = added.get(name)
    if (isOn && rule !== undefined && before === undefined) added.set(name, (await hostApi.addFault(rule)).id)
    if (!isOn && before !== undefined) {
      added.delete(name)
      await hostApi.removeFault(before)
    }
    onFaults()
  }

  function turn(name: SwitchName, isOn: boolean): void {
    if (isOn) address.on.add(name)
    else address.on.delete(name)
    history.replaceState(null, '', writeAddress(address))
    if (name === 'wrongOrigin') {
      const hostname = isOn ? '127.0.0.1' : 'localhost'
      location.assign(`${location.protocol}//${hostname}:${location.port}${writeAddress(address)}`)
    } else if (name in podFaults) void setFault(name, isOn)
    else if (name === 'twoPods' || name === 'tabMode') screen.reloadFrames()
  }

  for (const name of address.on) if (name in podFaults) void setFault(name, true)
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
