/** The routes of usage files; they come with the screens that use them. */
import { inject, type InjectionKey } from 'vue'
import type { Month } from '../server/domain/calendar'
import type { FileMapping } from '../server/domain/fileImport'
import type { ImportPreviewView, ImportsView } from '../server/domain/viewsImport'
import { callKey, type Call } from './api'

/** Throws as `Api` does. */
export interface ImportsApi {
  imports(): Promise<ImportsView>
  /** Reads the file and stores nothing. `mapping` null: the columns are found by their names. */
  previewImport(file: File, mapping: FileMapping | null): Promise<ImportPreviewView>
  /** Stores the file that was shown, as the usage of the month. */
  acceptImport(file: File, of: ImportChoice): Promise<ImportsView>
}
export interface ImportChoice {
  month: Month
  fingerprint: string
  mapping: FileMapping
  /** Version of the stored month that this one takes the place of; null: there is none. */
  replaces: number | null
}

export const importsApiKey: InjectionKey<ImportsApi> = Symbol('importsApi')

export function useImportsApi(): ImportsApi {
  const call = inject(callKey, null)
  const api = inject(importsApiKey, null) ?? (call && createImportsApi(call))
  if (!api) throw new Error('No imports api is provided')
  return api
}

const createImportsApi = (call: Call): ImportsApi => ({
  imports: () => call('GET', 'import'),
  previewImport: (file, mapping) => call('POST', `import/preview?${queryOf(mapping).toString()}`, file),
  acceptImport: (file, { month, fingerprint, mapping, replaces }) => {
    const query = queryOf(mapping)
    query.set('month', month)
    query.set('fingerprint', fingerprint)
    query.set('fileName', file.name.slice(-longestName))
    if (replaces !== null) query.set('replaces', String(replaces))
    return call('POST', `import?${query.toString()}`, file)
  },
})

/** Characters that the server keeps of a file's name. */
const longestName = 250

function queryOf(mapping: FileMapping | null): URLSearchParams {
  const query = new URLSearchParams()
  for (const [field, at] of Object.entries(mapping ?? {})) if (at !== null) query.set(field, String(at))
  return query
}
