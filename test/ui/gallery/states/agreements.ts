import ProductAgreements from '../../../../client/components/agreements/ProductAgreements.vue'
import { agreementId } from '../../../../server/domain/ids'
import {
  anAgreement,
  cloud,
  goneItemProduct,
  retainer,
  searchItems,
  someAgreements,
  withSharedLine,
  withTwins,
} from '../../fixtures/agreements'
import { aProblem, never } from '../../fixtures/api'
import { aSession } from '../../fixtures/fairhaven'
import { inPod } from '../../fixtures/frame'
import type { Find, GalleryState, States } from '../states'

const component = inPod(['agreements'], ProductAgreements)
const agreements = (over: GalleryState['api'] = {}): GalleryState => ({
  component,
  api: { agreements: () => Promise.resolve(someAgreements()), catalog: searchItems, ...over },
})
const key = (element: HTMLElement, name: string) =>
  element.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }))
const click = async (find: Find, selector: string, text: string) => {
  const element = await find(selector, text)
  element.focus()
  element.click()
  return element
}
const chooseWebType = async (find: Find) => {
  await click(find, '[role=combobox]', 'Agreement type for Web Security')
  await click(find, '[role=option]', 'Managed Service')
}

export const states: States = {
  agreements: agreements(),
  'agreements-loading': agreements({ agreements: never }),
  'agreements-failed': agreements({ agreements: () => Promise.reject(aProblem()) }),
  'agreements-none': agreements({
    agreements: () => Promise.resolve(someAgreements({ agreements: [], default: { kind: 'none' } })),
  }),
  'agreements-default-several': agreements({
    agreements: () =>
      Promise.resolve(
        someAgreements({
          default: {
            kind: 'several',
            agreementIds: [agreementId(1041), agreementId(1050)],
            typeName: 'Managed Service',
          },
        }),
      ),
  }),
  'agreements-long': agreements({
    agreements: () =>
      Promise.resolve(
        someAgreements({
          agreements: [
            anAgreement({
              name: 'Gold Support with managed detection and response for all sites and all staff 2025',
              warnings: [
                { kind: 'notMonthly', cycle: 'Quarterly' },
                { kind: 'child', parent: agreementId(1077) },
              ],
            }),
            retainer,
            cloud,
          ],
        }),
      ),
  }),
  'agreements-names': { ...agreements(), act: chooseWebType },
  'agreements-item': {
    ...agreements(),
    act: async (find) => {
      await chooseWebType(find)
      await click(find, '[role=option]', 'Gold Support 2025')
      const row = await find('[role=group]', 'Web Security')
      row.querySelector<HTMLElement>('.fo')?.click()
      await click(find, '[role=combobox]', 'Catalog item for Web Security')
    },
  },
  'agreements-unfolded': {
    ...agreements(),
    act: async (find) => {
      ;(await find('[role=group]', 'Cloud App')).querySelector<HTMLElement>('.fo')?.click()
    },
  },
  'agreements-more': {
    ...agreements(),
    act: async (find) => {
      const row = await find('[role=group]', 'Cloud App')
      row.querySelector<HTMLElement>('.fo')?.click()
      row.querySelector<HTMLElement>('.mo')?.click()
    },
  },
  /** Several additions, one that is gone, and none. */
  'agreements-additions': agreements({ agreements: () => Promise.resolve(withTwins()) }),
  'agreements-item-gone': agreements({
    agreements: () => Promise.resolve(someAgreements({ products: [goneItemProduct] })),
  }),
  'agreements-shared': {
    ...agreements({ agreements: () => Promise.resolve(withSharedLine()) }),
    act: async (find) => {
      const row = await find('[role=group]', 'Email')
      row.querySelector<HTMLElement>('.fo')?.click()
      row.querySelector<HTMLElement>('.mo')?.click()
    },
  },
  'agreements-shared-refused': {
    ...agreements({
      assign: () =>
        Promise.reject(
          aProblem({ code: 'invalid', status: 400, issues: [{ path: 'assignments.1.drift', code: 'sharedLine' }] }),
        ),
    }),
    act: async (find) => {
      await click(find, '.lnk-in', 'Use Gold Support 2025')
      await click(find, '.sheet-f .btn', 'OK')
    },
  },
  'agreements-problems': {
    ...agreements(),
    act: async (find) => {
      await chooseWebType(find)
      key(await find('[role=combobox]', 'Agreement name for Web Security'), 'Escape')
      await click(find, '.sheet-f .btn', 'OK')
    },
  },
  'agreements-conflict': {
    ...agreements({ assign: () => Promise.reject(aProblem({ code: 'conflict', status: 409 })) }),
    act: async (find) => {
      await click(find, '.lnk-in', 'Use Gold Support 2025')
      await click(find, '.sheet-f .btn', 'OK')
    },
  },
  'agreements-look-only': agreements({
    openSession: () => Promise.resolve(aSession({ rights: { view: true, bill: false, administer: false } })),
  }),
}
