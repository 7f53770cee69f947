import { afterEach, describe, expect, it, vi } from 'vitest'
import { createWindowHost } from '../../../client/host'

const cwOrigin = 'https://na.myconnectwise.net'

/** A window with another one around it. */
function framed(
  head = `<meta name="allowed-origins" content="https://*.myconnectwise.net">`,
  search = '?id=250&screen=company',
) {
  const frame = document.implementation.createHTMLDocument()
  frame.head.innerHTML = head
  const parent = { postMessage: vi.fn() }
  const listeners = new Set<(event: object) => void>()
  const window = {
    parent,
    document: frame,
    location: { search },
    setTimeout: () => 1,
    clearTimeout: () => undefined,
    addEventListener: (_type: string, listener: (event: object) => void) => listeners.add(listener),
    removeEventListener: (_type: string, listener: (event: object) => void) => listeners.delete(listener),
  }
  const say = (message: object, source: unknown = parent, origin = cwOrigin) => {
    for (const listener of listeners) listener({ data: JSON.stringify(message), origin, source })
  }
  // Only what the binding touches is there.
  return { host: createWindowHost(window as unknown as Window), parent, listeners, say }
}
const handlers = () => ({ state: vi.fn(), screen: vi.fn(), renewed: vi.fn(), beforeSave: () => null })

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the window of the pod', () => {
  it('knows that it stands alone, and posts nothing then', () => {
    expect(createWindowHost(window).outside).toBe(true)
  })

  it('reads the record of the address', () => {
    expect(framed().host.addressScreen).toMatchObject({ screen: 'company', id: 250 })
    expect(framed('', '').host.addressScreen).toBeNull()
  })

  it('talks to the page that the server allows', () => {
    const { host, parent, say } = framed()
    const heard = handlers()
    const connection = host.connect(heard)
    expect(parent.postMessage).toHaveBeenCalledWith('{"message":"ready"}', '*')
    say({ MessageFrameID: 'f1' })
    connection.setDirty(true)
    expect(heard.state).toHaveBeenLastCalledWith('open')
    expect(parent.postMessage).toHaveBeenLastCalledWith(
      '{"hosted_request":"setDirty","args":{"dirty":true},"frameID":"f1"}',
      cwOrigin,
    )
  })

  it('hears neither other windows nor other origins', () => {
    const { host, say } = framed()
    const heard = handlers()
    host.connect(heard)
    say({ MessageFrameID: 'f1' }, {})
    say({ MessageFrameID: 'f1' }, undefined, 'https://evil.example')
    expect(heard.state).not.toHaveBeenCalledWith('open')
  })

  it('allows nobody when the page names no origin', () => {
    const { host, say } = framed('')
    const heard = handlers()
    host.connect(heard)
    say({ MessageFrameID: 'f1' })
    expect(heard.state).not.toHaveBeenCalledWith('open')
  })

  it('takes its listener away on stop', () => {
    const { host, listeners } = framed()
    const connection = host.connect(handlers())
    expect(listeners.size).toBe(1)
    connection.stop()
    expect(listeners.size).toBe(0)
  })
})
