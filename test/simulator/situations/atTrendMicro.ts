import { trendCustomerId } from '../seed/trendIds'
import { subscriptionOf, type Situation } from './tools'

/** Usage that is zero, large, missing, old, gone, or there twice. */
export const situationsAtTrendMicro: readonly Situation[] = [
  {
    name: 'zero',
    companyId: 102,
    title: 'All seats given up',
    shows: 'The line would fall to zero.',
    make: ({ trendMicro }) =>
      void trendMicro.edits.setSeats(subscriptionOf(102, 'worryFree'), { provisioned: 0, used: 0 }),
  },
  {
    name: 'jump',
    companyId: 102,
    title: 'Ten times the seats (16 to 160)',
    shows: 'The line changes beyond the limit in percent and in seats.',
    make: ({ trendMicro }) =>
      void trendMicro.edits.setSeats(subscriptionOf(102, 'worryFree'), { provisioned: 160, used: 15 }),
  },
  {
    name: 'dear',
    companyId: 103,
    title: 'Worry-Free to 500 seats',
    shows: 'From 380 seats: a change of $540 a month that is no third of the line.',
    make: ({ trendMicro }) => void trendMicro.edits.setSeats(subscriptionOf(103, 'worryFree'), { provisioned: 500 }),
  },
  {
    name: 'noUsage',
    companyId: 102,
    title: 'Used seats not reported',
    shows: 'Used is unknown, which is not zero.',
    make: ({ trendMicro }) => void trendMicro.edits.setSeats(subscriptionOf(102, 'worryFree'), { used: null }),
  },
  {
    name: 'customerGone',
    companyId: 102,
    title: 'The customer vanishes',
    shows: 'A linked customer is not listed any more, nor anything of it.',
    make: ({ trendMicro }) => trendMicro.edits.vanish(trendCustomerId(102)),
  },
  {
    name: 'subscriptionGone',
    companyId: 101,
    title: 'Cloud App Security vanishes',
    shows: 'One subscription is not listed any more; its line bills 90.',
    make: ({ trendMicro }) => trendMicro.edits.vanish(subscriptionOf(101, 'cloudApp')),
  },
  {
    name: 'leftover',
    companyId: 105,
    title: 'A downgrade leaves 12 licences',
    shows: 'Unbundled licences of Cloud App Security beside the suite that holds it: not to be counted twice.',
    make: ({ trendMicro }) => void trendMicro.edits.leaveUnbundled(subscriptionOf(105, 'xdrSuite'), { seats: 12 }),
  },
  {
    name: 'namesake',
    companyId: 102,
    title: 'A second account of this name',
    shows: 'Two customers of one name in one city; the new one has nothing in use.',
    make: ({ trendMicro }) => void trendMicro.edits.addNamesake(trendCustomerId(102)),
  },
  {
    name: 'halfGone',
    companyId: null,
    title: 'Half of the customers gone',
    shows: 'Every list is short, and every total agrees with it.',
    make: ({ trendMicro }) => void (trendMicro.options.customersShown = 'half'),
  },
  {
    name: 'noneListed',
    companyId: null,
    title: 'No customer listed',
    shows: 'Empty lists with status 200.',
    make: ({ trendMicro }) => void (trendMicro.options.customersShown = 'none'),
  },
  {
    name: 'lateReports',
    companyId: null,
    title: 'Reports stand still',
    shows:
      'Reports and records of seats tell what is true now, whatever happens later: move the clock to see them grow old.',
    make: ({ trendMicro }) => trendMicro.edits.stopReports({ withDetails: true }),
  },
  {
    name: 'noReportYet',
    companyId: null,
    title: 'This month’s report is empty',
    shows: 'Not there yet, which is not zero.',
    make: ({ trendMicro }) => void (trendMicro.options.currentMonthSummary = 'empty'),
  },
  {
    name: 'asBefore',
    companyId: null,
    title: 'All shown, all reported again',
    shows: 'Trend Micro as it was: everybody listed, reports of the present.',
    make: ({ trendMicro: { options, edits } }) => {
      Object.assign(options, { customersShown: 'all', vanished: [], currentMonthSummary: 'present' })
      edits.resumeReports()
    },
  },
]
