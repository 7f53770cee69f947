import type { messages as english } from '../en/settings'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {}
