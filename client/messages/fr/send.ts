import { messages as english } from '../en/send'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = english
