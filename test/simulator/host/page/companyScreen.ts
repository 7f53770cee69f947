/** The imitated company screen: the record, its frames, Save with its questions, and the prompt before changes are lost. */
import { writeAddress, type Address } from './address.ts'
import { byId } from './dom.ts'
import { readFields, emptyFields, showFields } from './fields.ts'
import { openFrame, type FrameView, type ScreenEffect } from './frame.ts'
import { hostApi, type HostedRowShown, type HostStart } from './hostApi.ts'
import { showElsewhere } from './elsewhere.ts'
import { askToLeave, showFailure, showMessages } from './messages.ts'
import type { ProtocolLog } from './protocolLog.ts'
import { recordOf } from './record.ts'
import { answered, outcomeOf, startRound, type SaveRound } from './saveRound.ts'
import { placePod, placeTab, resizePod, showTabs, takeAway } from './surfaces.ts'

export interface CompanyScreen {
  frames(): FrameView[]
  isDirty(): boolean
  /** Shows a company (`new` for the unsaved record, null for the list), after asking when changes would be lost. */
  open(company: string | null): Promise<void>
  refresh(): Promise<void>
  save(): void
  reloadFrames(): void
  chooseTab(rowId: string | null): void
  resize(): void
  onShown(listener: (start: HostStart) => void): void
  take(event: MessageEvent): void
}

