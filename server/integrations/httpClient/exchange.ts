/** What a request goes through: `globalThis.fetch`, or a simulator's `request`. */
export type FetchLike = (input: string, init?: RequestInit) => Promise<Response>
