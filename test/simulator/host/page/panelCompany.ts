/** The parts of the panel that are about the company on screen; a change in one of them may show in all. */
import type { Address } from './address.ts'
import type { CompanyScreen } from './companyScreen.ts'
import { el } from './dom.ts'
import { createAdditionsPart } from './panelAdditions.ts'
import { createAgreementsPart } from './panelAgreements.ts'
import { createStoryPart } from './panelStory.ts'
import { createTrendPart } from './panelTrend.ts'
import { errorLine, reported, section } from './section.ts'

export interface CompanyPart {
  title: string
  isOpen: boolean
  content: Node[]
  /** Shows what is true now of this company. */
  read: (companyId: number) => Promise<void>
  /** Shows that no saved company is open. */
  clear: () => void
}

export interface PartTools {
  /** Login name of the person who looks. */
  member: () => string
  companyId: () => number
  /** A button; all parts read again when it has done its work, and below the part stands what went wrong. */
  button: (text: string, work: () => Promise<unknown>, label?: string) => HTMLButtonElement
  /** The same for anything else that is changed, e.g. a list. */
  act: (work: () => Promise<unknown>) => void
}

export function createCompanySections(address: Address, screen: CompanyScreen): HTMLElement[] {
  const parts = [createStoryPart, createAdditionsPart, createAgreementsPart, createTrendPart].map((make) => {
    const problem = errorLine()
    const act = (work: () => Promise<unknown>) => void change(problem, work)
    const part = make({
      member: () => address.member ?? '',
      companyId: () => Number(address.company),
      act,
      button: (text, work, label) =>
        el('button', { type: 'button', 'aria-label': label ?? null, onclick: () => act(work) }, text),
    })
    // Disabled while something is under way: what is typed into a field that is about to be drawn anew would be lost.
    const fields = el('fieldset', { class: 'plain', disabled: true }, ...part.content)
    return { part, problem, fields, element: section(part.title, part.isOpen, fields, problem) }
  })

  async function change(problem: HTMLElement, work: () => Promise<unknown>): Promise<void> {
    setBusy(true)
    for (const part of parts) part.problem.textContent = ''
    await reported(problem, work)
    await readAll()
  }

  async function readAll(): Promise<void> {
    const companyId = Number(address.company)
    const isSaved = Number.isInteger(companyId) && companyId > 0
    setBusy(true)
    await Promise.all(
      parts.map(async ({ part, problem }) => {
        if (isSaved) await reported(problem, () => part.read(companyId))
        else part.clear()
      }),
    )
    setBusy(false)
  }

  function setBusy(isBusy: boolean): void {
    for (const { fields } of parts) fields.disabled = isBusy
  }

  screen.onShown(() => void readAll())
  return parts.map(({ element }) => element)
}