export function createCompanyScreen(address: Address, log: ProtocolLog): CompanyScreen {
  let start: HostStart | null = null
  let frames: FrameView[] = []
  let isEdited = false
  let round: SaveRound | null = null
  const dirtyFrames = new Set<string>()
  const expired = { given: false }
  const listeners: ((start: HostStart) => void)[] = []

  const isDirty = () => isEdited || dirtyFrames.size > 0
  const leaveIfWanted = async (what: string) => !isDirty() || askToLeave(what)

  async function open(company: string | null): Promise<void> {
    if (!(await leaveIfWanted('Leave this company?'))) return
    const isSameScreen = start !== null && address.company !== null && company !== null
    address.company = company
    await load()
    if (isSameScreen && address.on.has('onLoadAgain')) tellFrames()
    else reloadFrames()
  }

  async function refresh(): Promise<void> {
    if (!(await leaveIfWanted('Refresh this company?'))) return
    await load()
    tellFrames()
  }

  async function load(): Promise<void> {
    start = await hostApi.start(address.company ?? '')
    const { company, companies, choices } = start
    const isElsewhere = address.company === null
    document.body.classList.toggle('elsewhere', isElsewhere)
    byId('elsewhere').hidden = !isElsewhere
    const title = isElsewhere ? 'Companies' : (company?.fields.name ?? 'New company')
    byId('title').textContent = title
    document.title = title
    showFields(company?.fields ?? emptyFields, choices, () => {
      isEdited = true
      showDirty()
    })
    if (isElsewhere) showElsewhere(companies, (id) => void open(String(id)))
    showMessages([])
    round = null
    clearDirty()
    history.replaceState(null, '', writeAddress(address))
    for (const listener of listeners) listener(start)
  }

  /** The same frames learn what the screen shows now; a page that never said ready is loaded anew. */
  function tellFrames(): void {
    const { id } = recordOf(address.company, address.on)
    for (const frame of frames) {
      if (frame.isReady()) frame.give({ kind: 'recordShown', recordId: id })
      else frame.iframe.src = frame.address
    }
  }

  function reloadFrames(): void {
    frames.forEach(takeAway)
    frames = []
    expired.given = false
    clearDirty()
    if (start === null || address.company === null) return
    const pods = start.rows.filter((row) => row.type === 'Pod')
    for (const row of address.on.has('twoPods') ? pods.flatMap((pod) => [pod, pod]) : pods) {
      const frame = add(row, address.on.has('tabMode') ? 'tab' : 'pod')
      placePod(frame, address.size)
    }
    chooseTab(start.rows.some((row) => row.type === 'Tab' && String(row.id) === address.tab) ? address.tab : null)
  }

  function chooseTab(rowId: string | null): void {
    address.tab = rowId
    const tabs = (start?.rows ?? []).filter((row) => row.type === 'Tab')
    showTabs(tabs, rowId, chooseTab)
    const chosen = tabs.find((row) => String(row.id) === rowId)
    // A tab's page is loaded when it is opened for the first time, and kept.
    if (chosen !== undefined && !frames.some((frame) => frame.row.id === chosen.id)) placeTab(add(chosen, 'tab'))
    for (const frame of frames) {
      const box = frame.iframe.closest<HTMLElement>('[role=tabpanel]')
      if (box !== null && frame.row.type === 'Tab') box.hidden = String(frame.row.id) !== rowId
    }
    history.replaceState(null, '', writeAddress(address))
  }

  function add(row: HostedRowShown, hostedAs: 'pod' | 'tab'): FrameView {
    const record = recordOf(address.company, address.on)
    const frame = openFrame({ row, hostedAs, screen: 'company', record, switches: () => address.on, log, onEffect })
    frames.push(frame)
    return frame
  }

  function onEffect(frame: FrameView, effect: ScreenEffect): void {
    switch (effect.kind) {
      case 'findMember':
        return void answerMember(frame, effect.request).catch(showFailure)
      case 'setDirty':
        if (effect.dirty) dirtyFrames.add(frame.frameId)
        else dirtyFrames.delete(frame.frameId)
        {
          showDirty()
          return
        }
      case 'refreshScreen':
        return void refresh()
      case 'openScreen': {
        openScreen(effect)
        return
      }
      case 'acknowledged':
        if (effect.event !== 'beforeSave' || round === null) return
        round = answered(round, frame.frameId, effect.isAllowed, effect.errors)
        {
          showRound()
          return
        }
      default:
        return effect satisfies never
    }
  }

  async function answerMember(frame: FrameView, request: string): Promise<void> {
    const { on, member } = address
    const isExpired = on.has('expiredHashAlways') || (on.has('expiredHash') && !expired.given)
    if (isExpired) expired.given = true
    const options = { expired: isExpired, onPremises: on.has('onPremises'), sso: on.has('ssoTokens') }
    const { codeBase, ...data } = await hostApi.member(member ?? '', options)
    const answer = on.has('nilear') || codeBase === undefined ? data : { ...data, codeBase }
    frame.give({ kind: 'memberKnown', request, data: answer })
  }

  function openScreen(effect: ScreenEffect & { kind: 'openScreen' }): void {
    const url =
      effect.screen === 'company'
        ? writeAddress({ ...address, company: effect.recordId, tab: null })
        : `/ticket/${encodeURIComponent(effect.recordId)}`
    if (effect.newTab) {
      if (window.open(url, '_blank') === null) {
        showMessages([{ tone: 'bad', text: `The browser kept a new tab from opening: ${url}` }])
      }
      return
    }
    if (effect.screen === 'company') return void open(effect.recordId)
    void leaveIfWanted('Leave this company?').then((goesOn) => {
      if (!goesOn) return
      clearDirty()
      location.assign(url)
    })
  }

  function save(): void {
    if (round !== null && outcomeOf(round) === 'waiting') return
    const asked = frames.filter((frame) => frame.isAskedBeforeSave())
    round = startRound(asked.map((frame) => frame.frameId))
    for (const frame of asked) frame.give({ kind: 'saveAsked' })
    showRound()
  }

  function showRound(): void {
    if (round === null) return
    const titleOf = (frameId: string) => frames.find((frame) => frame.frameId === frameId)?.row.description ?? frameId
    const refusals = round.refusals.flatMap(({ frameId, errors }) =>
      (errors.length > 0 ? errors : ['The record was not saved.']).map(
        (text) => ({ tone: 'bad', text, from: titleOf(frameId) }) as const,
      ),
    )
    switch (outcomeOf(round)) {
      case 'waiting': {
        showMessages([
          ...refusals,
          { tone: 'waiting', text: `Saving waits for ${round.waitingFor.map(titleOf).join(' and ')}…` },
        ])
        return
      }
      case 'refused': {
        showMessages(refusals)
        return
      }
      case 'allowed':
        return void write()
    }
  }

  async function write(): Promise<void> {
    const company = address.company ?? 'new'
    try {
      const { id } = await hostApi.save(company, readFields(), address.member ?? '')
      clearDirty()
      if (company === 'new') await open(String(id))
      byId('title').textContent = readFields().name
      showMessages([{ tone: 'good', text: 'Saved.' }])
    } catch (error) {
      showFailure(error)
    }
  }

  function clearDirty(): void {
    isEdited = false
    dirtyFrames.clear()
    showDirty()
  }

  function showDirty(): void {
    byId('unsaved').hidden = !isDirty()
  }

  return {
    frames: () => frames,
    isDirty,
    open,
    refresh,
    save,
    reloadFrames,
    chooseTab,
    resize: () => frames.filter((frame) => frame.row.type === 'Pod').forEach((frame) => resizePod(frame, address.size)),
    onShown: (listener) => void listeners.push(listener),
    take: (event) => void frames.some((frame) => frame.take(event)),
  }
}
