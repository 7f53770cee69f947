import { describe, expect, it } from 'vitest'
import { aHost, json } from './host/sample'

/** What the panel shows of documents and tickets in ConnectWise, of all companies. */
const apiKey = Buffer.from('acme+sandboxPublic:sandboxPrivate').toString('base64')
const headers = { Authorization: `Basic ${apiKey}`, clientId: '5a2db0c5-0000-4000-8000-000000000001' }
const rest = 'http://connectwise.test/v4_6_release/apis/3.0'

describe('a document', () => {
  it('is listed with its company and opens as it was uploaded', async () => {
    const { app, upload } = aWorld()
    const pdf = new Uint8Array([0x25, 0x50, 0x44, 0x46, 0xff, 0x00])
    await upload(101, 'Summary', new File(['a,b\né,ö'], 'seats.csv', { type: 'text/csv' }))
    await upload(102, 'Summary 2025-11', new File([pdf], 'summary.pdf', { type: 'application/pdf' }))
    expect(await json(app, '/sandbox/documents')).toMatchObject([
      { id: 2, at: '2025-11-24 07:00', title: 'Summary 2025-11', about: 'Alder & Finch LLP', bytes: 6 },
      { id: 1, title: 'Summary', about: 'Fairhaven Dental Group', bytes: 9 },
    ])
    const opened = await app.request('/sandbox/documents/2/file')
    expect(new Uint8Array(await opened.arrayBuffer())).toEqual(pdf)
    expect(opened.headers.get('content-type')).toBe('application/pdf')
    expect(await (await app.request('/sandbox/documents/1/file')).text()).toBe('a,b\né,ö')
    expect(await json(app, '/sandbox/documents/3/file')).toEqual({ error: 'There is no document 3 with a file.' })
  })
})

describe('a ticket', () => {
  it('is listed with its company, board, status and what it says', async () => {
    const { app, connectWise } = aWorld()
    await connectWise.fetch(
      new Request(`${rest}/service/tickets`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({
          summary: '1 line waits',
          company: { id: 101 },
          board: { id: 2 },
          initialDescription: 'Why it waits',
        }),
      }),
    )
    expect(await json(app, '/sandbox/tickets')).toMatchObject([
      {
        summary: '1 line waits',
        company: 'Fairhaven Dental Group',
        board: 'Billing',
        status: 'New',
        notes: ['Why it waits'],
      },
    ])
  })
})

function aWorld() {
  const { app, connectWise } = aHost()
  return {
    app,
    connectWise,
    upload: async (recordId: number, title: string, file: File) => {
      const body = new FormData()
      for (const [name, value] of Object.entries({ recordType: 'Company', recordId: String(recordId), title }))
        body.set(name, value)
      body.set('file', file)
      const answer = await connectWise.fetch(new Request(`${rest}/system/documents`, { method: 'POST', headers, body }))
      expect(answer.status).toBe(201)
    },
  }
}
