/** GUIDs of the sandbox: readable, and the same on every start. The first letter says what it names. */
function guid(letter: 'a' | 'b' | 'c' | 'e', group: number, number: number): string {
  return `${letter}${pad(group, 7)}-5eed-4000-8000-${pad(number, 12)}`
}

export const trendCustomerId = (customerNumber: number) => guid('a', 0, customerNumber)
export const trendSubscriptionId = (customerNumber: number, planNumber: number) => guid('b', planNumber, customerNumber)
export const trendPlanId = (planNumber: number) => guid('c', 0, planNumber)
export const smpiInternalId = (customerNumber: number) => guid('e', 0, customerNumber).toUpperCase()
export const trendPartnerId = 'f0000000-5eed-4000-8000-000000000001'

/** Activation codes have seven groups; these cannot be taken for real ones. */
export function activationCode(productCode: string, customerNumber: number, planNumber: number): string {
  const groups = pad(customerNumber, 10).replace(/^(.{5})(.{5})$/, '$1-$2')
  return `${productCode.slice(0, 2)}-SANDB-OXSEE-${pad(planNumber, 5)}-${groups}-XXXXX`
}

function pad(number: number, length: number): string {
  return String(number).padStart(length, '0')
}
