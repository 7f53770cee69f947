import { messages as english } from '../en/tab'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = english
