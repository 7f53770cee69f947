/** Form in which names are compared: without regard to case, width and spaces. Accents count. */
export const normalName = (name: string | null | undefined): string =>
  (name ?? '').normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()
