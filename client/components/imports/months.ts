/** Months that a file may be for. Pure. */
import { addMonths, type Month } from '../../../server/domain/calendar'
import { fileLimits } from '../../../server/domain/fileImport'

/** The running month and those before it that Trend Micro still has reports of, newest first. */
export const previousMonths = (running: Month): Month[] =>
  Array.from({ length: fileLimits.monthsBack + 1 }, (_, back) => addMonths(running, -back))
