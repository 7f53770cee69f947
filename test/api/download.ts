/** What a browser downloads: the answer is no JSON. */
import type { SessionView } from '../../server/domain/viewsSession'
import { proofOf } from '../simulator/demo/podClient'
import { connectWiseUrl, type Harness } from './harness'

export async function download(harness: Harness, path: string, member = 'mortiz'): Promise<Response> {
  const opened = await harness.request('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proofOf(harness.connectWise.world, connectWiseUrl, member)),
  })
  const { token } = (await opened.json()) as SessionView
  return harness.request(path, { headers: { authorization: `Bearer ${token}` } })
}
