import { aProblem, never } from '../../fixtures/api'
import { aCompany, someSuggestions, unlinkedCompany } from '../../fixtures/fairhaven'
import { instant } from '../../../../server/domain/calendar'
import type { Find, States } from '../states'

const unlinked = { company: () => Promise.resolve(unlinkedCompany) }
async function verify(find: Find) {
  ;(await find('input[type=radio]')).click()
  ;(await find('.pod-foot .btn:not([aria-disabled=true])')).click()
}

export const states: States = {
  unlinked: { api: unlinked },
  verified: { api: unlinked, act: verify },
  verifyFailed: {
    api: { ...unlinked, verify: () => Promise.reject(aProblem({ code: 'notFound', status: 404 })) },
    act: verify,
  },
  taken: {
    api: unlinked,
    act: async (find) => (await find('.pick button', 'Move it here')).click(),
  },
  sameName: {
    api: {
      ...unlinked,
      suggestions: () =>
        Promise.resolve({
          ...someSuggestions,
          suggestions: someSuggestions.suggestions.map((each, index) => ({ ...each, sharesName: index === 0 })),
        }),
    },
  },
  nothingFound: { api: { ...unlinked, suggestions: () => Promise.resolve({ total: 126, suggestions: [] }) } },
  suggestionsLoading: { api: { ...unlinked, suggestions: () => never() } },
  noTrendMicro: {
    api: {
      company: () =>
        Promise.resolve(
          aCompany({
            link: null,
            lastSend: null,
            noTrendMicro: { by: 'A. Chen', at: instant('2025-06-02T10:00:00.000Z') },
          }),
        ),
    },
  },
  manageLink: {
    act: async (find) => {
      ;(await find('.menu + button, .pod-nav > .btn')).click()
      ;(await find('[role=menuitem]', 'Trend Micro')).click()
    },
  },
  unlink: {
    act: async (find) => {
      ;(await find('.menu + button, .pod-nav > .btn')).click()
      ;(await find('[role=menuitem]', 'Trend Micro')).click()
      ;(await find('dialog .acts li:last-child button')).click()
    },
  },
}
