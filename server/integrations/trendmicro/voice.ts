/** How LMPI and SMPI word their failures (facts/trend-micro.md §3.3). Bodies are JSON whatever their type says. */
import type { Voice } from '../httpClient/voice'
import { isTimeRefused } from './gateway'
import { errorWire } from './wire'

/** `secrets`: texts that no failure may show. */
export const trendVoice = (secrets: readonly string[]): Voice => ({
  system: 'trendmicro',
  secrets,
  requestIdOf: (request) => request.headers['x-traceid'] ?? null,
  kindOf: (answer) => (answer.status === 401 && isTimeRefused(answer.text) ? 'clockOff' : null),
  wordsOf(body) {
    const parsed = errorWire.safeParse(body)
    if (!parsed.success) return null
    const words = [parsed.data.error_subject, parsed.data.error_message].filter((part) => part != null && part !== '')
    return words.length === 0 ? null : words.join(': ')
  },
})
