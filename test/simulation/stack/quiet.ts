/** When nothing in this process can go on by itself any more. */
/**
 * Work outside the event loop: a round of the loop does not wait for it, and of two such works either may end first. Of the whole
 * server that is WebCrypto alone, with which tokens are signed and checked. It has no port of its own, so its calls are taken
 * where the platform has them: counted, and done one after the other in the order in which they were asked for.
 */
let outside = 0

/** Long work gives way to other work many times: it goes on by itself, a round of the loop each time. */
const round = setImmediate
Object.defineProperty(globalThis, 'setImmediate', {
  value(work: (...given: unknown[]) => void, ...given: unknown[]) {
    outside += 1
    return round(() => {
      outside -= 1
      work(...given)
    })
  },
  configurable: true,
  writable: true,
})

let last: Promise<unknown> = Promise.resolve()
for (const name of ['importKey', 'sign', 'verify'] as const) {
  const call: unknown = Reflect.get(crypto.subtle, name)
  if (typeof call !== 'function') throw new TypeError(`There is no WebCrypto ${name}`)
  const inTurn = (...given: unknown[]): Promise<unknown> => {
    outside += 1
    const work = (): Promise<unknown> => Reflect.apply(call, crypto.subtle, given) as Promise<unknown>
    const mine = last.then(work, work).finally(() => (outside -= 1))
    last = mine
    return mine
  }
  Object.defineProperty(crypto.subtle, name, { value: inTurn, configurable: true })
}

/** Fulfilled when every promise that can go on without a turn has done so. Waits for no time, only for work. */
export async function quiet(): Promise<void> {
  do await new Promise<void>((resolve) => round(resolve))
  while (outside > 0)
}
