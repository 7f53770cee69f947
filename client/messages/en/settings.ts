import type { AnyMessage } from '../types'

export const messages = {} as const satisfies Record<string, AnyMessage>
