import { messages as english } from '../en/link'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = english
