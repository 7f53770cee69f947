import type { messages as english } from '../en/history'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {}
