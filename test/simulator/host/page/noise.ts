/** Messages that a pod must survive: other people's, malformed ones, and a frame id forged by another window. */
export function makeNoise(iframe: HTMLIFrameElement, targetOrigin: string): void {
  const target = iframe.contentWindow
  if (target === null) return
  const other: unknown[] = [
    'not JSON at all',
    'null',
    '42',
    '{"source":"some-browser-extension","payload":{"hello":true}}',
    '{"type":"webpackOk"}',
    { message: 'an object, not a string' },
    null,
  ]
  for (const message of other) target.postMessage(message, targetOrigin)
  forgeFromAnotherWindow(iframe)
}

/** A hidden sibling frame of our own origin posts to the pod: the right origin, the wrong window. */
function forgeFromAnotherWindow(iframe: HTMLIFrameElement): void {
  const index = Array.from({ length: window.length }, (_, at) => at).find((at) => window[at] === iframe.contentWindow)
  if (index === undefined) return
  const forged = JSON.stringify(JSON.stringify({ MessageFrameID: 'forged-by-another-window' }))
  const load = JSON.stringify(
    JSON.stringify({
      event: 'onLoad',
      _id: 'forged',
      data: { screenObject: { screen: 'company', id: 1, hostedAs: 'pod' } },
    }),
  )
  const forger = document.createElement('iframe')
  forger.hidden = true
  forger.srcdoc = `<script>for (const m of [${forged}, ${load}]) parent[${index}].postMessage(m, '*')</script>`
  forger.addEventListener('load', () => forger.remove(), { once: true })
  document.body.append(forger)
}
