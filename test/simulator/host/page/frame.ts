/** One hosted page in its iframe: carries messages between the browser and the state machine of `hostProtocol.ts`. */
import { el } from './dom.ts'
import type { HostedRowShown } from './hostApi.ts'
import { isAskedBeforeSave, newFrame, step, type FrameEffect, type FrameInput, type RecordId } from './hostProtocol.ts'
import { makeNoise } from './noise.ts'
import type { ProtocolLog } from './protocolLog.ts'
import type { Switches } from './switches.ts'
import { fillTokens, isFromFrame, readPodMessage } from './wire.ts'

export interface FrameView {
  frameId: string
  row: HostedRowShown
  hostedAs: 'pod' | 'tab'
  iframe: HTMLIFrameElement
  /** What the iframe was opened with. */
  address: string
  isAskedBeforeSave(): boolean
  isReady(): boolean
  give(input: FrameInput): void
  /** True when the message came from this frame, whatever became of it. */
  take(event: MessageEvent): boolean
  remove(): void
}

/** What the screen around the frames does for them. */
export type ScreenEffect = Exclude<FrameEffect, { kind: 'post' | 'makeNoise' | 'wait' | 'ignored' }>

export interface FrameOptions {
  row: HostedRowShown
  hostedAs: 'pod' | 'tab'
  screen: string
  record: { id: RecordId; urlId: string | null }
  switches: () => Switches
  log: ProtocolLog
  onEffect: (frame: FrameView, effect: ScreenEffect) => void
}

export function openFrame(options: FrameOptions): FrameView {
  const { row, hostedAs, screen, record, switches, log } = options
  const frameId = `hosted-${crypto.randomUUID().slice(0, 8)}`
  const address = fillTokens(row.url, { id: record.urlId, screen })
  const iframe = el('iframe', {
    title: row.description,
    src: address,
    'data-frame-id': frameId,
  })
  let state = newFrame({ frameId, hostedAs, screen, recordId: record.id })
  const timers = new Set<number>()

  const view: FrameView = {
    frameId,
    row,
    hostedAs,
    iframe,
    address,
    isAskedBeforeSave: () => isAskedBeforeSave(state),
    isReady: () => state.isReady,
    give,
    take,
    remove() {
      timers.forEach((timer) => window.clearTimeout(timer))
      iframe.remove()
    },
  }
  iframe.addEventListener('load', () => give({ kind: 'loaded' }))
  return view

  function give(input: FrameInput): void {
    const next = step(state, input, switches())
    state = next.state
    next.effects.forEach(perform)
  }

  function take(event: MessageEvent): boolean {
    if (event.source !== iframe.contentWindow) return false
    const data: unknown = event.data
    if (!isFromFrame({ origin: event.origin, isOwnWindow: true }, row.origin)) {
      log.add({
        frame: frameId,
        direction: 'drop',
        message: data,
        note: `from ${event.origin}, expected ${row.origin}`,
      })
      return true
    }
    const message = readPodMessage(data, switches().has('objectTolerant'))
    const next = step(state, { kind: 'received', message }, switches())
    const ignored = next.effects.find((effect) => effect.kind === 'ignored')
    log.add({ frame: frameId, direction: ignored ? 'drop' : 'in', message: data, note: ignored?.reason ?? '' })
    state = next.state
    next.effects.forEach(perform)
    return true
  }

  function perform(effect: FrameEffect): void {
    switch (effect.kind) {
      case 'post': {
        post(effect.payload)
        return
      }
      case 'makeNoise': {
        makeNoise(iframe, row.origin.trim())
        return
      }
      case 'wait':
        timers.add(window.setTimeout(() => give({ kind: effect.then }), effect.delayMs))
        return
      case 'ignored':
        return // silence; the reason stands in the log
      default: {
        options.onEffect(view, effect)
        return
      }
    }
  }

  function post(payload: Readonly<Record<string, unknown>>): void {
    try {
      iframe.contentWindow?.postMessage(JSON.stringify(payload), row.origin.trim())
      log.add({ frame: frameId, direction: 'out', message: payload })
    } catch (error) {
      // An empty origin or a bare host name is no target; ConnectWise stays silent then too.
      log.add({ frame: frameId, direction: 'drop', message: payload, note: `cannot be posted: ${String(error)}` })
    }
  }
}
