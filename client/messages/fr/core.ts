import { messages as english } from '../en/core'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = english
