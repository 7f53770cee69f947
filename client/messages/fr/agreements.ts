import type { messages as english } from '../en/agreements'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {}
