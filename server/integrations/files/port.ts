import type { FileTable } from '../../domain/fileImport'

/**
 * Reads a CSV or XLSX file of at most `fileLimits.bytes`. Throws AppError: `importType` (another kind of file, params.found),
 * `tooLarge` (also when it grows beyond measure while unpacked), `importUnreadable` (broken, params.row where known),
 * `importTooMany` (rows or columns, params.what).
 */
export type ReadTable = (bytes: Uint8Array) => Promise<FileTable>
