/** Where a list opens so that the frame never clips it. Pure; all lengths in CSS pixels of the frame. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}
export interface Placement {
  left: number
  width: number
  maxHeight: number
  /** Distance from the frame's upper or lower edge; the other one is null. */
  top: number | null
  bottom: number | null
}

const gap = 2
const edge = 4
/** Enough for four lines; with less room below, the list opens upward if that side has more. */
const comfortable = 150

export function placeList(
  anchor: Box,
  frame: { width: number; height: number },
  list: { minWidth: number; height: number; alignEnd: boolean },
): Placement {
  const width = Math.min(Math.max(anchor.right - anchor.left, list.minWidth), frame.width - 2 * edge)
  const wanted = list.alignEnd ? anchor.right - width : anchor.left
  const left = Math.max(edge, Math.min(wanted, frame.width - edge - width))
  const below = frame.height - anchor.bottom - gap - edge
  const above = anchor.top - gap - edge
  const opensUp = below < Math.min(list.height, comfortable) && above > below
  return opensUp
    ? { left, width, maxHeight: above, top: null, bottom: frame.height - anchor.top + gap }
    : { left, width, maxHeight: below, top: anchor.bottom + gap, bottom: null }
}
