import { el } from './dom.ts'
import { hostApi } from './hostApi.ts'
import type { CompanyPart, PartTools } from './panelCompany.ts'
import { sandboxApi, type SituationShown } from './sandboxApi.ts'

/** What there is to see about the company, and what can be made to happen to it with one press. */
export function createStoryPart({ member, button }: PartTools): CompanyPart {
  const story = el('p', { id: 'story', class: 'story' })
  const list = el('ul', { id: 'situations', class: 'situations' })
  const done = new Set<string>()
  const again = button('Read again', () => Promise.resolve())

  function item({ name, title, shows }: SituationShown): HTMLElement {
    const make = button(title, async () => {
      await sandboxApi.makeSituation(name, member())
      done.add(name)
    })
    make.classList.toggle('done', done.has(name))
    return el('li', {}, make, el('small', {}, shows))
  }

  return {
    title: 'What this company shows',
    isOpen: true,
    content: [story, el('details', { class: 'fold-in' }, el('summary', {}, 'Make something happen'), list), again],
    async read(companyId) {
      const { companies } = await hostApi.start(String(companyId))
      story.textContent = companies.find(({ id }) => id === companyId)?.story ?? ''
      list.replaceChildren(...(await sandboxApi.situations(companyId)).map(item))
    },
    clear() {
      story.textContent = 'No saved company is open.'
      list.replaceChildren()
    },
  }
}
