/** How ConnectWise words its failures (facts/connectwise-rest.md §6). */
import type { Voice } from '../httpClient/voice'
import { errorWire } from './wire'

/** `secrets`: texts that no failure may show. */
export const connectWiseVoice = (secrets: readonly string[]): Voice => ({
  system: 'connectwise',
  secrets,
  requestIdOf: (_, answer) => answer?.headers.get('x-cw-request-id') ?? null,
  // `SSL is required.` with a status of its own choice: credentials at a host that does not take them.
  kindOf: (_, body) => (errorWire.safeParse(body).data?.code === 'Security' ? 'unauthorised' : null),
  wordsOf(body) {
    const parsed = errorWire.safeParse(body)
    if (!parsed.success) return null
    const details = (parsed.data.errors ?? []).map((each) =>
      [each.field, each.message].filter((part) => part != null && part !== '').join(': '),
    )
    const words = [parsed.data.message ?? '', ...details].filter((part) => part !== '')
    return words.length === 0 ? null : words.join(' · ')
  },
})
