import { messages as english } from '../en/explain'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = english
