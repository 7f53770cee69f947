/** Places the hosted rows on the screen: pods below the fields, tabs in the tab strip. */
import type { Size } from './address.ts'
import { byId, el } from './dom.ts'
import type { FrameView } from './frame.ts'
import type { HostedRowShown } from './hostApi.ts'

const tabHeight = 800
const usualPodHeight = 300

/** Puts a pod's frame on the screen. Its height is the row's and nothing the pod does changes it. */
export function placePod(frame: FrameView, size: Size): void {
  const box = el('section', { class: 'pod' }, el('h2', {}, frame.row.description), frame.iframe)
  byId('pods').append(box)
  resizePod(frame, size)
}

export function resizePod(frame: FrameView, size: Size): void {
  const isTabSize = size === 'tab'
  frame.iframe.style.width = isTabSize ? '100%' : `${size}px`
  frame.iframe.style.height = `${isTabSize ? tabHeight : (frame.row.podHeight ?? usualPodHeight)}px`
  frame.iframe.closest('.pod')?.classList.toggle('wide', isTabSize)
}

export function placeTab(frame: FrameView): void {
  frame.iframe.style.height = `${tabHeight}px`
  byId('hosted-tabs').append(el('div', { role: 'tabpanel', 'aria-label': frame.row.description }, frame.iframe))
}

/** Takes a frame off the screen together with its box. */
export function takeAway(frame: FrameView): void {
  const box = frame.iframe.parentElement
  frame.remove()
  box?.remove()
}

/** Draws the tab strip; `chosen` is the row id of a hosted tab, or null for the company itself. */
export function showTabs(
  rows: HostedRowShown[],
  chosen: string | null,
  onChoose: (rowId: string | null) => void,
): void {
  const tab = (text: string, rowId: string | null) =>
    el(
      'button',
      {
        type: 'button',
        role: 'tab',
        'aria-selected': String(rowId === chosen),
        'data-tab': rowId ?? 'company',
        onclick: () => onChoose(rowId),
      },
      text,
    )
  byId('tabs').replaceChildren(tab('Company', null), ...rows.map((row) => tab(row.description, String(row.id))))
  byId('company-tab').hidden = chosen !== null
}
