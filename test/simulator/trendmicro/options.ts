/** Switches of the simulator. All may be changed while it runs. */
export interface TrendMicroOptions {
  /** Wait before every answer, milliseconds. */
  latencyMs: number
  /** Whether the summary of the running month answers with rows: never, always, or from its second day on. */
  currentMonthSummary: 'empty' | 'present' | 'fromDay2'
  /** `empty`: last month's summary is not there yet either. */
  previousMonthSummary: 'present' | 'empty'
  /**
   * What a month's summary tells of seats that changed within it: what they were at its end, or their highest number, as the
   * reports of small business do (facts §5). Only changes by `edits.setSeats` are known.
   */
  summaryFigures: 'present' | 'peak'
  /** Ids of customers and subscriptions that are not shown anywhere; `edits.vanish` and `edits.comeBack` write them. */
  vanished: readonly string[]
  /** How many of the customers are shown, with all that is theirs. Totals agree: nothing gives it away. */
  customersShown: 'all' | 'half' | 'none'
  /** Name of an id field in summary rows, or null for rows with names only (as documented). */
  summaryIdField: 'customer_id' | 'company_id' | 'id' | null
  /** How a row says that used seats are not known. */
  unknownUsed: 'null' | 'absent'
  /** A suite in the summary: one row, or one row for each of its products (with the same units). */
  suiteRows: 'one' | 'perProduct'
  /** How subscription details name the subscription; both occur. */
  detailIdField: 'subscription_id' | 'id'
  /** `mixed`: lists and details write the same GUID in different case. */
  idCase: 'asStored' | 'mixed'
  /** Whether Vision One subscriptions are in the list of all subscriptions. */
  visionOneInList: boolean
  /** Whether `/LMPI/v3/me/serviceplans` exists. */
  servicePlansV3: boolean
  /** `license_type` of the Worry-Free interface. */
  smpiLicenseType: 'string' | 'number'
  /** A usage call that names an expired customer among others: 404 for all, or that one is left out. */
  smpiExpiredInBatch: 'notFound' | 'leftOut'
  /** Age of the Worry-Free usage, minutes. */
  smpiUsageAgeMinutes: number
}

export const defaultTrendMicroOptions: TrendMicroOptions = {
  latencyMs: 0,
  currentMonthSummary: 'empty',
  previousMonthSummary: 'present',
  summaryFigures: 'present',
  vanished: [],
  customersShown: 'all',
  summaryIdField: null,
  unknownUsed: 'null',
  suiteRows: 'one',
  detailIdField: 'subscription_id',
  idCase: 'asStored',
  visionOneInList: true,
  servicePlansV3: true,
  smpiLicenseType: 'string',
  smpiExpiredInBatch: 'notFound',
  smpiUsageAgeMinutes: 120,
}
