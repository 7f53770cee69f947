/**
 * How the month is usually sent by a script: company by company, line by line, one call after the other. It is told the right
 * quantities and so asks Trend Micro nothing, and it writes only what is wrong.
 */
import { z } from 'zod'
import type { ServedConnectWise } from './servedConnectWise'
import type { Site } from './site'

const rows = z.array(z.object({ id: z.number() }))
const addition = z.object({ id: z.number(), quantity: z.number(), product: z.object({ id: z.number() }) })
const login = Buffer.from('acme+sandboxPublic:sandboxPrivate').toString('base64')
const headers = {
  authorization: `Basic ${login}`,
  clientid: '5b0f9a52-6a4e-4a55-9a44-6d9f0e7a2c11',
  'content-type': 'application/json',
}

/** Answers with the milliseconds that it took. */
export async function sendByScript(site: Site, connectWise: ServedConnectWise): Promise<number> {
  const began = performance.now()
  for (const company of site.companies) {
    await ask(`/company/companies/${company.id}`, z.object({ id: z.number() }))
    const agreements = await ask(`/finance/agreements?pageSize=1000&conditions=company/id=${company.id}`, rows)
    for (const agreement of agreements) {
      const list = `/finance/agreements/${agreement.id}/additions`
      const ours = company.products.map(({ itemId }) => itemId)
      const lines = (await ask(`${list}?pageSize=1000`, z.array(addition))).filter(({ product }) =>
        ours.includes(product.id),
      )
      for (const line of lines) {
        const { quantity } = await ask(`${list}/${line.id}`, addition)
        const value = site.wanted.get(line.id)
        if (value === quantity) continue
        await ask(`${list}/${line.id}`, addition, {
          method: 'PATCH',
          body: JSON.stringify([{ op: 'replace', path: 'quantity', value }]),
        })
      }
    }
  }
  return performance.now() - began

  async function ask<T>(path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<T> {
    const response = await fetch(`${connectWise.url}/v4_6_release/apis/3.0${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${response.status} ${path}`)
    return schema.parse(await response.json())
  }
}
