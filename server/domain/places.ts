/** Places in a list by a key that several may share. */
export type Places = Map<string, number[]>

export function addPlace(places: Places, key: string, place: number): void {
  const known = places.get(key)
  if (known === undefined) places.set(key, [place])
  else known.push(place)
}
