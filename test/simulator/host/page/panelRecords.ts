import { addressOf, arrivedApi, type DocumentShown, type TicketShown } from './arrivedApi.ts'
import { el } from './dom.ts'
import { createFeed, fileLinks } from './feed.ts'

/** Documents on the Documents tabs of ConnectWise, of all companies. */
export function createDocumentsSection(): HTMLElement {
  return createFeed<DocumentShown>({
    title: 'Documents',
    none: 'ConnectWise holds no documents.',
    read: () => arrivedApi.documents(),
    item: ({ id, title, about, by, at, fileName, bytes }) =>
      el(
        'li',
        {},
        el('strong', {}, title),
        el('small', {}, `${about} · by ${by} · `, el('time', {}, at)),
        fileName === null ? null : fileLinks({ name: fileName, href: addressOf.document(id), bytes }),
      ),
  })
}

/** Service tickets of ConnectWise, of all companies. */
export function createTicketsSection(): HTMLElement {
  const opened = new Set<number>()

  function notesOf({ id, notes }: TicketShown): HTMLElement {
    const texts = notes.map((text) => el('p', { class: 'note' }, text))
    const box = el('details', { class: 'fold-in', open: opened.has(id) }, el('summary', {}, 'What it says'), ...texts)
    box.addEventListener('toggle', () => (box.open ? opened.add(id) : opened.delete(id)))
    return box
  }

  return createFeed<TicketShown>({
    title: 'Tickets',
    none: 'ConnectWise holds no service tickets.',
    read: () => arrivedApi.tickets(),
    item: (ticket) => {
      const { id, summary, company, board, status, at } = ticket
      return el(
        'li',
        {},
        el('strong', {}, `#${id} ${summary}`),
        el('small', {}, `${company} · ${board}, ${status} · `, el('time', {}, at)),
        ticket.notes.length === 0 ? null : notesOf(ticket),
      )
    },
  })
}
